"""Does the terminal tell what was promised, what nobody follows up, and which effect is only a hint?"""

from collections.abc import Callable
from datetime import date, timedelta

from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]
START = date(2025, 1, 6)


def test_an_approved_promise_is_taken_over_and_told_by_year(cast: Cast, caio: Caio) -> None:
    work = do("initiatives.add", cast.bo, name="Beds", department="HEALTH")
    lines = [
        {"kind": "build", "line": "capex", "title": "Building it", "p50": 100, "years": [2027]},
        {"kind": "cashable", "title": "Fewer shifts", "p50": 1000, "growth": "0"},
    ]
    do("cases.add", cast.bo, initiative=work.code, first_year=2027, years=2, lines=lines)
    assert "no approved case" in caio("impact", "promised", work.code).err
    do("cases.submit", cast.bo, initiative=work.code)
    do("cases.approve", cast.ana, initiative=work.code)
    assert "followed up by nobody" in caio("impact", "benefits").out
    assert "in nobody's ledger (--take-over)" in caio("impact", "promised", work.code).out
    told = caio("impact", "promised", work.code, "--take-over", "--use", cast.triage.code, "--json").json
    assert [(one["first_day"], one["planned"]) for one in told["rows"]] == [
        ("2027-01-01", "1000.00"), ("2028-01-01", "1000.00"),
    ]  # fmt: skip
    assert told["waiting"] == [] and "followed up by nobody" not in caio("impact", "benefits").out


def test_an_effect_without_an_interval_is_told_as_a_hint(cast: Cast, caio: Caio) -> None:
    rows = [
        {"event_id": f"{site}-{week}", "day": str(START + timedelta(weeks=week)), "series": "WAVES", "unit_key": site,
         "use_case": cast.triage.code, "with_ai": start is not None and week >= start, "value": 50 + week * 7 % 5}
        for site, start in {"north": 6, "south": 9, "west": None}.items() for week in range(14)
    ]  # fmt: skip
    do("lake.add", cast.ana, fact="kpi", name="Waves", rows=rows)
    given = {"numerator": {"how": "sum", "of": ["value"]}, "denominator": {"how": "rows"}, "unit": "minutes"}
    of = [{"column": "series", "is": "WAVES"}]
    do("metrics.declare", cast.bo, code="WAVES", name="Waves", fact="kpi", **given, conditions=of,
       use_case=cast.triage.code)  # fmt: skip
    code = do(
        "studies.plan", cast.bo, title="Waves", use_case=cast.triage.code, metric="WAVES", method="staggered"
    ).code
    assert "HINT ONLY. No interval can be given" in caio("impact", "run", code).out
    assert "HINT ONLY" in caio("impact", "show", code).out
    assert f"{code}: a hint and no result" in caio("impact", "list").out


def test_the_size_of_a_test_is_told_with_the_time_that_it_takes(caio: Caio) -> None:
    ran = caio("impact", "size", "5", "--spread", "10", "--a-period", "32")
    assert ran.out.splitlines() == [
        "64 without and 64 with it see a difference of 5 in 80% of tests.",
        "All 128 come in 4 periods.",
    ]
    assert caio("impact", "size", "5").code == 1
