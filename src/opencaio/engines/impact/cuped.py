"""How much sharper is an experiment when what was known of each before is taken out?

CUPED: Deng, Xu, Kohavi and Walker, WSDM (2013). The slope is pooled within the groups, so that the effect itself
never enters it; x is the value before, y the value after.
"""

from dataclasses import replace

from opencaio.engines.impact.estimate import LEVEL, DesignCheck, Estimate, data_hash
from opencaio.engines.impact.experiment import Arm, Checks, compare, means
from opencaio.engines.impact.moments import Pair
from opencaio.errors import BadInput


def cuped(control: Pair, treated: Pair, *, unit: str = "", level: float = LEVEL, checks: Checks = ()) -> Estimate:
    """The difference of means after taking out the value before; `details.variance_reduction` tells the gain.

    The value before must be from before the lot was drawn. Raises BadInput for groups without rows or spread.
    """
    plain = means(control.y, treated.y, unit=unit, level=level)
    theta = slope(control, treated)
    middle = (control.x.total + treated.x.total) / (control.count + treated.count)
    arms = _adjusted(control, theta, middle), _adjusted(treated, theta, middle)
    reduction = 1 - (arms[0].square + arms[1].square) / (plain.standard_error or 1.0) ** 2
    seen = (*checks, *plain.checks, _useful(reduction))
    made = compare(*arms, method="cuped", unit=unit, level=level, checks=seen, reduction=reduction)
    inputs = {"control": control, "treated": treated, "level": level}
    return replace(made, data_hash=data_hash("cuped", inputs), notes=(_note(plain, reduction),))


def slope(control: Pair, treated: Pair) -> float:
    """How much the value after rises with the value before, within the groups; 0 where there is no spread before."""
    spread = control.x.centred + treated.x.centred
    return (control.cross + treated.cross) / spread if spread else 0.0


def _adjusted(group: Pair, theta: float, middle: float) -> Arm:
    if group.count < 3:
        raise BadInput(f"A group has {group.count} rows; at least 3 are needed to take out the value before.")
    square = group.y.variance - 2 * theta * group.covariance + theta**2 * group.x.variance
    square = 0.0 if square <= 1e-12 * group.y.variance else square
    return Arm(group.y.mean - theta * (group.x.mean - middle), square / group.count, group.count - 1, group.count)


def _useful(reduction: float) -> DesignCheck:
    good = reduction > 0.05
    words = (
        f"The value before explains {reduction:.0%} of the variance."
        if good
        else "The value before says next to nothing of the value after: the gain is none."
    )
    return DesignCheck("use of the value before", None if not good else True, words, reduction, 0.05)


def _note(plain: Estimate, reduction: float) -> str:
    assert plain.interval is not None
    return f"Without it: {plain.effect:.4g} ± {plain.interval.half:.4g}. The variance fell by {reduction:.0%}."
