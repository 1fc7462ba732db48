"""Which rows of the record can fill a field of a document, and under which name?

A reader takes what is known and gives the answer, or None where the record says nothing. The list is closed: a kind
of document that names a source which is not here is refused when the tests read it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from opencaio.errors import BadPack
from opencaio.packs.reader import nearest
from opencaio.record.documents.known import Known
from opencaio.record.documents.told import Told

Reader = Callable[[Known], Told | None]


@dataclass(frozen=True)
class Source:
    """A named reader. ``words`` says what is missing when it gives nothing; ``enter`` where that is entered."""

    name: str
    words: str
    enter: str
    read: Reader


SOURCES: dict[str, Source] = {}


def source(name: str, *, words: str, enter: str = "") -> Callable[[Reader], Reader]:
    """Register a reader under ``name``.

    ``enter`` is the page that mends a gap: ``edit`` (the form of the use), ``question:<fact>``, or nothing.
    """

    def register(read: Reader) -> Reader:
        if name in SOURCES:
            raise ValueError(f"two sources are called {name}")
        SOURCES[name] = Source(name, words, enter, read)
        return read

    return register


def find(name: str) -> Source:
    """The source of that name. Raises BadPack that names the nearest."""
    load()
    if name not in SOURCES:
        raise BadPack(f"There is no source {name}{nearest(name, SOURCES)}")
    return SOURCES[name]


def load() -> None:
    """Fill the list: import every file of the folder ``readers``."""
    from opencaio.record.documents import readers

    for module in iter_modules(readers.__path__):
        import_module(f"{readers.__name__}.{module.name}")


def check(names: Iterable[str]) -> None:
    """Refuse a name that is not here."""
    for name in names:
        find(name)
