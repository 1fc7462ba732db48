"""How many must be in a test by lot, so that the least effect worth having is seen?"""

from pydantic import BaseModel, Field

from opencaio.errors import BadInput
from opencaio.record.actions.registry import Asked
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query


class AskSize(Asked):
    """``effect``: the least one worth seeing, in the figure's unit, or of a share in points (0.05: five of a hundred).

    Of a mean its ``spread`` (standard deviation), of a share what it is now (``base``, 0 to 1). ``known``: correlation
    with the value before, for CUPED. ``share``: the part that gets it. ``a_period``: how many come in each period.
    """

    effect: float = Field(allow_inf_nan=False)
    spread: float | None = Field(None, gt=0, allow_inf_nan=False)
    base: float | None = Field(None, gt=0, lt=1)
    known: float = Field(0.0, gt=-1, lt=1)
    share: float = Field(0.5, gt=0, lt=1)
    power: float = Field(0.8, ge=0.5, lt=1)
    a_period: float | None = Field(None, gt=0, allow_inf_nan=False)


class SizeShown(BaseModel):
    """How many without and with it; ``reached``: the chance that they see the effect; ``periods`` that it takes."""

    control: int
    treated: int
    total: int
    effect: float
    reached: float
    level: float
    periods: int | None
    words: str


@query("studies.size", words="How many must be in a test")
def size_of_test(given: AskSize, actor: Actor) -> SizeShown:
    """The sizes of both arms for a test of means (noncentral t) or of shares (normal approximation)."""
    from opencaio.engines.impact.power import size_for_means, size_for_proportions

    if given.spread is not None and given.base is None:
        found = size_for_means(
            given.effect, spread=given.spread, power=given.power, share=given.share, known=given.known
        )
    elif given.base is not None and given.spread is None:
        if given.known:
            raise BadInput("The value before sharpens a mean and not a share: leave it out, or give the spread.")
        found = size_for_proportions(given.base, given.effect, power=given.power, share=given.share)
    else:
        raise BadInput("Give the spread of a mean or the share as it is now: one of the two.")
    return SizeShown(
        control=found.control,
        treated=found.treated,
        total=found.total,
        effect=found.effect,
        reached=found.power,
        level=found.level,
        periods=None if given.a_period is None else found.periods(given.a_period),
        words=found.words,
    )
