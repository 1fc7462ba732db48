"""What explains a plan: which limits bind, why an initiative is in or out, what more money or people would bring?

Only shapes; `explaining` fills them. Amounts are thousands of the problem's currency, people are full-time people,
times are indexes of periods. An `Interval` holds the true value between what was found and what was proven; an
estimate is the linear model's and says so in its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from typing import Any, Literal

from opencaio.engines.portfolio.answering import number

Kind = Literal["budget", "skill", "risk", "load", "share"]
Verdict = Literal["core", "borderline", "never"]


@dataclass(frozen=True)
class Interval:
    """Between ``low`` and ``high``, in thousands; None: not known on that side."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True)
class Binding:
    """A limit that the plan uses up, or that has too little left for an initiative that is left out.

    ``period`` is the index where it is tightest (None for a budget's year or a share). ``keeps_out``: the initiatives
    left out that cannot be added to the plan as it stands because of this limit, whatever their start.
    """

    name: str
    kind: Kind
    period: int | None
    used: Decimal
    limit: Decimal
    left: Decimal
    is_full: bool
    keeps_out: tuple[str, ...]


@dataclass(frozen=True)
class Charge:
    """What a limit charges an initiative by the linear model: ``amount`` of it at ``price`` each. An estimate."""

    name: str
    period: int | None
    amount: Decimal
    price: Decimal
    cost: Decimal


@dataclass(frozen=True)
class Threshold:
    """What would let an initiative in, one at a time.

    ``value``: so much more net value (the interval of its regret). ``cost_cut_estimate``: this share less of the money
    and people that it takes, by the linear model (None: it tells none, or another limit, as a cap on risk, is in its
    way too). ``start``: the start at which it costs the plan least.
    """

    value: Interval
    cost_cut_estimate: float | None
    start: int | None


@dataclass(frozen=True)
class Why:
    """Why an initiative is in the plan or is not.

    ``regret`` of one left out: what the plan would lose by taking it in; of a funded one: what leaving it out would
    cost. ``displaced`` and ``entering`` leave and join the plan then, ``moved`` has (start now, start then).
    ``blocked_by``: limits that it would break if it were added to the plan as it stands, at the start that breaks
    fewest. ``conflict``: what keeps it out of every plan (empty: some plan holds it). ``is_solved`` False: ``regret``
    rests on bounds only, no plan with (or without) it was looked for.
    """

    id: str
    is_funded: bool
    start: int | None
    value: Decimal | None
    blocked_by: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()
    regret: Interval = Interval(None, None)
    displaced: tuple[str, ...] = ()
    entering: tuple[str, ...] = ()
    moved: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    threshold: Threshold | None = None
    conflict: tuple[str, ...] = ()
    is_solved: bool = False


@dataclass(frozen=True)
class Marginal:
    """What one unit of a limit is worth, in thousands, between the best plans at both ends of a step.

    ``sides`` "both": (best at limit + step - best at limit - step) / 2 steps; "more": (best at limit + step - best
    as it is) / step, where less was not looked at or leaves no plan. ``unit``: "thousand" of money, or "person in
    every period". ``estimate``: the dual price of the linear model. ``is_solved`` False: rests on bounds only.
    """

    name: str
    kind: Kind
    unit: str
    step: Decimal
    interval: Interval
    estimate: Decimal | None
    is_solved: bool = False
    sides: Literal["both", "more"] = "both"


@dataclass(frozen=True)
class Frequency:
    """In which share (0 to 1) of the scenarios' own best plans an initiative is funded."""

    id: str
    share: float
    verdict: Verdict


@dataclass(frozen=True)
class FrontPoint:
    """A plan of the front: expected ``value`` (at most ``bound`` at this cost and tail), ``cost``, mean of the worst.

    ``is_this``: the plan that is explained.
    """

    value: Decimal
    bound: Decimal
    cost: Decimal
    tail: Decimal | None
    starts: Mapping[str, int]
    hires: Mapping[str, tuple[int, ...]]
    is_this: bool = False


@dataclass(frozen=True)
class Ranked:
    """What funding in the order of a ranking rule reaches under the same limits.

    ``gain``: value of the plan less that of the ranking. ``breaks``: limits that it cannot keep.
    """

    value: Decimal
    starts: Mapping[str, int]
    hires: Mapping[str, tuple[int, ...]]
    order: tuple[str, ...]
    breaks: tuple[str, ...]
    gain: Decimal | None
    only_ranking: tuple[str, ...]
    only_plan: tuple[str, ...]


@dataclass(frozen=True)
class Explanation:
    """All that was found out about a plan within the limits; each part may be used alone.

    ``work``: how many looks at another plan were finished; with the same seed and ``work`` it comes out the same.
    ``is_whole`` False: time or work ran out, and parts are missing or rest on bounds only. ``better``: starts of a plan
    worth more that was met on the way (``better_value``), if the one explained was not the best.
    """

    seed: int
    work: int
    seconds: float
    is_whole: bool
    binding: tuple[Binding, ...] = ()
    why: tuple[Why, ...] = ()
    marginal: tuple[Marginal, ...] = ()
    frequency: tuple[Frequency, ...] = ()
    scenarios: int = 0
    front: tuple[FrontPoint, ...] = ()
    ranking: Ranked | None = None
    better: Mapping[str, int] | None = None
    better_value: Decimal | None = None

    def as_json(self) -> dict[str, Any]:
        """In plain JSON values, field by field; intervals as {"low": …, "high": …}."""
        found = plain(self)
        assert isinstance(found, dict)
        return found


def plain(thing: Any) -> Any:
    """Any of these shapes in plain JSON values."""
    if isinstance(thing, Decimal):
        return number(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return {one.name: plain(getattr(thing, one.name)) for one in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [plain(one) for one in thing]
    return thing
