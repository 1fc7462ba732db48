"""Is a study computed from what is in the lake, told with its doubts, and never mixed with what was only stated?"""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.models import LakeBatch
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

START = date(2025, 1, 6)
STARTS = {"north": 30, "south": 30, "east": None, "west": None, "centre": None, "coast": None}


def bring_series(cast: Cast, *, effect: float = -10.0, seed: int = 5) -> None:
    """Sixty weeks of six sites; two of them start in week 30 and change by ``effect``."""
    chance = np.random.default_rng(seed)
    rows = []
    for site, start in STARTS.items():
        for week in range(60):
            begun = start is not None and week >= start
            value = 100 + week * 0.1 + float(chance.normal(0, 1)) + (effect if begun else 0)
            day = START + timedelta(weeks=week)
            rows.append({
                "event_id": f"{site}-{week}", "day": day.isoformat(), "series": "WAIT", "unit_key": site,
                "use_case": cast.triage.code, "with_ai": begun, "value": value,
            })  # fmt: skip
    do("lake.add", cast.ana, fact="kpi", name="Waiting", rows=rows)
    series = [{"column": "series", "is": "WAIT"}]
    do(
        "metrics.declare", cast.bo, code="WAIT", name="Waiting time", fact="kpi", unit="minutes", better="down",
        numerator={"how": "sum", "of": ["value"]}, denominator={"how": "rows"}, conditions=series,
        use_case=cast.triage.code,
    )  # fmt: skip


def plan(cast: Cast, **more: object) -> str:
    given = {"title": "Waiting", "use_case": cast.triage.code, "metric": "WAIT", "method": "did", **more}
    code: str = do("studies.plan", cast.bo, **given).code
    return code


def test_an_effect_that_is_there_is_found_with_its_interval_checks_and_claims(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast)
    do("studies.run", cast.bo, code=code)
    (found,) = ask("studies.show", {"code": code}, cast.bo).estimates
    assert found.low is not None and found.high is not None
    assert found.low <= -10 <= found.high
    assert found.unit == "minutes" and found.can and found.cannot and found.checks
    assert len(found.inputs_hash) == 64


def bring_lot(cast: Cast, *, days: int) -> None:
    """Forty people in each arm, on so many days each; whoever had AI took 5 minutes less, of about 40."""
    people = [(arm, at) for arm in ("control", "helped") for at in range(40)]
    rows = [
        {
            "event_id": f"{arm}-{at}-{day}", "day": str(START + timedelta(days=day)), "series": "WAIT", "arm": arm,
            "use_case": cast.triage.code, "unit_key": f"{arm}-{at}", "before": 30 + at % 20,
            "value": 30 + at % 20 + at % 3 - (5 if arm == "helped" else 0),
        }
        for arm, at in people
        for day in range(days)
    ]  # fmt: skip
    do("lake.add", cast.ana, fact="kpi", name="Lot", rows=rows)


@pytest.mark.parametrize("method", ["ab_mean", "cuped", "sequential"])
def test_a_lot_counts_each_person_once_and_tells_whether_the_sizes_are_as_planned(cast: Cast, method: str) -> None:
    bring_series(cast)
    bring_lot(cast, days=10)
    code = plan(cast, method=method, settings={"planned": 100})
    do("studies.run", cast.bo, code=code)
    (found,) = ask("studies.show", {"code": code}, cast.bo).estimates
    assert found.effect == pytest.approx(-5) and found.counts == {"treated": 40, "control": 40}
    assert "sample ratio" in [one.name for one in found.checks]


def test_a_study_reads_the_rows_that_its_metric_declares_and_times_its_factor(cast: Cast) -> None:
    bring_series(cast)
    told = {"fact": "kpi", "unit": "seconds", "use_case": cast.triage.code}
    value = {"how": "sum", "of": ["value"], "factor": 60}
    series = {"column": "series", "is": "WAIT"}
    do("metrics.declare", cast.bo, code="handling", name="In seconds", numerator=value, denominator={"how": "rows"},
       conditions=[series, {"column": "unit_key", "not": "none such"}], **told)  # fmt: skip
    plain, other = (do("studies.run", cast.bo, code=plan(cast, metric=code)) for code in ("WAIT", "handling"))
    assert other.effect == pytest.approx(60 * plain.effect) and other.unit == "seconds"


def test_a_metric_that_no_study_can_read_is_refused_with_what_there_is(cast: Cast) -> None:
    bring_series(cast)
    value = {"how": "sum", "of": ["value"]}
    do("metrics.declare", cast.ana, code="HANDLING", name="No such series", fact="kpi", unit="minutes", numerator=value)
    do("metrics.declare", cast.ana, code="ROWS", name="Rows", fact="kpi", unit="rows", numerator={"how": "rows"})
    with pytest.raises(
        BadInput, match=r"No row in the lake counts for HANDLING.*series is HANDLING.*In the lake are: WAIT"
    ):
        do("studies.run", cast.bo, code=plan(cast, metric="HANDLING"))
    with pytest.raises(BadInput, match="its numerator must be their sum"):
        do("studies.run", cast.bo, code=plan(cast, metric="ROWS"))


def test_the_same_data_give_the_same_digest_and_other_data_another(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast)
    first, second = (do("studies.run", cast.bo, code=code).inputs_hash for _ in range(2))
    day = str(START + timedelta(weeks=60))
    rows = [{"event_id": f"{site}-60", "day": day, "series": "WAIT", "unit_key": site, "value": 99} for site in STARTS]
    do("lake.add", cast.ana, fact="kpi", name="A week more", rows=rows)
    assert first == second
    assert do("studies.run", cast.bo, code=code).inputs_hash != first


def test_an_estimate_says_when_a_batch_that_it_read_counts_no_more(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast)
    do("studies.run", cast.bo, code=code)
    later = [{"event_id": "late", "day": "2026-06-01", "series": "WAIT", "use_case": cast.triage.code, "value": 1}]
    do("lake.withdraw", cast.ana, batch=do("lake.add", cast.ana, fact="kpi", name="Later", rows=later).pk, reason="No")
    read = LakeBatch.objects.get(name="Waiting").pk
    assert "Compute it again" not in ask("studies.show", {"code": code}, cast.bo).estimates[0].cannot
    do("lake.withdraw", cast.ana, batch=read, reason="Wrong sites")
    assert f"batch {read} was withdrawn. Compute it again." in ask(
        "studies.show", {"code": code}, cast.bo
    ).estimates[0].cannot  # fmt: skip


def test_the_effect_becomes_money_by_numbers_with_their_sources(cast: Cast) -> None:
    bring_series(cast)
    volume, value = {"amount": 50_000, "source": "Visits 2025"}, {"amount": "-0.8", "source": "Cost of a minute"}
    code = plan(cast, worth={"volume": volume, "value": value}, stop_below=1_000_000)
    do("studies.run", cast.bo, code=code)
    line = ask("studies.show", {"code": code}, cast.bo)
    assert line.value is not None and Decimal(380_000) < line.value < Decimal(420_000)
    assert (line.is_stated, line.is_below) == (False, True)
    assert line.estimates[0].sources == ["volume: Visits 2025", "value: Cost of a minute"]


def test_a_stated_result_stays_marked_and_a_computed_one_goes_before_it(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast, method="other")
    do("studies.state", cast.bo, code=code, value=100, low=50, high=150, source="Consultant's report")
    assert ask("studies.show", {"code": code}, cast.bo).is_stated
    with pytest.raises(BadInput, match="does not lie between"):
        do("studies.state", cast.bo, code=code, value=10, low=50, high=150, source="Report")
    with pytest.raises(BadInput, match="cannot be computed"):
        do("studies.run", cast.bo, code=code)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"metric": ""}, "no metric that is a KPI series"),
        ({"settings": {"units": ["nowhere"]}}, "None of the units"),
        ({"settings": {"units": ["north", "south"]}}, "treated"),
        ({"method": "ab_mean"}, "arm"),
        ({"method": "sequential"}, "planned"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_words(cast: Cast, more: dict[str, object], words: str) -> None:
    bring_series(cast)
    with pytest.raises(BadInput, match=words):
        do("studies.run", cast.bo, code=plan(cast, **more))


def test_a_baseline_is_frozen_and_does_not_move(cast: Cast) -> None:
    bring_series(cast)
    days = {"first_day": START, "last_day": START + timedelta(weeks=20)}
    given = {"use_case": cast.triage.code, "metric": "WAIT", **days}
    with pytest.raises(BadInput, match="live already"):
        do("baselines.freeze", cast.bo, **given)
    do("baselines.freeze", cast.bo, **given, note="Taken over from the pilot")
    (row,) = ask("baselines.list", {}, cast.bo).rows
    do("lake.add", cast.ana, fact="kpi", name="More", rows=[{
        "event_id": "late", "day": "2025-01-08", "series": "WAIT", "unit_key": "east", "value": 9999,
    }])  # fmt: skip
    assert ask("baselines.list", {}, cast.bo).rows[0].mean == row.mean
    assert row.units == 6 and row.mean == pytest.approx(101, abs=0.5)
    with pytest.raises(BadInput, match="AI was at work"):
        do("baselines.freeze", cast.bo, **{**given, "last_day": START + timedelta(weeks=40)}, note="x")


def test_another_department_sees_and_does_nothing(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast)
    assert ask("studies.list", {}, cast.dan).rows == []
    for name, given in (("studies.run", {"code": code}), ("studies.end", {"code": code})):
        with pytest.raises(NotFound):
            do(name, cast.dan, **given)


def test_the_adviser_recommends_by_four_answers(cast: Cast) -> None:
    by_lot = ask("studies.advise", {"randomise": True, "treated": 500, "untreated": 500, "before": 0}, cast.bo)
    sites = ask(
        "studies.advise", {"randomise": False, "treated": 6, "untreated": 6, "starts": "several", "before": 12}, cast.bo
    )
    assert by_lot.first.method.startswith("ab_") and sites.first.method == "staggered"
    assert ask("studies.advise", {}, cast.bo).missing


YEAR = {"first_day": date(2026, 1, 1), "last_day": date(2026, 12, 31)}


def promised(cast: Cast) -> str:
    benefit = do("benefits.add", cast.bo, title="Shorter waiting", use_case=cast.triage.code, kind="productivity")
    do("benefits.plan", cast.bo, code=benefit.code, **YEAR, planned=1000)
    code: str = benefit.code
    return code


def test_a_benefit_is_planned_measured_and_agreed_by_somebody_else(cast: Cast) -> None:
    code = promised(cast)
    do("benefits.measure", cast.bo, code=code, **YEAR, measured=800, low=600, high=1000)
    with pytest.raises(Refused):
        do("benefits.agree", cast.bo, code=code, **YEAR)
    do("benefits.agree", cast.rae, code=code, **YEAR)
    total = ask("benefits.overview", {}, cast.ana)
    assert (total.planned, total.measured, total.agreed, total.share) == (1000, 800, 800, Decimal("0.800"))
    with pytest.raises(Conflict, match="agreed"):
        do("benefits.measure", cast.bo, code=code, **YEAR, measured=900, low=600, high=1000)


def test_nobody_agrees_to_what_he_measured_himself(cast: Cast) -> None:
    code = promised(cast)
    do("benefits.measure", cast.ana, code=code, **YEAR, measured=800, low=600, high=1000)
    with pytest.raises(Refused, match="yourself"):
        do("benefits.agree", cast.ana, code=code, **YEAR)


def test_a_study_that_fails_its_own_checks_becomes_money_only_with_a_reason_and_finance_is_told(cast: Cast) -> None:
    bring_series(cast)
    worth = {"volume": {"amount": 1000, "source": "Visits"}, "value": {"amount": "-0.8", "source": "Cost of a minute"}}
    study = plan(cast, method="before_after", worth=worth)
    do("studies.run", cast.bo, code=study)
    code = promised(cast)
    do("benefits.edit", cast.bo, code=code, study=study)
    with pytest.raises(BadInput, match="does not pass these checks: trend before"):
        do("benefits.measure", cast.bo, code=code, **YEAR)
    do("benefits.measure", cast.bo, code=code, **YEAR, note="The trend is that of the season")
    with pytest.raises(BadInput, match="trend before"):
        do("benefits.agree", cast.rae, code=code, **YEAR)
    assert "trend before" in ask("benefits.list", {}, cast.rae).rows[0].failed
    do("benefits.agree", cast.rae, code=code, **YEAR, note="Seen, and taken at half")


def test_another_amount_than_the_measured_one_is_explained_and_a_dispute_can_be_measured_anew(cast: Cast) -> None:
    code = promised(cast)
    do("benefits.measure", cast.bo, code=code, **YEAR, measured=800, low=600, high=1000)
    with pytest.raises(BadInput, match="say why"):
        do("benefits.agree", cast.rae, code=code, **YEAR, agreed=700)
    do("benefits.dispute", cast.rae, code=code, **YEAR, note="Counted twice with the chat")
    do("benefits.measure", cast.bo, code=code, **YEAR, measured=500, low=400, high=600)
    do("benefits.agree", cast.rae, code=code, **YEAR)
    assert ask("benefits.list", {}, cast.bo).agreed == 500


def test_a_measured_figure_without_an_interval_is_refused_and_days_count_once(cast: Cast) -> None:
    code = promised(cast)
    with pytest.raises(BadInput, match="without an interval"):
        do("benefits.measure", cast.bo, code=code, **YEAR, measured=800)
    with pytest.raises(Conflict, match="days count once"):
        do("benefits.plan", cast.bo, code=code, first_day=date(2026, 7, 1), last_day=date(2027, 6, 30), planned=5)


def test_what_plans_turn_out_to_be_is_offered_for_later_ones(cast: Cast) -> None:
    for at in range(4):
        code = promised(cast)
        do("benefits.measure", cast.bo, code=code, **YEAR, measured=600 + at, low=550, high=650 + at)
    found = ask("benefits.calibration", {}, cast.ana)
    assert found.cases == 4
    assert 0.55 < found.factor < 0.75


def test_a_use_is_put_before_the_officer_after_two_readings_of_different_data_below_its_threshold(cast: Cast) -> None:
    bring_series(cast)
    volume, value = {"amount": 1000, "source": "Visits 2025"}, {"amount": "-0.8", "source": "Cost of a minute"}
    last = START + timedelta(weeks=50)
    code = plan(cast, worth={"volume": volume, "value": value}, stop_below=100_000, ends_on=last)
    for _ in range(2):
        do("studies.run", cast.bo, code=code)
    once = ask("studies.show", {"code": code}, cast.bo)
    assert (once.is_below, once.is_stop) == (True, False)
    do("studies.edit", cast.bo, code=code, ends_on=last + timedelta(weeks=5))
    do("studies.run", cast.bo, code=code)
    assert ask("studies.show", {"code": code}, cast.bo).is_stop
    do("studies.edit", cast.bo, code=code, stop_below=1)
    assert not ask("studies.show", {"code": code}, cast.bo).is_stop


def test_what_is_shown_is_the_line_that_was_taken_and_the_one_without_ai(cast: Cast) -> None:
    bring_series(cast)
    code = plan(cast)
    do("studies.run", cast.bo, code=code)
    path = ask("studies.show", {"code": code}, cast.bo).estimates[0].path
    assert path["days"][path["began"]] == str(START + timedelta(weeks=30))
    after = [seen - other for seen, other in zip(path["observed"], path["expected"], strict=True)][path["began"] :]
    assert sum(after) / len(after) == pytest.approx(-10, abs=1)


def bring_odd(
    cast: Cast, *, series: str, starts: dict[str, int | None], periods: int = 30, observations: int = 1
) -> str:
    """A series of these units by week, and a study of it."""
    chance = np.random.default_rng(9)
    rows = [
        {"event_id": f"{series}-{site}-{week}", "day": str(START + timedelta(weeks=week)), "series": series,
         "unit_key": site, "use_case": cast.triage.code, "with_ai": start is not None and week >= start,
         "value": float(chance.normal(50, 1)), "observations": observations}
        for site, start in starts.items() for week in range(periods)
    ]  # fmt: skip
    do("lake.add", cast.ana, fact="kpi", name=series, rows=rows)
    given = {"numerator": {"how": "sum", "of": ["value"]}, "denominator": {"how": "rows"}, "unit": "minutes"}
    of = [{"column": "series", "is": series}]
    do("metrics.declare", cast.bo, code=series, name=series, fact="kpi", **given, conditions=of,
       use_case=cast.triage.code)  # fmt: skip
    return series


def test_values_that_rest_on_nothing_are_no_values(cast: Cast) -> None:
    series = bring_odd(cast, series="HOLLOW", starts={"north": 20, "south": None}, observations=0)
    for method in ("did", "before_after"):
        with pytest.raises(BadInput, match="denominators are zero"):
            do("studies.run", cast.bo, code=plan(cast, metric=series, method=method))


def test_one_treated_unit_without_others_is_refused_with_what_to_do_instead(cast: Cast) -> None:
    series = bring_odd(cast, series="ALONE", starts={"north": 20})
    for method in ("did", "staggered", "synthetic_control", "synthetic_did"):
        with pytest.raises(BadInput, match="Bring in units without it, or look at the series alone"):
            do("studies.run", cast.bo, code=plan(cast, metric=series, method=method))


def test_fewer_periods_than_a_method_needs_are_refused_by_number(cast: Cast) -> None:
    series = bring_odd(cast, series="SHORT", starts={"north": 3}, periods=6)
    for method, least in (("before_after", 6), ("interrupted", 8), ("structural", 12)):
        with pytest.raises(BadInput, match=f"3 periods before the start, and at least {least}"):
            do("studies.run", cast.bo, code=plan(cast, metric=series, method=method))
    longer = bring_odd(cast, series="LONGER", starts={"north": 15})
    with pytest.raises(BadInput, match="at least 52"):
        do("studies.run", cast.bo, code=plan(cast, metric=longer, method="interrupted", settings={"season": 26}))


def test_few_sites_that_start_in_waves_have_no_interval_and_that_is_said_as_a_hint(cast: Cast) -> None:
    starts = {"north": 10, "south": 15, "east": 20, "west": None}
    code = plan(cast, metric=bring_odd(cast, series="WAVES", starts=starts), method="staggered")
    do("studies.run", cast.bo, code=code)
    page = ask("studies.show", {"code": code}, cast.bo)
    assert page.estimates[0].low is None and page.value is None
    for words in ("No interval can be given", "No two units began together", "a hint and no result"):
        assert words in page.no_interval
    assert page.estimates[0].no_interval == page.no_interval
    (line,) = ask("studies.list", {}, cast.bo).rows
    assert line.no_interval == page.no_interval


def test_before_it_is_computed_a_study_tells_what_it_would_read(cast: Cast) -> None:
    bring_series(cast)
    told = ask("studies.readings", {"code": plan(cast)}, cast.bo)
    begun = [start for start in STARTS.values() if start is not None]
    assert (told.series, told.values, told.units, told.begun) == ("WAIT", 360, len(STARTS), len(begun))
    assert told.since == START + timedelta(weeks=min(begun))
    nothing = ask("studies.readings", {"code": plan(cast, metric="")}, cast.bo)
    assert "name one, or state its result" in nothing.missing and nothing.values == 0


def test_the_size_of_a_test_is_told_for_means_and_shares_and_shrinks_by_what_was_known_before(cast: Cast) -> None:
    # Cohen, Statistical Power Analysis, 1988, table 2.4.1: d = 0.5, power 0.8, 5 % two-sided: 64 in each group.
    plain = ask("studies.size", {"effect": 5, "spread": 10, "a_period": 32}, cast.bo)
    assert (plain.control, plain.treated, plain.periods) == (64, 64, 4)
    assert ask("studies.size", {"effect": 5, "spread": 10, "known": 0.6}, cast.bo).total < plain.total
    # Fleiss, Statistical Methods for Rates and Proportions, 1981, table A.3 without correction: 0.3 to 0.4, 356 each.
    shares = ask("studies.size", {"effect": 0.1, "base": 0.3}, cast.bo)
    assert shares.control == shares.treated == 356
    for wrong in ({"effect": 5}, {"effect": 5, "spread": 10, "base": 0.3}, {"effect": 0, "spread": 10}):
        with pytest.raises(BadInput):
            ask("studies.size", wrong, cast.bo)
    with pytest.raises(BadInput, match="sharpens a mean"):
        ask("studies.size", {"effect": 0.1, "base": 0.3, "known": 0.5}, cast.bo)
