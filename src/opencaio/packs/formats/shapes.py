"""How is a file format written down in YAML?"""

from dataclasses import dataclass, field
from typing import Literal

Word = bool | str | tuple[str, ...] | None
Words = dict[str, Word] | str
Field = Literal[
    "",
    "external_id",
    "department",
    "department_code",
    "unit",
    "name",
    "purpose",
    "benefit",
    "outputs",
    "topic",
    "technique",
    "contact_email",
    "vendors",
    "systems",
    "started_on",
    "retired_on",
    "stage",
    "sourcing",
]


@dataclass(frozen=True)
class StatesYaml:
    """A fact that a column states. `all`: every word of a list counts; else the first of `strongest` does."""

    key: str
    values: Words = field(default_factory=dict)
    otherwise: Word = None
    strongest: tuple[str, ...] = ()
    all_: bool = False


@dataclass(frozen=True)
class ColumnYaml:
    """A column. `headers` are the ways it is written (an asterisk ends a beginning); else its name."""

    name: str
    headers: tuple[str, ...] = ()
    required: bool = False
    to: Field = ""
    values: Words | None = None
    states: tuple[StatesYaml, ...] = ()
    list_: bool = False
    separators: str = ""
    ignored_for_change: bool = False


@dataclass(frozen=True)
class FormatYaml:
    """A format. `word_lists` are words and what they stand for, to be named under `values`."""

    id: str
    title: str
    year: int
    source: str
    columns: tuple[ColumnYaml, ...]
    kind: Literal["use_cases"] = "use_cases"
    version: str = "1"
    blanks: tuple[str, ...] = ()
    placeholder_ids: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    list_separators: str = ";\n"
    department_codes: dict[str, str] = field(default_factory=dict)
    constants: dict[str, bool | str | tuple[str, ...]] = field(default_factory=dict)
    unique_ids: bool = False
    neutralised: bool = False
    word_lists: dict[str, dict[str, Word]] = field(default_factory=dict)
