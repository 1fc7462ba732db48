"""What do the decisions in the lake say of each group of people: selected, scored, and rightly so?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from opencaio.errors import BadInput
from opencaio.record.manifest import live_files, opened

if TYPE_CHECKING:
    from opencaio.lake.groups import Group

TITLES = {"sex": "Sex", "race": "Race or ethnicity", "age_band": "Age"}
#: What Local Law 144 asks about, each and both together; other categories are counted alone.
OF_THE_RULE = ("sex", "race")
#: More different scores than these are not ordered for a median.
MOST_SCORES = 500_000
NO_DECISION = "No decision with a known outcome is in the lake for this use and time."
NO_GROUP = "The decisions do not say of which sex, race or other group people are: no ratio can be counted."


class GroupRow(BaseModel):
    """One group: people, selected, rate and impact ratio with their intervals; no ratio where it is left out."""

    name: str
    people: int
    selected: int
    share: float
    rate: float
    rate_low: float
    rate_high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    left_out: bool
    words: str


class GroupTable(BaseModel):
    """One breakdown; ``unknown`` people of no known category; ``highest``: the group held against."""

    by: str
    groups: list[GroupRow]
    unknown: int
    highest: str


class GapRow(BaseModel):
    """How far a group is from the one with the highest selection rate; no value where nobody is there to measure."""

    by: str
    measure: str
    group: str
    against: str
    value: float | None
    low: float | None
    high: float | None
    words: str


@dataclass
class Counted:
    """All tables of a use and time. ``tables`` rest on selections, ``score_tables`` on scores above ``median``."""

    people: int = 0
    tables: list[GroupTable] = field(default_factory=list)
    score_tables: list[GroupTable] = field(default_factory=list)
    median: float | None = None
    gaps: list[GapRow] = field(default_factory=list)
    reviewed: int = 0
    overturned: int = 0
    missing: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """The decisions of a use in a time."""

    facts: Any
    use: str
    first: date | None
    last: date | None

    @property
    def told(self) -> dict[str, Any]:
        """As the lake's functions take it."""
        return {"use": self.use, "first": self.first, "last": self.last}


def count_tables(use: str, first: date | None, last: date | None) -> Counted:
    """Every table, gap and count of a use, as they are counted now."""
    if not live_files("decisions", first=first, last=last):
        return Counted(missing=NO_DECISION)
    with opened("decisions", first=first, last=last) as lake:
        return tables_of(Asked(lake.table("decisions"), use, first, last))


def tables_of(asked: Asked) -> Counted:
    """The same from an open lake."""
    from opencaio.lake.groups import categories_of, groups_of

    names = categories_of(asked.facts, use=asked.use)
    rule = [name for name in OF_THE_RULE if name in names]
    groups = groups_of(asked.facts, by=rule or ["sex"], **asked.told)
    found = Counted(
        people=sum(one.cases for one in groups),
        reviewed=sum(one.reviewed for one in groups),
        overturned=sum(one.overturned for one in groups),
    )
    if not groups:
        found.missing = NO_DECISION
    elif not names:
        found.missing = NO_GROUP
    else:
        _fill(found, asked, rule, [name for name in names if name not in OF_THE_RULE], groups)
    return found


def _fill(found: Counted, asked: Asked, rule: Sequence[str], others: Sequence[str], groups: "list[Group]") -> None:
    from opencaio.lake.groups import groups_of

    try:
        if rule:
            found.tables += _selected(groups, rule)
        for name in others:
            found.tables += _selected(groups_of(asked.facts, by=[name], **asked.told), [name])
        _score(found, asked, rule or others[:1])
        for name in (*rule, *others):
            found.gaps += _gaps(asked, name)
    except BadInput as fault:
        found.missing = fault.message


def _selected(groups: "Iterable[Group]", by: Sequence[str]) -> list[GroupTable]:
    from opencaio.engines.impact.fairness import Cell, audit

    cells = [Cell(one.categories, one.selected, one.cases) for one in groups]
    return [_table(one) for one in audit(cells, by=by).tables]


def _score(found: Counted, asked: Asked, by: Sequence[str]) -> None:
    """Scoring rates: the part of each group whose score lies above the median of everybody (6 RCNY 5-300)."""
    from opencaio.engines.impact.fairness import Scored, scoring_audit
    from opencaio.lake.groups import scores_of

    rows = scores_of(asked.facts, by=by, most=MOST_SCORES, **asked.told)
    if len(rows) > MOST_SCORES:
        found.notes.append(f"More than {MOST_SCORES:,} different scores: ask for a shorter time to see scoring rates.")
    elif rows:
        audited = scoring_audit([Scored(kinds, score, cases) for kinds, score, cases in rows], by=by)
        found.score_tables = [_table(one) for one in audited.tables]
        found.median = None if audited.median is None else float(audited.median)


def _gaps(asked: Asked, name: str) -> list[GapRow]:
    """Selection rates apart; where it is known what turned out true, errors and calibration too."""
    from opencaio.engines.impact.gaps import Outcomes, calibration_gap, gaps
    from opencaio.engines.impact.moments import Moments
    from opencaio.lake.groups import errors_of, groups_of, outcomes_of

    rows = [one for one in groups_of(asked.facts, by=[name], **asked.told) if one.categories[name] is not None]
    if len(rows) < 2:
        return []
    known = {str(one.categories[name]): Outcomes(one.selected, 0, one.cases - one.selected, 0) for one in rows}
    highest = max(_large(rows), key=lambda one: (Decimal(one.selected) / one.cases, str(one.categories[name])))
    against = str(highest.categories[name])
    found = [one for one in gaps(known, against=against) if one.name == "selection rate"]
    outcomes = outcomes_of(asked.facts, by=name, **asked.told)
    if against in outcomes and len(outcomes) > 1:
        told = {group: Outcomes(*counts) for group, counts in outcomes.items()}
        found += [one for one in gaps(told, against=against) if one.name != "selection rate"]
    sums = errors_of(asked.facts, by=name, **asked.told)
    errors = {
        group: Moments.from_sums(count=cases, total=total, squares=squares)
        for group, (cases, total, squares) in sums.items()
        if cases > 1
    }
    if against in errors:
        others = [group for group in errors if group != against]
        found += [calibration_gap(errors, group=group, against=against) for group in others]
    return [_gap(one, name) for one in found]


def _large(rows: "list[Group]") -> "list[Group]":
    """Those that the ratios count too (all, where none is): one person selected is nobody to hold others against."""
    from opencaio.engines.impact.fairness import SMALL

    people = sum(one.cases for one in rows)
    return [one for one in rows if one.cases >= SMALL * people] or rows


def _gap(one: Any, by: str) -> GapRow:
    low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
    return GapRow(
        by=title_of(by), measure=one.name, group=one.group, against=one.against, value=one.value, low=low, high=high,
        words=one.words,
    )  # fmt: skip


def title_of(name: str) -> str:
    """A category's heading."""
    return TITLES.get(name, name.replace("_", " ").capitalize())


def _table(table: Any) -> GroupTable:
    return GroupTable(
        by=" × ".join(title_of(name) for name in table.by),
        groups=[_group(one) for one in table.groups],
        unknown=table.unknown,
        highest=table.highest or "",
    )


def _group(one: Any) -> GroupRow:
    from opencaio.engines.impact.fairness import four_fifths

    ratio = one.ratio_interval
    return GroupRow(
        name=one.name, people=one.count, selected=one.chosen, share=one.share, rate=one.rate,
        rate_low=one.rate_interval.low, rate_high=one.rate_interval.high,
        ratio=None if one.ratio is None else float(one.ratio), ratio_low=_finite(ratio.low) if ratio else None,
        ratio_high=_finite(ratio.high) if ratio else None, left_out=one.left_out,
        words=" ".join(filter(None, (one.words, "" if one.left_out else four_fifths(one)))),
    )  # fmt: skip


def _finite(value: float) -> float | None:
    return value if abs(value) < float("inf") else None


def lowest_of(tables: Iterable[GroupTable]) -> tuple[float | None, str]:
    """The lowest impact ratio of any group that counts, and whose it is."""
    ratios = [(one.ratio, one.name) for table in tables for one in table.groups if one.ratio is not None]
    return min(ratios, default=(None, ""))


def overruled(counts: Mapping[str, int]) -> tuple[float, float, float] | None:
    """The part of what was ``reviewed`` that was ``overturned``, with its interval; None where nothing was read."""
    from opencaio.engines.impact.quality import overridden

    if not counts["reviewed"]:
        return None
    rate, interval = overridden(counts["overturned"], counts["reviewed"])
    return rate, interval.low, interval.high
