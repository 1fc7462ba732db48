"""Which fields have the forms of skills, places, teams and tools, and how is what came back read?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.engines.risk import amount_in
from opencaio.errors import BadInput
from opencaio.faces.web import choices
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.forms import Field, shown
from opencaio.faces.web.staffing_words import KINDS, TOOLS, WAYS
from opencaio.faces.web.whole import wholes
from opencaio.record.models import Skill, Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible_or_shared
from opencaio.record.staffing.role_book import roles

NUMBERS = frozenset({
    "hire_lead", "hire_cost", "hire_most", "contract_cost", "contract_most", "train_cost", "train_lead",
    "people", "cost", "capacity",
})  # fmt: skip
NULLABLE = NUMBERS | {"owner", "lead", "vendor", "needed_by", "starts_on", "ends_on", "skill", "department"}
CODE = Field("code", _lazy("Code"), hint=_lazy("Letters, digits, dot and dash; blank: the next free one."))
SKILL = (
    Field("name", _lazy("Name"), is_needed=True),
    Field("about", _lazy("What it is"), "area"),
    Field("kind", _lazy("Kind"), "choice"),
    Field("is_planned", _lazy("The plan counts its capacity"), "tick"),
    Field("hire_cost", _lazy("Hire: cost a person and quarter"), hint=_lazy("Blank: hiring is not open.")),
    Field("hire_lead", _lazy("Hire: quarters until somebody works")),
    Field("hire_most", _lazy("Hire: people a quarter at most")),
    Field("contract_cost", _lazy("Buy in: cost a person and quarter")),
    Field("contract_most", _lazy("Buy in: people at once at most")),
    Field("train_cost", _lazy("Train: cost once a person")),
    Field("train_lead", _lazy("Train: quarters until somebody works")),
    Field("transferable_from", _lazy("Train: people of these skills"), "list", _lazy("Codes with commas.")),
)
NEW_SKILL = (
    Field("code", _lazy("Code"), is_needed=True, hint=_lazy("As in ml_engineering; it never changes.")),
    *SKILL,
)
OPENING = (
    Field("title", _lazy("Title"), hint=_lazy("Blank: that of the role or the skill.")),
    Field("skill", _lazy("Skill"), "choice"),
    Field("role", _lazy("Role"), "choice"),
    Field("way", _lazy("Way"), "choice"),
    Field("people", _lazy("People"), hint=_lazy("Full-time people; 0.5 is half of one.")),
    Field("department", _lazy("Department"), "choice", is_needed=True),
    Field("needed_by", _lazy("Needed by"), "day"),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who leads the search.")),
    Field("cost", _lazy("Cost a quarter (training: once)"), hint=_lazy("Blank: by the terms of the skill.")),
    Field("note", _lazy("Note"), "area"),
)
TEAM = (
    Field("name", _lazy("Name"), is_needed=True),
    Field("purpose", _lazy("Purpose"), "area"),
    Field("department", _lazy("Department"), "choice", is_needed=True),
    Field("lead", _lazy("Lead"), "choice"),
    Field("members", _lazy("Members"), "many"),
    Field("initiatives", _lazy("Initiatives"), "list", _lazy("Their codes, with commas between them.")),
)
TOOL = (
    Field("name", _lazy("Name"), is_needed=True),
    Field("kind", _lazy("Kind"), "choice", is_needed=True),
    Field("capacity", _lazy("How much there is"), is_needed=True),
    Field("unit", _lazy("Unit"), hint=_lazy("As in seats or GPU hours a month."), is_needed=True),
    Field("cost", _lazy("Cost a unit and month")),
    Field("currency", _lazy("Currency"), hint=_lazy("As in EUR; blank: the organisation's.")),
    Field("department", _lazy("Department"), "choice", _lazy("Without one, it is everybody's.")),
    Field("vendor", _lazy("Supplier"), "choice"),
    Field("owner", _lazy("Owner"), "choice"),
    Field("starts_on", _lazy("From"), "day"),
    Field("ends_on", _lazy("Until"), "day"),
    Field("initiatives", _lazy("Initiatives that need it"), "list", _lazy("Their codes, with commas between them.")),
    Field("use_cases", _lazy("Uses that need it"), "list", _lazy("Their codes, with commas between them.")),
)


def filled(
    fields: Sequence[Field], actor: Actor, *, right: Right, present: Mapping[str, Any], post: QueryDict | None = None
) -> list[Field]:
    """The form as on record or with a start, or as it was sent."""
    names = {one.name for one in fields}
    offered = _offered(actor, right, names, shared="capacity" in names)
    return [_one(field, offered, present.get(field.name), post) for field in fields]


def read(post: QueryDict, fields: Sequence[Field]) -> dict[str, Any]:
    """What was sent, as the actions want it; what is left blank is left out where it cannot be emptied."""
    return {one.name: _read(post, one) for one in fields if one.name in post or one.kind in {"many", "tick"}}


def number_in(text: str, label: Any) -> Decimal:
    """A number as people write it. Raises BadInput naming the field."""
    try:
        return amount_in(text)
    except BadInput as fault:
        raise BadInput(f"{label}: {fault}") from fault


def _read(post: QueryDict, field: Field) -> Any:
    text = post.get(field.name, "").strip()
    match field.kind:
        case "tick":
            return text == "on"
        case "many":
            return wholes(post.getlist(field.name))
        case "list":
            return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]
    if field.name in NUMBERS and text:
        return number_in(text, field.label)
    return (text or None) if field.name in NULLABLE else text


def _one(field: Field, offered: Mapping[str, tuple[Choice, ...]], present: Any, post: QueryDict | None) -> Field:
    empty: Any = [] if field.kind == "many" else ""
    value = _written(present) if present is not None else empty
    field = replace(field, offered=offered.get(field.name, ()), value=value)
    if post is None:
        return field
    sent: Any = post.getlist(field.name) if field.kind == "many" else post.get(field.name, "")
    if field.kind == "tick":
        sent = sent == "on"
    return replace(field, value=sent, present=None if sent == value or present is None else shown(value, field.offered))


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, list):
        return [str(one) for one in value] if all(isinstance(one, int) for one in value) else ", ".join(value)
    return str(value)


def _offered(actor: Actor, right: Right, names: set[str], *, shared: bool) -> dict[str, tuple[Choice, ...]]:
    none = Choice("", "–")
    found: dict[str, tuple[Choice, ...]] = {
        "kind": tuple(Choice(code, told) for code, told in (TOOLS if "capacity" in names else KINDS).items()),
        "way": tuple(Choice(code, told) for code, told in WAYS.items()),
    }
    if "department" in names:
        all_ = (Choice("", _("everybody's")),) if shared and actor.scope(right) is EVERYWHERE else ()
        found["department"] = (*all_, *choices.departments(actor, right))
    if names & {"owner", "lead", "members"}:
        people = tuple(choices.people(actor))
        found |= {"owner": (none, *people), "lead": (none, *people), "members": people}
    if "skill" in names:
        rows = Skill.objects.filter(retired_at=None).values_list("code", "name")
        found["skill"] = (none, *(Choice(code, name) for code, name in rows))
    if "role" in names:
        found["role"] = (none, *(Choice(one.code, one.name) for one in roles().values()))
    if "vendor" in names:
        vendors = visible_or_shared(Vendor.objects.filter(retired_at=None), actor).order_by("name")
        found["vendor"] = (none, *(Choice(str(key), name) for key, name in vendors.values_list("pk", "name")))
    return found
