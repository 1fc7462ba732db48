"""What changes for our uses between two days of the law, as each of the cast may see it?"""

from datetime import date, timedelta
from typing import Any

import pytest

from opencaio.errors import BadInput, NotFound
from opencaio.packs.law import load_law
from opencaio.record.queries import ask
from opencaio.record.queries.law import LawDiff
from tests.record.cast import Cast, do, gather

pytestmark = pytest.mark.django_db

RANKING = {
    "artefact": "system",
    "infers": True,
    "role": ["deployer"],
    "use": ["recruit_screen_rank"],
    "workplace": True,
}
YEARS = {"since": "2026-11-22", "until": "2027-12-02"}


@pytest.fixture
def cast() -> Cast:
    found = gather()
    ordinary = {key: value for key, value in load_law().vocabulary.ordinary.items() if not key.startswith("gpai.")}
    facts = {**ordinary, **RANKING, "nexus": "deployed_in_eu", "profiling": True}
    told = [{"key": key, "value": _plain(value)} for key, value in facts.items()]
    do("facts.state_many", found.bo, use_case=found.triage.code, facts=told)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def diff(cast: Cast, name: str = "ana", **given: Any) -> LawDiff:
    found: LawDiff = ask("law.diff", YEARS | given, cast[name])
    return found


def test_the_annex_iii_duties_of_a_settled_use_begin_on_their_day(cast: Cast) -> None:
    day = next(one for one in diff(cast).days if one.on == date(2027, 12, 2))
    assert [one.uses for one in day.classes] == [[cast.triage.code]]
    assert "III.4(a)" in day.classes[0].citation
    assert any(duty.citation == "AI Act Art. 26(7)" for bundle in day.bundles for duty in bundle.duties)


def test_a_use_of_which_nothing_is_known_could_fall_under_the_new_prohibitions(cast: Cast) -> None:
    day = next(one for one in diff(cast).days if one.on == date(2026, 12, 2))
    could = {one.title: one.uses for one in day.could}
    assert could["Intimate material without consent"] == [cast.pricing.code]
    assert any("5(1)(ba)" in one.citation for one in day.milestones)


def test_dan_hears_of_his_own_uses_only(cast: Cast) -> None:
    found = diff(cast, "dan")
    assert {one.code for one in found.rows} == {cast.pricing.code}
    assert found.compared == 1
    assert cast.triage.code not in found.model_dump_json()


def test_a_department_is_compared_alone_and_a_hidden_one_is_not_there(cast: Cast) -> None:
    assert {one.code for one in diff(cast, department="HEALTH").rows} == {cast.triage.code}
    with pytest.raises(NotFound):
        diff(cast, "dan", department="HEALTH")


def test_kinds_and_pages_narrow_what_is_listed(cast: Cast) -> None:
    assert {change.kind for row in diff(cast, kind="could").rows for change in row.changes} == {"could"}
    first, second = diff(cast, size=1), diff(cast, size=1, page=2)
    assert first.total == second.total == 2
    assert first.rows[0].code != second.rows[0].code


def test_the_texts_are_named_and_what_they_do_not_share_is_listed(cast: Cast) -> None:
    found = diff(cast, since="eu-ai-act@2024", until="eu-ai-act@2026")
    assert (found.since.on, found.until.on) == (date(2026, 7, 26), date(2026, 7, 27))
    assert any(one.kind == "new" and "5(1)(ba)" in one.citation for one in found.provisions)
    moved = [one for row in found.rows for one in row.changes if one.kind == "moved"]
    assert ("2026-08-02", "2027-12-02") in {(one.before, one.after) for one in moved}


def test_a_retired_use_changes_nothing(cast: Cast) -> None:
    do("use_cases.retire", cast.bo, code=cast.triage.code)
    assert cast.triage.code not in diff(cast).model_dump_json()


def test_without_days_the_law_is_compared_from_today(cast: Cast) -> None:
    found = ask("law.diff", {}, cast.ana)
    assert found.until.on - found.since.on == timedelta(days=800)


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2027-12-02", "2026-11-22", "forwards"),
        ("2026-11-22", "2026-11-22", "forwards"),
        ("soon", "2026-11-22", "names no one text"),
        ("2026-11-31", "2027-01-01", "names no one text"),
    ],
)
def test_days_that_cannot_be_compared_are_refused_in_words(cast: Cast, since: str, until: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        diff(cast, since=since, until=until)
