"""Which duties follow from an answer, and from when?"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from opencaio.record.due_days import due_day
from opencaio.record.models import Assessment, Duty, UseCase

Values = tuple[tuple[str, Any], ...]
Moves = defaultdict[Values, list[int]]

CHUNK = 300
DRAWN = (
    "title",
    "citation",
    "certainty",
    "binds_from",
    "role",
    "evidence_kinds",
    "lead_days",
    "review_months",
)


def write_duties(rows: Sequence[Assessment], *, at: datetime) -> None:
    """Keep each use's duties in step with its newest answers: new ones open, lapsed ones retire."""
    moves: Moves = defaultdict(list)
    for start in range(0, len(rows), CHUNK):
        _write(rows[start : start + CHUNK], at=at, moves=moves)
    # What moves, moves for many uses alike: one statement for each set of values is much faster than one a row.
    for values, keys in moves.items():
        for start in range(0, len(keys), CHUNK):
            Duty.objects.filter(pk__in=keys[start : start + CHUNK]).update(**_columns(values), updated_at=at)


def _write(rows: Sequence[Assessment], *, at: datetime, moves: Moves) -> None:
    wanted = {
        (row.use_case_id, row.regime, duty["code"]): duty for row in rows for duty in row.answer.get("duties", ())
    }
    uses = UseCase.objects.in_bulk({row.use_case_id for row in rows})
    judged = {(row.use_case_id, row.regime) for row in rows}
    held = {
        (one.use_case_id, one.regime, one.code): one
        for one in Duty.objects.filter(use_case_id__in={use for use, _ in judged})
    }
    Duty.objects.bulk_create(
        [_duty(key, duty, use=uses[key[0]], at=at) for key, duty in wanted.items() if key not in held], batch_size=500
    )
    lapsed = [one.pk for key, one in held.items() if key[:2] in judged and key not in wanted]
    Duty.objects.filter(pk__in=lapsed, retired_at=None).update(retired_at=at)
    for key, one in held.items():
        if key in wanted and (
            values := _renewed(one, _duty(key, wanted[key], use=uses[key[0]], at=at), use=uses[key[0]])
        ):
            moves[values].append(one.pk)


def _renewed(held: Duty, fresh: Duty, *, use: UseCase) -> Values | None:
    """What a held duty becomes by the newest answer; a due date that somebody set himself stays. None: no change."""
    if held.retired_at is None and all(getattr(held, name) == getattr(fresh, name) for name in DRAWN):
        return None
    is_of_the_law = held.due_on in {held.binds_from, due_day(held.binds_from, use)}
    due_on = fresh.due_on if is_of_the_law else held.due_on
    values = {name: getattr(fresh, name) for name in DRAWN} | {"due_on": due_on}
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())


def date_again(use: UseCase, *, was: UseCase, at: datetime) -> None:
    """Move the days that nobody set himself, when the use begins on another day or goes live."""
    for one in Duty.objects.filter(use_case=use, retired_at=None).exclude(status="done"):
        due_on = due_day(one.binds_from, use)
        if one.due_on in {one.binds_from, due_day(one.binds_from, was)} and one.due_on != due_on:
            Duty.objects.filter(pk=one.pk).update(due_on=due_on, updated_at=at)


def _columns(values: Values) -> dict[str, Any]:
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in values}
    return plain | {"retired_at": None}


def _duty(key: tuple[int, str, str], duty: dict[str, Any], *, use: UseCase, at: datetime) -> Duty:
    use_case_id, regime, code = key
    binds = date.fromisoformat(duty["applies_from"]) if duty["applies_from"] else None
    return Duty(
        use_case_id=use_case_id,
        regime=regime,
        code=code,
        title=duty["title"][:300],
        citation=duty["citation"][:300],
        certainty=duty["certainty"],
        binds_from=binds,
        due_on=due_day(binds, use),
        role=shorten(", ".join(duty.get("roles", ())), 40, placeholder="").rstrip(","),
        evidence_kinds=list(duty.get("evidence_kinds", ())),
        lead_days=duty.get("lead_days"),
        review_months=duty.get("review_months"),
        created_at=at,
        updated_at=at,
    )
