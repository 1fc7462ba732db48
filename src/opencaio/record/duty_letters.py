"""Who is written to about duties, and what stands in the letter?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from opencaio.record.letters import Line, tell
from opencaio.record.models import Duty, Person


def tell_owners(duties: Iterable[Duty], *, subject: str, at: datetime) -> None:
    """One letter to each person who answers for some of these duties; it says what also stands in Mine."""
    lines: dict[int, list[Line]] = defaultdict(list)
    people: dict[int, Person] = {}
    for duty in duties:
        owner = duty.owner or duty.use_case.owner
        if owner is not None:
            people[owner.pk] = owner
            lines[owner.pk].append(Line(_words(duty), duty.use_case.department_id))
    for key, person in people.items():
        tell(person, kind="duty", subject=subject, lines=lines[key], link="/duties?owner=me", at=at)


def _words(duty: Duty) -> str:
    due = f", due {duty.due_on}" if duty.due_on else ""
    return f"{duty.use_case.code} {duty.use_case.name}: {duty.title}{due}"
