"""Which fields has the form of a part, and how is what came back read?"""

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opencaio.faces.web import choices
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.forms import Field, shown
from opencaio.faces.web.whole import wholes
from opencaio.record.models import AISystem, Dataset, Model, Vendor
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries.parts import PartPage
from opencaio.record.queries.registry import visible_or_shared

FIRST = (Field("name", _("Name"), is_needed=True),)
NEW = (
    Field("code", _("Code"), hint=_("Leave blank, and it gets the next number.")),
    Field("department", _("Department"), "choice", _("Seen and changed there; shared by all, it is seen everywhere.")),
)
LAST = (Field("description", _("What it is"), "area"),)
SUPPLIER = Field("vendor", _("Supplier"), "choice", _("Leave it blank for what is built here."))
OWN: dict[str, tuple[Field, ...]] = {
    "system": (
        SUPPLIER,
        Field("release", _("Release")),
        Field("models", _("Models"), "many"),
        Field("datasets", _("Datasets"), "many"),
    ),
    "model": (SUPPLIER, Field("release", _("Release")), Field("withdrawn_on", _("Supported until"), "day")),
    "dataset": (
        Field("personal", _("Personal data"), "choice"),
        Field("records", _("Records"), "number", _("Leave blank what you do not know.")),
    ),
    "vendor": (
        Field("country", _("Country"), hint=_("Two letters: FR, US.")),
        Field("contract_from", _("Contract from"), "day"),
        Field("contract_until", _("Contract until"), "day"),
        Field("processor_agreement_on", _("Processor agreement of"), "day", _("GDPR Art. 28(3)")),
    ),
    "deployment": (
        Field("environment", _("Environment"), hint=_("As in “production” or “test”.")),
        Field("place", _("Place")),
        Field("live_since", _("Live since"), "day"),
    ),
}
SYSTEM = Field("system", _("System"), "choice", is_needed=True)
TABLES: dict[str, type[Any]] = {"vendor": Vendor, "models": Model, "datasets": Dataset, "system": AISystem}


def fields_to_add(kind: str, actor: Actor, sent: QueryDict | None) -> list[Field]:
    """The form for one more, empty or as it was sent."""
    asked = (*FIRST, *NEW, *((SYSTEM,) if kind == "deployment" else ()), *OWN[kind], *LAST)
    return [_filled(one, actor, [] if one.kind == "many" else "", sent) for one in asked]


def fields_to_edit(page: PartPage, actor: Actor, sent: QueryDict | None) -> list[Field]:
    """The form with what is on record; where something else was sent, both are shown."""
    present = _present(page)
    return [_filled(one, actor, present[one.name], sent) for one in (*FIRST, *OWN[page.kind], *LAST)]


def read(kind: str, post: QueryDict, fields: list[Field]) -> dict[str, Any]:
    """What was sent for a new part; blank fields are left away."""
    return {one.name: value for one in fields if (value := _read(one, post)) not in (None, "", [])}


def changes(page: PartPage, post: QueryDict) -> dict[str, Any]:
    """Only what differs from what is on record, so that nothing hidden from this person is taken away."""
    present = _present(page)
    fields = (*FIRST, *OWN[page.kind], *LAST)
    return {one.name: _read(one, post) for one in fields if _raw(one, post) != present[one.name]}


def _raw(field: Field, post: QueryDict) -> Any:
    return sorted(post.getlist(field.name)) if field.kind == "many" else post.get(field.name, "").strip()


def _read(field: Field, post: QueryDict) -> Any:
    text = post.get(field.name, "").strip()
    if field.kind == "many":
        return wholes(post.getlist(field.name))
    if field.name == "personal":
        return {"yes": True, "no": False}.get(text)
    if field.name == "country":
        return text.upper()
    return text or None if field.kind in ("day", "number", "choice") else text


def _filled(field: Field, actor: Actor, present: Any, sent: QueryDict | None) -> Field:
    field = replace(field, offered=_offered(field, actor, present), value=present)
    if sent is None:
        return field
    now = _raw(field, sent)
    return replace(field, value=now, present=None if now == present or not present else shown(present, field.offered))


def _present(page: PartPage) -> dict[str, Any]:
    def of(kind: str) -> list[str]:
        return sorted(str(one.id) for one in page.linked if one.kind == kind)

    more = {name: "" if value is None else str(value) for name, value in page.more.items()}
    if "personal" in page.more:
        personal = page.more["personal"]
        more["personal"] = "" if personal is None else "yes" if personal else "no"
    links = {"vendor": "".join(of("vendor")[:1]), "models": of("model"), "datasets": of("dataset")}
    return {"name": page.name, "description": page.description} | more | links


def _offered(field: Field, actor: Actor, present: Any) -> tuple[Choice, ...]:
    if field.name == "department":
        everywhere = [Choice("", _now("Shared by all"))] if actor.may(Right.CREATE, None) else []
        return (*everywhere, *choices.departments(actor, Right.CREATE))
    if field.name == "personal":
        return (Choice("", _now("not known")), Choice("yes", _now("yes")), Choice("no", _now("no")))
    table = TABLES.get(field.name)
    if table is None:
        return ()
    rows = visible_or_shared(table._base_manager.filter(retired_at=None), actor).order_by("name")
    none = () if field.kind == "many" or field.is_needed else (Choice("", "–"),)
    return (*none, *(Choice(str(key), name) for key, name in rows.values_list("pk", "name")))
