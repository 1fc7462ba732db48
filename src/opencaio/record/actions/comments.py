"""How does someone say something about a use case, call a person by @name, and take it back?"""

import re

from pydantic import Field

from opencaio.errors import NotFound, Refused
from opencaio.record.actions.registry import Asked, action
from opencaio.record.actions.use_cases import use_case
from opencaio.record.actors import actor_for
from opencaio.record.changes import Change
from opencaio.record.letters import write_letter
from opencaio.record.models import Comment, Person, UseCase
from opencaio.record.permissions import Right

CALL = re.compile(r"(?<![\w.])@(?=\w)")


class AddComment(Asked):
    """What to say; ``@Name Surname`` or ``@address@example.org`` calls a person."""

    use_case: str
    text: str = Field(min_length=1, max_length=10_000)


class WithdrawComment(Asked):
    """The comment to take back."""

    comment: int


@action("comments.add", right=Right.COMMENT, words="Add a comment")
def add(given: AddComment, change: Change) -> Comment:
    """Say something about a use case and call those who are named, if they may read it."""
    row = use_case(given.use_case)
    change.allow(row.department_id)
    if change.actor.person_id is None:
        raise Refused("A comment belongs to a person.")
    called = [one for one in called_in(given.text) if _may_read(one, row.department_id)]
    change.touch("usecase", row.pk)
    change.say(f"Commented on {row.code}")
    comment = Comment(use_case=row, by_id=change.actor.person_id, text=given.text)
    for one in called:
        _tell(one, row, given.text, change)
    return change.create(comment, mentions=called)


@action("comments.withdraw", right=Right.COMMENT, words="Withdraw a comment")
def withdraw(given: WithdrawComment, change: Change) -> Comment:
    """Take one's own comment back; who may retire things here takes back anyone's."""
    row = Comment.objects.select_related("use_case").filter(pk=given.comment, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    home = row.use_case.department_id
    change.allow(home)
    if row.by_id != change.actor.person_id and not change.actor.may(Right.RETIRE, home):
        raise Refused("Only who wrote a comment, or who may retire things here, can withdraw it.")
    change.touch("usecase", row.use_case_id)
    change.say(f"Withdrew a comment on {row.use_case.code}")
    return change.update(row, version=None, values={"retired_at": change.at})


def called_in(text: str) -> list[Person]:
    """The living people whom ``text`` calls by @address or @name: the longest that fits, unless two do."""
    places = [found.end() for found in CALL.finditer(text)]
    if not places:
        return []
    living = list(Person.objects.filter(retired_at=None, erased_at=None))
    found = {one.pk: one for place in places if (one := _called_at(text[place:].casefold(), living))}
    return list(found.values())


def _called_at(text: str, living: list[Person]) -> Person | None:
    by_length: dict[str, list[Person]] = {}
    for one in living:
        for sign in {one.email.casefold(), one.name.casefold()} - {""}:
            if text.startswith(sign) and not text[len(sign) : len(sign) + 1].isalnum():
                by_length.setdefault(sign, []).append(one)
    best = by_length[max(by_length, key=len)] if by_length else []
    return best[0] if len(best) == 1 else None


def _tell(called: Person, row: UseCase, text: str, change: Change) -> None:
    write_letter(
        called if called.pk != change.actor.person_id else None,
        kind="mention",
        subject=f"{change.actor.name} calls you: {row.code} {row.name}",
        text=f"{change.actor.name} wrote:\n\n{text}",
        link=f"/use/{row.code}",
        department_id=row.department_id,
        at=change.at,
    )


def _may_read(person: Person, department_id: int) -> bool:
    return actor_for(person, face="record").may(Right.READ, department_id)
