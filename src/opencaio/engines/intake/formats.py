"""What does a file format say about its columns: where they go, what they state, what they declare?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FactValue = bool | str | tuple[str, ...]

TEXT_FIELDS = ("name", "purpose", "benefit", "outputs", "topic", "technique", "contact_email")
PLACE_FIELDS = ("department", "department_code", "unit")
LIST_FIELDS = ("vendors", "systems")
DATE_FIELDS = ("started_on", "retired_on")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "stage": ("idea", "assessed", "approved", "pilot", "building", "live", "retired"),
    "sourcing": ("built", "bought", "both"),
}
FIELDS = ("external_id", *PLACE_FIELDS, *TEXT_FIELDS, *LIST_FIELDS, *DATE_FIELDS, *CHOICES)
PRACTICE_VALUES = ("met", "missing", "planned", "waived", "not_applicable", "unclear")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a cell's words stand for: exact words, beginnings of words, and what all else stands for.

    None is an answer too: these words are known and stand for nothing.
    """

    exact: Mapping[str, FactValue | None]
    prefixes: tuple[tuple[str, FactValue | None], ...] = ()
    otherwise: FactValue | None = None

    def __call__(self, folded: str) -> FactValue | None:
        if folded in self.exact:
            return self.exact[folded]
        return next((value for start, value in self.prefixes if folded.startswith(start)), self.otherwise)

    def knows(self, folded: str) -> bool:
        """Is this one of the words that the format lists (and not caught by `otherwise`)?"""
        return folded in self.exact or any(folded.startswith(start) for start, _ in self.prefixes)


@dataclass(frozen=True, slots=True)
class States:
    """A fact that a column states: the key, what its words stand for, and which word of a list counts."""

    key: str
    choice: Choice
    strongest: tuple[FactValue, ...] = ()
    whole_list: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a format. `name` is how the digest knows it, whatever its header.

    For a list of names (vendors, systems) `choice` lists the words that are no names, such as "in-house".
    """

    name: str
    headers: tuple[str, ...]
    required: bool = False
    to: str = ""
    choice: Choice | None = None
    states: tuple[States, ...] = ()
    is_list: bool = False
    separators: str = ""
    ignored_for_change: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: one YAML file.

    `constants` are facts that hold for every row of such a file. `unique_ids`: an id is given once in the
    whole register, so that a use keeps its identity when its department is renamed. `neutralised`: cells
    come with the apostrophe that `cells.neutralise` puts before formulas.
    """

    id: str
    title: str
    year: int
    source: str
    columns: tuple[Column, ...]
    kind: str = "use_cases"
    version: str = "1"
    blanks: frozenset[str] = frozenset({""})
    placeholder_ids: frozenset[str] = frozenset()
    dates: tuple[str, ...] = ()
    list_separators: str = ";\n"
    department_codes: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, FactValue] = field(default_factory=dict)
    unique_ids: bool = False
    neutralised: bool = False

    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)
