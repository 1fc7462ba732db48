"""What Bo measures: a series and its metric, a study with its estimate, a baseline, benefits in each state."""

from datetime import date, timedelta
from typing import Any

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

START = date(2025, 1, 6)
SITES = {"north": 20, "south": 20, "east": None, "west": None, "coast": None}
YEARS = {year: {"first_day": f"{year}-01-01", "last_day": f"{year}-12-31"} for year in (2024, 2025, 2026, 2027)}


def plant(planted: Planted) -> None:
    """The word stands in every title, note and reason."""
    bo, use = planted.cast.bo, planted.use.code
    rows = [_row(site, start, week, use) for site, start in SITES.items() for week in range(40)]
    do("lake.add", bo, fact="kpi", name=f"Waiting {WORD}", rows=rows)
    do(
        "metrics.declare", bo, code="P-WAIT", name=f"Waiting {WORD}", fact="kpi", unit="minutes", use_case=use,
        numerator={"how": "sum", "of": ["value"]}, conditions=[{"column": "series", "is": "P-WAIT"}],
    )  # fmt: skip
    study = do("studies.plan", bo, code="P-1", title=f"Waiting {WORD}", use_case=use, metric="P-WAIT", method="did",
               answers={"x": WORD}, settings={"x": WORD}, worth={"x": WORD}, note=WORD)  # fmt: skip
    do("studies.run", bo, code="P-1")
    do("studies.state", bo, code="P-1", value=100, low=50, high=150, source=WORD)
    do("baselines.freeze", bo, use_case=use, metric="P-WAIT", **_days(0, 10), note=WORD)
    m.StudyEstimate.objects.filter(study=study).update(unit=WORD, engine=WORD, result={"headline": WORD})
    m.Baseline.objects.update(statistics={"all": {}, "x": WORD})
    do("benefits.add", bo, code="P-B", title=f"Shorter {WORD}", use_case=use, kind="productivity", note=WORD)
    for year in (2024, 2025, 2026):
        do("benefits.plan", bo, code="P-B", **YEARS[year], planned=100)
    for year in (2024, 2025):
        do("benefits.measure", bo, code="P-B", **YEARS[year], measured=80, low=60, high=99, note=WORD)


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    use, one = planted.use.code, {"code": "P-B"}
    return {
        "baselines.freeze": {"use_case": use, "metric": "P-WAIT", **_days(0, 5), "note": "New"},
        "benefits.add": {"title": "New", "use_case": use, "kind": "cashable"},
        "benefits.agree": {**one, **YEARS[2024]},
        "benefits.dispute": {**one, **YEARS[2025], "note": "New"},
        "benefits.edit": {**one, "title": "New"},
        "benefits.measure": {**one, **YEARS[2026], "measured": 5, "low": 4, "high": 6},
        "benefits.plan": {**one, **YEARS[2027], "planned": 5},
        "studies.edit": {"code": "P-1", "title": "New"},
        "studies.end": {"code": "P-1"},
        "studies.plan": {"title": "New", "use_case": use, "method": "other"},
        "studies.run": {"code": "P-1"},
        "studies.state": {"code": "P-1", "value": 2, "low": 1, "high": 3, "source": "New"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    use = {"use_case": planted.use.code}
    return {
        "baselines.list": [{}, use],
        "benefits.list": [{}, use, {"kind": "productivity"}, {"year": 2025}],
        "benefits.overview": [{"by": by} for by in ("kind", "department", "use", "year")],
        "studies.list": [{}, use, {"q": WORD}, {"method": "did"}],
        "studies.readings": [{"code": "P-1"}],
        "studies.size": [{"effect": 5, "spread": 10}],
        "studies.show": [{"code": "P-1"}],
    }


def _row(site: str, start: int | None, week: int, use: str) -> dict[str, Any]:
    begun = start is not None and week >= start
    value = 100 + (week * 7 + len(site) * 3) % 5 - (10 if begun else 0)
    return {"event_id": f"{site}-{week}", "day": str(START + timedelta(weeks=week)), "series": "P-WAIT",
            "unit_key": site, "use_case": use, "with_ai": begun, "value": value}  # fmt: skip


def _days(first: int, last: int) -> dict[str, str]:
    days = {"first_day": START + timedelta(weeks=first), "last_day": START + timedelta(weeks=last)}
    return {name: str(day) for name, day in days.items()}
