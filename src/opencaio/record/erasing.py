"""Where does one person's name stand in the record, and how is each trace of it erased?

GDPR Art. 17. Payloads of ledger entries that hold the name go as a whole (their digests stay, so the chain
stands); in all other tables the name and the address are struck out. A name of a single word is struck out
of the person's own rows and of the ledger only: as part of a text it may be any word.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast

from opencaio.record.models import (
    DocumentVersion,
    Fact,
    Idea,
    LedgerEntry,
    LedgerPayload,
    LedgerSubject,
    Past,
    Person,
    PersonSkill,
    SavedView,
)
from opencaio.record.models.base import Recorded

ERASED = "(erased)"
KEPT_AS_THEY_ARE = (LedgerEntry, LedgerPayload, Person)


def erase_traces(person: Person, *, at: datetime) -> list[int]:
    """Erase what holds the person's name or address; the numbers of the ledger entries emptied."""
    words = [word for word in (person.name, person.email) if word]
    person.comments.update(text=ERASED)
    Fact.objects.filter(by=person).exclude(text="").filter(_holds("text", words)).update(text=ERASED)
    SavedView.objects.filter(by=person).update(name=ERASED, query="", is_shared=False, retired_at=at)
    Past.objects.filter(kind="person", key=person.pk).delete()
    Past.objects.filter(kind="comment", key__in=person.comments.values("pk")).delete()
    person.tokens.update(name=ERASED)
    person.letters.all().delete()
    _forget_skills(person)
    Past.objects.filter(kind="absence", key__in=person.absences.values("pk")).delete()
    _strike_out([word for word in words if " " in word or "@" in word])
    emptied = _empty_payloads(person, words, at=at)
    # Only now: the ledger's entries about them are found by their numbers.
    person.absences.all().delete()
    _leave_ideas(person)
    return emptied


def _leave_ideas(person: Person) -> None:
    """An idea stays the organisation's; who had it, and who was for it, is forgotten."""
    Past.objects.filter(kind="idea", key__in=person.ideas.values("pk")).delete()
    person.supported_ideas.clear()
    Idea.objects.filter(author=person).update(author=None, version=F("version") + 1)


def _forget_skills(person: Person) -> None:
    """What was said of the person's skills, now and before, and in which teams he was; time given stays counted."""
    said = PersonSkill.objects.filter(person=person)
    Past.objects.filter(kind="personskill", key__in=said.values("pk")).delete()
    said.delete()
    person.teams.clear()


def _empty_payloads(person: Person, words: list[str], *, at: datetime) -> list[int]:
    about = Q(kind="person", key=person.pk)
    for kind, rows in (("comment", person.comments), ("idea", person.ideas), ("absence", person.absences)):
        about |= Q(kind=kind, key__in=list(rows.values_list("pk", flat=True)))
    numbers = set(LedgerSubject.objects.filter(about).values_list("entry_id", flat=True))
    held = LedgerPayload.objects.filter(_holds("body", _in_json(words)) | _holds("words", words))
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in (*words, *_in_json(words))), re.I)
    for number, said, body in held.values_list("entry_id", "words", "body").iterator():
        if whole.search(said) or whole.search(body):
            numbers.add(number)
    standing = LedgerPayload.objects.filter(entry_id__in=numbers, erased_at=None)
    emptied = sorted(standing.values_list("entry_id", flat=True))
    standing.update(body="", words=ERASED, salt="", erased_at=at)
    return emptied


def _strike_out(words: list[str]) -> None:
    for kind, columns in _texts():
        for column in columns:
            sought = _in_json(words) if isinstance(column, JSONField) else words
            rows = _erasable(kind).annotate(searched=Cast(column.attname, TextField()))
            for row in rows.filter(_holds("searched", sought)).iterator():
                _rewrite(row, column.attname, words)


def _erasable(kind: type[Model]) -> QuerySet[Any]:
    """Its rows, but for signed documents: the law has them kept as they are (AI Act Art. 18; GDPR Art. 17(3)(b))."""
    rows = kind._base_manager.all()
    return rows.filter(signed_at=None) if kind is DocumentVersion else rows


def _rewrite(row: Model, name: str, words: list[str]) -> None:
    struck = _struck(getattr(row, name), words)
    values: dict[str, Any] = {name: struck}
    if isinstance(row, Recorded):
        values["version"] = F("version") + 1
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def _struck(value: Any, words: list[str]) -> Any:
    if isinstance(value, str):
        for word in words:
            value = re.sub(re.escape(word), ERASED, value, flags=re.I)
        return value
    if isinstance(value, dict):
        return {_struck(key, words): _struck(inner, words) for key, inner in value.items()}
    return [_struck(inner, words) for inner in value] if isinstance(value, list) else value


def _texts() -> Iterator[tuple[type[Model], list[Any]]]:
    for kind in apps.get_app_config("record").get_models():
        if kind not in KEPT_AS_THEY_ARE:
            fields = kind._meta.concrete_fields
            yield kind, [one for one in fields if isinstance(one, CharField | TextField | JSONField)]


def _holds(column: str, words: list[str]) -> Q:
    sought = Q(pk__in=[])
    for word in words:
        sought |= Q(**{f"{column}__icontains": word})
    return sought


def _in_json(words: list[str]) -> list[str]:
    """The words as JSON spells them, with and without escapes for letters beyond ASCII."""
    return sorted({json.dumps(word, ensure_ascii=plain)[1:-1] for word in words for plain in (True, False)})
