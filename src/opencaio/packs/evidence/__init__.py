"""Which kinds of evidence are there, and how long does each usually say something about today?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

KINDS = Path(__file__).parent / "kinds.yaml"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence. `months`: its usual validity; None for what does not grow old by itself."""

    code: str
    title: str
    plain: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class KindsFile:
    """The closed list as it stands in `kinds.yaml`."""

    id: str
    title: str
    version: str
    kinds: tuple[Kind, ...]


@lru_cache(maxsize=1)
def load_kinds() -> Mapping[str, Kind]:
    """Every kind of evidence by code, in the order in which to offer them. Raises BadPack with file and line."""
    found: dict[str, Kind] = {}
    for kind in read_file(KINDS, into=KindsFile).kinds:
        if kind.code in found:
            raise BadPack(f"{KINDS.name}: the kind {kind.code} is described twice.")
        if kind.months is not None and kind.months < 1:
            raise BadPack(f"{KINDS.name}: {kind.code} cannot be valid for {kind.months} months.")
        found[kind.code] = kind
    return found
