"""Which fields have the forms of objectives and key results, and how is what came back read?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web import choices
from opencaio.faces.web.choices import Choice
from opencaio.faces.web.forms import Field, shown
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.objectives import ObjectivePage

ABOUT = (
    Field(
        "title", _lazy("What is to be reached"), hint=_lazy("In one line, so that anybody understands."), is_needed=True
    ),
    Field("description", _lazy("What is meant"), "area"),
    Field("department", _lazy("Whose"), "choice"),
    Field("parent", _lazy("Serves the objective"), "choice", _lazy("The one above it, if there is one.")),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who answers for it.")),
    Field("weight", _lazy("Weight"), hint=_lazy("What it counts among those beside it; 1 is usual.")),
    Field("starts_on", _lazy("From"), "day"),
    Field("ends_on", _lazy("Until"), "day"),
)
CAN_BE_NONE = frozenset({"department", "owner", "starts_on", "ends_on", "parent"})


def fields(actor: Actor, *, page: ObjectivePage | None = None, post: QueryDict | None = None) -> list[Field]:
    """The form, blank or as on record, or as it was sent."""
    offered = _offered(actor, page)
    present = _present(page) if page else _blank(actor)
    return [_filled(one, offered, present, post) for one in ABOUT]


def read(post: QueryDict) -> dict[str, Any]:
    """What was sent, as the actions want it."""
    found = {one.name: post.get(one.name, "").strip() for one in ABOUT if one.name in post}
    weight = found.pop("weight", "").replace(",", ".")
    given: dict[str, Any] = {name: text or None if name in CAN_BE_NONE else text for name, text in found.items()}
    return given | ({"weight": weight} if weight else {})


def decimal(text: str) -> str | None:
    """A number as people write it (1 200,5), as the actions read it; None for a blank."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if "," in plain and "." not in plain:
        plain = plain.replace(",", ".")
    return plain.replace(",", "") or None


def _filled(
    field: Field, offered: Mapping[str, tuple[Choice, ...]], present: Mapping[str, str], post: QueryDict | None
) -> Field:
    value = present.get(field.name, "")
    field = replace(field, offered=offered.get(field.name, ()), value=value)
    if post is None:
        return field
    sent = post.get(field.name, "")
    return replace(field, value=sent, present=None if sent == value else shown(value, field.offered))


def _offered(actor: Actor, page: ObjectivePage | None) -> dict[str, tuple[Choice, ...]]:
    right = Right.EDIT if page else Right.CREATE
    everybody = [Choice("", _("The whole organisation"))] if actor.may(right, None) else []
    tree = ask("objectives.tree", {"status": "live"}, actor).rows
    above = [Choice(one.code, f"{one.code} {one.title}") for one in tree if page is None or one.code != page.code]
    if page and page.parent and page.parent not in {one.value for one in above}:
        above.append(Choice(page.parent, f"{page.parent} {page.parent_title}"))
    return {
        "department": (*everybody, *choices.departments(actor, right)),
        "parent": (Choice("", "–"), *above),
        "owner": (Choice("", "–"), *choices.people(actor)),
    }


def _blank(actor: Actor) -> dict[str, str]:
    return {"owner": str(actor.person_id or ""), "weight": "1"}


def _present(page: ObjectivePage) -> dict[str, str]:
    return {
        "title": page.title,
        "description": page.description,
        "department": page.department_code,
        "parent": page.parent,
        "owner": str(page.owner_id or ""),
        "weight": f"{page.weight.normalize():f}",
        "starts_on": page.starts_on.isoformat() if page.starts_on else "",
        "ends_on": page.ends_on.isoformat() if page.ends_on else "",
    }
