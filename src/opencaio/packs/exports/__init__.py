"""In which columns, and in which words, does the record leave for files whose form others set?"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class ColumnFile:
    """One column: where its value comes from (empty: the record holds none), and the words for its codes."""

    name: str
    from_: str = ""
    words: Words | str = ""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One form: the import format that reads it back, its columns, and lists of words that columns share."""

    id: str
    title: str
    format: str
    source: str
    columns: tuple[ColumnFile, ...]
    words: dict[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its source, and its words by code (empty: the value itself)."""

    name: str
    source: str
    words: Words


@dataclass(frozen=True, slots=True)
class Export:
    """A form whose columns others set; ``format`` is the import format that reads it back."""

    id: str
    title: str
    format: str
    columns: tuple[Column, ...]


@lru_cache(maxsize=8)
def load_export(id: str) -> Export:
    """The form of that id. Raises BadPack with file and line."""
    path = HERE / f"{id}.yaml"
    raw = read_file(path, into=ExportFile)
    columns = tuple(Column(one.name, one.from_, _words(one, raw, file=path.name)) for one in raw.columns)
    if len({one.name for one in columns}) != len(columns):
        raise BadPack(f"{path.name}: two columns have one name.")
    return Export(raw.id, raw.title, raw.format, columns)


def _words(column: ColumnFile, raw: ExportFile, *, file: str) -> Words:
    if isinstance(column.words, dict):
        return column.words
    if column.words and column.words not in raw.words:
        raise BadPack(f"{file}: the column {column.name} names the words “{column.words}”, which are not listed.")
    return raw.words.get(column.words, {})
