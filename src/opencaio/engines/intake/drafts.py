"""What did one row of an imported file say, in the record's own words and in its own?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from opencaio.engines.intake.formats import FactValue


@dataclass(frozen=True, slots=True)
class Identity:
    """What the file itself calls the use: its department and the id that the department gave it."""

    department_code: str
    external_id: str


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact that a column states, with the column and the words it was read from."""

    key: str
    value: FactValue
    column: str
    text: str


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something a person should know about a row that went in all the same."""

    column: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One row, ready to become a use case.

    `identity_key` is never blank: it is the id within the department or, where the id is blank or a
    placeholder, the name within the department and unit. `as_reported` keeps each cell that was not
    empty, as it came, under its unique header. `content_digest` changes when any cell that matters does.
    A date of which only the month or year is stated carries its first day and `month` or `year`.
    """

    row: int
    identity: Identity | None
    identity_key: str
    department: str
    department_code: str
    unit: str
    name: str
    purpose: str
    benefit: str
    outputs: str
    stage: str
    stage_reported: str
    topic: str
    technique: str
    started_on: date | None
    started_precision: str
    retired_on: date | None
    retired_precision: str
    vendors: tuple[str, ...]
    systems: tuple[str, ...]
    sourcing: str
    contact_email: str
    facts: tuple[StatedFact, ...]
    as_reported: Mapping[str, str]
    notes: tuple[RowNote, ...]
    content_digest: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be used, and what to do about it. `raw` holds its cells, one for each header."""

    row: int
    column: str
    code: str
    text: str
    raw: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table's rows: those that can be used and those that cannot; together all rows read."""

    format_id: str
    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    notes: tuple[str, ...] = ()
