"""Which kinds of documents can be written from the facts, section by section, and when does the law ask for one?

A kind is one YAML file of this folder. It says what each field of the document is filled from: facts of the
vocabulary, or a named source of the record (`record/documents/sources.py`); it holds no words about a use.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.errors import BadPack, NotFound
from opencaio.packs.evidence import load_kinds as load_evidence
from opencaio.packs.law import load_law
from opencaio.packs.reader import nearest, read_file

HERE = Path(__file__).parent

Subject = Literal["use", "system", "organisation", "department", "incident"]
Signer = Literal["owner", "reviewer"]


@dataclass(frozen=True, slots=True)
class Field:
    """One point of a document.

    It is filled from `facts`, or from one `source`; `lead` stands before the answer. A field that is not `required`
    may stay empty; `hint` says what belongs here.
    """

    label: str
    facts: tuple[str, ...] = ()
    source: str = ""
    citation: str = ""
    required: bool = True
    lead: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading; `lead` is our own introduction.

    One that is `for_us` stands in a notice's paper, but not in the text that people are given.
    """

    heading: str
    fields: tuple[Field, ...] = ()
    citation: str = ""
    lead: str = ""
    for_us: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """The document is due for a use that has this duty, this class or this article in a regime's answer."""

    regime: str
    duty: str = ""
    class_: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document.

    `plain` says what it is for; `evidence` is the kind of evidence that a signed one is; `signer` who signs: the
    owner of the use (or someone who may review), or only someone who may review. `forms` names machine-readable
    forms beside the usual ones. `statement` is what the signature says.
    """

    id: str
    title: str
    short: str
    citation: str
    subject: Subject
    plain: str
    sections: tuple[Section, ...]
    family: str = ""
    due: tuple[Due, ...] = ()
    evidence: str = ""
    signer: Signer = "reviewer"
    statement: str = ""
    notice: bool = False
    forms: tuple[str, ...] = ()

    @property
    def fields(self) -> Iterator[Field]:
        """Every field, in the order of the document."""
        return (field for section in self.sections for field in section.fields)

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that the document is filled from, each once."""
        return tuple(dict.fromkeys(key for field in self.fields for key in field.facts))


@lru_cache(maxsize=4)
def load_kinds(*folders: Path) -> dict[str, Kind]:
    """Every kind by its id, in the order of the files' names. Raises BadPack with file and line."""
    kinds: dict[str, Kind] = {}
    for path in (path for folder in (HERE, *folders) for path in sorted(folder.glob("*.yaml"))):
        kind = read_file(path, into=Kind)
        if kind.id in kinds:
            raise BadPack(f"{path.name}: there is a document kind {kind.id} already.")
        _check(kind, file=path.name)
        kinds[kind.id] = kind
    return kinds


def kind_of(id: str) -> Kind:
    """The kind of that id; `NotFound` names the nearest."""
    kinds = load_kinds()
    if id not in kinds:
        raise NotFound(f"There is no kind of document “{id}”{nearest(id, kinds)}")
    return kinds[id]


def _check(kind: Kind, *, file: str) -> None:
    known = load_law().vocabulary.facts
    for field in kind.fields:
        if bool(field.facts) == bool(field.source):
            raise BadPack(f"{file}: the field “{field.label}” is filled from facts or from one source.")
        for key in field.facts:
            if key not in known:
                raise BadPack(f"{file}: the field “{field.label}” asks for an unknown fact {key}{nearest(key, known)}")
    labels = [(section.heading, field.label) for section in kind.sections for field in section.fields]
    if len(set(labels)) != len(labels):
        raise BadPack(f"{file}: a section has two fields of one name.")
    if kind.evidence and kind.evidence not in load_evidence():
        raise BadPack(f"{file}: unknown kind of evidence {kind.evidence}{nearest(kind.evidence, load_evidence())}")
    for due in kind.due:
        _check_due(due, file=file)


def _check_due(due: Due, *, file: str) -> None:
    regimes = [pack.regime for pack in load_law().packs]
    if due.regime not in regimes:
        raise BadPack(f"{file}: unknown regime {due.regime}{nearest(due.regime, regimes)}")
    pack = load_law().pack_for(due.regime)
    for word, known in ((due.duty, [d.code for d in pack.duties]), (due.class_, [c.code for c in pack.classes])):
        if word and word not in known:
            raise BadPack(f"{file}: {due.regime} knows no “{word}”{nearest(word, known)}")
