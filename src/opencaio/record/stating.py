"""How does an answer take the place of the answer before it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from opencaio.record.changes import Change, kind_of
from opencaio.record.mirrored import PAGE, changed_columns, follow
from opencaio.record.models import Fact, UseCase


@dataclass(frozen=True)
class Said:
    """One answer: ``value`` None is “we do not know”; ``by`` the person who gave it, if not the one who enters it."""

    key: str
    value: Any
    text: str = ""
    source: str = ""
    by: int | None = None


def state_facts(change: Change, subject: Any, said: Iterable[Said]) -> list[Fact]:
    """Supersede the standing facts of these keys by new ones; what says the same again is left as it is."""
    kind = kind_of(subject)
    latest = {one.key: one for one in said}
    held = Fact.objects.filter(subject_kind=kind, subject_id=subject.pk, superseded_at=None, key__in=latest)
    standing = {one.key: one for one in held}
    fresh = [
        _fact(one, change, kind=kind, subject_id=subject.pk)
        for one in latest.values()
        if not _same(one, standing.get(one.key))
    ]
    replaced = [standing[one.key] for one in fresh if one.key in standing]
    Fact.objects.filter(pk__in=[one.pk for one in replaced]).update(superseded_at=change.at)
    Fact.objects.bulk_create(fresh, batch_size=500)
    for new in fresh:
        if old := standing.get(new.key):
            old.superseded_at, old.superseded_by = change.at, new
    Fact.objects.bulk_update(replaced, ["superseded_by"])
    _note(change, fresh, standing, subject=subject)
    if isinstance(subject, UseCase):
        follow(change, subject, {one.key: one.value for one in fresh})
    return fresh


def take_back(change: Change, row: UseCase, keys: Iterable[str]) -> list[str]:
    """Open the questions again that these standing facts of the use answer; the keys that stood."""
    standing = Fact.objects.filter(subject_kind="usecase", subject_id=row.pk, superseded_at=None, key__in=list(keys))
    gone = sorted(standing.values_list("key", flat=True))
    if gone:
        standing.update(superseded_at=change.at)
        change.notes.setdefault("withdrawn_facts", []).extend(gone)
        change.touch("usecase", row.pk)
        follow(change, row, dict.fromkeys(gone))
    return gone


def state_columns(change: Change, row: UseCase, columns: Mapping[str, Any]) -> bool:
    """State as facts what columns of the use say now; whether anything was news."""
    news = changed_columns(row, columns)
    take_back(change, row, [key for key, value in news.items() if value is None])
    said = [Said(key, value, source=PAGE) for key, value in news.items() if value is not None]
    state_facts(change, row, said)
    return bool(news)


def _same(said: Said, standing: Fact | None) -> bool:
    return standing is not None and (standing.value, standing.text) == (said.value, said.text)


def _fact(said: Said, change: Change, *, kind: str, subject_id: int) -> Fact:
    return Fact(
        subject_kind=kind,
        subject_id=subject_id,
        key=said.key,
        value=said.value,
        is_unknown=said.value is None,
        text=said.text,
        source=said.source,
        by_id=said.by or change.actor.person_id,
        recorded_at=change.at,
    )


def _note(change: Change, fresh: list[Fact], standing: dict[str, Fact], *, subject: Any) -> None:
    if not fresh:
        return
    kept = change.notes.setdefault("facts", [])
    for one in fresh:
        before = standing[one.key].value if one.key in standing else None
        kept.append({"key": one.key, "before": before, "after": one.value, "source": one.source})
    change.touch(kind_of(subject), subject.pk)
