"""Which part of the money lies at least or at most with whom: the rows of the form, and what was answered?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opencaio.errors import BadInput
from opencaio.faces.web import choices
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.initiative_words import HORIZONS
from opencaio.record.aims.seeing import seen_objectives
from opencaio.record.permissions import Actor, Right
from opencaio.record.planning.rules import PlanRules

BLANK = 3
MOST = 60


@dataclass(frozen=True)
class ShareRow:
    """One row: ``what`` as ``department:HR``, its bounds in per cent, empty without one."""

    at: int
    what: str
    least: str
    most: str


def share_rows(rules: PlanRules) -> list[ShareRow]:
    """The shares on record and some blank rows."""
    held = [ShareRow(at, f"{one.by}:{one.key}", _told(one.min), _told(one.max)) for at, one in enumerate(rules.share)]
    return held + [ShareRow(len(held) + more, "", "", "") for more in range(BLANK)]


def offered(actor: Actor, rules: PlanRules) -> list[tuple[str, list[Choice]]]:
    """What a share may be of, by kind; what is on record and no longer offered stands under its key."""
    groups = {
        "horizon": [Choice(f"horizon:{code}", str(words)) for code, words in HORIZONS.items()],
        "department": [Choice(f"department:{one.value}", one.label) for one in choices.departments(actor, Right.READ)],
        "objective": [Choice(f"objective:{one.code}", f"{one.code} {one.title}") for one in _objectives(actor)],
    }
    for one in rules.share:
        if f"{one.by}:{one.key}" not in {each.value for each in groups[one.by]}:
            groups[one.by].append(Choice(f"{one.by}:{one.key}", one.key))
    names = {"horizon": _("Horizon"), "department": _("Department"), "objective": _("Objective")}
    return [(names[kind], rows) for kind, rows in groups.items() if rows]


def read_shares(post: QueryDict) -> list[Mapping[str, Any]]:
    """The rows that say something. Raises ``BadInput`` for bounds that are none."""
    return [one for at in range(MOST) if (one := _read(post, at))]


def _read(post: QueryDict, at: int) -> Mapping[str, Any] | None:
    what, least, most = (post.get(f"share-{part}:{at}", "").strip() for part in ("what", "least", "most"))
    if not what:
        if least or most:
            raise BadInput(_("A share has bounds but does not say of what: choose a horizon, department or objective."))
        return None
    kind, _sep, key = what.partition(":")
    low, high = _part(least, key), _part(most, key)
    if low is None and high is None:
        raise BadInput(_("The share of %s has no bound: say at least or at most how many per cent.") % key)
    if low is not None and high is not None and low > high:
        raise BadInput(_("The share of %s is at least more than it is at most.") % key)
    return {"by": kind, "key": key, "min": _kept(low), "max": _kept(high)}


def _part(text: str, key: str) -> Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", ".").replace("%", "").strip())
    except InvalidOperation as fault:
        raise BadInput(_("The share of %(k)s: “%(t)s” is no number.") % {"k": key, "t": text[:40]}) from fault
    if not (found.is_finite() and 0 <= found <= 100):
        raise BadInput(_("The share of %s must lie between 0 and 100 per cent.") % key)
    return (found / 100).quantize(Decimal("0.0001"))


def _kept(part: Decimal | None) -> str | None:
    return None if part is None else str(part)


def _told(part: Decimal | None) -> str:
    return "" if part is None else f"{(part * 100).normalize():f}"


def _objectives(actor: Actor) -> Any:
    return seen_objectives(actor).filter(status__in=("proposed", "active")).order_by("code")
