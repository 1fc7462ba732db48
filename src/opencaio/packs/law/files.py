"""What may stand in a rule pack and in the vocabulary, key by key?"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from opencaio.engines.classification.model import (
    Case,
    Certainty,
    Choice,
    ClassOf,
    Duty,
    Kind,
    Milestone,
    Ratio,
    Text,
)


@dataclass(frozen=True, slots=True)
class StartFile:
    date: date
    texts: tuple[str, ...] = ()
    when: object = None


@dataclass(frozen=True, slots=True)
class GroupFile:
    title: str
    starts: tuple[StartFile, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleFile:
    id: str
    title: str
    group: str
    citation: str
    when: object
    class_: str | None = None
    articles: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    finding: str | None = None
    starts: tuple[StartFile, ...] = ()
    role: str = ""
    texts: tuple[str, ...] = ()
    certainty: Certainty = "certain"
    note: str = ""
    plain: str = ""


@dataclass(frozen=True, slots=True)
class FactFile:
    key: str
    kind: Kind
    question: str
    citation: str
    help: str = ""
    values: tuple[Choice, ...] = ()
    ordinary: bool | str | date | int | tuple[str, ...] | None = None
    ordinary_words: str = ""
    silence: bool | str | tuple[str, ...] | None = None
    silence_reason: str = ""
    ask_when: object = None
    form: str = ""
    form_words: str = ""


@dataclass(frozen=True, slots=True)
class BlockFile:
    key: str
    title: str
    citation: str
    ask_when: object = None


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    id: str
    title: str
    version: str
    blocks: tuple[BlockFile, ...]
    facts: tuple[FactFile, ...]


@dataclass(frozen=True, slots=True)
class PackFile:
    id: str
    title: str
    regime: str
    version: str
    source: str
    checked_on: date
    texts: tuple[Text, ...]
    touched_by: tuple[str, ...]
    groups: dict[str, GroupFile]
    rules: tuple[RuleFile, ...]
    cases: tuple[Case, ...]
    classes: tuple[ClassOf, ...] = ()
    duties: tuple[Duty, ...] = ()
    facts: tuple[FactFile, ...] = ()
    blocks: tuple[BlockFile, ...] = ()
    terms: dict[str, object] | None = None
    findings: tuple[str, ...] = ()
    findings_name: str = ""
    uses: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    duty_order: Literal["alphabetical", "listed"] = "alphabetical"
    ratio: Ratio | None = None
    timeline: tuple[Milestone, ...] = ()
    touched_where: dict[str, tuple[str, ...]] = field(default_factory=dict)
