"""What would importing this file change: which rows are new, changed, the same, and which are refused?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Max

from opencaio.engines.intake.drafts import Draft, Identity, Refusal
from opencaio.engines.intake.matching import Counts, Decision, Known, count, match
from opencaio.record.federal_inventory import as_written, export_form, inventory, read_back
from opencaio.record.importing.reading import Reading
from opencaio.record.models import Department, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible

Stamp = tuple[int, object]


@dataclass(frozen=True)
class Plan:
    """What to do with each row of a file, and the state of the record for which it was decided."""

    reading: Reading
    decisions: tuple[Decision, ...]
    refusals: tuple[Refusal, ...]
    stamp: Stamp

    @property
    def counts(self) -> Counts:
        """The six counts: read = created + updated + unchanged + merged + refused."""
        return count(self.decisions, refused=len(self.refusals))

    @property
    def changes_nothing(self) -> bool:
        """True when no row is new or changed."""
        return self.counts.created == 0 and self.counts.updated == 0


def plan(reading: Reading, actor: Actor) -> Plan:
    """Decide each row, as far as ``actor`` may import into its department."""
    stamp = record_stamp()
    drafts, outside = _within(reading, actor)
    known = [*(uses := known_uses(actor)), *_exported(drafts, uses, reading)]
    decisions, withdrawn = _of_the_living(match(drafts, known, format_id=reading.format.id), known, reading)
    return Plan(reading, decisions, (*reading.mapped.refusals, *outside, *withdrawn), stamp)


def record_stamp() -> Stamp:
    """Changes whenever a use case does."""
    row = UseCase.objects.aggregate(n=Count("pk"), last=Max("updated_at"))
    return (row["n"], row["last"])


def known_uses(actor: Actor) -> list[Known]:
    """The uses on record that an imported row may continue; those that left it still own their rows."""
    rows = visible(UseCase.objects.all(), actor).values_list(
        "pk",
        "external_id",
        "identity",
        "name",
        "department__code",
        "content_digest",
        "format_id",
        "unit",
        "retired_at",
    )
    return [
        Known(
            key=pk,
            identity=Identity(code, external) if external else None,
            identity_key=identity,
            name=name,
            department_code=code,
            content_digest=digest,
            format_id=format_id,
            unit=unit,
            retired=retired_at is not None,
        )
        for pk, external, identity, name, code, digest, format_id, unit, retired_at in rows
    ]


def _exported(drafts: Sequence[Draft], known: Sequence[Known], reading: Reading) -> list[Known]:
    """Uses of ours as we would write them in this file's form today, where a row that differs may be that."""
    if reading.format.id != export_form().format:
        return []
    living = {one.key: one for one in known if not one.retired}
    keys = _perhaps_written(drafts, living, format_id=reading.format.id)
    rows = inventory(keys) if keys else []
    codes = dict(UseCase.objects.filter(pk__in=keys).values_list("code", "pk"))
    named = {one.identity_key: one for one in living.values() if one.format_id == reading.format.id}
    found, digests = [], {draft.content_digest for draft in drafts}
    for draft in read_back(as_written(rows)):
        external = draft.identity.external_id if draft.identity else ""
        held = named.get(draft.identity_key) or living.get(codes.get(external))
        if held is not None and (held.format_id != reading.format.id or draft.content_digest in digests):
            found.append(_as_in_the_file(held, draft, reading))
    return found


def _perhaps_written(drafts: Sequence[Draft], living: Mapping[Any, Known], *, format_id: str) -> list[Any]:
    """Uses that the file names by their own code, and uses of its form of which a row differs."""
    digests = {draft.content_digest for draft in drafts}
    identities = {draft.identity_key for draft in drafts}
    names = {draft.identity.external_id.casefold() for draft in drafts if draft.identity}
    codes = {pk: code.casefold() for pk, code in UseCase.objects.values_list("pk", "code")}
    return [
        key
        for key, one in living.items()
        if (one.identity_key in identities and one.content_digest not in digests and one.format_id == format_id)
        or (one.format_id != format_id and codes.get(key) in names)
    ]


def _as_in_the_file(held: Known, draft: Draft, reading: Reading) -> Known:
    return replace(
        held,
        identity=draft.identity,
        identity_key=draft.identity_key,
        content_digest=draft.content_digest,
        format_id=reading.format.id,
    )


def _of_the_living(
    decisions: Sequence[Decision], known: Sequence[Known], reading: Reading
) -> tuple[tuple[Decision, ...], list[Refusal]]:
    """Decisions without those that would change a use which has left the record, and a refusal for each of these."""
    gone = {one.key for one in known if one.retired}
    living = tuple(one for one in decisions if one.kind != "update" or one.key not in gone)
    changing = [one for one in decisions if one.kind == "update" and one.key in gone]
    codes: dict[Any, str] = dict(UseCase.objects.filter(pk__in=[one.key for one in changing]).values_list("pk", "code"))
    cells = dict(zip(reading.table.numbers, reading.table.rows, strict=True))
    refusals = [
        Refusal(
            one.draft.row,
            "",
            "withdrawn",
            f"The row has changed, but its use {codes[one.key]} was withdrawn or merged: restore that first.",
            cells[one.draft.row],
        )
        for one in changing
    ]
    return living, refusals


def _within(reading: Reading, actor: Actor) -> tuple[Sequence[Draft], list[Refusal]]:
    """Drafts of departments that the actor may import into, and refusals for the others."""
    scope = actor.scope(Right.IMPORT)
    if scope is EVERYWHERE:
        return reading.mapped.drafts, []
    codes = {code.casefold() for code in Department.objects.filter(pk__in=scope).values_list("code", flat=True)}
    inside: list[Draft] = []
    outside: list[Refusal] = []
    cells = dict(zip(reading.table.numbers, reading.table.rows, strict=True))
    for draft in reading.mapped.drafts:
        if draft.department_code.casefold() in codes:
            inside.append(draft)
        else:
            words = f"You may not import into the department “{draft.department_code}”."
            outside.append(Refusal(draft.row, "", "not_allowed", words, cells[draft.row]))
    return inside, outside


def clipped(text: str, length: int) -> str:
    """``text`` in at most ``length`` characters; the whole stays under “as reported”."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
