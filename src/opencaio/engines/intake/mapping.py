"""What does each row of this table say in the record's words, and which rows cannot be used?"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from opencaio.engines.intake.cells import REASON_COLUMN, ROW_COLUMN, clean, fold, fold_choice, restore
from opencaio.engines.intake.dates import read_date
from opencaio.engines.intake.drafts import Draft, Identity, Mapped, Refusal, RowNote, StatedFact
from opencaio.engines.intake.formats import (
    CHOICES,
    DATE_FIELDS,
    LIST_FIELDS,
    Column,
    FactValue,
    Format,
    States,
)
from opencaio.engines.intake.lists import members
from opencaio.engines.intake.recognise import Recognised, apply_format
from opencaio.engines.intake.tables import Table
from opencaio.errors import BadFile

NAME_LENGTH = 120
LONGEST_KEY = 500
NAMED_AFTER = ("purpose", "benefit", "outputs")
"""Where a row without a name gets one from, in this order."""


class _Unusable(Exception):
    """This row cannot be used: the column, a code and what to do."""

    def __init__(self, column: str, code: str, text: str) -> None:
        super().__init__(text)
        self.column, self.code, self.text = column, code, text


@dataclass(slots=True)
class _Row:
    """What is being gathered from one row."""

    format: Format
    texts: dict[str, list[str]] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    dates: dict[str, tuple[date, str]] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    reported: dict[str, str] = field(default_factory=dict)
    facts: list[StatedFact] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)

    def text(self, name: str, *, between: str = "\n\n") -> str:
        return between.join(dict.fromkeys(self.texts.get(name, ())))


def map_rows(table: Table, format: Format) -> Mapped:
    """The table's rows as drafts and refusals, in the file's order.

    Raises BadFile when a column that the format requires is not in the table.
    """
    recognised = apply_format(table.headers, format)
    if not isinstance(recognised, Recognised):
        lacking = ", ".join(recognised.missing)
        raise BadFile(f"This is not {format.title}: it lacks the columns {lacking}.", details=recognised.missing)
    drafts: list[Draft] = []
    refusals: list[Refusal] = []
    mended = REASON_COLUMN in table.headers
    for number, cells in zip(table.numbers, table.rows, strict=True):
        row = _as_came(table.headers, cells, undo=mended or format.neutralised)
        try:
            drafts.append(_draft(number, row, recognised))
        except _Unusable as why:
            refusals.append(Refusal(number, why.column, why.code, why.text, cells))
    return Mapped(format.id, tuple(drafts), tuple(refusals), table.notes)


def _as_came(headers: tuple[str, ...], cells: tuple[str, ...], *, undo: bool) -> dict[str, str]:
    return {
        header: restore(cell) if undo else cell
        for header, cell in zip(headers, cells, strict=True)
        if cell != "" and header not in (REASON_COLUMN, ROW_COLUMN)
    }


def _draft(number: int, raw: Mapping[str, str], recognised: Recognised) -> Draft:
    row = _Row(recognised.format)
    for column in recognised.format.columns:
        header = recognised.headers.get(column.name)
        if header is not None and header in raw:
            _take(row, column, header, raw[header])
    _states_constants(row)
    return _finish(number, raw, recognised, row)


def _take(row: _Row, column: Column, header: str, cell: str) -> None:
    text = clean(cell)
    if fold(text) in row.format.blanks:
        return
    separators = column.separators or row.format.list_separators
    items = members(text, separators=separators) if column.is_list else [text]
    items = [item for item in items if fold_choice(item) not in row.format.blanks]
    if not items:
        return
    if column.to:
        _place(row, column, header, text, items)
    for states in column.states:
        _state(row, states, header, text, items)


def _place(row: _Row, column: Column, header: str, text: str, items: list[str]) -> None:
    if column.to in CHOICES:
        _choose(row, column, header, text)
    elif column.to in DATE_FIELDS:
        _date(row, column, header, text)
    elif column.to in LIST_FIELDS:
        named = [item for item in items if column.choice is None or not column.choice.knows(fold_choice(item))]
        row.lists.setdefault(column.to, []).extend(named)
    else:
        _text(row, column, header, text)


def _choose(row: _Row, column: Column, header: str, text: str) -> None:
    row.reported[column.to] = text
    folded = fold_choice(text)
    chosen = column.choice(folded) if column.choice else None
    if chosen is not None:
        row.choices[column.to] = str(chosen)
    elif column.choice is None or not column.choice.knows(folded):
        row.notes.append(RowNote(header, "unmapped_value", f"“{_short(text)}” is kept as reported only."))


def _date(row: _Row, column: Column, header: str, text: str) -> None:
    reading = read_date(text, row.format.dates)
    if reading.on is not None:
        row.dates.setdefault(column.to, (reading.on, reading.precision))
    elif reading.outcome == "impossible":
        words = f"“{_short(text)}” under “{_short(header)}” is a date that does not exist: correct it."
        raise _Unusable(header, "impossible_date", words)
    else:
        lies = "lies outside 1950 to 2100" if reading.outcome == "implausible" else "cannot be read as a date"
        words = f"“{_short(text)}” {lies} and is kept as reported only."
        row.notes.append(RowNote(header, reading.outcome, words))


def _text(row: _Row, column: Column, header: str, text: str) -> None:
    if column.to == "contact_email" and "@" not in text:
        row.notes.append(RowNote(header, "unmapped_value", f"“{_short(text)}” is no e-mail address."))
        return
    mapped = column.choice(fold_choice(text)) if column.choice else None
    row.texts.setdefault(column.to, []).append(text if mapped is None else str(mapped))


def _state(row: _Row, states: States, header: str, text: str, items: list[str]) -> None:
    folded = [fold_choice(item) for item in items]
    values = [value for value in map(states.choice, folded) if value is not None]
    if states.choice.otherwise in (None, "unclear") and not all(map(states.choice.knows, folded)):
        row.notes.append(RowNote(header, "unmapped_value", f"“{_short(text)}” is kept as reported only."))
    if values:
        row.facts.append(StatedFact(states.key, _combined(states, values), header, text))


def _combined(states: States, values: list[FactValue]) -> FactValue:
    if states.whole_list:
        return tuple(dict.fromkeys(str(value) for value in values))
    return next((value for value in states.strongest if value in values), values[0])


def _states_constants(row: _Row) -> None:
    for key, value in row.format.constants.items():
        row.facts.append(StatedFact(key, value, "", row.format.title))


def _finish(number: int, raw: Mapping[str, str], recognised: Recognised, row: _Row) -> Draft:
    department, code = _department(row)
    unit = row.text("unit", between=" / ")
    name = _name(row, recognised)
    identity, key = _identity(row, code=code, unit=unit, name=name)
    started, retired = (row.dates.get(which, (None, "")) for which in DATE_FIELDS)
    return Draft(
        row=number,
        identity=identity,
        identity_key=key,
        department=department,
        department_code=code,
        unit=unit,
        name=name,
        purpose=row.text("purpose"),
        benefit=row.text("benefit"),
        outputs=row.text("outputs"),
        stage=row.choices.get("stage", ""),
        stage_reported=row.reported.get("stage", ""),
        topic=row.text("topic", between="; "),
        technique=row.text("technique", between="; "),
        started_on=started[0],
        started_precision=started[1],
        retired_on=retired[0],
        retired_precision=retired[1],
        vendors=tuple(dict.fromkeys(row.lists.get("vendors", ()))),
        systems=tuple(dict.fromkeys(row.lists.get("systems", ()))),
        sourcing=row.choices.get("sourcing", ""),
        contact_email=row.text("contact_email", between=", "),
        facts=tuple(row.facts),
        as_reported=dict(raw),
        notes=tuple(dict.fromkeys(row.notes)),
        content_digest=content_digest(raw, recognised),
    )


def _department(row: _Row) -> tuple[str, str]:
    name = row.text("department", between=" / ")
    code = row.text("department_code", between=" / ") or row.format.department_codes.get(fold(name), name)
    return name or code, code


def _name(row: _Row, recognised: Recognised) -> str:
    name = " ".join(row.text("name", between=" ").split())
    if name:
        return name
    header = _header_of(recognised, "name")
    said = next((row.text(field) for field in NAMED_AFTER if row.text(field)), "")
    if not said:
        words = f"The row says nothing of a use: no name, no purpose. Name it under “{_short(header)}”."
        raise _Unusable(header, "no_name", words)
    row.notes.append(RowNote(header, "name_missing", "The row has no name; it is named after what it says."))
    return _short(" ".join(said.split()), length=NAME_LENGTH)


def _header_of(recognised: Recognised, to: str) -> str:
    columns = (column.name for column in recognised.format.columns if column.to == to)
    return next((recognised.headers[name] for name in columns if name in recognised.headers), "")


def _identity(row: _Row, *, code: str, unit: str, name: str) -> tuple[Identity | None, str]:
    reported = row.text("external_id", between=" ")
    if reported and fold(reported) not in row.format.placeholder_ids:
        scope = "" if row.format.unique_ids else fold(code)
        return Identity(code, reported), _bounded(f"id|{scope}|{fold(reported)}")
    return None, _bounded(f"name|{fold(code)}|{fold(unit)}|{fold(name)}")


def _bounded(key: str) -> str:
    """The key, its end replaced by a digest where it is too long for an index."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 65]}|{hashlib.sha256(key.encode()).hexdigest()}"


def content_digest(raw: Mapping[str, str], recognised: Recognised) -> str:
    """SHA-256 over the cells that matter, by the format's own column names; runs of blanks count as one."""
    names = {header: name for name, header in recognised.headers.items()}
    ignored = {column.name for column in recognised.format.columns if column.ignored_for_change}
    pairs = {names.get(header, header): " ".join(cell.split()) for header, cell in raw.items()}
    kept = sorted((name, cell) for name, cell in pairs.items() if cell and name not in ignored)
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()


def _short(text: str, *, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def unmapped(drafts: Iterable[Draft]) -> dict[tuple[str, str], int]:
    """How often each note occurs, by column and text: what to add to the format file next."""
    counts: dict[tuple[str, str], int] = {}
    for draft in drafts:
        for note in draft.notes:
            counts[note.column, note.text] = counts.get((note.column, note.text), 0) + 1
    return counts
