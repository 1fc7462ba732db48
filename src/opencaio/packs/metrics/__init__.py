"""Which metrics does every organisation have, what do they read, and in which unit?"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from opencaio.errors import BadPack
from opencaio.packs.reader import read_file

HERE = Path(__file__).parent
FILE = "metrics.yaml"


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric as it stands in the file; ``lake.declarations.read_spec`` says what its parts mean."""

    code: str
    name: str
    about: str
    fact: Literal["cost", "usage", "decisions", "kpi"]
    numerator: object
    unit: str
    denominator: object = None
    dimensions: tuple[str, ...] = ()
    better: Literal["", "up", "down"] = ""

    @property
    def declaration(self) -> Mapping[str, Any]:
        """As a declaration of ours is kept."""
        return {
            "code": self.code,
            "name": self.name,
            "about": self.about,
            "fact": self.fact,
            "numerator": plain(self.numerator),
            "denominator": plain(self.denominator) or {},
            "conditions": [],
            "dimensions": list(self.dimensions),
            "unit": self.unit,
            "better": self.better,
        }


@dataclass(frozen=True, slots=True)
class MetricFile:
    """What stands in ``metrics.yaml``."""

    id: str
    title: str
    version: str
    metrics: tuple[MetricRow, ...]


@lru_cache(maxsize=1)
def load_metrics() -> Mapping[str, MetricRow]:
    """The built-in metrics by code, in the order in which to show them. Raises BadPack for a code that stands twice."""
    found: dict[str, MetricRow] = {}
    for row in read_file(HERE / FILE, into=MetricFile).metrics:
        if row.code in found:
            raise BadPack(f"{FILE}: {row.code} stands there twice.")
        found[row.code] = row
    return found


def plain(value: object) -> Any:
    """Mappings and lists without the line numbers of the file."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value
