"""Does an initiative say what a plan needs, and does nobody see or tie what is not his?"""

from decimal import Decimal

import pytest

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.models import Initiative, InitiativeDemand, InitiativeSpend, Skill
from opencaio.record.queries import ask
from tests.record.cast import Cast, do


@pytest.fixture
def beds(cast: Cast) -> Initiative:
    """Work of Bo's department."""
    row: Initiative = do("initiatives.add", cast.bo, name="Beds", department="HEALTH")
    return row


@pytest.fixture
def nurses(cast: Cast) -> Initiative:
    """More work of Bo's department."""
    row: Initiative = do("initiatives.add", cast.bo, name="Nurses", department="HEALTH")
    return row


def test_an_estimate_is_shown_as_it_was_given(cast: Cast, beds: Initiative) -> None:
    do("initiatives.estimate", cast.bo, code=beds.code, value_low=10, value_mid=20, value_high=40, quarters=3,
       earliest="2027Q1", deadline="2027Q4", horizon="H1",
       spend=[{"line": "capex", "year": 2027, "amount": "12.50"}])  # fmt: skip
    page = ask("initiatives.show", {"code": beds.code}, cast.bo)
    assert (page.value_low, page.value_mid, page.value_high) == (10, 20, 40)
    assert [(one.line, one.year, one.amount) for one in page.spend] == [("capex", 2027, Decimal("12.50"))]
    assert page.missing == ["lead"]


def test_what_nobody_has_said_is_named_as_missing(cast: Cast, beds: Initiative) -> None:
    assert ask("initiatives.show", {"code": beds.code}, cast.bo).missing == [
        "value", "quarters", "spend", "lead", "horizon",
    ]  # fmt: skip


def test_a_new_list_of_costs_replaces_the_old_one_and_keeps_its_history(cast: Cast, beds: Initiative) -> None:
    for year in (2027, 2028):
        do("initiatives.estimate", cast.bo, code=beds.code, spend=[{"line": "opex", "year": year, "amount": 5}])
    assert [one.year for one in ask("initiatives.show", {"code": beds.code}, cast.bo).spend] == [2028]
    assert InitiativeSpend.objects.count() == 2
    do("initiatives.estimate", cast.bo, code=beds.code, spend=[{"line": "opex", "year": 2027, "amount": 6}])
    assert [one.amount for one in ask("initiatives.show", {"code": beds.code}, cast.bo).spend] == [6]


def test_people_are_asked_for_by_skill_and_quarter(cast: Cast, beds: Initiative) -> None:
    then = cast.triage.created_at
    Skill.objects.create(code="ml", name="ML engineering", is_planned=True, created_at=then, updated_at=then)
    do("initiatives.estimate", cast.bo, code=beds.code, demand={"ml": ["0", "1.5"]})
    assert [(one.skill, one.fte) for one in ask("initiatives.show", {"code": beds.code}, cast.bo).demand] == [
        ("ml", [0, Decimal("1.5")])
    ]
    assert InitiativeDemand.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"value_low": 5, "value_mid": 4}, "must not fall"),
        ({"earliest": "2028Q1", "deadline": "2027Q4"}, "cannot be finished by 2027Q4"),
        ({"value_mid": "NaN"}, "value_mid"),
        ({"value_mid": "Infinity"}, "value_mid"),
        ({"earliest": "soon"}, "earliest"),
        ({"quarters": 0}, "quarters"),
        ({"risk": -1}, "risk"),
        ({"demand": {"magic": [1]}}, "no skill magic"),
        ({"spend": [{"line": "opex", "year": 2027, "amount": -1}]}, "spend"),
    ],
)
def test_a_wrong_estimate_is_told_and_nothing_is_kept(
    cast: Cast, beds: Initiative, given: dict[str, object], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        do("initiatives.estimate", cast.bo, code=beds.code, **given)
    beds.refresh_from_db()
    assert (beds.version, InitiativeSpend.objects.count()) == (1, 0)


def test_requirements_cannot_go_round_in_a_circle(cast: Cast, beds: Initiative, nurses: Initiative) -> None:
    do("initiatives.relate", cast.bo, code=beds.code, other=nurses.code, kind="requires", lag=1)
    with pytest.raises(Conflict, match="neither could ever start"):
        do("initiatives.relate", cast.bo, code=nurses.code, other=beds.code, kind="requires")
    do("initiatives.unrelate", cast.bo, code=beds.code, other=nurses.code, kind="requires")
    do("initiatives.relate", cast.bo, code=nurses.code, other=beds.code, kind="requires")
    tie = ask("initiatives.show", {"code": beds.code}, cast.bo).ties[0]
    assert (tie.kind, tie.inward, tie.code) == ("requires", True, nurses.code)


def test_nobody_ties_to_or_sees_work_of_another_department(cast: Cast, beds: Initiative) -> None:
    prices = do("initiatives.add", cast.dan, name="Prices", department="TRADE")
    with pytest.raises(NotFound):
        do("initiatives.relate", cast.bo, code=beds.code, other=prices.code, kind="excludes")
    do("initiatives.relate", cast.ana, code=beds.code, other=prices.code, kind="excludes")
    assert ask("initiatives.show", {"code": beds.code}, cast.bo).ties == []
    assert len(ask("initiatives.show", {"code": beds.code}, cast.ana).ties) == 1


def test_a_platform_is_paid_once_for_its_members(cast: Cast, beds: Initiative, nurses: Initiative) -> None:
    base = {"name": "Base", "cost": 100, "line": "capex", "year": 2027}
    do("platforms.set", cast.bo, code="P-1", members=[beds.code, nurses.code], **base)
    do("platforms.set", cast.bo, code="P-1", members=[beds.code], **base | {"cost": 90})
    assert [one.cost for one in ask("initiatives.show", {"code": beds.code}, cast.bo).platforms] == [90]
    assert ask("initiatives.show", {"code": nurses.code}, cast.bo).platforms == []
    do("platforms.retire", cast.bo, code="P-1")
    assert ask("initiatives.show", {"code": beds.code}, cast.bo).platforms == []


def test_only_who_decides_calls_an_initiative_approved(cast: Cast) -> None:
    work = do("initiatives.add", cast.bo, name="Beds foreseen", department="HEALTH")
    with pytest.raises(Refused, match="you may propose it"):
        do("initiatives.estimate", cast.bo, code=work.code, status="approved")
    do("initiatives.estimate", cast.ana, code=work.code, status="approved")
    do("initiatives.estimate", cast.bo, code=work.code, status="approved", load=2)
    work.refresh_from_db()
    assert (work.status, work.load) == ("approved", 2)
