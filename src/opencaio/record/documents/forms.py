"""In which forms can a version leave the house: the usual ones, and those that a kind has of its own?

A kind that must be read by a machine in a form set by others (a CSV of given columns, CycloneDX) names a writer here.
A writer takes the kept version, never the record: a signed version gives the same file for ever. What it needs beyond
the paper it has put into the body when the version was written (``extra``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from opencaio.errors import BadInput, NotFound
from opencaio.packs.documents import Kind, kind_of
from opencaio.papers import render as papers
from opencaio.record.documents.known import Known
from opencaio.record.documents.subjects import document_here
from opencaio.record.documents.writing import paper_of
from opencaio.record.models import DocumentVersion
from opencaio.record.permissions import Actor


@dataclass(frozen=True)
class Form:
    """A form of its own: its ending, its media type, what it keeps when a version is written, and what writes it."""

    name: str
    ending: str
    media_type: str
    title: str
    keep: Callable[[Known], Any]
    write: Callable[[Any, DocumentVersion], bytes]


@dataclass(frozen=True)
class File:
    """A version as a file."""

    name: str
    media_type: str
    body: bytes


FORMS: dict[str, Form] = {}


def form(one: Form) -> Form:
    """Register a form under its name."""
    if one.name in FORMS:
        raise ValueError(f"two forms are called {one.name}")
    FORMS[one.name] = one
    return one


def find(name: str) -> Form:
    """The form of that name. Raises BadInput."""
    load()
    if name not in FORMS:
        raise BadInput(f"There is no form {name}. Known: {', '.join(FORMS) or 'none'}.")
    return FORMS[name]


def load() -> None:
    """Fill the list: import every file of the folder ``own_forms``."""
    from opencaio.record.documents import own_forms

    for module in iter_modules(own_forms.__path__):
        import_module(f"{own_forms.__name__}.{module.name}")


def extras(kind: Kind, known: Known) -> dict[str, Any]:
    """What the kind's own forms keep beside the paper, by form."""
    return {name: find(name).keep(known) for name in kind.forms}


def endings(kind: Kind) -> Mapping[str, str]:
    """Every form of the kind with its title, the usual ones first."""
    return {name: name.upper() for name in papers.FORMATS} | {name: find(name).title for name in kind.forms}


def file_of(version: DocumentVersion, kind: Kind, *, form: str) -> File:
    """The version in that form. Raises BadInput for one that the kind does not have."""
    stem = f"{kind.id}-{version.document_id}-v{version.number}"
    if form in kind.forms:
        own = find(form)
        body = own.write(version.body.get("extra", {}).get(form), version)
        return File(f"{stem}.{own.ending}", own.media_type, body)
    written = papers.render(paper_of(version, kind), format=form)
    return File(f"{stem}.{form}", papers.FORMATS[form].media_type, written)


def file_here(key: int, actor: Actor, *, version: int | None, form: str) -> File:
    """A version (None: the newest) of a document that the actor may see, in that form. Raises NotFound."""
    document = document_here(key, actor)
    rows = document.versions.select_related("by").order_by("-number")
    found = (rows.filter(number=version) if version else rows).first()
    if found is None:
        raise NotFound(f"This document has no version {version}.")
    return file_of(found, kind_of(document.kind), form=form)
