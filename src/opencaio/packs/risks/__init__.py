"""Which scales, levels and categories do we judge risks by, and which risks do uses of AI often carry?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from opencaio.engines.risk import Matrix, Step
from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of risk, by what is at stake."""

    code: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class MatrixFile:
    """What stands in `matrix.yaml`."""

    id: str
    title: str
    version: str
    source: str
    likelihoods: tuple[Step, ...]
    impacts: tuple[Step, ...]
    levels: tuple[Step, ...]
    table: tuple[tuple[int, ...], ...]
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Criteria:
    """The matrix, its source and version, and the categories by code."""

    matrix: Matrix
    version: str
    source: str
    categories: Mapping[str, Category]


@dataclass(frozen=True, slots=True)
class Source:
    """Who publishes what we refer to; `link` may hold `{id}`."""

    code: str
    name: str
    link: str
    version: str


@dataclass(frozen=True, slots=True)
class Named:
    """An id as `source:id`, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReferencesFile:
    """What stands in `references.yaml`."""

    sources: tuple[Source, ...]
    references: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing that others describe, with the place where they do."""

    id: str
    name: str
    source: str
    link: str


@dataclass(frozen=True, slots=True)
class Typical:
    """A risk that uses of AI often carry, and what is usually done against it."""

    id: str
    title: str
    category: str
    cause: str
    event: str
    consequence: str
    controls: tuple[str, ...]
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """What stands in `catalogue.yaml`."""

    id: str
    title: str
    version: str
    checked_on: date
    risks: tuple[Typical, ...]


@lru_cache(maxsize=1)
def load_criteria() -> Criteria:
    """The scales, the table of levels and the categories. Raises BadPack with file and line."""
    raw = read_file(HERE / "matrix.yaml", into=MatrixFile)
    _refuse_twins("matrix.yaml", (one.code for one in raw.categories))
    matrix = Matrix(raw.likelihoods, raw.impacts, raw.levels, raw.table)
    return Criteria(matrix, raw.version, raw.source, {one.code: one for one in raw.categories})


@lru_cache(maxsize=1)
def load_references() -> Mapping[str, Reference]:
    """What our catalogue may refer to, by id. Raises BadPack."""
    raw = read_file(HERE / "references.yaml", into=ReferencesFile)
    sources = {one.code: one for one in raw.sources}
    _refuse_twins("references.yaml", (one.id for one in raw.references))
    return {one.id: _reference(one, sources) for one in raw.references}


@lru_cache(maxsize=1)
def load_catalogue() -> Mapping[str, Typical]:
    """The common risks by id, in the order in which to offer them.

    Raises BadPack for a category or a reference that there is not, and for an id used twice.
    """
    raw = read_file(HERE / "catalogue.yaml", into=CatalogueFile)
    _refuse_twins("catalogue.yaml", (one.id for one in raw.risks))
    for one in raw.risks:
        if one.category not in load_criteria().categories:
            raise BadPack(f"catalogue.yaml: {one.id} is of the category {one.category}, which there is not.")
        for reference in one.references:
            if reference not in load_references():
                raise BadPack(f"catalogue.yaml: {one.id} refers to {reference}, which there is not.")
    return {one.id: one for one in raw.risks}


def _reference(one: Named, sources: Mapping[str, Source]) -> Reference:
    code, _, key = one.id.partition(":")
    if code not in sources:
        raise BadPack(f"references.yaml: {one.id} is of the source {code}, which there is not.")
    source = sources[code]
    return Reference(one.id, one.name, f"{source.name} {source.version}", source.link.replace("{id}", key))


def _refuse_twins(file: str, ids: Iterable[str]) -> None:
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise BadPack(f"{file}: {', '.join(twice)} stands there twice.")
