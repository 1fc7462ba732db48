"""Which fields have the forms of an initiative and of its estimate, and how is what came back read?"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.errors import BadInput
from opencaio.faces.web import choices, words
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.forms import Field
from opencaio.faces.web.initiative_words import HORIZONS, LINES, STATUSES
from opencaio.faces.web.whole import whole
from opencaio.record.actions.initiative_plans import LONGEST
from opencaio.record.models import Skill
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.initiatives import InitiativePage

ABOUT = (
    Field("name", _lazy("Name"), is_needed=True),
    Field("department", _lazy("Department"), "choice", is_needed=True),
    Field("purpose", _lazy("What changes, for whom?"), "area"),
    Field("stage", _lazy("Stage"), "choice"),
    Field("lead", _lazy("Lead"), "choice", _lazy("Who answers for the work.")),
    Field("starts_on", _lazy("Begun on"), "day"),
    Field("ends_on", _lazy("Ends on"), "day"),
    Field("use_cases", _lazy("Uses of AI"), "list", _lazy("Their codes, with commas between them.")),
)
ESTIMATE = (
    Field("status", _lazy("State"), "choice"),
    Field("horizon", _lazy("Horizon"), "choice"),
    Field(
        "value_low", _lazy("Value, low"), hint=_lazy("One chance in ten that it is less. A business case goes before.")
    ),
    Field("value_mid", _lazy("Value, middle"), hint=_lazy("Net present value after tax, as likely more as less.")),
    Field("value_high", _lazy("Value, high"), hint=_lazy("One chance in ten that it is more.")),
    Field("earliest", _lazy("Starts at the earliest in"), hint=_lazy("A quarter, as in 2027Q1.")),
    Field("deadline", _lazy("Finished by the end of"), hint=_lazy("A quarter; blank where nothing presses.")),
    Field("quarters", _lazy("Quarters of work"), "number"),
    Field("is_mandatory", _lazy("It must be done, whatever it is worth"), "tick"),
    Field("mandatory_because", _lazy("Because of"), hint=_lazy("The law or decision that asks for it.")),
    Field(
        "load", _lazy("Load of change"), "number", _lazy("How much of what the department can bear at once it takes.")
    ),
    Field("risk", _lazy("Risk while it runs"), hint=_lazy("In the units of the plan's limit.")),
    Field("tracker", _lazy("Where the work is tracked"), hint=_lazy("A key or address of your tracker.")),
)
YEARS_AHEAD = 4


def about_fields(
    actor: Actor,
    *,
    page: InitiativePage | None = None,
    start: Mapping[str, Any] | None = None,
    post: QueryDict | None = None,
) -> list[Field]:
    """Who, what and where; as a new one starts, as on record, or as it was sent."""
    right = Right.EDIT if page else Right.CREATE
    none = Choice("", "–")
    offered = {
        "department": tuple(choices.departments(actor, right)),
        "stage": tuple(Choice(code, label) for code, label in words.STAGES.items() if code and code != "retired"),
        "lead": (none, *choices.people(actor)),
    }
    held: dict[str, Any] = {"stage": "idea", "lead": str(actor.person_id or ""), **(start or {})}
    if page is not None:
        held = _held(page)
    return [_filled(one, offered, held, post) for one in ABOUT]


def estimate_fields(page: InitiativePage, post: QueryDict | None = None) -> list[Field]:
    """Worth, time and limits; as on record, or as it was sent."""
    offered = {
        "status": tuple(Choice(code, label) for code, (_mark, label) in STATUSES.items()),
        "horizon": (Choice("", "–"), *(Choice(code, label) for code, label in HORIZONS.items())),
    }
    return [_filled(one, offered, _held(page), post) for one in ESTIMATE]


def spend_cells(page: InitiativePage, *, first_year: int) -> list[dict[str, Any]]:
    """One line a year and budget line, with what stands there."""
    held = {(one.line, one.year): one.amount for one in page.spend}
    years = sorted({*range(first_year, first_year + YEARS_AHEAD), *(year for _line, year in held)})
    return [
        {
            "year": year,
            "cells": [(f"spend-{line}-{year}", label, _told(held.get((line, year)))) for line, label in LINES.items()],
        }
        for year in years
    ]


def demand_rows(page: InitiativePage) -> list[dict[str, Any]]:
    """One line a planned skill, a cell a quarter of the work."""
    held = {one.skill: one.fte for one in page.demand}
    length = max(page.quarters or 0, *(len(one) for one in held.values()), 4) if held or page.quarters else 4
    rows = Skill.objects.filter(retired_at=None).order_by("-is_planned", "name")
    shown = [one for one in rows if one.is_planned or one.code in held]
    return [
        {
            "skill": one,
            "cells": [(f"demand-{one.code}-{n}", n + 1, _told(_at(held.get(one.code, []), n))) for n in range(length)],
        }
        for one in shown
    ]


def read_about(post: QueryDict) -> dict[str, Any]:
    """What was sent of who, what and where, as the actions want it."""
    given: dict[str, Any] = {one.name: post.get(one.name, "").strip() for one in ABOUT}
    given["use_cases"] = [code.strip() for code in given["use_cases"].split(",") if code.strip()]
    blank = ("lead", "starts_on", "ends_on")
    return given | {name: given[name] or None for name in blank}


def read_estimate(post: QueryDict) -> dict[str, Any]:
    """What was sent of worth, cost, people and time, as ``initiatives.estimate`` wants it."""
    given: dict[str, Any] = {one.name: post.get(one.name, "").strip() for one in ESTIMATE}
    given["is_mandatory"] = bool(given["is_mandatory"])
    for name in ("value_low", "value_mid", "value_high"):
        given[name] = _number(name, given[name]) if given[name] else None
    given["quarters"] = given["quarters"] or None
    given["load"], given["risk"] = given["load"] or 0, _number("risk", given["risk"] or "0")
    spend = [(name.split("-"), text) for name, text in _sent(post, "spend-")]
    given["spend"] = [
        {"line": parts[1], "year": parts[2], "amount": _number("-".join(parts), text)} for parts, text in spend
    ]
    return given | {"demand": _demand(post)}


def _demand(post: QueryDict) -> dict[str, list[Decimal]]:
    found: dict[str, dict[int, Decimal]] = {}
    for name, text in _sent(post, "demand-"):
        skill, _dash, quarter = name.removeprefix("demand-").rpartition("-")
        place = whole(quarter)
        if place is None or place >= LONGEST:
            raise BadInput(_("This form holds a quarter that does not exist."))
        found.setdefault(skill, {})[place] = _number(name, text)
    return {skill: [cells.get(n, Decimal(0)) for n in range(max(cells) + 1)] for skill, cells in found.items()}


def _sent(post: QueryDict, beginning: str) -> list[tuple[str, str]]:
    """The cells of one table of the form that are not blank."""
    names = [name for name in post if name.startswith(beginning)]
    return [(name, text) for name in names if (text := post.get(name, "").strip())]


def _number(name: str, text: str) -> Decimal:
    bare = "".join(text.split()).replace("’", "").replace("'", "")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise BadInput(
            _("“%(text)s” is not a number like 1250000 or 0.5 (%(name)s).") % {"text": text[:40], "name": name}
        )
    return found


def _held(page: InitiativePage) -> dict[str, Any]:
    plain = {one.name: getattr(page, one.name, "") for one in (*ABOUT, *ESTIMATE)}
    days = {name: day.isoformat() if (day := getattr(page, name)) else "" for name in ("starts_on", "ends_on")}
    numbers = {
        name: _told(getattr(page, name)) for name in ("value_low", "value_mid", "value_high", "risk", "quarters")
    }
    linked = {"use_cases": ", ".join(one.code for one in page.use_cases)}
    return plain | days | numbers | linked | {"department": page.department_code, "lead": str(page.lead_id or "")}


def _filled(
    field: Field, offered: Mapping[str, tuple[Choice, ...]], held: Mapping[str, Any], post: QueryDict | None
) -> Field:
    field = replace(field, offered=offered.get(field.name, ()), value=held.get(field.name, ""))
    if post is None:
        return field
    sent: Any = post.get(field.name, "")
    return replace(field, value=bool(sent) if field.kind == "tick" else sent)


def _at(cells: list[Decimal], n: int) -> Decimal | None:
    return cells[n] if n < len(cells) and cells[n] else None


def _told(value: Decimal | int | None) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"
