"""What is written to people by e-mail, and to whom is nothing written?

A letter is put into the outbox in the transaction of the action that it is about: what is refused writes none.
It says nothing that does not also stand in *Mine*. `posting` carries it out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from opencaio.record.actors import actor_for
from opencaio.record.models import Letter, Person
from opencaio.record.permissions import Right

BREAKS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One line of a letter, and the department that a reader must be able to read (None: nobody's secret)."""

    words: str
    department_id: int | None = None


def mail_is_on() -> bool:
    """True when this site knows a server to hand letters to."""
    return bool(settings.MAIL_IS_ON)


def write_letter(
    to: Person | None,
    *,
    kind: str,
    subject: str,
    text: str,
    at: datetime,
    link: str = "",
    about: str = "",
    department_id: int | None = None,
) -> Letter | None:
    """Put a letter to one person into the outbox; ``None`` when that person is not to be written to.

    ``link`` is a path of this site. ``department_id`` names whose matter it is: who may not read that department
    gets no letter. Call it inside an action: the letter goes when, and only if, the action's transaction commits.
    """
    line = Line(text, department_id)
    return tell(to, kind=kind, subject=subject, lines=[line], at=at, link=link, about=about)


def tell(
    to: Person | None,
    *,
    kind: str,
    subject: str,
    lines: Iterable[Line],
    at: datetime,
    link: str = "",
    about: str = "",
) -> Letter | None:
    """As ``write_letter``, with many lines: those that the person may not read are left out."""
    if to is None or not mail_is_on() or not wants(to):
        return None
    readable = _readable(to, lines)
    if not readable:
        return None
    return Letter.objects.create(
        to=to,
        kind=kind,
        about=about[:LONGEST],
        subject=one_line(subject),
        text="\n\n".join(readable),
        link=link,
        created_at=at,
    )


def wants(person: Person) -> bool:
    """True for someone who is here, has an address, and has not switched letters off."""
    return bool(person.email and person.wants_mail and person.retired_at is None and person.erased_at is None)


def one_line(words: str) -> str:
    """The words on one line: no header can be smuggled into a subject."""
    return BREAKS.sub(" ", words).strip()[:LONGEST]


def _readable(to: Person, lines: Iterable[Line]) -> list[str]:
    actor = actor_for(to, face="record")
    return [one.words for one in lines if one.department_id is None or actor.may(Right.READ, one.department_id)]
