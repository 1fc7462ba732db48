"""What is asked next about one use of AI, what is settled, what is open, and who answered what and when?"""

from datetime import datetime
from typing import Any

from django.utils import timezone
from pydantic import BaseModel, Field

from opencaio.engines.questionnaire import Question, RegimeState, Step, clashes, next_step, reply_of, usual_left, whole
from opencaio.errors import NotFound
from opencaio.packs.law import load_law
from opencaio.packs.vocabulary.screens import load_questions
from opencaio.record.actions.registry import Asked
from opencaio.record.inheritance import disagree, name_of
from opencaio.record.models import Fact, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible
from opencaio.record.questionnaire import Desk, desk_of, in_words, said, values_of

COPIED = ("key", "words", "why", "help", "citation", "pick", "about", "none_words")


class NextQuestion(Asked):
    """One use; ``question`` opens that question instead of the next, also one that was answered."""

    use_case: str
    question: str | None = Field(None, max_length=80)
    regimes: list[str] | None = None


class ShowQuestionnaire(Asked):
    """One use."""

    use_case: str


class NearMiss(BaseModel):
    """What looks like an option and is not meant, and the difference that decides."""

    words: str
    difference: str
    citation: str


class Offered(BaseModel):
    """One option; ``chosen`` and ``unsure`` show an earlier answer."""

    code: str
    words: str
    help: str
    citation: str
    heading: str
    near: list[NearMiss]
    chosen: bool
    unsure: bool


class Choosable(BaseModel):
    """One code of a fact, with its words and the point of the law that it stands for."""

    code: str
    words: str
    point: str


class AskedFact(BaseModel):
    """One fact of a question that asks several: ``value`` shows an earlier answer, null when there is none."""

    key: str
    words: str
    kind: str
    help: str
    citation: str
    choices: list[Choosable]
    value: Any
    unknown: bool


class Shown(BaseModel):
    """A question as a person sees it; ``seen`` and ``offered`` go back with the answer.

    ``pick``: one option, many, or facts. ``for_class``: it bears on a class, else on duties and dates only.
    """

    key: str
    words: str
    why: str
    help: str
    citation: str
    pick: str
    about: str
    none_words: str
    for_class: bool
    is_answered: bool
    options: list[Offered]
    facts: list[AskedFact]
    offered: list[str]
    seen: str


class RegimeSoFar(BaseModel):
    """One regime: settled with its class, or the classes still possible, in words too; how many facts are open."""

    regime: str
    title: str
    settled: bool
    klass: str
    klass_words: str
    candidates: list[str]
    possible: list[str]
    deciding: int
    further: int


class Answered(BaseModel):
    """One answer that stands: what, who, when, from which source; ``from_part`` where it is inherited."""

    question: str
    words: str
    said: str
    by: str
    at: datetime | None
    source: str
    from_part: str = ""
    contradiction: bool = False


class Stand(BaseModel):
    """Where the questionnaire of one use stands: ``about`` as many questions are left, and ``at_most`` so many."""

    use_case: str
    name: str
    question: Shown | None
    settled: bool
    finished: bool
    answered: int
    about: int
    at_most: int
    regimes: list[RegimeSoFar]
    answers: list[Answered]
    inherited: list[Answered]
    not_known: list[str]
    contradictions: list[str]
    withdrawn: bool


@query("questionnaire.next", words="Ask the next question about a use of AI")
def next_question(given: NextQuestion, actor: Actor) -> Stand:
    """The question whose answer can change most, with its choices, near misses and source, and where things stand."""
    desk = desk_of(_use(given.use_case, actor))
    return _stand(desk, actor, opened=given.question, regimes=given.regimes)


@query("questionnaire.show", words="Show where the questionnaire of a use stands")
def show(given: ShowQuestionnaire, actor: Actor) -> Stand:
    """Settled, open, not known, inherited and answered, with who, when and from which source."""
    desk = desk_of(_use(given.use_case, actor))
    return _stand(desk, actor, opened=None, regimes=None)


def _use(code: str, actor: Actor) -> UseCase:
    row = visible(UseCase.objects.all(), actor).filter(code__iexact=code).first()
    if row is None:
        raise NotFound("There is no such use of AI here, or you may not see it.")
    return row


def _stand(desk: Desk, actor: Actor, *, opened: str | None, regimes: list[str] | None) -> Stand:
    today = timezone.localdate()
    chosen = tuple(regimes) if regimes is not None else desk.regimes
    step = next_step(desk.given, law=load_law(), questionnaire=load_questions(), on=today, regimes=chosen)
    question, offered = step.question, step.offered
    if opened:
        question = desk.question(opened)
        offered = whole(question)
    return Stand(
        use_case=desk.use.code,
        name=desk.use.name,
        question=_shown(desk, question, offered, step) if question else None,
        settled=step.settled,
        finished=step.question is None,
        answered=step.progress.answered,
        about=_about(desk, step, chosen),
        at_most=step.progress.at_most if step.question else 0,
        regimes=_regimes(step),
        answers=_answers(desk),
        inherited=_inherited(desk, actor),
        not_known=_not_known(desk, step),
        contradictions=[clash.words for clash in clashes(desk.given.legal, load_questions())],
        withdrawn=desk.use.retired_at is not None,
    )


def _about(desk: Desk, step: Step, regimes: tuple[str, ...]) -> int:
    if step.question is None:
        return 0
    left = usual_left(
        desk.given, law=load_law(), questionnaire=load_questions(), on=timezone.localdate(), regimes=regimes
    )
    return min(left, step.progress.at_most)


def _shown(desk: Desk, question: Question, offered: tuple[str, ...], step: Step) -> Shown:
    before = reply_of(question, desk.given.facts, unknown=desk.given.unknown)
    options = [
        Offered(
            code=one.code,
            words=one.words,
            help=one.help,
            citation=one.citation,
            heading=one.heading,
            near=[NearMiss(words=n.words, difference=n.difference, citation=n.citation) for n in one.near],
            chosen=one.code in before.chosen,
            unsure=bool(one.facts & desk.given.unknown) and one.code not in before.chosen,
        )
        for one in question.options
        if one.code in offered
    ]
    return Shown(
        **{name: getattr(question, name) for name in COPIED},
        for_class=step.for_class or question is not step.question,
        is_answered=question.key in desk.given.answered,
        options=options,
        facts=[_asked(desk, key) for key in question.facts if key in offered],
        offered=list(offered),
        seen=desk.seen(question),
    )


def _asked(desk: Desk, key: str) -> AskedFact:
    fact = load_law().vocabulary.facts[key]
    held = desk.own.get(key)
    return AskedFact(
        key=key,
        words=fact.question,
        kind=fact.kind,
        help=fact.help,
        citation=fact.citation,
        choices=[Choosable(code=one.code, words=one.words, point=one.point) for one in fact.values],
        value=held.value if held else None,
        unknown=bool(held and held.is_unknown),
    )


def _regimes(step: Step) -> list[RegimeSoFar]:
    return [_regime(one) for one in step.regimes]


def _regime(one: RegimeState) -> RegimeSoFar:
    pack = load_law().pack_for(one.regime)
    titles = {entry.code: entry.title for entry in pack.classes}
    return RegimeSoFar(
        regime=one.regime,
        title=pack.title,
        settled=one.settled,
        klass=one.class_code or "",
        klass_words=titles.get(one.class_code or "", one.class_code or ""),
        candidates=list(one.candidates),
        possible=[titles.get(code, code) for code in one.candidates],
        deciding=len(one.deciding),
        further=len(one.further),
    )


def _answers(desk: Desk) -> list[Answered]:
    """The questions that were answered, the last one first."""
    rows = [row for row in desk.own.values() if row.key.startswith("asked.")]
    values = values_of(desk.own.values())
    rows.sort(key=lambda row: (row.recorded_at, row.pk), reverse=True)
    found = []
    for row in rows:
        key = row.key.removeprefix("asked.")
        try:
            question = desk.question(key)
        except NotFound:
            continue
        found.append(_line(key, question.words, said(question, values), row))
    return found + _stated_elsewhere(desk, {one.question for one in found})


def _stated_elsewhere(desk: Desk, answered: set[str]) -> list[Answered]:
    """The facts that stand without an answer of the questionnaire: stated one by one, or from a file."""
    covered = frozenset().union(*(desk.question(key).states for key in answered))
    facts = load_law().vocabulary.facts
    rows = [row for key, row in desk.own.items() if key in facts and key not in covered]
    rows.sort(key=lambda row: load_law().vocabulary.order[row.key])
    return [_line(row.key, facts[row.key].question, in_words(row.key, values_of([row])[row.key]), row) for row in rows]


def _line(key: str, words: str, answer: str, row: Fact) -> Answered:
    by = row.by.name if row.by else ""
    return Answered(question=key, words=words, said=answer, by=by, at=row.recorded_at, source=row.source)


def _inherited(desk: Desk, actor: Actor) -> list[Answered]:
    found = []
    for key in sorted(desk.inherited, key=lambda one: load_law().vocabulary.order.get(one, 10**6)):
        some, fact = desk.inherits(key), load_law().vocabulary.facts.get(key)
        for one in some if fact else ():
            line = _line(key, fact.question if fact else key, in_words(key, one.fact.value), one.fact)
            line.from_part, line.contradiction = name_of(one, actor), disagree(some)
            found.append(line)
    return found


def _not_known(desk: Desk, step: Step) -> list[str]:
    """The open facts that were answered with “we do not know”: those that keep a class open come first."""
    open_ = [key for one in step.regimes for key in one.deciding]
    open_ += [key for one in step.regimes for key in one.further]
    facts = load_law().vocabulary.facts
    return [facts[key].question for key in dict.fromkeys(open_) if key in desk.given.unknown and key in facts]
