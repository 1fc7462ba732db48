"""How does one choose to get letters or none, and how is one that was given up tried again?"""

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Letter, Person
from opencaio.record.permissions import Right


class ChooseMail(Asked):
    """Whether to get e-mail."""

    wants_mail: bool


class RetryLetter(Asked):
    """The letter to try again at once."""

    letter: int


@action("people.choose_mail", right=Right.READ, words="Choose to get e-mail or none")
def choose_mail(given: ChooseMail, change: Change) -> Person:
    """Switch one's own letters on or off; what they say stands in Mine all the same."""
    change.allow_own()
    row = Person.objects.filter(pk=change.actor.person_id or 0, retired_at=None).first()
    if row is None:
        raise Refused("Letters go to a person.")
    change.say(f"{row.name} wants {'letters' if given.wants_mail else 'no letters'}")
    return change.update(row, version=None, values={"wants_mail": given.wants_mail})


@action("letters.retry", right=Right.SETTINGS, words="Try a letter again")
def retry(given: RetryLetter, change: Change) -> Letter:
    """Put a letter that failed or was given up at the front of the outbox again."""
    change.allow(None)
    row = Letter.objects.select_related("to").filter(pk=given.letter, sent_at=None).first()
    if row is None:
        raise NotFound("There is no such letter that waits.")
    row.tries, row.given_up_at, row.not_before = 0, None, None
    row.save(update_fields=["tries", "given_up_at", "not_before"])
    change.notes["letter"] = {"id": row.pk, "was": "put back into the outbox"}
    change.say("Put a letter back into the outbox")
    return row
