"""Which facts does one answer state, and which earlier ones does it take back?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from opencaio.engines.classification.model import Vocabulary
from opencaio.engines.classification.requests import checked_value
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire.model import Option, Question
from opencaio.errors import BadInput


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person answered: options chosen and options unsure of, or values of facts, or “we do not know”.

    A fact with the value None in `values` is one that is not known.
    """

    chosen: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """Facts by key, None for “we do not know”; `withdrawn` held before and follow from the answer no more."""

    facts: dict[str, Value | None]
    withdrawn: frozenset[str] = frozenset()


def stated_by(
    question: Question,
    reply: Reply,
    *,
    known: Mapping[str, Value],
    offered: Iterable[str],
    vocabulary: Vocabulary,
) -> Stated:
    """The facts that the reply states. `offered` names the options, or facts, that were shown.

    Raises BadInput for a choice that was not offered, none or two where one is asked, or no value at all.
    """
    shown = tuple(offered)
    if question.pick == "facts":
        if reply.unknown:
            return _unknown(question, shown, known=known)
        return _stated_facts(question, reply, vocabulary=vocabulary)
    options = [option for option in question.options if option.code in shown]
    if reply.unknown:
        return _unknown(question, (key for option in options for key in sorted(option.facts)), known=known)
    _check(question, reply, shown=shown)
    facts = _chosen(question, reply, options)
    covered = {key for option in options for key in option.facts}
    memory = _memory(question, reply, known=known, shown=shown)
    return Stated(facts | {question.memory: memory}, frozenset(covered - facts.keys()) & known.keys())


def _memory(question: Question, reply: Reply, *, known: Mapping[str, Value], shown: tuple[str, ...]) -> Value:
    """What is ticked now: with what was ticked before and not shown again."""
    order = [option.code for option in question.options]
    before = known.get(question.memory)
    kept = [str(code) for code in before if code not in shown] if isinstance(before, tuple) else []
    held = {*reply.chosen} if question.pick == "one" else {*kept, *reply.chosen}
    return tuple(sorted(held, key=order.index))


def _check(question: Question, reply: Reply, *, shown: tuple[str, ...]) -> None:
    for code in (*reply.chosen, *reply.unsure):
        question.option(code)
        if code not in shown:
            raise BadInput(f"“{question.option(code).words}” was not asked here: it is answered already.")
    if question.pick == "one" and (len(reply.chosen) != 1 or reply.unsure):
        raise BadInput(f"“{question.words}” Choose one answer, or say that we do not know.")
    both = set(reply.chosen) & set(reply.unsure)
    if both:
        raise BadInput(f"“{question.option(min(both)).words}” is ticked, and marked as not known. Choose one.")


def _chosen(question: Question, reply: Reply, options: list[Option]) -> dict[str, Value | None]:
    """What the chosen options state, then what the others leave; the first to state a fact wins."""
    facts: dict[str, Value | None] = {}
    lists: dict[str, list[str]] = {}
    for option in options:
        for key, code in option.adds.items():
            lists.setdefault(key, []).extend([code] if option.code in reply.chosen else [])
        if option.code in reply.chosen:
            facts = {**option.states, **facts}
    for key, codes in lists.items():
        facts[key] = tuple(sorted(codes)) or question.empty.get(key, ())
    if question.pick == "one":
        return facts
    for option in options:
        if option.code in reply.unsure:
            facts = {**{key: None for key in sorted(option.facts) if key not in option.adds}, **facts}
    for key in {key for option in options if option.code in reply.unsure for key in option.adds}:
        facts[key] = facts[key] if lists[key] else None
    for option in options:
        if option.code not in reply.chosen:
            facts = {**option.otherwise, **facts}
    return facts


def _unknown(question: Question, keys: Iterable[str], *, known: Mapping[str, Value]) -> Stated:
    """What was known otherwise stays; an earlier answer to the same question does not."""
    every = tuple(dict.fromkeys(keys))
    open_ = tuple(key for key in every if key not in known)
    told = every if question.memory in known or not open_ else open_
    return Stated({question.memory: None, **dict.fromkeys(told)})


def _stated_facts(question: Question, reply: Reply, *, vocabulary: Vocabulary) -> Stated:
    for key in reply.values:
        if key not in question.facts:
            raise BadInput(f"“{question.words}” does not ask {key}.")
    facts: dict[str, Value | None] = {
        key: None if raw is None else checked_value(key, raw, vocabulary=vocabulary)
        for key, raw in reply.values.items()
    }
    if not facts:
        raise BadInput("Choose or write an answer, or say that we do not know.")
    return Stated(facts | {question.memory: tuple(sorted(facts))})


def reply_of(question: Question, facts: Mapping[str, Value], *, unknown: Iterable[str] = ()) -> Reply:
    """The reply that these facts come from, as far as it can be told: what an answered form shows."""
    untold = frozenset(unknown)
    if question.pick == "facts":
        held: dict[str, object] = {key: facts[key] for key in question.facts if key in facts}
        return Reply(values=held | {key: None for key in question.facts if key in untold})
    memory = facts.get(question.memory)
    if isinstance(memory, tuple):
        return Reply(chosen=tuple(str(code) for code in memory))
    chosen = tuple(option.code for option in question.options if _fits(option, facts))
    return Reply(chosen=chosen[:1] if question.pick == "one" else chosen)


def _fits(option: Option, facts: Mapping[str, Value]) -> bool:
    listed = [code in value for key, code in option.adds.items() if isinstance(value := facts.get(key), tuple)]
    held = [facts.get(key) == value for key, value in option.states.items()]
    denied = [facts[key] != value for key, value in option.otherwise.items() if key in facts]
    return bool(listed or held or denied) and all(listed) and all(held) and (bool(held) or all(denied))
