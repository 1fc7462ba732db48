"""What is known of a skill: who is there, who is needed, and on which terms more people can be had?"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from opencaio.errors import BadInput

ENGINE_VERSION = "staffing 1"
Way = Literal["hire", "train", "contract"]
WAYS: tuple[Way, ...] = ("hire", "train", "contract")
Kind = Literal["only_way", "cheaper", "bridge", "faster"]
LONGEST = 40
MOST = Decimal(1_000_000)
STEP = Decimal("0.001")


@dataclass(frozen=True)
class Terms:
    """How more people of a skill can be had; a way without its cost is not open.

    Costs in one currency: ``hire_cost`` and ``contract_cost`` for a full-time person and period, ``train_cost`` once
    a person. Leads in whole periods from now to the first period in which somebody can work. ``hire_most`` and
    ``contract_most``: people a period (None: no limit). ``train_from``: skills whose people can be trained.
    """

    hire_cost: Decimal | None = None
    hire_lead: int = 0
    hire_most: int | None = None
    contract_cost: Decimal | None = None
    contract_most: Decimal | None = None
    train_cost: Decimal | None = None
    train_lead: int = 0
    train_from: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        amounts = (self.hire_cost, self.contract_cost, self.train_cost, self.contract_most)
        if any(one is not None and not (one.is_finite() and 0 <= one <= MOST * MOST) for one in amounts):
            raise BadInput("Costs and limits of a skill are amounts from 0 to 10^12.")
        if not all(0 <= one <= LONGEST for one in (self.hire_lead, self.train_lead)):
            raise BadInput(f"Leads are whole periods from 0 to {LONGEST}.")
        if self.hire_most is not None and self.hire_most < 0:
            raise BadInput("No fewer than 0 people can be hired in a period.")

    def is_open(self, way: Way) -> bool:
        """True when what the way costs is known, and for training, whom to train."""
        if way == "train":
            return self.train_cost is not None and bool(self.train_from)
        return (self.hire_cost if way == "hire" else self.contract_cost) is not None

    def lead(self, way: Way) -> int:
        """Periods from now until somebody works."""
        return {"hire": self.hire_lead, "train": self.train_lead, "contract": 0}[way]


@dataclass(frozen=True)
class Need:
    """Full-time people of a skill who are there and who are needed, for each period of the horizon."""

    skill: str
    capacity: tuple[Decimal, ...]
    demand: tuple[Decimal, ...]
    terms: Terms = field(default_factory=Terms)

    def __post_init__(self) -> None:
        if not 0 < len(self.capacity) <= LONGEST or len(self.capacity) != len(self.demand):
            raise BadInput(f"{self.skill}: give capacity and demand for the same 1 to {LONGEST} periods.")
        if any(not one.is_finite() or not 0 <= one <= MOST for one in (*self.capacity, *self.demand)):
            raise BadInput(f"{self.skill}: people are numbers from 0 to {MOST:,}.")

    @property
    def gaps(self) -> tuple[Decimal, ...]:
        """People missing in each period; 0 where there are enough."""
        pairs = zip(self.demand, self.capacity, strict=True)
        return tuple(max(demand - capacity, Decimal(0)) for demand, capacity in pairs)


@dataclass(frozen=True)
class Because:
    """Why a step is taken: the only way, cheaper than ``instead`` would be, or a bridge until ``instead`` can work.

    ``alternative`` is what ``instead`` would cost for the same need, None where it cannot do it.
    """

    kind: Kind
    instead: Way | None = None
    alternative: Decimal | None = None


@dataclass(frozen=True)
class Step:
    """One thing to do: ``people`` by ``way`` from period ``start`` to before ``end``, for ``cost`` in all.

    ``begin_by`` is the last period in which to begin (negative: before the horizon), ``source`` whom to train.
    """

    skill: str
    way: Way
    start: int
    end: int
    people: Decimal
    cost: Decimal
    begin_by: int
    because: Because
    source: str = ""


@dataclass(frozen=True)
class Mix:
    """What to do for all skills together: the steps, what they cost, and who is still missing.

    ``left``: people missing in each period by skill; ``too_late``: the periods of ``left`` before anybody can come.
    ``is_proven`` is true when no cheaper mix leaves as few people missing.
    """

    steps: tuple[Step, ...]
    cost: Decimal
    left: dict[str, tuple[Decimal, ...]]
    too_late: dict[str, tuple[int, ...]]
    is_proven: bool


@dataclass(frozen=True)
class Option:
    """What one way alone would do for one skill.

    ``covers`` and ``leaves`` in people × periods, ``earliest`` the first period that it can serve (None: no period of
    the horizon), ``most`` the most people at once.
    """

    skill: str
    way: Way
    earliest: int | None
    covers: Decimal
    leaves: Decimal
    most: Decimal
    cost: Decimal
    too_late: tuple[int, ...]
