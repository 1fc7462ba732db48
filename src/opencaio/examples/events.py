"""How do the example's weekly and monthly counts become events, such as systems send them?

The counts are kept to the last one: of a week's requests, errors and tokens each person has a part, and the parts add
up. Who uses what stays the same from week to week, but for a slow coming and going.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from opencaio.examples.rows import System
from opencaio.examples.series import DecisionCount, Kpi, Usage
from opencaio.examples.study_rows import Metric

#: For so many weeks before the last one, usage is told by person; before that in one row a week.
BY_PERSON = timedelta(weeks=13)
#: One in so many people stops, and another begins, each week.
COMING_AND_GOING = 40
MID_MONTH = 15


def usage_events(
    rows: Sequence[Usage], *, homes: dict[str, str], systems: dict[str, System], providers: dict[str, str]
) -> Iterator[dict[str, Any]]:
    """Rows of the usage fact. ``homes``: department by use; ``providers``: vendor by model."""
    since = max(row.week for row in rows) - BY_PERSON
    begun: dict[str, date] = {}
    for row in rows:
        begun.setdefault(row.use, row.week)
        model = next(iter(systems[row.system].models), None) if row.system in systems else None
        about = {
            "use_case": row.use,
            "system": row.system,
            "department": homes[row.use],
            "model": model,
            "provider": providers.get(model or ""),
            "operation": "chat" if row.input_ktokens else None,
            "outcome": "ok",
        }
        people = row.users if row.week > since else 0
        yield from _week(row, about, people, age=(row.week - begun[row.use]).days // 7)


def _week(row: Usage, about: dict[str, Any], people: int, *, age: int) -> Iterator[dict[str, Any]]:
    at = f"{row.week.isoformat()}T08:00:00Z"
    parts = {
        "requests": shared_out(row.requests, people or 1),
        "errors": shared_out(row.errors, people or 1),
        "input_tokens": shared_out(row.input_ktokens * 1000, people or 1),
        "output_tokens": shared_out(row.output_ktokens * 1000, people or 1),
    }
    gone = age * row.users // COMING_AND_GOING
    for place in range(people or 1):
        counts: dict[str, int | None] = {name: part[place] for name, part in parts.items()}
        if not row.input_ktokens:
            counts |= {"input_tokens": None, "output_tokens": None}
        user = f"{row.use}/{(gone + place) if place < row.users // 4 else place}" if people else None
        yield {"event_id": f"{row.use}-{row.week}-{place}", "at": at, "user_key": user, **about, **counts}


def shared_out(count: int, people: int) -> list[int]:
    """``count`` in whole parts: some use it much, most a little (weights 1, 1/2, 1/3, …)."""
    weights = [1 / (place + 1) for place in range(people)]
    total = sum(weights)
    parts = [int(count * weight / total) for weight in weights]
    for place in range(count - sum(parts)):
        parts[place % people] += 1
    return parts


def decision_events(rows: Iterable[DecisionCount], *, homes: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Rows of the decisions fact: at most six a count, each for so many cases."""
    for at, row in enumerate(rows):
        day = date.fromisoformat(f"{row.month}-{MID_MONTH}")
        about = {"day": day, "at": f"{day}T12:00:00Z", "use_case": row.use, "department": homes[row.use]}
        for name, cases, said in _cells(row):
            yield {"event_id": f"{row.use}-{row.month}-{at}-{name}", "cases": cases, **about, **_group(row), **said}


def _cells(row: DecisionCount) -> Iterator[tuple[str, int, dict[str, bool]]]:
    """Selected or not, read by a person or not, overturned or not: the margins are the row's own."""
    read_selected = min(row.selected, round(row.reviewed * row.selected / row.total)) if row.total else 0
    read_others = row.reviewed - read_selected
    turned_selected = round(row.overturned * read_selected / row.reviewed) if row.reviewed else 0
    turned = {True: turned_selected, False: row.overturned - turned_selected}
    for selected, cases, read in ((True, row.selected, read_selected), (False, row.total - row.selected, read_others)):
        counts = (
            ("unread", cases - read, False, False),
            ("kept", read - turned[selected], True, False),
            ("turned", turned[selected], True, True),
        )
        for name, count, reviewed, overturned in counts:
            if count > 0:
                said = {"selected": selected, "reviewed": reviewed, "overturned": overturned}
                yield f"{'in' if selected else 'out'}-{name}", count, said


def _group(row: DecisionCount) -> dict[str, str | None]:
    if row.attribute == "sex and race":
        sex, _, race = row.group.partition(", ")
        return {"sex": sex, "race": race}
    return {"sex": row.group if row.attribute == "sex" and row.group != "not stated" else None, "race": None}


def kpi_events(rows: Iterable[Kpi], *, metrics: dict[str, Metric]) -> Iterator[dict[str, Any]]:
    """Rows of the kpi fact."""
    for row in rows:
        yield {
            "day": row.week,
            "event_id": f"{row.metric}-{row.site}-{row.week}",
            "series": row.metric,
            "use_case": metrics[row.metric].use,
            "unit_key": row.site,
            "with_ai": bool(row.with_ai),
            "value": str(row.value),
        }
