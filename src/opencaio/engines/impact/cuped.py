"""How much sharper is an experiment when what was known of each before is taken out?

CUPED: Deng, Xu, Kohavi and Walker, WSDM (2013). The slope is pooled within the groups, so that the effect itself
never enters it; x is the value before, y the value after.
"""

from dataclasses import replace

from opencaio.engines.impact.estimate import LEVEL, DesignCheck, Estimate, data_hash
from opencaio.engines.impact.experiment import Checks, Compared, means
from opencaio.engines.impact.moments import Moments, Pair
from opencaio.errors import BadInput

USEFUL = 0.05
LOST = 1e-12


def cuped(control: Pair, treated: Pair, *, unit: str = "", level: float = LEVEL, checks: Checks = ()) -> Estimate:
    """The difference of means after taking out the value before; `details.variance_reduction` tells the gain.

    The value before must be from before the lot was drawn. Raises BadInput for groups without rows or spread.
    """
    plain = means(control.y, treated.y, unit=unit, level=level)
    made = means(*adjusted(control, treated), unit=unit, level=level, checks=checks)
    reduction = 1 - ((made.standard_error or 0.0) / (plain.standard_error or 1.0)) ** 2
    details: Compared = made.details
    return replace(
        made,
        method="cuped",
        checks=(*made.checks, _useful(reduction)),
        data_hash=data_hash("cuped", {"control": control, "treated": treated, "level": level}),
        notes=(_note(plain, reduction),),
        details=replace(details, variance_reduction=reduction),
    )


def adjusted(control: Pair, treated: Pair) -> tuple[Moments, Moments]:
    """Both groups' values after, less what the value before foretold; they serve a sequential test as well."""
    theta = slope(control, treated)
    middle = (control.x.total + treated.x.total) / (control.count + treated.count)
    return _adjusted(control, theta, middle), _adjusted(treated, theta, middle)


def slope(control: Pair, treated: Pair) -> float:
    """How much the value after rises with the value before, within the groups; 0 where there is no spread before."""
    spread = control.x.centred + treated.x.centred
    return (control.cross + treated.cross) / spread if spread else 0.0


def _adjusted(group: Pair, theta: float, middle: float) -> Moments:
    if group.count < 3:
        raise BadInput(f"A group has {group.count} rows; at least 3 are needed to take out the value before.")
    left = group.y.centred - 2 * theta * group.cross + theta**2 * group.x.centred
    mean = group.y.mean - theta * (group.x.mean - middle)
    return Moments(group.count, mean, 0.0 if left <= LOST * group.y.centred else left)


def _useful(reduction: float) -> DesignCheck:
    if reduction > USEFUL:
        words = f"The value before explains {reduction:.0%} of the variance."
        return DesignCheck("use of the value before", True, words, reduction, USEFUL)
    words = "The value before says next to nothing of the value after: nothing is gained, and nothing lost."
    return DesignCheck("use of the value before", None, words, reduction, USEFUL)


def _note(plain: Estimate, reduction: float) -> str:
    assert plain.interval is not None
    return f"Without it: {plain.effect:.4g} ± {plain.interval.half:.4g}. The variance fell by {reduction:.0%}."
