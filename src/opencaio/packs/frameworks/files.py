"""What may stand in a framework pack, key by key?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from opencaio.engines.coverage.model import Certainty, Group, Strength, WhenFact


@dataclass(frozen=True, slots=True)
class RequirementFile:
    id: str
    group: str
    title: str
    plain: str = ""
    of: Literal["use", "organisation"] = "use"
    evidence: tuple[str, ...] = ()
    alone: Strength | None = None
    certainty: Certainty = "certain"
    link: str = ""


@dataclass(frozen=True, slots=True)
class CrosswalkFile:
    """From a requirement of this pack to others: `same_as` holds both ways, `supports` one way.

    A target is `framework:requirement`; without a framework it is of this pack.
    """

    from_: str
    strength: Strength
    reason: str
    same_as: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkFile:
    id: str
    title: str
    version: str
    source: str
    licence: str
    checked_on: date
    groups: tuple[Group, ...]
    requirements: tuple[RequirementFile, ...]
    short: str = ""
    about: str = ""
    link: str = ""
    alone: Strength = "full"
    applies_when: WhenFact | None = None
    crosswalks: tuple[CrosswalkFile, ...] = ()
