"""How ripe are we on each side, what is missing to where we want to be, and which gap does most value rest on?

A side's level is the mean of its answered questions, told with what is not known; the whole is the mean of the sides.
A gap is weighed by the value of the work that rests on the side times the share of the steps that are missing: a
rank of where to begin, not a loss.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from opencaio.errors import BadInput

ENGINE_VERSION = "maturity-1"
HIGHEST = 5
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Side:
    """One side: its level (None: nothing answered), how many questions it has and how many are answered.

    ``missing``: steps to the wanted level; ``stake``: value of the work that rests on it; ``weight``: stake times the
    missing share, None where level or stake is not known. ``weakest`` are its lowest questions.
    """

    id: str
    level: Decimal | None
    answered: int
    asked: int
    missing: Decimal | None
    stake: Decimal | None
    weight: Decimal | None
    weakest: tuple[str, ...]


@dataclass(frozen=True)
class Maturity:
    """All sides, the whole level (None unless every side is known), and the side to begin with."""

    sides: tuple[Side, ...]
    level: Decimal | None
    begin_with: str | None


def judge(
    answers: Mapping[str, int | None],
    *,
    sides: Mapping[str, Sequence[str]],
    wanted: int = 4,
    stakes: Mapping[str, Decimal] | None = None,
) -> Maturity:
    """The levels of each side from the answers (0 to 5, None: not known), its gap to ``wanted`` and what rests on it.

    ``sides``: the questions of each; ``stakes``: an amount for each side. Raises ``BadInput`` for a level that is none.
    """
    for question, level in answers.items():
        if level is not None and not 0 <= level <= HIGHEST:
            raise BadInput(f"{question}: {level} is no level. Levels run from 0 to {HIGHEST}.")
    if not 1 <= wanted <= HIGHEST:
        raise BadInput(f"wanted: {wanted} is no level. Levels run from 1 to {HIGHEST}.")
    judged = tuple(_side(name, asked, answers, wanted, (stakes or {}).get(name)) for name, asked in sides.items())
    levels = [one.level for one in judged]
    known = [one for one in levels if one is not None]
    whole = _mean(known) if known and len(known) == len(levels) else None
    weighed = [one for one in judged if one.weight]
    first = max(weighed, key=lambda one: (one.weight or Decimal(0), one.missing or Decimal(0)), default=None)
    return Maturity(judged, whole, first.id if first else None)


def _side(
    name: str, asked: Sequence[str], answers: Mapping[str, int | None], wanted: int, stake: Decimal | None
) -> Side:
    given = {one: level for one in asked if (level := answers.get(one)) is not None}
    exact = Decimal(sum(given.values())) / len(given) if given else None
    missing = None if exact is None else max(Decimal(0), wanted - exact)
    weight = None if missing is None or stake is None else stake * missing / wanted
    lowest = min(given.values(), default=0)
    weakest = tuple(one for one, level in given.items() if level == lowest and level < wanted)
    return Side(
        id=name,
        level=None if exact is None else exact.quantize(TENTH),
        answered=len(given),
        asked=len(asked),
        missing=None if missing is None else missing.quantize(TENTH),
        stake=stake,
        weight=weight,
        weakest=weakest,
    )


def _mean(levels: Sequence[Decimal]) -> Decimal:
    return (sum(levels, Decimal(0)) / len(levels)).quantize(TENTH)
