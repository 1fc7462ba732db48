"""Who uses AI and comes back, and how often is each group selected: counted as the lake's rows say?"""

from datetime import date, timedelta

import pytest

from opencaio.errors import BadInput, NotFound
from opencaio.record.documents.forms import file_here
from opencaio.record.models import FairnessAudit
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

MONDAY = date(2026, 9, 7)


def used(cast: Cast, *weeks_of: tuple[str, tuple[int, ...]]) -> None:
    """Each person in these weeks, three requests a week."""
    rows = [
        {"event_id": f"{person}-{week}", "at": f"{MONDAY + timedelta(weeks=week)}T09:00:00Z", "user_key": person,
         "use_case": cast.triage.code, "department": "CLINICS", "requests": 3}
        for person, weeks in weeks_of
        for week in weeks
    ]  # fmt: skip
    do("lake.add", cast.ana, fact="usage", name="Usage", rows=rows)


def decided(cast: Cast, **groups: tuple[int, int]) -> None:
    """Of each group so many selected, of so many."""
    rows = []
    for name, (selected, cases) in groups.items():
        sex, _, race = name.partition("_")
        for taken, count in ((True, selected), (False, cases - selected)):
            rows.append({
                "event_id": f"{name}-{taken}", "at": "2026-10-05T12:00:00Z", "use_case": cast.triage.code,
                "cases": count, "sex": sex, "race": race or None, "selected": taken, "reviewed": taken,
                "overturned": False,
            })  # fmt: skip
    do("lake.add", cast.ana, fact="decisions", name="Decisions", rows=rows)


def test_people_are_counted_once_a_week_and_newcomers_followed(cast: Cast) -> None:
    used(cast, ("anna", (0, 1, 2, 3)), ("bo", (0, 3)), ("cy", (1, 2)))
    found = ask("adoption.show", {"weeks": 4}, cast.bo)
    assert [one.people for one in found.weeks] == [2, 2, 2, 2]
    assert [(one.people, one.back[:4]) for one in found.cohorts] == [(2, [2, 1, 1, 2]), (1, [1, 1, 0, None])]
    (use,) = found.uses
    assert (use.people, use.requests_each) == (2, 3.0)


def test_usage_that_names_nobody_says_so_and_gives_no_number(cast: Cast) -> None:
    row = {"event_id": "x", "at": "2026-09-07T09:00:00Z", "use_case": cast.triage.code}
    do("lake.add", cast.ana, fact="usage", name="Usage", rows=[row])
    found = ask("adoption.show", {}, cast.bo)
    assert found.weeks == [] and "names no person" in found.note


def test_seats_that_nobody_uses_are_told_with_their_cost(cast: Cast) -> None:
    used(cast, ("anna", (0, 1)), ("bo", (1,)))
    do("resources.add", cast.bo, name="Seats", kind="licence", unit="seats", capacity=10, cost=30, currency="EUR",
       department="CLINICS", use_cases=[cast.triage.code])  # fmt: skip
    (seats,) = ask("adoption.show", {}, cast.bo).seats
    assert (seats.active, seats.idle, seats.idle_cost) == (2, 8, 240)


def test_impact_ratios_are_those_of_the_rule_and_small_groups_are_shown_and_left_out(cast: Cast) -> None:
    decided(cast, male=(500, 1000), female=(400, 1000), other=(1, 10))
    (table,) = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).tables
    by_name = {one.name: one for one in table.groups}
    assert by_name["female"].ratio == pytest.approx(0.8) and by_name["male"].ratio == 1
    assert by_name["other"].left_out and by_name["other"].ratio is None
    assert table.highest == "male"


def test_sex_race_and_both_are_counted_and_what_is_unknown_is_told(cast: Cast) -> None:
    decided(cast, male_White=(50, 100), female_White=(40, 100), male_Black=(30, 100), female_Black=(20, 100))
    tables = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).tables
    assert [one.by for one in tables] == ["Sex", "Race or ethnicity", "Sex × Race or ethnicity"]
    assert min(one.ratio for one in tables[2].groups) == pytest.approx(0.4)


def test_decisions_without_groups_or_without_any_row_give_words_and_no_ratio(cast: Cast) -> None:
    found = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo)
    assert (found.tables, found.override_rate) == ([], None)
    assert "No decision" in found.missing
    with pytest.raises(BadInput, match="No decision"):
        do("fairness.audit", cast.bo, use_case=cast.triage.code, first="2026-10-01", last="2026-10-31")


def test_a_kept_audit_stays_as_it_was_counted(cast: Cast) -> None:
    decided(cast, male=(50, 100), female=(40, 100))
    kept = do("fairness.audit", cast.bo, use_case=cast.triage.code, first="2026-10-01", last="2026-10-31")
    decided(cast, other=(1, 100))
    row = FairnessAudit.objects.get(pk=kept.pk)
    assert row.result["people"] == 200 and len(row.inputs_hash) == 64
    assert ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).audits[0].last == date(2026, 10, 31)


def scored(cast: Cast, *rows: tuple[str, float, bool, bool]) -> None:
    """One decision each: group by sex, score, selected, and what turned out true."""
    do("lake.add", cast.ana, fact="decisions", name="Scores", rows=[
        {"event_id": f"s-{at}", "at": "2026-10-05T12:00:00Z", "use_case": cast.triage.code, "cases": 1, "sex": sex,
         "score": score, "selected": selected, "truth": truth}
        for at, (sex, score, selected, truth) in enumerate(rows)
    ])  # fmt: skip


def test_scoring_rates_count_who_lies_above_the_median_of_everybody(cast: Cast) -> None:
    scored(
        cast,
        *[("male", at / 10, at > 5, True) for at in range(1, 11)],
        *[("female", at / 10, at > 5, True) for at in range(1, 6)],
    )
    found = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo)
    assert found.median == pytest.approx(0.4)
    (table,) = found.score_tables
    rates = {one.name: (one.selected, one.people, one.ratio) for one in table.groups}
    assert rates == {"male": (6, 10, 1.0), "female": (1, 5, pytest.approx(1 / 3))}


def test_errors_and_calibration_are_compared_where_it_is_known_what_turned_out_true(cast: Cast) -> None:
    rows = [("male", 0.75, True, at % 4 != 0) for at in range(80)] + [
        ("female", 0.75, at % 2 == 0, True) for at in range(80)
    ]
    scored(cast, *rows)
    gaps = {one.measure: one for one in ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).gaps}
    assert gaps["selection rate"].value == pytest.approx(-0.5)
    assert gaps["equal opportunity (true positive rate)"].value == pytest.approx(-0.5)
    assert gaps["false positive rate"].value is None and "Nobody" in gaps["false positive rate"].words
    assert gaps["calibration"].value == pytest.approx(0.25)
    assert all(one.group == "female" and one.against == "male" for one in gaps.values())
    low, high = gaps["selection rate"].low, gaps["selection rate"].high
    assert low is not None and high is not None and low < -0.5 < high < 0


def test_ages_and_groups_of_ones_own_are_counted_each_alone(cast: Cast) -> None:
    rows = [
        {"event_id": f"{age}-{shift}-{taken}", "at": "2026-10-05T12:00:00Z", "use_case": cast.triage.code, "cases": 50,
         "age_band": age, "groups": {"night/shift": shift}, "selected": taken}
        for age in ("under 40", "40 and over") for shift in ("yes", "no") for taken in (True, False)
    ]  # fmt: skip
    do("lake.add", cast.ana, fact="decisions", name="Ages", rows=rows)
    tables = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).tables
    assert [one.by for one in tables] == ["Age", "Night/shift"]
    assert [one.ratio for table in tables for one in table.groups] == [1.0] * 4


def test_the_bias_audits_document_quotes_the_newest_audit_that_was_kept(cast: Cast) -> None:
    decided(cast, male=(50, 100), female=(40, 100), other=(1, 2))
    kept = do("fairness.audit", cast.bo, use_case=cast.triage.code, first="2026-10-01", last="2026-10-31")
    made = do("documents.write", cast.ana, kind="ll144-audit-summary", use_case=cast.triage.code)
    text = file_here(made.pk, cast.ana, version=None, form="md").body.decode()
    assert "0.800" in text and "left out: under 2 %" in text
    assert kept.inputs_hash[:12] in text and "2026-10-31" in text
    assert "people of unknown category, not in it: 0" in text


def test_another_department_sees_neither_people_nor_groups(cast: Cast) -> None:
    used(cast, ("anna", (0,)))
    decided(cast, male=(50, 100), female=(40, 100))
    assert ask("adoption.show", {}, cast.dan).uses == []
    assert ask("fairness.list", {}, cast.dan).rows == []
    with pytest.raises(NotFound):
        ask("fairness.show", {"use_case": cast.triage.code}, cast.dan)


def test_somebody_who_uses_two_uses_of_a_department_is_one_person_there(cast: Cast) -> None:
    used(cast, ("anna", (0, 1)), ("bo", (1,)))
    second = do("use_cases.add", cast.bo, name="Letters", department="CLINICS").code
    row = {"event_id": "second", "at": f"{MONDAY + timedelta(weeks=1)}T09:00:00Z", "user_key": "anna",
           "use_case": second, "requests": 4}  # fmt: skip
    do("lake.add", cast.ana, fact="usage", name="More", rows=[row])
    found = ask("adoption.show", {}, cast.bo)
    (home,) = found.departments
    assert (home.people, home.uses, home.requests_each) == (2, 2, 5.0)
    assert [(one.least, one.people) for one in found.depth if one.people] == [(2, 1), (6, 1)]
    assert sum(one.requests_share for one in found.depth) == pytest.approx(1)


def test_idle_seats_are_not_told_where_only_a_part_of_the_uses_is_looked_at(cast: Cast) -> None:
    used(cast, ("anna", (0, 1)))
    told = {"kind": "licence", "unit": "seats", "capacity": 10, "cost": 30, "currency": "EUR"}
    do("resources.add", cast.ana, name="Of both", use_cases=[cast.triage.code, cast.pricing.code], **told)
    do("resources.add", cast.ana, name="Of none", **told)
    seats = {one.name: one for one in ask("adoption.show", {"use_case": cast.triage.code}, cast.ana).seats}
    assert (seats["Of both"].idle, seats["Of both"].idle_cost) == (None, None)
    assert "from a part" in seats["Of both"].words and "No use" in seats["Of none"].words


def test_a_handful_of_people_is_not_what_all_others_are_held_against(cast: Cast) -> None:
    decided(cast, male=(50, 100), female=(40, 100), other=(1, 1))
    gaps = ask("fairness.show", {"use_case": cast.triage.code}, cast.bo).gaps
    assert {one.against for one in gaps} == {"male"} and {one.group for one in gaps} == {"female", "other"}
