"""What did it do to those who began at several times, without taking the treated for untreated?

Difference in differences after Callaway and Sant'Anna (Journal of Econometrics 225, 2021): the effects of each group
in each period (`group_time`) and their summaries (`aggregate`). Beside it stands the usual regression with effects of
units and periods, and a warning where it misleads (`two_way`).
"""

from dataclasses import dataclass

import numpy as np

from opencaio.engines.impact.aggregate import DRAWS, Kind, Point, Summary, summary
from opencaio.engines.impact.chances import t_p
from opencaio.engines.impact.estimate import LEVEL, Claims, DesignCheck, Estimate, count, level_of
from opencaio.engines.impact.group_time import Base, Cell, Choices, Control, GroupTimes, group_times
from opencaio.engines.impact.panel import Flags, Panel, listed, without_gaps
from opencaio.engines.impact.panel_checks import claims, gaps, shown
from opencaio.engines.impact.placebo import SEED
from opencaio.engines.impact.staggered_checks import always_check, beside_check, staggered_checks
from opencaio.engines.impact.two_way import TwoWay, two_way
from opencaio.errors import BadInput

MISLEADING = 0.1
KINDS: tuple[Kind, ...] = ("simple", "dynamic", "group", "calendar")


@dataclass(frozen=True, eq=False, slots=True)
class Staggered:
    """All cells, all four summaries by name, and the usual regression beside."""

    cells: tuple[Cell, ...]
    summaries: dict[Kind, Summary]
    beside: TwoWay
    choices: Choices

    @property
    def event_study(self) -> tuple[Point, ...]:
        """The effect by time since the start, with bands."""
        return self.summaries["dynamic"].points


def staggered(
    panel: Panel,
    *,
    unit: str = "",
    headline: Kind = "simple",
    control: Control = "never",
    base: Base = "varying",
    anticipation: int = 0,
    level: float = LEVEL,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Estimate:
    """The mean effect on the treated as the `headline` summary weighs it, in the outcome's unit.

    `control` compares with those never treated or those not treated yet; `anticipation` is how many periods ahead
    people react. With covariates in the panel the doubly robust form is used. Raises BadInput for unknown choices,
    and where nothing is treated, all are treated all along, or none is left to compare with.
    """
    choices = _choices(panel, headline, control, base, anticipation)
    count(draws, name="The number of draws", least=200)
    kept, left_out, always = _kept(panel, choices)
    found = group_times(kept, choices)
    _has_effects(found)
    summaries = {kind: summary(found, kind, level=level_of(level), seed=seed, draws=draws) for kind in KINDS}
    told, beside = summaries[headline], two_way(kept)
    checks = (
        *staggered_checks(found, told, ahead=choices.anticipation, level=level, seed=seed),
        beside_check(told, beside),
        always_check(always),
        gaps(left_out, kept=len(kept.units)),
    )
    return Estimate(
        method="staggered",
        effect=told.effect,
        interval=told.interval,
        standard_error=told.error,
        unit=unit,
        n=_counts(kept),
        claims=_claims(kept, told, unit, choices, checks),
        data_hash=panel.digest("staggered", choices=choices, headline=headline, level=level, seed=seed, draws=draws),
        p_value=t_p(told.effect / told.error, freedom=told.freedom) if told.error else None,
        checks=checks,
        notes=_notes(told, beside, choices),
        seed=seed,
        details=Staggered(found.cells, summaries, beside, choices),
    )


def _choices(panel: Panel, headline: str, control: str, base: str, anticipation: int) -> Choices:
    for told, known in ((headline, KINDS), (control, ("never", "not_yet")), (base, ("varying", "universal"))):
        if told not in known:
            raise BadInput(f"“{told}” is none of: {', '.join(known)}.")
    ahead = count(anticipation, name="The number of periods of anticipation")
    covariates = bool(panel.covariate_names)
    return Choices(control, base, ahead, covariates)  # type: ignore[arg-type]


def _kept(panel: Panel, choices: Choices) -> tuple[Panel, tuple[str, ...], tuple[str, ...]]:
    """The complete units that can be used, those with gaps, and those treated before anything was read."""
    if not panel.treated.any():
        raise BadInput("No unit is treated within the periods that were read. Say from when on which unit was treated.")
    early: Flags = panel.starts <= choices.anticipation
    if (early | ~panel.treated).all():
        raise BadInput(
            f"Treated in every period that was read: {panel.named(early)}. Without a period before there is nothing "
            "to compare with; add earlier readings."
        )
    whole, left_out = without_gaps(panel.only(~early))
    if not whole.treated.any():
        raise BadInput(f"No treated unit was read in every period. Left out for gaps: {listed(left_out)}.")
    if whole.treated.all() and (choices.control == "never" or len(np.unique(whole.starts)) < 2):
        alone = " Bring in units without it, or look at the series alone: interrupted, or structural."
        later = " Compare with those not treated yet." if len(np.unique(whole.starts)) > 1 else alone
        raise BadInput(f"All units are treated ({whole.named(whole.treated)}): none was never treated.{later}")
    names = tuple(name for name, flag in zip(panel.units, early, strict=True) if flag)
    return whole, left_out, names


def _has_effects(found: GroupTimes) -> None:
    if not any(cell.relative >= 0 for cell in found.cells):
        raise BadInput("After their start no group has units left to compare with. Add units that were never treated.")


def _counts(kept: Panel) -> dict[str, int]:
    treated = int(kept.treated.sum())
    return {
        "treated": treated,
        "control": len(kept.units) - treated,
        "units": len(kept.units),
        "periods": len(kept.periods),
        "groups": len(np.unique(kept.starts[kept.treated])),
        "clusters": len(np.unique(kept.clusters)),
    }


def _claims(kept: Panel, told: Summary, unit: str, choices: Choices, checks: tuple[DesignCheck, ...]) -> Claims:
    measure = f" {unit}" if unit else ""
    whom = "those never treated" if choices.control == "never" else "those not treated yet"
    can = f"On average the treated changed by {shown(told.effect)}{measure} against {whom}."
    if told.interval is None:
        can += " How surely cannot be said."
    elif 0 in told.interval:
        can += " Chance alone may explain that."
    like = " of the same covariates" if choices.covariates else ""
    assumption = f"every group would have moved in parallel with units{like} that were not treated"
    return claims(can, assumption=assumption, checks=checks, more="It speaks for those treated, not for others.")


def _notes(told: Summary, beside: TwoWay, choices: Choices) -> tuple[str, ...]:
    how = "doubly robust with covariates" if choices.covariates else "without covariates"
    notes = [f"Group-time effects {how}, {choices.base} base period, control: {choices.control.replace('_', ' ')}."]
    if told.error is None:
        notes.append("No two units began together, or there is no spread: no error can be told, so no interval.")
    if told.effect * beside.effect < 0:
        notes.append(f"The usual regression has the wrong sign here ({beside.effect:.4g}): do not quote it.")
    elif beside.forbidden > MISLEADING or beside.negative > MISLEADING:
        notes.append("The usual regression misleads here: it compares with units that are treated already.")
    return tuple(notes)
