"""How grave is an incident by the answers given, and which clocks run: surely, or until an answer says no?

Unknown is not no: a clock that an open answer could start runs until the answer is given. Of several clocks for
one report (a ``group``) the shortest that surely runs is kept, and a shorter one that may.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from opencaio.engines.classification.conditions import Node, Reasons, build
from opencaio.engines.classification.trees import Condition, Ref, State, Value
from opencaio.engines.clocks.terms import Period

Weight = Literal["law", "practice", "house"]
Stands = Literal["runs", "may_run"]
HOURS = {"at_once": 0, "hours": 1, "days": 24}


@dataclass(frozen=True)
class ClockRule:
    """One clock of a pack. ``when`` None: every incident starts it. ``binds_from`` None: a rule of the house."""

    code: str
    title: str
    period: Period
    addressee: str
    when: Condition | None = None
    group: str = ""
    citation: str = ""
    certainty: str = ""
    note: str = ""
    binds_from: date | None = None
    report: str = ""

    def weight(self, known_on: date) -> Weight:
        """Law from the day on which it binds; before that, good practice."""
        if self.binds_from is None:
            return "house"
        return "law" if known_on >= self.binds_from else "practice"


@dataclass(frozen=True)
class Level:
    """One degree of gravity and what makes it so; None: nothing more is needed."""

    code: str
    title: str
    when: Condition | None = None


@dataclass(frozen=True)
class Chosen:
    """A clock that runs; ``facts`` are the answers that start it, ``open`` the questions that could stop it."""

    rule: ClockRule
    stands: Stands
    facts: Mapping[str, Value | None]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """The gravity that is sure, the gravest that open answers allow, what keeps that open, and the clocks."""

    severity: str
    may_be: str
    open: tuple[str, ...]
    clocks: tuple[Chosen, ...]


def judge(*, levels: Sequence[Level], rules: Sequence[ClockRule], answers: Mapping[str, Value]) -> Judged:
    """``levels`` from the gravest down, the last without condition; ``answers`` lacks what nobody knows."""
    state = State(facts=answers, stated=answers, borrowed={}, size=0)
    truths = [(level, _truth(level.when, state)) for level in levels]
    sure = next(place for place, (_, truth) in enumerate(truths) if truth is True)
    possible = next((place for place, (_, truth) in enumerate(truths[:sure]) if truth is None), sure)
    open_ = _unknown(levels[possible].when, state) if possible < sure else ()
    running = (one for rule in rules if (one := _chosen(rule, state)))
    return Judged(levels[sure].code, levels[possible].code, open_, tuple(_shortest(list(running))))


def why_not(rule: ClockRule, answers: Mapping[str, Value]) -> Mapping[str, Value | None]:
    """The answers that keep the clock from running; empty where it runs, or may."""
    state = State(facts=answers, stated=answers, borrowed={}, size=0)
    if rule.when is None or _truth(rule.when, state) is not False:
        return {}
    reasons = Reasons({}, {})
    _node(rule.when).explain(state, reasons, wanted=False)
    return {key: value for key, value in reasons.facts.items() if value is not None}


def _chosen(rule: ClockRule, state: State) -> Chosen | None:
    truth = _truth(rule.when, state)
    if truth is False:
        return None
    if rule.when is None:
        return Chosen(rule, "runs", {}, ())
    if truth is None:
        return Chosen(rule, "may_run", {}, _unknown(rule.when, state))
    reasons = Reasons({}, {})
    _node(rule.when).explain(state, reasons, wanted=True)
    return Chosen(rule, "runs", reasons.facts, ())


def _shortest(chosen: Sequence[Chosen]) -> Iterable[Chosen]:
    """Of each group the shortest that runs, and the shortest that may, if it is shorter still."""
    for one in chosen:
        rivals = [other for other in chosen if other.rule.group == one.rule.group and other is not one]
        if not one.rule.group or not any(_outdoes(rival, one) for rival in rivals):
            yield one


def _outdoes(rival: Chosen, one: Chosen) -> bool:
    if _hours(rival) >= _hours(one):
        return False
    return rival.stands == "runs" or one.stands == "may_run"


def _hours(one: Chosen) -> int:
    return HOURS[one.rule.period.unit] * one.rule.period.length


def _truth(when: Condition | None, state: State) -> bool | None:
    return True if when is None else _node(when).run(state)


def _unknown(when: Condition | None, state: State) -> tuple[str, ...]:
    found: dict[str, None] = {}
    if when is not None:
        _node(when).unknown(state, found)
    return tuple(found)


def _node(when: Condition) -> Node:
    return build(when, named=_refuse)


def _refuse(ref: Ref) -> Node:
    raise ValueError(f"a clock's condition names nothing by reference, but {ref.name}")
