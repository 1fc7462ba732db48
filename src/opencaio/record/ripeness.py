"""Which value rests on each side of maturity, so that gaps can be weighed?

The value of an initiative (middle estimate, open work only) rests on strategy always; on data, technology and people
where it needs their skills; on governance where a use of it is high-risk or it must be done; on culture where it
changes much of how a department works.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from opencaio.packs.maturity import load_maturity
from opencaio.record.models import Assessment, Initiative

SKILLS = {"data": "data_engineering", "technology": "ml_engineering", "people": "change"}
HIGH = "high_risk"
MUCH_CHANGE = 2
OPEN = ("proposed", "approved", "running", "on_hold")


def stakes(work: Iterable[Initiative]) -> Mapping[str, Decimal]:
    """For each side of maturity, the value of the work that rests on it; sides without estimated work are left out."""
    rows = [one for one in work if one.status in OPEN and one.value_mid is not None and one.value_mid > 0]
    grounds = _grounds(rows)
    found: dict[str, Decimal] = {}
    for side in load_maturity().dimensions:
        resting = [one.value_mid for one in rows if side.rests_on in grounds[one.pk] and one.value_mid is not None]
        if resting:
            found[side.id] = sum(resting, Decimal(0))
    return found


def _grounds(rows: Iterable[Initiative]) -> dict[int, set[str]]:
    held = list(rows)
    found: dict[int, set[str]] = {one.pk: {"all"} for one in held}
    skills = {skill: ground for ground, skill in SKILLS.items()}
    needed = Initiative.objects.filter(pk__in=found, demand__retired_at=None).values_list("pk", "demand__skill__code")
    for key, skill in needed:
        if skill in skills:
            found[key].add(skills[skill])
    risky = Assessment.objects.filter(superseded_at=None, klass__startswith=HIGH, use_case__initiatives__in=found)
    for key in risky.values_list("use_case__initiatives", flat=True):
        if key in found:
            found[key].add("governance")
    for one in held:
        if one.load >= MUCH_CHANGE:
            found[one.pk].add("change")
        if one.is_mandatory:
            found[one.pk].add("governance")
    return found
