"""Which values does a draft give a use case, and which facts does it state?"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from opencaio.engines.intake.drafts import Draft, StatedFact
from opencaio.engines.intake.formats import Format
from opencaio.record.importing.planning import clipped
from opencaio.record.mirrored import columns_of
from opencaio.record.models import Fact, UseCase
from opencaio.record.stating import Said

LONGEST_KEY = 700


def use_case_values(draft: Draft, format: Format) -> dict[str, Any]:
    """The columns of a use case, each within its length."""
    return {
        "name": clipped(draft.name, 500),
        "purpose": draft.purpose,
        "benefit": draft.benefit,
        "outputs": draft.outputs,
        "stage": draft.stage,
        "stage_reported": clipped(draft.stage_reported, 300),
        "unit": clipped(draft.unit, 300),
        "topic": clipped(draft.topic, 300),
        "technique": clipped(draft.technique, 500),
        "sourcing": draft.sourcing,
        "started_on": draft.started_on,
        "retired_on": draft.retired_on,
        "is_public": _is_public(draft),
        "format_id": format.id,
        "external_id": clipped(draft.identity.external_id, 200) if draft.identity else "",
        "identity": identity_key(draft),
        "content_digest": draft.content_digest,
        **columns_of(fact_values(draft)),
    }


def _is_public(draft: Draft) -> bool:
    """Published inventories are public, but for the rows that they mark as withheld."""
    return all(fact.value is not True for fact in draft.facts if fact.key == "reported.withheld")


def identity_key(draft: Draft) -> str:
    """The draft's identity, shortened by a digest when it is too long to be kept."""
    key = draft.identity_key
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 65]}|{hashlib.sha256(key.encode()).hexdigest()}"


def use_case_row(draft: Draft, format: Format, *, code: str, department_id: int, at: datetime) -> UseCase:
    """An unsaved use case."""
    values = use_case_values(draft, format)
    return UseCase(code=code, department_id=department_id, created_at=at, updated_at=at, **values)


def fact_values(draft: Draft) -> dict[str, Any]:
    """What the draft's columns state, as the record keeps it: key and plain JSON value."""
    return {fact.key: _plain(fact) for fact in draft.facts}


def fact_rows(draft: Draft, format: Format, *, subject_id: int, by: int | None, at: datetime) -> Iterator[Fact]:
    """Unsaved facts of one use case, the last column to state a key counting."""
    last = {fact.key: fact for fact in draft.facts}
    for fact in last.values():
        yield Fact(
            subject_kind="usecase",
            subject_id=subject_id,
            key=fact.key,
            value=_plain(fact),
            text=fact.text,
            source=source_words(fact, format),
            by_id=by,
            recorded_at=at,
        )


def said(draft: Draft, format: Format) -> list[Said]:
    """What the draft states, for a use case that is on record already."""
    return [Said(fact.key, _plain(fact), fact.text, source_words(fact, format)) for fact in draft.facts]


def source_words(fact: StatedFact, format: Format) -> str:
    """Where a fact was read: the format and the column."""
    column = f", column “{fact.column}”" if fact.column else ""
    return clipped(f"{format.title}{column}", 300)


def _plain(fact: StatedFact) -> Any:
    return list(fact.value) if isinstance(fact.value, tuple) else fact.value
