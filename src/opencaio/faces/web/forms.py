"""Which fields has the form of a use of AI, and how is what came back read?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web import choices, words
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.whole import wholes
from opencaio.record.models import AISystem, Dataset, Vendor
from opencaio.record.permissions import Actor, Right
from opencaio.record.places import places
from opencaio.record.queries.registry import visible_or_shared
from opencaio.record.queries.use_case_pages import UseCasePage

Words = str | Promise
PARTS_SHOWN = 400


@dataclass(frozen=True)
class Field:
    """One field of a form: ``kind`` is text, area, choice, many, day, number, list or tick."""

    name: str
    label: Words
    kind: str = "text"
    hint: Words = ""
    is_needed: bool = False
    offered: tuple[Choice, ...] = ()
    value: Any = ""
    present: Any = None


SHORT = (
    Field("name", _("Name"), hint=_("What people call it, as in “Recruitment screening”."), is_needed=True),
    Field("department", _("Department"), "choice", is_needed=True),
    Field("purpose", _("Purpose"), "area", _("What is AI used for, by whom, on whom?")),
    Field("stage", _("Stage"), "choice"),
    Field("owner", _("Owner"), "choice", _("Who answers for it.")),
    Field("sourcing", _("Built or bought"), "choice"),
    Field("people_affected", _("People affected a year"), "number", _("Leave blank what you do not know.")),
    Field("started_on", _("In use since"), "day"),
    Field("technique", _("Technique"), hint=_("As in “ranking model” or “language model”.")),
    Field("tags", _("Tags"), "list", _("With commas between them.")),
)
LONG = (
    *SHORT,
    Field("benefit", _("Benefit"), "area"),
    Field("outputs", _("Outputs"), "area"),
    Field("topic", _("Topic")),
    Field("countries", _("Countries"), "list", _("Codes with commas between them: FR, DE, US-CA.")),
    Field("reviewed_on", _("Reviewed on"), "day"),
    Field("review_due_on", _("Review due on"), "day"),
    Field("is_public", _("In the public register"), "tick"),
    Field("systems", _("Systems"), "many"),
    Field("vendors", _("Vendors"), "many"),
    Field("datasets", _("Datasets"), "many"),
)


def fields_to_add(actor: Actor, post: QueryDict | None = None) -> list[Field]:
    """The short form, empty or as it was sent."""
    offered = _offered(actor, Right.CREATE)
    start = {"stage": "idea", "owner": str(actor.person_id or "")}
    return [_filled(one, offered, post, start.get(one.name, "")) for one in SHORT]


def fields_to_edit(actor: Actor, use: UseCasePage, post: QueryDict | None = None) -> list[Field]:
    """The long form with what is on record; where something else was sent, both are shown."""
    offered = _offered(actor, Right.EDIT) | _parts(actor, use) | _places()
    present = _present(use)
    return [_filled(one, offered, post, present[one.name]) for one in LONG if one.kind != "many" or offered[one.name]]


def read(post: QueryDict, fields: Iterable[Field]) -> dict[str, Any]:
    """What was sent, as the action wants it; a blank stage stays as it is on record."""
    given = {one.name: _read(post, one) for one in fields}
    if not given.get("stage"):
        given.pop("stage", None)
    return given


def _read(post: QueryDict, field: Field) -> Any:
    text = post.get(field.name, "").strip()
    match field.kind:
        case "tick":
            return text == "on"
        case "many":
            return wholes(post.getlist(field.name))
        case "list":
            return [one.strip() for one in text.split(",") if one.strip()]
        case "day" | "number":
            return text or None
    return (text or None) if field.name == "owner" else text


def _filled(field: Field, offered: dict[str, tuple[Choice, ...]], post: QueryDict | None, present: Any) -> Field:
    field = replace(field, offered=offered.get(field.name, ()), value=present)
    if post is None:
        return field
    sent: Any = post.getlist(field.name) if field.kind == "many" else post.get(field.name, "")
    if field.kind == "tick":
        sent = sent == "on"
    return replace(field, value=sent, present=None if sent == present else shown(present, field.offered))


def shown(value: Any, offered: Iterable[Choice]) -> str:
    """A value as people read it, where it is one of a list."""
    labels = {one.value: str(one.label) for one in offered}
    if isinstance(value, list):
        return ", ".join(str(labels.get(one, one)) for one in value) or "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return labels.get(str(value), str(value)) or "–"


def _offered(actor: Actor, right: Right) -> dict[str, tuple[Choice, ...]]:
    none = Choice("", "–")
    return {
        "department": tuple(choices.departments(actor, right)),
        "stage": tuple(Choice(code, label) for code, label in words.STAGES.items() if code != "retired"),
        "owner": (none, *choices.people(actor)),
        "sourcing": (none, *(Choice(code, label) for code, label in words.SOURCING.items())),
    }


def _places() -> dict[str, tuple[Choice, ...]]:
    return {"countries": tuple(Choice(code, label) for code, label in places().items())}


def _parts(actor: Actor, use: UseCasePage) -> dict[str, tuple[Choice, ...]]:
    kinds: dict[str, QuerySet[Any]] = {
        "systems": AISystem.objects.all(),
        "vendors": Vendor.objects.all(),
        "datasets": Dataset.objects.all(),
    }
    near = {name: rows.filter(retired_at=None) for name, rows in kinds.items()}
    seen = {name: visible_or_shared(rows, actor).order_by("name") for name, rows in near.items()}
    ours = {
        name: [row for row in rows if row.department_id in (None, use.department_id)] for name, rows in seen.items()
    }
    return {name: tuple(Choice(str(row.pk), row.name) for row in rows[:PARTS_SHOWN]) for name, rows in ours.items()}


def _present(use: UseCasePage) -> dict[str, Any]:
    held = {
        kind: [str(part.id) for part in use.parts if part.kind == kind] for kind in ("aisystem", "vendor", "dataset")
    }
    lists = {"tags": ", ".join(use.tags), "countries": ", ".join(use.countries)}
    parts = {"systems": held["aisystem"], "vendors": held["vendor"], "datasets": held["dataset"]}
    days = ("started_on", "reviewed_on", "review_due_on")
    dated = {name: day.isoformat() if (day := getattr(use, name)) else "" for name in days}
    numbers = {
        "people_affected": "" if use.people_affected is None else str(use.people_affected),
        "owner": "" if use.owner_id is None else str(use.owner_id),
        "department": use.department_code,
    }
    plain = {one.name: getattr(use, one.name, "") for one in LONG}
    return plain | lists | parts | dated | numbers
