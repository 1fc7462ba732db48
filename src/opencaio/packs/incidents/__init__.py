"""What is asked about an incident, and which clocks and degrees of gravity follow from the answers?

The pack is data (`incidents.yaml`); its conditions are written as those of the law packs are, and ``term`` names one of
its own. `load_incidents` reads it; `Pack.judge` puts answers to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.engines.classification.model import Choice, Fact
from opencaio.engines.classification.trees import All, AnyOf, Condition, Not, Ref, Value, facts_in
from opencaio.engines.clocks import ClockRule, Judged, Level, Period, judge
from opencaio.errors import BadPack
from opencaio.packs.law.conditions import read_condition
from opencaio.packs.reader import Place, nearest, read_file

PACK = Path(__file__).parent / "incidents.yaml"
AnswerKind = Literal["yes_no", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class ValueLine:
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    key: str
    question: str
    kind: AnswerKind = "yes_no"
    help: str = ""
    citation: str = ""
    values: tuple[ValueLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TermLine:
    key: str
    when: object


@dataclass(frozen=True, slots=True)
class LevelLine:
    code: str
    title: str
    when: object = None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock: one of ``hours``, ``days``, ``at_once`` (our own measure in hours, where the law names none)."""

    code: str
    title: str
    addressee: str
    hours: int | None = None
    days: int | None = None
    at_once: int | None = None
    group: str = ""
    citation: str = ""
    certainty: Literal["certain", "contested", "recalled", ""] = ""
    binds_from: date | None = None
    report: str = ""
    note: str = ""
    when: object = None


@dataclass(frozen=True, slots=True)
class PackFile:
    """The file as it stands."""

    id: str
    title: str
    version: str
    questions: tuple[QuestionLine, ...]
    terms: tuple[TermLine, ...]
    levels: tuple[LevelLine, ...]
    clocks: tuple[ClockLine, ...]


@dataclass(frozen=True)
class Pack:
    """The pack, ready to be asked."""

    id: str
    title: str
    version: str
    questions: Mapping[str, Fact]
    levels: tuple[Level, ...]
    clocks: tuple[ClockRule, ...]

    def judge(self, answers: Mapping[str, Value]) -> Judged:
        """What follows from ``answers``; a key that is not there is not known."""
        return judge(levels=self.levels, rules=self.clocks, answers=answers)

    def clock(self, code: str) -> ClockRule | None:
        """The clock of that code, if this version still has it."""
        return next((one for one in self.clocks if one.code == code), None)


@lru_cache(maxsize=4)
def load_incidents(path: Path = PACK) -> Pack:
    """The pack. Raises BadPack with the file, the line and what is wrong."""
    file = read_file(path, into=PackFile)
    _once((one.key for one in file.questions), what="question", file=path.name)
    _once((one.code for one in file.clocks), what="clock", file=path.name)
    facts = {one.key: _fact(one, file=path.name) for one in file.questions}
    terms: dict[str, Condition] = {}
    for term in file.terms:
        terms[term.key] = _condition(term.when, facts, terms, Place(path.name, 1, term.key))
    levels = tuple(_level(one, facts, terms, file=path.name) for one in file.levels)
    if not levels or levels[-1].when is not None:
        raise BadPack(f"{path.name}: the last level stands without a condition, so that each incident has one.")
    clocks = tuple(_clock(one, facts, terms, file=path.name) for one in file.clocks)
    return Pack(file.id, file.title, file.version, facts, levels, clocks)


def _fact(line: QuestionLine, *, file: str) -> Fact:
    if (line.kind == "yes_no") is bool(line.values):
        raise BadPack(f"{file}, {line.key}: a choice has values, a yes-or-no has none.")
    values = tuple(Choice(one.code, one.words) for one in line.values)
    return Fact(line.key, line.kind, line.question, line.citation, help=line.help, values=values)


def _level(line: LevelLine, facts: dict[str, Fact], terms: Mapping[str, Condition], *, file: str) -> Level:
    when = None if line.when is None else _condition(line.when, facts, terms, Place(file, 1, line.code))
    return Level(line.code, line.title, when)


def _clock(line: ClockLine, facts: dict[str, Fact], terms: Mapping[str, Condition], *, file: str) -> ClockRule:
    when = None if line.when is None else _condition(line.when, facts, terms, Place(file, 1, line.code))
    if bool(line.citation) is not bool(line.binds_from):
        raise BadPack(f"{file}, {line.code}: a clock of the law has a citation and a day from which it binds.")
    return ClockRule(
        code=line.code,
        title=line.title,
        period=_period(line, file=file),
        addressee=line.addressee,
        when=when,
        group=line.group,
        citation=line.citation,
        certainty=line.certainty,
        note=line.note,
        binds_from=line.binds_from,
        report=line.report,
    )


def _period(line: ClockLine, *, file: str) -> Period:
    lengths = {"hours": line.hours, "days": line.days, "at_once": line.at_once}
    given = [(unit, length) for unit, length in lengths.items() if length is not None]
    if len(given) != 1 or given[0][1] < 1:
        raise BadPack(f"{file}, {line.code}: give one of hours, days, at_once, and at least 1.")
    return Period(given[0][0], given[0][1])  # type: ignore[arg-type]


def _condition(raw: object, facts: dict[str, Fact], terms: Mapping[str, Condition], where: Place) -> Condition:
    return _spelled_out(read_condition(raw, facts=facts, where=where), terms, where)


def _spelled_out(condition: Condition, terms: Mapping[str, Condition], where: Place) -> Condition:
    """The condition with its terms put in: a term may only name those before it, so none runs in a circle."""
    match condition:
        case Ref("term", name) if name in terms:
            return terms[name]
        case Ref():
            raise where.fault(f"there is no term “{condition.name}” before this{nearest(condition.name, terms)}")
        case All(parts):
            return All(tuple(_spelled_out(one, terms, where) for one in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_spelled_out(one, terms, where) for one in parts))
        case Not(part):
            return Not(_spelled_out(part, terms, where))
    return condition


def _once(keys: Iterable[str], *, what: str, file: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise BadPack(f"{file}: the {what} {key} stands there twice.")
        seen.add(key)


def questions_used(pack: Pack) -> frozenset[str]:
    """The questions on which some level or clock rests."""
    conditions = [one.when for one in pack.levels if one.when is not None]
    conditions += [one.when for one in pack.clocks if one.when is not None]
    return frozenset().union(*(facts_in(one) for one in conditions))
