"""How does the portfolio stand: by stage, class, department, vendor, and against earlier days and years?"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from opencaio.engines.standing import MEASURES, UseState
from opencaio.engines.standing.measures import MINIMUM_PRACTICES, SETTLED
from opencaio.papers.blocks import (
    Block,
    Column,
    Columns,
    Heading,
    Number,
    Paragraph,
    Picture,
    Row,
    Strip,
    StripItem,
    Table,
)
from opencaio.papers.drawings import Lines, Series, Units
from opencaio.papers.numbers import counted, day, number
from opencaio.record.briefing.classes import MARKS, STAGES, class_glyph, class_words, rank
from opencaio.record.briefing.figures import change_since, figure
from opencaio.record.briefing.impact import impact_state
from opencaio.record.briefing.money import money_state
from opencaio.record.briefing.plans import plan_state
from opencaio.record.briefing.reviews import overrides_table
from opencaio.record.briefing.standing import Standing

STRIP = ("uses", "live", "heavy", "open", "personal_unassessed")
FEDERAL_STRIP = ("uses", "live", "declared_high", "practice_gaps", "open")
MOST_DEPARTMENTS = 14
MOST_VENDORS = 10


def state(standing: Standing) -> Iterator[Block]:
    """The section on the state of things."""
    yield Heading(
        2, "State of the portfolio", note=f"{counted(len(standing.states), 'use', 'uses')}, {day(standing.today)}"
    )
    yield _strip(standing)
    yield _stages_and_classes(standing)
    if len(standing.trends.get("uses", ())) > 1:
        yield _trend(standing)
    yield Columns(((_departments(standing),), (_vendors(standing),)), weights=(3, 2))
    yield _declared(standing)
    yield from overrides_table(standing)
    yield from _years(standing)
    if standing.of("declared_high"):
        yield _practices(standing)
    yield from plan_state(standing)
    yield from money_state(standing)
    yield from impact_state(standing)


def _strip(standing: Standing) -> Strip:
    keys = FEDERAL_STRIP if standing.is_federal else STRIP
    return Strip(
        tuple(
            StripItem(
                MEASURES[key].title,
                figure(standing, key, unit="uses"),
                change_since(standing, key, len(standing.of(key))),
            )
            for key in keys
        )
    )


def _stages_and_classes(standing: Standing) -> Picture:
    shown = {one.key: _shown_class(one, standing) for one in standing.states}
    counts = Counter((shown[one.key], one.stage) for one in standing.states)
    classes = sorted(set(shown.values()), key=rank)
    stages = [stage for stage in STAGES if any(one.stage == stage for one in standing.states)]
    grid = tuple(tuple(counts[klass, stage] for stage in stages) for klass in classes)
    most = max(classes, key=lambda one: sum(counts[one, stage] for stage in stages), default="")
    return Picture(
        title=f"Most uses: {class_words(most).lower()}",
        note=f"Uses by {_whose(standing)} class and stage, {day(standing.today)}, law as on {day(standing.law_on)}",
        alt=f"Number of uses by {_whose(standing)} class and by stage",
        drawing=Units(
            rows=tuple((MARKS.get(klass, "none"), class_words(klass)) for klass in classes),
            columns=tuple(STAGES[stage] for stage in stages),
            counts=grid,
        ),
        table=_matrix(classes, stages, grid, standing),
        key="classes_by_stage",
    )


def _shown_class(one: UseState, standing: Standing) -> str:
    """The computed class; for federal inventories the declared one, since their columns settle no class."""
    return one.declared.get("US-FED", "not_declared") if standing.is_federal else one.klass


def _whose(standing: Standing) -> str:
    return "declared" if standing.is_federal else "computed"


def _matrix(
    classes: Sequence[str], stages: Sequence[str], grid: tuple[tuple[int, ...], ...], standing: Standing
) -> Table:
    rows = tuple(
        (class_glyph(klass), *(_count(cell) for cell in cells), _count(sum(cells)))
        for klass, cells in zip(classes, grid, strict=True)
    )
    totals = [sum(column) for column in zip(*grid, strict=True)]
    return Table(
        columns=(
            Column(f"Class, {_whose(standing)}"),
            *(Column(STAGES[stage], align="end") for stage in stages),
            Column("All", align="end"),
        ),
        rows=rows,
        foot=("All", *(_count(total) for total in totals), _count(sum(totals))),
        caption=f"Number of uses by {_whose(standing)} class and stage, {day(standing.today)}",
    )


def _trend(standing: Standing) -> Picture:
    keys = ("uses", "live", "heavy", "open")
    days = [point.on for point in standing.trends["uses"]]
    values = {key: {point.on: point.value for point in standing.trends.get(key, ())} for key in keys}
    first, last = standing.trends["uses"][0], standing.trends["uses"][-1]
    lines = tuple(
        Series(
            MEASURES[key].title,
            tuple(values[key].get(on) for on in days),
            display=str(values[key].get(days[-1], "")),
            emphasis="alert" if key == "heavy" else "plain",
        )
        for key in keys
    )
    return Picture(
        title=f"From {number(first.value)} uses to {number(last.value)}",
        note=f"Number of uses at each snapshot, {day(first.on)} to {day(last.on)}",
        alt="Headline figures over time",
        drawing=Lines(points=tuple(day(on) for on in days), series=lines, unit="uses"),
        table=Table(
            columns=(Column("Day"), *(Column(MEASURES[key].title, align="end") for key in keys)),
            rows=tuple((day(on), *(_count(values[key].get(on)) for key in keys)) for on in days),
            caption="Headline figures at each snapshot, number of uses",
        ),
        key="trend",
    )


def _departments(standing: Standing) -> Table:
    keys = FEDERAL_STRIP if standing.is_federal else STRIP
    groups: dict[str, list[UseState]] = defaultdict(list)
    for one in standing.states:
        groups[one.department].append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = [_department_row(name, members, keys) for name, members in ordered[:MOST_DEPARTMENTS]]
    rest = [one for _, members in ordered[MOST_DEPARTMENTS:] for one in members]
    if rest:
        rows.append(_department_row(f"{len(ordered) - MOST_DEPARTMENTS} other departments", rest, keys))
    return Table(
        columns=(Column("Department"), *(Column(MEASURES[key].heading, align="end") for key in keys)),
        rows=tuple(rows),
        foot=_department_row("All", standing.states, keys),
        caption=f"Uses by department, {day(standing.today)}",
        key="by_department",
    )


def _department_row(name: str, members: Sequence[UseState], keys: Sequence[str]) -> Row:
    return (name, *(_count(sum(MEASURES[key].holds(one) for one in members)) for key in keys))


def _vendors(standing: Standing) -> Table:
    vendors = Counter(name for one in standing.states for name in one.vendors)
    heavy = Counter(name for one in standing.states if one.heavy or _declared_high(one) for name in one.vendors)
    return Table(
        columns=(Column("Vendor"), Column("Uses", align="end"), Column("High", align="end")),
        rows=tuple((name, _count(n), _count(heavy[name])) for name, n in vendors.most_common(MOST_VENDORS)),
        caption="Uses by vendor: all, and high-risk or high-impact (computed or declared)",
        note=f"{counted(sum(not one.vendors for one in standing.states), 'use names', 'uses name')} no vendor.",
        empty="No use names a vendor.",
        key="by_vendor",
    )


def _declared_high(one: UseState) -> bool:
    return MEASURES["declared_high"].holds(one)


def _declared(standing: Standing) -> Table:
    pairs = Counter(
        (regime, klass, one.answers[regime].klass if regime in one.answers else "")
        for one in standing.states
        for regime, klass in one.declared.items()
    )
    rows = tuple(
        (regime, class_words(declared), class_glyph(computed), _count(n))
        for (regime, declared, computed), n in sorted(pairs.items(), key=lambda pair: -pair[1])
    )
    return Table(
        columns=(
            Column("Regime"),
            Column("Declared"),
            Column("Computed from facts"),
            Column("Uses", align="end"),
        ),
        rows=rows,
        caption="Declared and computed classes side by side",
        note="What was declared stays as declared. Unknown is not no: without a decisive fact a use is not settled.",
        empty="Nobody has declared a class.",
        key="declared_and_computed",
    )


def _years(standing: Standing) -> Iterator[Block]:
    """New, changed and gone, where uses came from more than one file format."""
    formats = Counter(one.format_id for one in standing.states if one.format_id)
    if len(formats) < 2:
        return
    newest = max(formats, key=lambda key: (_year(key), formats[key]))
    current = [one for one in standing.states if one.format_id == newest]
    covered = {one.department_id for one in current}
    gone = [one for one in standing.states if one.format_id not in ("", newest) and one.department_id in covered]
    continued = sum(one.succeeds for one in current)
    changed = sum(one.changed for one in current)
    yield Paragraph.of(
        f"In the newest inventory ({newest}): {number(len(current) - continued)} new, {number(continued)} continue an "
        f"earlier use, {number(changed)} changed since first imported; {number(len(gone))} uses of earlier "
        "inventories are gone or not matched yet."
    )


def _year(format_id: str) -> int:
    digits = "".join(character for character in format_id if character.isdigit())
    return int(digits[:4] or 0)


def _practices(standing: Standing) -> Table:
    rows = standing.of("declared_high")
    live = [one for one in rows if one.live]
    groups: dict[str, list[UseState]] = defaultdict(list)
    for one in live:
        groups[one.department].append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return Table(
        columns=(
            Column("Department"),
            Column("Live, high-impact", align="end"),
            *(Column(PRACTICE_WORDS[code], align="end") for code in MINIMUM_PRACTICES),
        ),
        rows=tuple(_practice_row(name, members) for name, members in ordered),
        foot=_practice_row("All", live) if live else (),
        caption="Live uses declared high-impact that do not show each minimum practice, by department",
        note="Not shown: not reported as met, waived or not applicable (OMB M-25-21). What is not stated counts as "
        "not shown, not as missing.",
        empty="No use that is declared high-impact is live.",
        key="practices",
    )


PRACTICE_WORDS = {
    "OMB-PRETEST": "Testing",
    "OMB-AIIA": "Impact assessment",
    "OMB-MONITOR": "Monitoring",
    "OMB-TRAINING": "Training",
    "OMB-OVERSIGHT": "Fail-safe",
    "OMB-APPEAL": "Appeal",
    "OMB-FEEDBACK": "Feedback",
}


def _practice_row(name: str, members: Sequence[UseState]) -> Row:
    lacking = (sum(one.practices.get(code, "") not in SETTLED for one in members) for code in MINIMUM_PRACTICES)
    return (name, _count(len(members)), *(_count(n) for n in lacking))


def _count(value: int | None) -> Number | None:
    return None if value is None else Number(value, number(value), tone="quiet" if value == 0 else "plain")
