"""What on record reads like this idea, and how much of it may its author be told?

Whoever may read a department sees the names of its uses and ideas. Everybody sees a use that stands in the public
register, and his own ideas. Of the rest of his own department an author learns only that there is something alike, not
what; of other departments he learns nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from opencaio.engines.overlap import Candidate, Near, Shelf
from opencaio.record.ideas.seeing import own_department_id
from opencaio.record.models import Idea, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right

LOOKED_AT = 40
ALONE = 0.3
"""How alike something must be if a single word makes it so: one word is often chance."""
LONGEST = 8000


@dataclass(frozen=True)
class Known:
    """A use or an idea of the record, and whether the asker may be told its name and open it."""

    kind: str
    code: str
    name: str
    text: str
    department: str
    state: str
    may_name: bool
    may_open: bool


def alike(actor: Actor, *, title: str, text: str, leaving_out: str = "") -> list[tuple[Known, Near]]:
    """Uses and ideas like these words, the likest first; those whose name the asker may not know are marked."""
    if not f"{title}{text}".strip():
        return []
    known = {(one.kind, one.code): one for one in (*_uses(actor), *_ideas(actor))}
    known.pop(("idea", leaving_out), None)
    shelf = Shelf(Candidate(key, one.name, one.text) for key, one in known.items())
    found = shelf.nearest(text[:LONGEST], title=title[:LONGEST], limit=LOOKED_AT)
    close = [near for near in found if len(near.words) > 1 or near.likeness >= ALONE]
    return [(known[near.key], near) for near in close]  # type: ignore[index]


def _uses(actor: Actor) -> Iterator[Known]:
    rows = UseCase.objects.filter(retired_at=None).exclude(stage="retired")
    shared = Q(is_public=True)
    columns = ("code", "name", "purpose", "benefit", "department_id", "department__name", "stage", "is_public")
    for code, name, purpose, benefit, home, called, stage, is_public in _near(rows, shared, actor).values_list(
        *columns
    ):
        reads = actor.may(Right.READ, home)
        yield Known("use_case", code, name, f"{purpose}\n{benefit}", called, stage, reads or is_public, reads)


def _ideas(actor: Actor) -> Iterator[Known]:
    rows = Idea.objects.filter(retired_at=None).exclude(status="merged")
    shared = Q(author=actor.person_id) if actor.person_id else Q(pk__in=())
    columns = (
        "code",
        "title",
        "problem",
        "proposal",
        "steps",
        "department_id",
        "department__name",
        "status",
        "author_id",
    )
    for code, name, *words, home, called, status, author in _near(rows, shared, actor).values_list(*columns):
        reads = actor.may(Right.READ, home) or (author is not None and author == actor.person_id)
        yield Known("idea", code, name, "\n".join(words), called, status, reads, reads)


def _near(rows: QuerySet, shared: Q, actor: Actor) -> QuerySet:  # type: ignore[type-arg]
    """What the actor may read, what is shared with everybody, and what belongs to the department in which he works."""
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    own = own_department_id(actor)
    return rows.filter(Q(department__in=scope) | shared | (Q(department=own) if own else Q(pk__in=())))
