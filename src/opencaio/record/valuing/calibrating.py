"""How much of their plans did measured benefits keep, by kind, and by what are plans of later cases corrected then?

All kinds together first, drawn towards one while little is measured; then each kind, drawn towards all. What finance
disputes, what has no interval and what was planned as nothing is left out. It is one figure for the whole organisation:
a case is worth the same whoever looks at it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from opencaio.engines.value import BENEFITS, STRATEGIC, Kept, Range
from opencaio.record.models import BenefitEntry

if TYPE_CHECKING:
    from opencaio.engines.impact.worth import Calibration, Realised

TENTH = 1.2815515655446004
CENT = Decimal("0.01")
COUNTED = tuple(kind for kind in BENEFITS if kind != STRATEGIC)


@dataclass(frozen=True)
class Told:
    """What measured benefits say: of all kinds (``whole``), of each kind, and which benefits are left out."""

    whole: "Calibration"
    kinds: Mapping[str, "Calibration"]
    left_out: tuple[str, ...]

    @property
    def kept(self) -> tuple[Kept, ...]:
        """By what the benefits of a case are corrected; empty where nothing is measured."""
        if not self.whole.cases:
            return ()
        return tuple(Kept(kind, _range(one), one.cases) for kind, one in self.kinds.items())


def told_by(entries: Iterable[BenefitEntry]) -> Told:
    """What these entries say."""
    from opencaio.engines.impact.worth import calibration

    by_kind: dict[str, list[Realised]] = defaultdict(list)
    left_out = []
    for one in entries:
        found = _realised(one)
        if found is None:
            left_out.append(one.benefit.code)
        else:
            by_kind[one.benefit.kind].append(found)
    whole = calibration([one for rows in by_kind.values() for one in rows])
    doubt = max(whole.coming.half / 1.959963984540054, 0.01)
    kinds = {kind: calibration(by_kind.get(kind, []), usual=whole.factor, doubt=doubt) for kind in COUNTED}
    return Told(whole, {kind: one if one.cases else _as_all(whole) for kind, one in kinds.items()}, tuple(left_out))


def measured_entries() -> list[BenefitEntry]:
    """Everything that was measured against a plan."""
    rows = BenefitEntry.objects.filter(retired_at=None, benefit__retired_at=None)
    return list(rows.exclude(measured=None).exclude(planned=None).select_related("benefit").order_by("pk"))


def _realised(one: BenefitEntry) -> "Realised | None":
    from opencaio.engines.impact.worth import Worth, realised

    planned, measured, low, high = one.planned, one.measured, one.measured_low, one.measured_high
    if planned is None or measured is None or low is None or high is None or planned <= 0 or low == high:
        return None
    if one.status == "disputed":
        return None
    return realised(Worth(measured, low, high, 0.95, one.currency, "", (), ()), planned=planned)


def _as_all(whole: "Calibration") -> "Calibration":
    """A kind of which nothing is measured: as all are, and counted as none."""
    from dataclasses import replace

    return replace(whole, cases=0)


def _range(one: "Calibration") -> Range:
    error = one.interval.half / 1.959963984540054
    points = (one.factor - TENTH * error, one.factor, one.factor + TENTH * error)
    return Range(*(max(Decimal(repr(float(point))).quantize(CENT), Decimal(0)) for point in points))
