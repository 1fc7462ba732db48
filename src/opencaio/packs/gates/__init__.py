"""What does each gate between two stages demand, as data?"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path

from opencaio.engines.gates import Demand, Forbidden, Gates
from opencaio.errors import BadPack
from opencaio.packs.evidence import load_kinds
from opencaio.packs.law import load_law
from opencaio.packs.reader import nearest, read_file

FILE = Path(__file__).parent / "gates.yaml"
NEEDS = {"evidence": "kinds", "begun": "duties", "done": "duties", "review": "regime"}


@dataclass(frozen=True, slots=True)
class GatesFile:
    """The gates as they stand in `gates.yaml`."""

    id: str
    title: str
    version: str
    checked_on: date
    stages: tuple[str, ...]
    ends: tuple[str, ...]
    longest_override_days: int
    forbidden: tuple[Forbidden, ...]
    demands: tuple[Demand, ...]


@lru_cache(maxsize=4)
def load_gates(path: Path = FILE) -> Gates:
    """What the gates demand. Raises BadPack when a demand names a stage, class, duty or kind that there is not."""
    file = read_file(path, into=GatesFile)
    _known(path, "stage", (one.by for one in file.demands), file.stages)
    _known(path, "kind of evidence", (kind for one in file.demands for kind in one.kinds), load_kinds())
    law = load_law()
    regimes = {pack.regime for pack in law.packs}
    duties = {duty.code for pack in law.packs for duty in pack.duties}
    classes = {entry.code for pack in law.packs for entry in pack.classes}
    ruled: tuple[Forbidden | Demand, ...] = (*file.forbidden, *file.demands)
    _known(path, "regime", (one.regime for one in ruled if one.regime), regimes)
    _known(path, "class", (klass for one in ruled for klass in one.classes), classes)
    _known(path, "duty", (code for one in file.demands for code in one.duties), duties)
    _whole(path, file.demands)
    return Gates(**{one.name: getattr(file, one.name) for one in fields(Gates)})


def _known(path: Path, what: str, used: Iterable[str], known: Iterable[str]) -> None:
    held = set(known)
    for word in used:
        if word not in held:
            raise BadPack(f"{path.name}: unknown {what} “{word}”{nearest(word, held)}")


def _whole(path: Path, demands: Iterable[Demand]) -> None:
    seen: set[str] = set()
    for one in demands:
        need = NEEDS.get(one.wants)
        if need and not getattr(one, need):
            raise BadPack(f"{path.name}: the demand {one.code} wants “{one.wants}” and names no {need}.")
        if one.code in seen:
            raise BadPack(f"{path.name}: two demands have the code {one.code}.")
        seen.add(one.code)
