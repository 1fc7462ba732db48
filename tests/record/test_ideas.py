"""Do ideas do what they say: open to all, secret where they must be, answered, parked, joined, taken up?"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.models import Idea, LedgerPayload, Letter, Past, Person, UseCase
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from tests.record.cast import Cast, do

HURTS = "Every morning we type bed numbers from paper into two programs."


@pytest.fixture
def sam(cast: Cast) -> Actor:
    """Somebody of Bo's department who may report and propose, and nothing else."""
    return _staff(cast, "Sam Soler", "HEALTH")


@pytest.fixture
def tess(cast: Cast) -> Actor:
    """The same in Dan's department."""
    return _staff(cast, "Tess Tran", "TRADE")


def _staff(cast: Cast, name: str, home: str) -> Actor:
    email = f"{name.split()[0].lower()}@northwind.example"
    person = do("people.add", cast.ana, name=name, email=email, department=home)
    do("people.grant", cast.ana, person=person.pk, role="staff", department=home)
    return actor_for(Person.objects.get(pk=person.pk), face="web")


def hand_in(actor: Actor, title: str = "Beds without typing", **given: Any) -> str:
    done = do("ideas.hand_in", actor, **{"title": title, "problem": HURTS, **given})
    return str(done.code)


def show(cast: Cast, code: str, who: str = "bo") -> Any:
    return ask("ideas.show", {"code": code}, cast[who])


def own(actor: Actor, code: str) -> Any:
    return ask("ideas.mine", {"code": code}, actor).rows[0]


def test_anyone_hands_in_for_the_department_in_which_he_works(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam, hours_a_month="6", people=14, proposal="One program reads the other.")
    page = show(cast, code)
    assert (page.department, page.author, page.status) == ("Health", "Sam Soler", "new")
    assert page.hours_together == 84
    assert own(sam, code).title == "Beds without typing"


def test_for_another_department_only_whoever_may_propose_there(cast: Cast, sam: Actor) -> None:
    with pytest.raises(NotFound):
        hand_in(sam, department="TRADE")
    with pytest.raises(BadInput, match="which department"):
        hand_in(cast.ana)
    assert show(cast, hand_in(cast.ana, department="TRADE"), "dan").department == "Trade"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": "  a "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"problem": " "}, "say in a sentence"),
        ({"problem": "x" * 4001}, "problem"),
        ({"hours_a_month": "745"}, "hours_a_month"),
        ({"hours_a_month": "NaN"}, "hours_a_month"),
        ({"hours_a_month": "-1"}, "hours_a_month"),
        ({"people": 0}, "people"),
        ({"cases_a_month": 10**12}, "cases_a_month"),
        ({"kind": "order"}, "kind"),
        ({"author": 1}, "author"),
        ({"title": "zero\x00byte"}, "title"),
    ],
)
def test_what_cannot_be_is_told_and_not_kept(cast: Cast, sam: Actor, given: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        hand_in(sam, **given)
    assert not Idea.objects.exists()


def test_the_same_twice_and_too_many_are_told(cast: Cast, sam: Actor) -> None:
    hand_in(sam)
    with pytest.raises(Conflict, match="ID-01"):
        hand_in(sam, "BEDS without typing")
    for number in range(19):
        hand_in(sam, f"Another thing, number {number}")
    with pytest.raises(Refused, match="tomorrow"):
        hand_in(sam, "One too many")
    assert Idea.objects.count() == 20


def test_staff_see_their_own_and_nothing_else(cast: Cast, sam: Actor, tess: Actor) -> None:
    code = hand_in(sam)
    for query in ("ideas.list", "ideas.show"):
        with pytest.raises(Refused):
            ask(query, {"code": code} if query == "ideas.show" else {}, sam)
    with pytest.raises(NotFound):
        own(tess, code)
    for action, given in (
        ("ideas.edit", {"code": code, "title": "Mine now"}),
        ("ideas.withdraw", {"code": code}),
        ("ideas.support", {"code": code}),
    ):
        with pytest.raises(NotFound):
            perform(action, given, tess)
    for action in ("ideas.triage", "ideas.answer", "ideas.take_up", "ideas.join"):
        with pytest.raises(Refused):
            perform(action, {"code": code}, sam)


def test_dan_sees_nothing_of_bos(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam, "Triage of patients by voice")
    assert ask("ideas.list", {}, cast.dan).total == 0
    with pytest.raises(NotFound):
        show(cast, code, "dan")
    found = ask("ideas.alike", {"title": "Triage of patients", "text": HURTS}, cast.dan)
    assert (found.rows, found.hidden) == ([], False)
    with pytest.raises(NotFound):
        do("ideas.triage", cast.dan, code=code, status="looked_at")
    with pytest.raises(NotFound):
        do("ideas.join", cast.dan, code=hand_in(cast.dan), into=code)


def test_while_one_writes_one_learns_what_one_may(cast: Cast, sam: Actor, tess: Actor) -> None:
    asked = {"title": "Sorting patients", "text": "Triage of the patients who wait"}
    for who in ("ana", "bo", "rae"):
        (line,) = ask("ideas.alike", asked, cast[who]).rows
        assert (line.name, line.may_open) == ("Triage of patients", True)
        assert "triage" in line.words
    do("use_cases.add", cast.bo, name="Triage of patients at night", department="HEALTH")
    hidden = ask("ideas.alike", asked, sam)
    assert (hidden.rows, hidden.hidden) == ([], True)
    assert ask("ideas.alike", asked, tess).hidden is False
    do("use_cases.edit", cast.bo, code=cast.triage.code, is_public=True)
    (line,) = ask("ideas.alike", asked, tess).rows
    assert (line.name, line.may_open) == ("Triage of patients", False)
    assert ask("ideas.alike", {}, sam).rows == []


def test_an_idea_may_be_changed_until_somebody_looks(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam)
    do("ideas.edit", sam, code=code, title="Beds, typed once", hours_a_month="3")
    assert own(sam, code).title == "Beds, typed once"
    with pytest.raises(BadInput, match="sentence"):
        do("ideas.edit", sam, code=code, problem="")
    do("ideas.triage", cast.bo, code=code, status="looked_at")
    with pytest.raises(Conflict, match="looked at"):
        do("ideas.edit", sam, code=code, title="Too late")
    assert show(cast, code).owner == "Bo Berg"
    do("ideas.withdraw", sam, code=code)
    assert ask("ideas.list", {}, cast.bo).total == 0


def test_parked_needs_a_day_ahead_and_declined_a_reason(cast: Cast, sam: Actor) -> None:
    code, today = hand_in(sam), timezone.localdate()
    for day in (None, today.isoformat()):
        with pytest.raises(BadInput, match="look_again_on"):
            do("ideas.triage", cast.bo, code=code, status="parked", look_again_on=day)
    with pytest.raises(BadInput, match="reason"):
        do("ideas.triage", cast.bo, code=code, status="declined")
    do("ideas.triage", cast.bo, code=code, status="parked", look_again_on=(today + timedelta(days=1)).isoformat())
    assert ask("ideas.list", {"due": True}, cast.bo).total == 0
    Idea.objects.update(look_again_on=today)
    assert ask("ideas.list", {"due": True}, cast.bo).total == 1
    do("ideas.triage", cast.bo, code=code, status="declined", answer="The two programs are replaced in March.")
    assert own(sam, code).answer.endswith("March.")
    assert own(sam, code).look_again_on is None
    with pytest.raises(Conflict, match="settled"):
        do("ideas.triage", cast.bo, code=code, status="looked_at")


def test_taken_up_it_is_a_use_in_its_authors_words(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam, proposal="One program reads the other.")
    do("ideas.take_up", cast.bo, code=code, stage="assessed", answer="We start in spring.")
    use = UseCase.objects.get(ideas__code=code)
    assert (use.stage, use.name, use.department.code) == ("assessed", "Beds without typing", "HEALTH")
    assert HURTS in use.purpose
    assert code in use.purpose
    assert "Sam" not in use.purpose
    told = own(sam, code)
    assert (told.status, told.answer, told.use_case) == ("taken_up", "We start in spring.", "")
    assert show(cast, code).use_case == use.code
    with pytest.raises(Conflict, match="settled"):
        do("ideas.take_up", cast.bo, code=code)


def test_a_stage_beyond_the_gates_is_not_reached_by_an_idea(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam)
    with pytest.raises(BadInput, match="stage"):
        do("ideas.take_up", cast.bo, code=code, stage="live")
    assert Idea.objects.get().status == "new"


def test_two_that_say_the_same_go_on_as_one(cast: Cast, sam: Actor) -> None:
    first, second, third = (hand_in(sam), hand_in(cast.bo, department="HEALTH"), hand_in(cast.ana, department="HEALTH"))
    do("ideas.support", cast.ana, code=first)
    do("ideas.join", cast.bo, code=first, into=second)
    page = show(cast, second)
    assert page.supported_by == ["Ana Ek", "Sam Soler"]
    assert page.joined == [f"{first} Beds without typing"]
    with pytest.raises(BadInput, match="another"):
        do("ideas.join", cast.bo, code=second, into=second)
    with pytest.raises(Conflict, match="joined"):
        do("ideas.join", cast.bo, code=third, into=first)
    do("ideas.join", cast.bo, code=second, into=third)
    assert len(show(cast, third).joined) == 2
    assert own(sam, first).status == "merged"


def test_one_is_for_an_idea_once_and_not_for_ones_own(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam)
    for _ in range(2):
        do("ideas.support", cast.rae, code=code)
    assert show(cast, code, "rae").supporters == 1
    assert show(cast, code, "rae").i_support
    do("ideas.support", cast.rae, code=code, withdraw=True)
    assert show(cast, code).supporters == 0
    with pytest.raises(Conflict, match="your own"):
        do("ideas.support", cast.bo, code=hand_in(cast.bo, "Another of mine"))


def test_who_had_it_gets_a_letter_with_the_answer_and_nothing_else(cast: Cast, sam: Actor, settings: Any) -> None:
    settings.MAIL_IS_ON = True
    do("departments.edit", cast.ana, code="HEALTH", lead=cast.bo.person_id)
    code = hand_in(sam)
    assert Letter.objects.get().to_id == cast.bo.person_id
    Letter.objects.all().delete()
    do("ideas.answer", cast.bo, code=code, answer="We look into it.")
    letter = Letter.objects.get()
    assert (letter.to_id, letter.text, letter.link) == (sam.person_id, "We look into it.", f"/ideas/{code}")


def test_how_soon_ideas_are_answered_is_counted(cast: Cast, sam: Actor) -> None:
    early, late, waiting = hand_in(sam), hand_in(sam, "Second thing"), hand_in(sam, "Third thing")
    at = timezone.now()
    Idea.objects.filter(code__in=(late, waiting)).update(created_at=at - timedelta(days=20))
    for code in (early, late):
        do("ideas.answer", cast.bo, code=code, answer="Thank you.")
    told = ask("ideas.list", {}, cast.bo).answered
    assert (told.all, told.answered, told.in_time) == (3, 2, 1)
    assert told.waiting == 2, "an answer alone does not settle it"
    do("ideas.triage", cast.bo, code=late, status="looked_at")
    assert [one.code for one in ask("ideas.list", {"waiting": True}, cast.bo).rows] == [waiting]
    assert told.median_days == pytest.approx(10, abs=0.1)


def test_whoever_is_erased_leaves_the_idea_and_no_name(cast: Cast, sam: Actor) -> None:
    code, other = hand_in(sam, proposal="Ask Sam Soler how."), hand_in(cast.bo, "Of Bo's")
    do("ideas.edit", sam, code=code, title="Beds, typed once")
    assert LedgerPayload.objects.filter(body__regex=rf'"author_id":\s*{sam.person_id}[^0-9]').exists()
    Idea.objects.get(code=other).supporters.add(sam.person_id or 0)
    do("people.erase", cast.ana, person=sam.person_id)
    row = Idea.objects.get(code=code)
    assert (row.author, row.proposal) == (None, "Ask (erased) how.")
    assert Idea.objects.get(code=other).supporters.count() == 0
    assert not Past.objects.filter(kind="idea", key=row.pk).exists()
    holds_him = re.compile(rf'"author_id":\s*{sam.person_id}\b')
    assert not [one for one in LedgerPayload.objects.values_list("body", flat=True) if holds_him.search(one)]
    assert show(cast, code).author == ""


def test_nobody_leaves_with_an_idea_on_his_name(cast: Cast, sam: Actor) -> None:
    code = hand_in(sam)
    do("ideas.triage", cast.bo, code=code, status="looked_at", owner=cast.rae.person_id)
    with pytest.raises(Refused, match=code):
        do("people.retire", cast.ana, person=cast.rae.person_id)
    do("people.hand_over", cast.ana, person=cast.rae.person_id, to=cast.bo.person_id, kinds=["ideas"])
    assert show(cast, code).owner == "Bo Berg"
