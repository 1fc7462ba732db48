"""What does a what-if ask for, and what was answered?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opencaio.errors import BadInput
from opencaio.faces.web.plan_shares import read_shares
from opencaio.papers.numbers import exactly
from opencaio.record.planning.pages import Solved
from opencaio.record.planning.rules import PlanRules
from opencaio.record.planning.words import amount

MOST_SECONDS = 600


@dataclass(frozen=True)
class Slider:
    """One figure that can be moved: its name in the form, its bounds, where it stands, what it is worth."""

    name: str
    label: str
    unit: str
    least: Decimal
    most: Decimal
    step: Decimal
    value: Decimal
    on_record: Decimal
    hint: str = ""


def sliders(plan: Solved, posed: Mapping[str, Any]) -> list[Slider]:
    """A slider for each budget line and skill, as on record and as last looked at."""
    return [*_budgets(plan, posed), *_people(plan, posed), *_risk(plan, posed)]


def read_what_if(post: QueryDict, posed: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the record; what was left as it is on record is left out."""
    limits = {f"{one['line']} {one['year']}": one["limit"] for one in posed["budgets"]}
    found: dict[str, Any] = {"budgets": {}, "people": {}, "pins_in": [], "pins_out": [], "loads": {}}
    for key in post:
        kind, _sep, name = key.partition(":")
        text = (post.get(key) or "").strip()
        if kind == "budget" and text and (value := _decimal(text, name)) != Decimal(str(limits.get(name, -1))):
            found["budgets"][name] = str(value)
        elif kind == "people" and text and (value := _decimal(text, name)):
            found["people"][name] = str(value)
        elif kind == "load" and text:
            found["loads"][name] = str(_decimal(text, name))
        elif kind == "pin" and text in ("in", "out"):
            found[f"pins_{text}"].append(name)
    found["not_mandatory"] = post.getlist("not_mandatory")
    if text := post.get("risk_aversion", "").strip():
        found["risk_aversion"] = float(_decimal(text, _("weight of the worst outcomes")))
    if text := post.get("risk_per_period", "").strip():
        found["risk_per_period"] = str(_decimal(text, _("risk at once")))
    if post.get("no_shares"):
        found["no_shares"] = True
    return found


def read_seconds(post: QueryDict) -> float:
    """How long to search at most."""
    text = post.get("seconds", "").strip() or "20"
    seconds = _decimal(text, _("seconds"))
    if not 0 < seconds <= MOST_SECONDS:
        raise BadInput(_("seconds: give between 1 and %d.") % MOST_SECONDS)
    return float(seconds)


def read_rules(post: QueryDict, now: PlanRules) -> dict[str, Any]:
    """The rules as they are to be; without their part of the form, shares stay."""
    given = now.model_dump(mode="json")
    for name in ("first_period", "ranking"):
        given[name] = post.get(name, "").strip()
    for name in ("periods", "value_quarters", "scenarios", "hires_per_quarter"):
        given[name] = post.get(name, "").strip()
    cap, weight = post.get("risk_per_period", "").strip(), post.get("risk_aversion", "").strip()
    given["risk_per_period"] = str(_decimal(cap, _("risk at once"))) if cap else None
    given["risk_aversion"] = float(_decimal(weight or "0", _("weight of the worst outcomes")))
    given["load_per_department"] = {
        key.partition(":")[2]: str(_decimal(text, key.partition(":")[2]))
        for key, value in post.items()
        if key.startswith("load:") and (text := str(value).strip())
    }
    return given | ({"share": read_shares(post)} if "shares" in post else {})


def _budgets(plan: Solved, posed: Mapping[str, Any]) -> Iterator[Slider]:
    changed = plan.what_if.get("budgets", {})
    rows = {row.name: row for row in plan.budgets if plan.is_a_plan}
    for one in sorted(posed["budgets"], key=lambda part: (part["year"], part["line"])):
        name, limit = f"{one['line']} {one['year']}", Decimal(str(one["limit"]))
        value = Decimal(str(changed.get(name, limit)))
        row = rows.get(name)
        yield Slider(
            f"budget:{name}",
            name.capitalize(),
            _("thousand %s") % posed["currency"],
            Decimal(0),
            max(limit, value, Decimal(100)) * 2,
            _step(limit),
            value,
            limit,
            _money_hint(row, plan.currency) if row else "",
        )


def _people(plan: Solved, posed: Mapping[str, Any]) -> Iterator[Slider]:
    changed = plan.what_if.get("people", {})
    rows = {row.code: row for row in plan.skills}
    for one in posed["skills"]:
        code, row = one["skill"], rows.get(one["skill"])
        value = Decimal(str(changed.get(code, 0)))
        there = Decimal(str(max(one["capacity"], default=0)))
        most = max(there, Decimal(5), abs(value))
        unit = _("people more in every quarter; on record up to %s") % exactly(there)
        hint = _worth(row.low, row.high, row.estimate, plan.currency, _("One more")) if row else ""
        name = row.name if row else code
        yield Slider(f"people:{code}", name, unit, -there, most, Decimal("0.5"), value, Decimal(0), hint)


def _risk(plan: Solved, posed: Mapping[str, Any]) -> Iterator[Slider]:
    held = Decimal(str(posed["risk_aversion"]["lambda"]))
    value = Decimal(str(plan.what_if.get("risk_aversion", held)))
    if posed["draws"]:
        unit = _("0: only the expected value counts; 1: only the mean of the worst outcomes")
        yield Slider(
            "risk_aversion",
            _("Weight of the worst outcomes"),
            unit,
            Decimal(0),
            Decimal(1),
            Decimal("0.05"),
            value,
            held,
        )
    cap = posed["caps"].get("risk_per_period")
    if cap is not None:
        limit = Decimal(str(cap))
        now = Decimal(str(plan.what_if.get("risk_per_period") or limit))
        unit = _("points of what runs at once")
        yield Slider("risk_per_period", _("Risk at once"), unit, Decimal(0), limit * 2, Decimal(1), now, limit)


def _money_hint(row: Any, currency: str) -> str:
    left = None if row.limit is None else row.limit + row.received - row.kept - row.used
    # Initiatives come whole: what a step brings, a single thousand of it may not (see Marginal).
    each = _("Each thousand, over a step of %s,") % amount(row.step, currency) if row.step else _("One thousand more")
    worth = _worth(row.low, row.high, row.estimate, currency, each)
    if worth:
        return worth
    return _("%s is not used") % amount(left, currency) if left else ""


def _worth(low: Decimal | None, high: Decimal | None, estimate: Decimal | None, currency: str, what: str) -> str:
    """What one more of it is worth: between two figures that are certain, else an estimate."""
    if low is not None and high is not None:
        if low == high:
            return _("%(w)s is worth %(v)s") % {"w": what, "v": amount(low, currency)}
        spread = {"w": what, "l": amount(low, currency), "h": amount(high, currency)}
        if not low:
            return _("%(w)s is worth at most %(h)s") % spread
        return _("%(w)s is worth between %(l)s and %(h)s") % spread
    if estimate is not None:
        return _("%(w)s is worth about %(v)s (estimate)") % {"w": what, "v": amount(estimate, currency)}
    return ""


def _step(limit: Decimal) -> Decimal:
    return Decimal(10) if limit < 20_000 else Decimal(100)


def _decimal(text: str, name: str) -> Decimal:
    try:
        found = Decimal(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except InvalidOperation as fault:
        raise BadInput(_("%(n)s: “%(t)s” is no number.") % {"n": name, "t": text[:40]}) from fault
    if not found.is_finite():
        raise BadInput(_("%(n)s: “%(t)s” is no number.") % {"n": name, "t": text[:40]})
    return found
