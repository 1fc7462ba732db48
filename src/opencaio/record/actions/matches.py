"""When two uses may be one, who says so, and how is it undone?"""

from typing import Literal

from django.db.models import QuerySet

from opencaio.errors import Conflict, NotFound
from opencaio.record.actions.registry import Asked, action
from opencaio.record.assessing import reassess
from opencaio.record.changes import Change
from opencaio.record.mirrored import follow
from opencaio.record.models import Fact, OpenMatch, UseCase
from opencaio.record.permissions import Right
from opencaio.record.stating import Said, state_facts

CARRIED = "carried over from "


class AnswerMatch(Asked):
    """Two uses are one, or they are two."""

    match: int
    answer: Literal["same", "different"]


class UndoMatch(Asked):
    """An answer to take back."""

    match: int


@action("matches.answer", right=Right.EDIT, words="Say whether two uses are one")
def answer(given: AnswerMatch, change: Change) -> OpenMatch:
    """“Same” makes the newer use the successor of the older, which leaves lists and counts."""
    row = _match(given.match, change)
    if row.answer:
        raise Conflict("This has been answered already. Undo that answer first.")
    if given.answer == "same":
        _merge(row, change)
    words = "are one" if given.answer == "same" else "are two"
    _close(row, change, answer=given.answer, words=f"{row.use_case.code} and {row.other.code} {words}")
    return row


@action("matches.undo", right=Right.EDIT, words="Take back an answer about two uses")
def undo(given: UndoMatch, change: Change) -> OpenMatch:
    """Put things back as they were before the answer."""
    row = _match(given.match, change)
    if not row.answer:
        raise Conflict("This has not been answered yet.")
    if row.answer == "same":
        _part(row, change)
    _close(row, change, answer="", words=f"Took back the answer about {row.use_case.code} and {row.other.code}")
    return row


def _match(key: int, change: Change) -> OpenMatch:
    row = OpenMatch.objects.select_related("use_case", "other").filter(pk=key).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    change.allow(row.use_case.department_id)
    change.allow(row.other.department_id)
    return row


def _merge(row: OpenMatch, change: Change) -> None:
    known = set(_standing(row.use_case).values_list("key", flat=True))
    carried = _standing(row.other).exclude(key__in=known)
    source = f"{CARRIED}{row.other.code}"
    state_facts(change, row.use_case, [Said(one.key, one.value, one.text, source) for one in carried])
    change.update(row.use_case, version=None, values={"succeeds": row.other})
    change.update(row.other, version=None, values={"retired_at": change.at})
    reassess([row.use_case], change)


def _part(row: OpenMatch, change: Change) -> None:
    carried = _standing(row.use_case).filter(source=f"{CARRIED}{row.other.code}")
    gone = list(carried.values_list("key", flat=True))
    carried.update(superseded_at=change.at)
    follow(change, row.use_case, dict.fromkeys(gone))
    change.update(row.use_case, version=None, values={"succeeds": None})
    change.update(row.other, version=None, values={"retired_at": None})
    reassess([row.use_case, row.other], change)


def _standing(row: UseCase) -> QuerySet[Fact]:
    return Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None)


def _close(row: OpenMatch, change: Change, *, answer: str, words: str) -> None:
    row.answer, row.answered_at, row.answered_by_id = answer, change.at, change.actor.person_id
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    change.notes["match"] = {"id": row.pk, "answer": answer}
    change.touch("usecase", row.use_case_id)
    change.touch("usecase", row.other_id)
    change.say(words)
