"""Which scales, levels and categories do we judge risks by, and which risks do uses of AI often carry?"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from opencaio.engines.risk import Matrix, Step
from opencaio.errors import BadPack
from opencaio.packs.frameworks import load_frameworks
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
    """What a risk may refer to, by id: the requirements of every framework. Raises BadPack."""
    net = load_frameworks()
    titles = {one.id: f"{one.title} {one.version}".strip() for one in net.frameworks}
    return {one.key: Reference(one.key, one.title, titles[one.framework], one.link) for one in net.requirements}


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


def _refuse_twins(file: str, ids: Iterable[str]) -> None:
    twice = [one for one, count in Counter(ids).items() if count > 1]
    if twice:
        raise BadPack(f"{file}: {', '.join(twice)} stands there twice.")
