"""What did work of each kind turn out to cost and take, and who says so?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Literal

from opencaio.engines.value import Range, ReferenceClass, tail_exponent
from opencaio.errors import BadInput, BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent
FILE = "reference_classes.yaml"
HALF_OVER = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class as it stands in the file: multiples of the plan as text, P10, P50, P90."""

    key: str
    name: str
    cost: tuple[str, ...]
    duration: tuple[str, ...]
    over_half: str
    mean_beyond: str
    status: Literal["certain", "recalled", "ours"]
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class ClassFile:
    """What stands in ``reference_classes.yaml``."""

    id: str
    title: str
    version: str
    classes: tuple[ClassRow, ...]


@lru_cache(maxsize=1)
def load_reference_classes() -> Mapping[str, ReferenceClass]:
    """The classes by key, in the order in which to offer them. Raises BadPack, naming the class."""
    raw = read_file(HERE / FILE, into=ClassFile)
    found: dict[str, ReferenceClass] = {}
    for row in raw.classes:
        if row.key in found:
            raise BadPack(f"{FILE}: {row.key} stands there twice.")
        found[row.key] = _read(row)
    return found


def _read(row: ClassRow) -> ReferenceClass:
    try:
        cost, duration = (Range(*(Decimal(one) for one in told)) for told in (row.cost, row.duration))
        tail = tail_exponent(HALF_OVER, Decimal(row.mean_beyond))
        over = Decimal(row.over_half)
    except (BadInput, InvalidOperation, TypeError, ZeroDivisionError) as fault:
        raise BadPack(f"{FILE}: {row.key} holds a figure that cannot be used: {fault}.") from fault
    if tail <= 1 or not 0 <= over <= 1:
        raise BadPack(f"{FILE}: {row.key}: the tail's mean must lie above 1.5, the share within 0 and 1.")
    return ReferenceClass(row.key, row.name, cost, duration, over, tail, row.source, row.status, row.words)
