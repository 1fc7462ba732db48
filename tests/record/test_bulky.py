"""Does the ledger keep a digest of a plan's megabytes, and is a plan noticed whose text was changed behind its back?"""

import hashlib
import json
from collections.abc import Iterator

import pytest

from opencaio.record import bulky, ledger
from opencaio.record.actors import actor_for
from opencaio.record.doctor import doctor
from opencaio.record.models import LedgerPayload, Past, Person, Plan
from opencaio.record.permissions import Actor
from tests.record.cast import do, gather
from tests.record.planned import furnish, kept

pytestmark = pytest.mark.django_db


def gather_ana() -> Actor:
    return actor_for(Person.objects.get(email="ana@northwind.example"), face="web")


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """A plan, in a record for which two hundred characters are many."""
    monkeypatch.setattr(bulky, "LEAST", 200)
    ana = gather().ana
    furnish(ana)
    yield kept(ana, "Next year")


def last_rows() -> list[dict[str, object]]:
    body = LedgerPayload.objects.get(entry__sequence=ledger.head()[0]).body
    rows: list[dict[str, object]] = json.loads(body)["rows"]
    return rows


def test_the_entry_of_a_plan_has_the_digest_and_size_of_its_problem(plan: Plan) -> None:
    after = last_rows()[0]["after"]
    body = json.dumps(plan.problem, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert isinstance(after, dict)
    assert after["problem"] == {"sha256": hashlib.sha256(body.encode()).hexdigest(), "size": len(body)}
    assert after["name"] == "Next year"


def test_a_small_value_stands_in_the_ledger_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bulky.kept_value("plan", "problem", {"version": 1}) == {"version": 1}
    monkeypatch.setattr(bulky, "LEAST", 5)
    assert bulky.kept_value("plan", "name", "a long name") == "a long name"


def test_the_past_of_a_renamed_plan_does_not_copy_its_text(plan: Plan) -> None:
    do("plans.rename", gather_ana(), code=plan.code, name="The year after")
    past = Past.objects.get(kind="plan", key=plan.pk)
    assert past.values["name"] == "Next year"
    assert set(past.values["problem"]) == {"sha256", "size"}
    assert set(last_rows()[0]["after"]) == {"name"}  # type: ignore[call-overload]


def test_the_doctor_names_a_plan_whose_answer_was_changed_in_the_database(plan: Plan) -> None:
    assert not [one for one in doctor() if "plan" in one.words and one.level == "wrong"]
    answer = plan.answer | {"value": 1_000_000.0}
    Plan.objects.filter(pk=plan.pk).update(answer=answer)
    wrong = [one.words for one in doctor() if one.level == "wrong"]
    assert f"The answer of the plan {plan.code} is not what the ledger saw being written." in wrong


def test_a_plan_written_whole_into_an_older_ledger_is_not_called_changed(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulky, "LEAST", 10**9)
    whole = kept(gather_ana(), "Kept whole")
    monkeypatch.setattr(bulky, "LEAST", 200)
    assert not list(bulky.changed_plans())
    Plan.objects.filter(pk=whole.pk).update(explanations={})
    assert list(bulky.changed_plans()) == [(whole.code, "explanations")]
