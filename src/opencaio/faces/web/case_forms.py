"""Which fields have the forms of a business case and of its lines, and how is what came back read?"""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.errors import BadInput
from opencaio.faces.web import choices
from opencaio.faces.web.case_words import BENEFITS, COSTS, FACTORS
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.forms import Field
from opencaio.faces.web.whole import whole
from opencaio.packs.value import load_reference_classes
from opencaio.record.permissions import Actor
from opencaio.record.queries.cases import CaseLinePage, CasePage

WORDS = (
    Field("title", _lazy("Title")),
    Field("baseline", _lazy("If nothing is done"), "area", _lazy("What every cost and benefit is compared with.")),
    Field("first_year", _lazy("First year"), "number", is_needed=True),
    Field("years", _lazy("Years counted"), "number", _lazy("Three to five are usual."), is_needed=True),
    Field("reference_class", _lazy("Class of finished work"), "choice", _lazy("What such work turned out to cost.")),
    Field("technical_success", _lazy("Chance that it works"), hint=_lazy("0 to 1; blank: sure.")),
    Field("adoption", _lazy("Adoption by year"), hint=_lazy("Shares with spaces between them, as in 0.3 0.8 1.")),
    Field("stop_rule", _lazy("Ended at"), hint=_lazy("Times its planned cost; blank: as the assumptions say.")),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who answers for the figures.")),
    Field("currency", _lazy("Currency"), hint=_lazy("Three letters; blank: the organisation's.")),
    Field("pilot_cost", _lazy("Pilot: cost"), hint=_lazy("Blank: there is no pilot before the rest.")),
    Field("pilot_months", _lazy("Pilot: months"), "number"),
    Field("pilot_success", _lazy("Pilot: chance that it goes on"), hint=_lazy("0 to 1.")),
    Field("salvage", _lazy("Left when given up after the pilot")),
)
LINE = (
    Field("kind", _lazy("Kind"), "choice", is_needed=True),
    Field("title", _lazy("What"), is_needed=True),
    Field("p10", _lazy("P10 a year"), hint=_lazy("One chance in ten that it is less. Hours for productivity.")),
    Field("p50", _lazy("P50 a year"), hint=_lazy("As likely more as less. Strategic benefit has no amount.")),
    Field("p90", _lazy("P90 a year"), hint=_lazy("One chance in ten that it is more.")),
    Field("line", _lazy("Cost: capital or operating"), "choice"),
    Field("years", _lazy("Years"), hint=_lazy("As in 2027 2028; blank: the first for building, else all.")),
    Field("rate", _lazy("Productivity: what an hour costs us")),
    Field("pay", _lazy("or: pay a year"), hint=_lazy("Loaded by the assumptions.")),
    Field("margin", _lazy("Revenue: margin"), hint=_lazy("0 to 1.")),
    Field("probability_before", _lazy("Loss avoided: probability a year before"), hint=_lazy("0 to 1.")),
    Field("probability_after", _lazy("Loss avoided: probability a year after"), hint=_lazy("0 to 1.")),
    Field("growth", _lazy("Growth a year"), hint=_lazy("As in 0.02; blank: wages for hours, prices for the rest.")),
    Field("factors", _lazy("Shares its fate with others through"), "many"),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who answers for it.")),
    Field("measure", _lazy("Measured by"), hint=_lazy("The figure in which it will show.")),
    Field("method", _lazy("How it is measured")),
)
NUMBERS = ("p10", "p50", "p90", "rate", "pay", "margin", "probability_before", "probability_after", "growth")


def word_fields(actor: Actor, *, page: CasePage | None, start: dict[str, Any], post: QueryDict | None) -> list[Field]:
    """What stands above the lines; as on record, or as it was sent."""
    none = Choice("", "–")
    offered = {
        "reference_class": (none, *(Choice(key, one.name) for key, one in load_reference_classes().items())),
        "owner": (none, *choices.people(actor)),
    }
    held = _held(page) if page else start
    return [_filled(one, offered, held, post) for one in WORDS]


def line_fields(actor: Actor, *, line: CaseLinePage | None, post: QueryDict | None) -> list[Field]:
    """One cost or benefit; as on record, or as it was sent."""
    kinds = (
        *(Choice(key, _("Benefit: %s") % words) for key, words in BENEFITS.items()),
        *(Choice(key, _("Cost: %s") % words) for key, words in COSTS.items()),
    )
    offered = {
        "kind": kinds,
        "line": (Choice("opex", _("Operating")), Choice("capex", _("Capital, written off"))),
        "factors": tuple(Choice(key, words) for key, words in FACTORS.items()),
        "owner": (Choice("", "–"), *choices.people(actor)),
    }
    return [_filled(one, offered, _held_line(line), post) for one in LINE]


def read_words(post: QueryDict) -> dict[str, Any]:
    """What was sent above the lines, as ``cases.add`` and ``cases.edit`` want it."""
    plain = {name: post.get(name, "").strip() for name in ("title", "baseline", "reference_class", "currency")}
    given: dict[str, Any] = {**plain, "owner": post.get("owner") or None, "stages": _stages(post)}
    given["adoption"] = [_number("adoption", one) for one in post.get("adoption", "").replace(",", " ").split()]
    for name in ("technical_success", "stop_rule", "salvage"):
        text = post.get(name, "").strip()
        given[name] = _number(name, text) if text else None
    return given | {name: post.get(name) for name in ("first_year", "years") if post.get(name, "").strip()}


def read_line(post: QueryDict) -> dict[str, Any]:
    """What was sent of a line, as ``cases.set_line`` wants it."""
    given: dict[str, Any] = {
        name: post.get(name, "").strip() for name in ("kind", "title", "line", "measure", "method")
    }
    for name in NUMBERS:
        text = post.get(name, "").strip()
        given[name] = _number(name, text) if text else None
    given["years"] = post.get("years", "").replace(",", " ").split()
    given["factors"], given["owner"] = post.getlist("factors"), post.get("owner") or None
    key = whole(post.get("id", ""))
    if key is not None:
        given |= {"id": key, "version": post.get("version") or None}
    return given


def _stages(post: QueryDict) -> list[dict[str, Any]]:
    cost = post.get("pilot_cost", "").strip()
    if not cost:
        return []
    months, success = post.get("pilot_months", "").strip(), post.get("pilot_success", "").strip()
    if not success:
        raise BadInput(_("Pilot: say with which chance it goes on, 0 to 1."))
    told = {"cost": _number("pilot_cost", cost), "success": _number("pilot_success", success)}
    return [{"name": _("Pilot"), "months": months or "0", **told}]


def _number(name: str, text: str) -> Decimal:
    bare = "".join(text.split()).replace("’", "").replace("'", "")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        told = {"text": text[:40], "name": name}
        raise BadInput(_("“%(text)s” is not a number like 1250000 or 0.5 (%(name)s).") % told)
    return found


def _held(page: CasePage) -> dict[str, Any]:
    pilot = page.stages[0] if page.stages else {}
    plain = {name: getattr(page, name) for name in ("title", "baseline", "reference_class", "currency", "years")}
    numbers = {name: _told(getattr(page, name)) for name in ("technical_success", "stop_rule", "salvage")}
    steps = {f"pilot_{name}": pilot.get(name, "") for name in ("cost", "months", "success")}
    linked = {"owner": str(page.owner_id or ""), "adoption": " ".join(_told(one) for one in page.adoption)}
    return {**plain, **numbers, **steps, **linked, "first_year": page.first_year}


def _held_line(line: CaseLinePage | None) -> dict[str, Any]:
    if line is None:
        return {"kind": "cashable", "line": "opex", "factors": []}
    plain = {name: getattr(line, name) for name in ("kind", "title", "line", "measure", "method")}
    points = {name: _told(getattr(line, name)) for name in ("p10", "p50", "p90")}
    years = {"years": " ".join(str(one) for one in line.years), "factors": line.factors}
    return {**plain, **points, **line.details, **years, "owner": str(line.owner_id or "")}


def _filled(field: Field, offered: dict[str, Any], held: dict[str, Any], post: QueryDict | None) -> Field:
    field = replace(field, offered=offered.get(field.name, ()), value=held.get(field.name, ""))
    if post is None:
        return field
    return replace(field, value=post.getlist(field.name) if field.kind == "many" else post.get(field.name, ""))


def _told(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
