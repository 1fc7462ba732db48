"""What are frameworks, requirements, controls and pieces of evidence, as plain data?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Literal

Certainty = Literal["certain", "likely", "recalled", "disputed"]
Strength = Literal["full", "partly"]
Status = Literal["planned", "partly", "in_place"]
State = Literal["met", "partly", "missing", "not_applicable"]
STATES: tuple[State, ...] = ("met", "partly", "missing", "not_applicable")
EVERY = "*"


class Level(IntEnum):
    """How far something carries; a crosswalk that holds only partly takes one step away."""

    NOTHING = 0
    PARTLY = 1
    FULL = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Requirements that stand together in their source; `part_of` names the group above it."""

    id: str
    title: str
    plain: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """What meets the requirement that carries this also bears on `to` (`framework:requirement`), fully or partly.

    `both_ways`: the two ask the same, so that it holds in the other direction, too.
    """

    to: str
    strength: Strength
    reason: str
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class WhenFact:
    """Asked only of uses of which this fact is true, or holds one of the values; unknown is not no."""

    fact: str
    any_of: tuple[str, ...] = ()

    def met_by(self, facts: Mapping[str, object]) -> bool | None:
        """True, False, or None while the fact is not known."""
        value = facts.get(self.fact)
        if value is None:
            return None
        held = value if isinstance(value, list | tuple) else [value]
        return any(one in self.any_of for one in held) if self.any_of else value is True


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a framework asks, in our words; `evidence` are the kinds of which one piece shows it.

    `alone` is how far such a piece on a use shows it without a control that names the requirement: a security test
    need not have looked at each risk of a list. `of` says of whom it is asked: of each use of AI, or of the
    organisation, which evidence on one use cannot show.
    """

    framework: str
    id: str
    title: str
    group: str
    plain: str = ""
    of: Literal["use", "organisation"] = "use"
    evidence: tuple[str, ...] = ()
    alone: Strength = "full"
    certainty: Certainty = "certain"
    link: str = ""
    citation: str = ""
    crosswalks: tuple[Crosswalk, ...] = ()

    @property
    def key(self) -> str:
        """`framework:requirement`."""
        return f"{self.framework}:{self.id}"

    @property
    def shown_alone(self) -> int:
        """The level that a fitting piece of evidence on a use gives by itself."""
        return Level.FULL if self.alone == "full" else Level.PARTLY


@dataclass(frozen=True, eq=False)
class Framework:
    """A set of requirements from one source. `regime` names the law whose duties these are."""

    id: str
    title: str
    source: str
    version: str
    licence: str
    checked_on: date
    groups: tuple[Group, ...]
    requirements: tuple[Requirement, ...]
    short: str = ""
    about: str = ""
    link: str = ""
    regime: str = ""
    applies_when: WhenFact | None = None
    digest: str = ""

    def of_group(self, group: str) -> tuple[Requirement, ...]:
        return tuple(one for one in self.requirements if one.group == group)


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: its kind, the code of the duty it is filed under, the day until which it holds (or None)."""

    id: int
    title: str
    kind: str = ""
    code: str = ""
    until: date | None = None

    def holds(self, on: date) -> bool:
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Control:
    """A measure that serves the requirements that it names (`framework:requirement`)."""

    code: str
    name: str
    status: Status
    requirements: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """A use of AI: the codes of the controls around it, its own evidence, the duties that bind it, facts asked for."""

    code: str
    controls: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    duties: frozenset[str] = frozenset()
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stance:
    """Whether a requirement (`framework:requirement`, or `framework:*` for all of it) applies to us, and why."""

    key: str
    applies: bool
    reason: str = ""
