"""How is an answer of the law looked at by a second pair of eyes: asked, signed, sent back, overridden, taken back?

Four eyes: nobody judges an answer that rests on a fact he stated, or that he asked to be judged, nor does a deputy
for such a person. A deputy acts with his own rights; the record says for whom.
"""

from dataclasses import dataclass
from datetime import date

from pydantic import Field

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.actors import actor_for
from opencaio.record.assessing import standing_facts
from opencaio.record.changes import Change
from opencaio.record.deputising import deputies_of, principals_of
from opencaio.record.letters import write_letter
from opencaio.record.models import Assessment, Person, Review, UseCase
from opencaio.record.models.reviews import Verdict
from opencaio.record.permissions import Right
from opencaio.record.reviewing import (
    NOT_SETTLED,
    PROHIBITED,
    class_title,
    classes_of,
    hindrances,
    inputs_of,
    is_settled,
    standing_reviews,
    state_of,
    today,
)
from opencaio.record.vocabulary import question

NAMED = 3
DID = {
    Verdict.SIGNED: "signed it off",
    Verdict.SENT_BACK: "sent it back",
    Verdict.OVERRIDDEN: "overrode it",
}
Regime = Field(min_length=1, max_length=20)
Reason = Field(min_length=3, max_length=4000)


class AskForReview(Asked):
    """Whose eyes on what: one regime's answer or (left out) all of the use; ``reviewer`` names someone, else anyone."""

    use_case: str
    regime: str = Field("", max_length=20)
    reviewer: int | None = None
    note: str = Field("", max_length=4000)


class Judge(Asked):
    """One answer of one use. ``answer`` is the number of the answer that was read: if another stands now, it is said.

    ``standing_in_for`` is the person whose deputy acts; left out, it is found when the review was asked of him.
    """

    use_case: str
    regime: str = Regime
    answer: int | None = None
    standing_in_for: int | None = None


class SignReview(Judge):
    """An answer that is right as it stands."""

    note: str = Field("", max_length=4000)


class SendBackReview(Judge):
    """An answer that needs more work, and why."""

    reason: str = Reason


class OverrideReview(Judge):
    """A class beside the computed one, why, and until when: at most a year."""

    klass: str = Field(min_length=1, max_length=40)
    reason: str = Reason
    expires_on: date


class WithdrawReview(Asked):
    """The standing round to take back: a request by who made it, a sign-off or override by who gave it."""

    use_case: str
    regime: str = Regime
    reason: str = Field("", max_length=300)


@dataclass(frozen=True)
class Seat:
    """Who judges what: the answer that stands, the round under way if there is one, and for whom a deputy acts."""

    use: UseCase
    answer: Assessment
    review: Review | None
    standing_in_for: int | None


@action("reviews.ask", right=Right.STATE_FACTS, words="Ask for a review")
def ask(given: AskForReview, change: Change) -> list[Review]:
    """Ask a second person to look at one answer or at all answers of a use; those that still hold are left alone."""
    use = _locked(given.use_case, change)
    if change.actor.person_id is None:
        raise Refused("A review is asked for by a person.")
    reviewer = _reviewer(given.reviewer, use, change) if given.reviewer else None
    asked = [_asked(one, use, reviewer, given.note, change) for one in _open_answers(given, use, change)]
    regimes = ", ".join(row.regime for row in asked)
    change.say(f"Asked for a review of {use.code}: {regimes}" + (f", by {reviewer.name}" if reviewer else ""))
    _tell_reviewer(reviewer, use, regimes, given.note, change)
    return asked


@action("reviews.sign", right=Right.REVIEW, words="Sign off an answer")
def sign(given: SignReview, change: Change) -> Review:
    """Sign for an answer that somebody else's facts gave. What is not settled cannot be signed, only overridden."""
    seat = _seated(given, change)
    if not is_settled(seat.answer):
        way = ", or override the class with a reason and an expiry" if seat.answer.klass else ""
        raise Conflict(
            f"{given.regime} is not settled for {seat.use.code}: {_open_facts(seat.answer)} "
            f"Have them answered, send it back{way}."
        )
    change.say(f"Signed off {_what(seat)}")
    return _decide(seat, change, verdict=Verdict.SIGNED, reason=given.note)


@action("reviews.send_back", right=Right.REVIEW, words="Send an answer back")
def send_back(given: SendBackReview, change: Change) -> Review:
    """Say what an answer lacks; who asked, or the owner, works on it and asks again."""
    seat = _seated(given, change)
    change.say(f"Sent back {_what(seat)}: {given.reason[:200]}")
    row = _decide(seat, change, verdict=Verdict.SENT_BACK, reason=given.reason)
    for person in Person.objects.filter(pk__in={row.asked_by_id or 0, seat.use.owner_id or 0}):
        write_letter(
            person,
            kind="sent_back",
            subject=f"Sent back: {seat.use.code} {seat.use.name}, {row.regime}",
            text=f"{change.actor.name} sent the answer back:\n\n{given.reason}",
            link=f"/use/{seat.use.code}/reviews",
            department_id=seat.use.department_id,
            at=change.at,
        )
    return row


@action("reviews.override", right=Right.REVIEW, words="Override a class")
def override(given: OverrideReview, change: Change) -> Review:
    """Put a class beside the computed one, with a reason, until a day; the computed answer stays as it is."""
    seat = _seated(given, change)
    _check_class(given, seat.answer)
    last = _a_year_after(today(change.at))
    if not today(change.at) < given.expires_on <= last:
        raise BadInput(f"An override ends after today and by {last} at the latest, not on {given.expires_on}.")
    words = f"{class_title(given.regime, given.klass)} until {given.expires_on}: {given.reason[:200]}"
    change.say(f"Overrode {_what(seat)} with {words}")
    values = {"given_class": given.klass, "expires_on": given.expires_on}
    return _decide(seat, change, verdict=Verdict.OVERRIDDEN, reason=given.reason, **values)


@action("reviews.withdraw", right=Right.STATE_FACTS, words="Take a review back")
def withdraw(given: WithdrawReview, change: Change) -> Review:
    """Take back a request that waits, or what oneself signed or overrode; an officer takes back anyone's."""
    use = _locked(given.use_case, change)
    row = standing_reviews().filter(use_case=use, regime=given.regime).first()
    if row is None:
        raise NotFound(f"No review of {given.regime} stands for {use.code}.")
    whose = row.asked_by_id if row.verdict in {Verdict.ASKED, Verdict.SENT_BACK} else row.reviewer_id
    if whose != change.actor.person_id and not change.actor.may(Right.DECIDE, use.department_id):
        raise Refused("Who asked takes back a request, who signed a sign-off, and an officer both.")
    because = f": {given.reason}" if given.reason else ""
    change.touch("usecase", use.pk)
    change.say(f"Took back the review of {row.regime} for {use.code}{because}")
    return change.update(row, version=None, values={"retired_at": change.at})


def _locked(code: str, change: Change) -> UseCase:
    """The use, held until the end of the transaction: of two who judge at once, the second sees what the first did."""
    use = use_case(code)
    change.allow(use.department_id)
    return UseCase.objects.select_for_update(of=("self",)).select_related("department").get(pk=use.pk)


def _seated(given: Judge, change: Change) -> Seat:
    use = _locked(given.use_case, change)
    answer = _answer(use, given.regime)
    if given.answer not in {None, answer.pk}:
        raise Conflict("The answer has changed since you opened it: facts or rules changed. Read it again, then judge.")
    review = standing_reviews().filter(use_case=use, regime=given.regime).select_related("reviewer", "asked_by").first()
    _still_open(review, use, change)
    seat = Seat(use, answer, review, _principal(given, review, change))
    _four_eyes(seat, change)
    return seat


def _still_open(review: Review | None, use: UseCase, change: Change) -> None:
    if review is None or review.verdict == Verdict.ASKED:
        return
    if state_of(review, on=today(change.at)) in {"stale", "expired"}:
        return
    who = review.reviewer.name if review.reviewer else "Someone"
    did = {Verdict.SIGNED: "signed it off", Verdict.SENT_BACK: "sent it back"}.get(
        Verdict(review.verdict), "overrode it"
    )
    raise Conflict(
        f"{review.regime} of {use.code} has been judged: {who} {did} on {review.decided_at:%Y-%m-%d at %H:%M} UTC. "
        "Yours was not kept; nothing was overwritten. Look at the present state first."
    )


def _principal(given: Judge, review: Review | None, change: Change) -> int | None:
    """For whom the actor stands in: whom he names, or of whom the review was asked while he is the deputy."""
    mine = principals_of(change.actor.person_id, on=today(change.at))
    if given.standing_in_for is not None and given.standing_in_for not in mine:
        raise Refused("You are not the deputy of this person today.")
    asked_of = review.reviewer_id if review and review.verdict == Verdict.ASKED else None
    return given.standing_in_for or (asked_of if asked_of in mine else None)


def _four_eyes(seat: Seat, change: Change) -> None:
    if change.actor.person_id is None:
        raise Refused("A review is given by a person.")
    barred = hindrances(seat.answer, seat.review)
    words = "Four eyes: have another reviewer look at it."
    if why := barred.get(change.actor.person_id):
        raise Refused(f"You cannot judge this: {change.actor.name} {why}. {words}")
    if seat.standing_in_for and (why := barred.get(seat.standing_in_for)):
        name = Person.objects.get(pk=seat.standing_in_for).name
        raise Refused(f"You cannot judge this for {name}, who {why}. {words}")


def _decide(seat: Seat, change: Change, *, verdict: Verdict, reason: str, **values: object) -> Review:
    """Write the verdict on the round that was asked for, else on a new one."""
    row = seat.review
    if row is not None and row.verdict != Verdict.ASKED:
        change.update(row, version=None, values={"retired_at": change.at})
        row = None
    if row is None:
        row = change.create(Review(use_case=seat.use, regime=seat.answer.regime, assessment=seat.answer))
    facts = standing_facts([seat.use.pk]).get(seat.use.pk, {})
    change.touch("usecase", seat.use.pk)
    given = {
        "verdict": verdict.value,
        "reason": reason,
        "assessment": seat.answer,
        "reviewer_id": change.actor.person_id,
        "standing_in_for_id": seat.standing_in_for,
        "decided_at": change.at,
        "inputs": inputs_of(seat.answer.regime, facts),
    }
    return change.update(row, version=None, values=given | values)


def _answer(use: UseCase, regime: str) -> Assessment:
    row = Assessment.objects.filter(use_case=use, regime=regime, superseded_at=None).first()
    if row is None:
        known = Assessment.objects.filter(use_case=use, superseded_at=None).order_by("regime")
        said = ", ".join(known.values_list("regime", flat=True)) or "none yet"
        raise NotFound(f"{regime} gives no answer for {use.code}. Regimes that answer: {said}.")
    return row


def _open_answers(given: AskForReview, use: UseCase, change: Change) -> list[Assessment]:
    """The answers that can be asked about; what waits already or still holds is refused by name if it was named."""
    rounds = {row.regime: row for row in standing_reviews().filter(use_case=use).select_related("reviewer", "asked_by")}
    if given.regime:
        answers = [_answer(use, given.regime)]
    else:
        answers = list(Assessment.objects.filter(use_case=use, superseded_at=None).order_by("regime"))
    free = [one for one in answers if not _holds(rounds.get(one.regime), on=today(change.at))]
    if not free:
        said = "; ".join(_round_words(rounds[one.regime]) for one in answers if one.regime in rounds)
        raise Conflict(f"There is nothing to ask: {said or f'no regime answers for {use.code} yet'}.")
    for row in (rounds[one.regime] for one in free if one.regime in rounds):
        change.update(row, version=None, values={"retired_at": change.at})
    return free


def _holds(row: Review | None, *, on: date) -> bool:
    return row is not None and state_of(row, on=on) in {"waiting", "signed", "overridden"}


def _round_words(row: Review) -> str:
    who = row.reviewer.name if row.reviewer else "a reviewer"
    if row.verdict == Verdict.ASKED:
        return f"{row.regime} waits for {who} since {row.created_at:%Y-%m-%d}"
    return (
        f"{row.regime} was {'signed off' if row.verdict == Verdict.SIGNED else 'overridden'} by {who} and still holds"
    )


def _asked(answer: Assessment, use: UseCase, reviewer: Person | None, note: str, change: Change) -> Review:
    change.touch("usecase", use.pk)
    row = Review(use_case=use, regime=answer.regime, assessment=answer, reviewer=reviewer, note=note)
    row.asked_by_id = change.actor.person_id
    return change.create(row)


def _reviewer(key: int, use: UseCase, change: Change) -> Person:
    """The person who is asked by name: a reviewer of this department, and not the one who asks."""
    if key == change.actor.person_id:
        raise Refused("Four eyes: ask someone other than yourself.")
    row = Person.objects.filter(pk=key, retired_at=None, erased_at=None).first()
    if row is None or not actor_for(row, face="record").may(Right.REVIEW, use.department_id):
        raise BadInput(f"This person is no reviewer of {use.department.name}. Name another one, or nobody.")
    return row


def _tell_reviewer(reviewer: Person | None, use: UseCase, regimes: str, note: str, change: Change) -> None:
    """A letter to the reviewer who was named, and one to who stands in for him today."""
    if reviewer is None:
        return
    words = f"{change.actor.name} asks {reviewer.name} to review: {regimes}." + (f"\n\n{note}" if note else "")
    _write(reviewer, use, words, change)
    if away := deputies_of([reviewer.pk], on=today(change.at)).get(reviewer.pk):
        _write(away.deputy, use, f"You stand in for {reviewer.name}. {words}", change)


def _write(person: Person, use: UseCase, words: str, change: Change) -> None:
    write_letter(
        person,
        kind="review_asked",
        subject=f"You are asked to review {use.code} {use.name}",
        text=words,
        link=f"/use/{use.code}/reviews",
        department_id=use.department_id,
        at=change.at,
    )


def _check_class(given: OverrideReview, answer: Assessment) -> None:
    known = classes_of(given.regime)
    offered = [code for code in known if code not in {NOT_SETTLED, answer.klass}]
    if not known or not answer.klass:
        raise BadInput(f"{given.regime} has no classes to override. Send the answer back instead.")
    if given.klass == answer.klass:
        raise BadInput(f"{class_title(given.regime, given.klass)} is the computed class. Sign it off instead.")
    if answer.klass == PROHIBITED:
        raise Refused("A prohibited practice is not overridden: it is stopped, or the facts are corrected.")
    if given.klass not in offered:
        raise BadInput(f"{given.klass} is no class of {given.regime}. Choose one of {', '.join(offered)}.")


def _open_facts(answer: Assessment) -> str:
    missing = [str(one) for one in answer.answer.get("missing") or ()]
    more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    count = "1 fact is" if len(missing) == 1 else f"{len(missing)} facts are"
    return f"{count} open ({'; '.join(question(one) for one in missing[:NAMED])}{more})."


def _what(seat: Seat) -> str:
    klass = f" ({class_title(seat.answer.regime, seat.answer.klass)})" if seat.answer.klass else ""
    return f"{seat.answer.regime} of {seat.use.code}{klass}"


def _a_year_after(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)
