"""In which order does one read a tree of objectives, and does a new parent close a circle?"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def in_order(parents: Mapping[Key, Key | None]) -> Iterator[tuple[Key, int]]:
    """Every key once with its depth, parents before children, siblings in the order given.

    A key whose parent is not among the keys stands at the top (somebody sees only a part of the tree).
    """
    below: dict[Key | None, list[Key]] = defaultdict(list)
    for key, parent in parents.items():
        below[parent if parent in parents else None].append(key)
    waiting = [(key, 0) for key in reversed(below[None])]
    while waiting:
        key, depth = waiting.pop()
        yield key, depth
        waiting += [(one, depth + 1) for one in reversed(below.get(key, []))]


def loop_in(parents: Mapping[Key, Key | None], key: Key, *, under: Key) -> Sequence[Key]:
    """The circle that would close if ``key`` stood under ``under``; empty where none does."""
    path = [key]
    above: Key | None = under
    while above is not None and above not in path[1:]:
        path.append(above)
        if above == key:
            return path
        above = parents.get(above)
    return ()
