"""What does each figure of the brief say, and which rows lie behind it?"""

from collections.abc import Sequence
from urllib.parse import urlencode

from opencaio.engines.standing import MEASURES, Measure, UseState
from opencaio.engines.standing.measures import missing_practices
from opencaio.papers.blocks import Figure, Why, WhyRow
from opencaio.papers.numbers import counted, day, number
from opencaio.record.briefing.classes import STAGES, class_words
from opencaio.record.briefing.standing import Standing

SHOWN_ROWS = 8


def figure(standing: Standing, key: str, *, words: str = "", of_one: str = "", unit: str = "") -> Figure:
    """The figure ``key`` with its reason; ``words`` follow the number (``of_one`` where it is one), ``unit`` stands
    beside it alone."""
    measure = MEASURES[key]
    rows = standing.of(key)
    shown = number(len(rows))
    return Figure(
        key=key,
        value=len(rows),
        display=f"{shown} {of_one if of_one and len(rows) == 1 else words}".strip(),
        unit=unit,
        as_of=standing.today,
        why=why(standing, measure, rows),
        trend=trend(standing, key, len(rows)),
    )


def why(standing: Standing, measure: Measure, rows: Sequence[UseState]) -> Why:
    """The reason behind a count: its rule, its source and its rows."""
    return Why(
        question=f"{measure.title}: why {number(len(rows))}?",
        answer=f"Of {counted(len(standing.states), 'use', 'uses')} on record {number(len(rows))} fulfil the rule.",
        rule=f"count(uses where {measure.rule})",
        rule_kind="formula",
        citation=measure.citation,
        rows=tuple(_row(standing, measure, one) for one in rows[:SHOWN_ROWS]),
        total_rows=len(rows),
        rows_href=address(standing, measure.key),
        as_of=standing.today,
        missing=_missing(standing, measure),
        would_change=_would_change(measure),
        replay=_replay(standing, measure.key),
    )


def address(standing: Standing, key: str) -> str:
    """Where all rows of a figure are listed."""
    asked = {"law_on": standing.law_on.isoformat()}
    if standing.department is not None:
        asked["department"] = standing.department.code
    if standing.is_past:
        asked["record_at"] = standing.record_at.date().isoformat()
    return f"{standing.site}/figures/{key}?{urlencode(asked)}"


def use_address(standing: Standing, state: UseState) -> str:
    """Where one use is shown."""
    return f"{standing.site}/use/{state.code}"


def trend(standing: Standing, key: str, now: int) -> tuple[float, ...]:
    """The figure at each snapshot before today, and now."""
    before = [float(point.value) for point in standing.trends.get(key, ()) if point.on < standing.today]
    return (*before[-23:], float(now)) if before else ()


def change_since(standing: Standing, key: str, now: int) -> str:
    """The change since the last snapshot before today, in words."""
    before = [point for point in standing.trends.get(key, ()) if point.on < standing.today]
    if not before:
        return "no earlier snapshot"
    last = before[-1]
    return f"{_signed(now - last.value)} since {day(last.on)}"


def _row(standing: Standing, measure: Measure, state: UseState) -> WhyRow:
    return WhyRow(f"{state.code} {state.name}", _value(measure, state), use_address(standing, state))


def _value(measure: Measure, state: UseState) -> str:
    if measure.key == "practice_gaps":
        return ", ".join(missing_practices(state))
    if measure.key == "differs":
        return f"declared {', '.join(state.declared.values())}; computed {class_words(state.klass)}"
    if measure.key in {"live", "no_stage"}:
        return STAGES.get(state.stage, state.stage)
    if measure.key == "open":
        return ", ".join(fact.key for one in state.answers.values() for fact in one.open[:2])
    return class_words(state.klass)


def _missing(standing: Standing, measure: Measure) -> tuple[str, ...]:
    if measure.key not in {"heavy", "prohibited", "personal_unassessed"}:
        return ()
    open_ = len(standing.of("open"))
    return (f"{counted(open_, 'use is', 'uses are')} not settled and may still come to count.",) if open_ else ()


def _would_change(measure: Measure) -> tuple[str, ...]:
    if measure.key in {"heavy", "open", "prohibited"}:
        return ("Answering a use's open questions, or a change of the law.",)
    return ()


def _replay(standing: Standing, key: str) -> str:
    asked = f"caio show brief.figure key={key} law_on={standing.law_on}"
    if standing.department is not None:
        asked += f" department={standing.department.code}"
    return asked + (f" record_at={standing.record_at.isoformat()}" if standing.is_past else "")


def _signed(difference: int) -> str:
    return f"+{difference}" if difference > 0 else ("±0" if difference == 0 else f"−{-difference}")


def verb(standing: Standing, key: str, *, one: str = "is", many: str = "are") -> str:
    """The word that goes with the figure ``key``: "1 is live", "66 are live"."""
    return one if len(standing.of(key)) == 1 else many
