"""What was sent in the forms of money, as the actions want it?"""

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from opencaio.engines.budget.cells import amount_of
from opencaio.errors import BadInput
from opencaio.faces.web import choices
from opencaio.record.budgeting.words import kinds
from opencaio.record.models import Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible_or_shared

MOST_VENDORS = 500


def texts(post: QueryDict, *names: str) -> dict[str, Any]:
    """The texts that were sent, without outer blanks."""
    return {name: post.get(name, "").strip() for name in names}


def filled(post: QueryDict, *names: str) -> dict[str, Any]:
    """Only those that hold something: for what may be left out."""
    return {name: value for name, value in texts(post, *names).items() if value}


def amount(post: QueryDict, name: str, *, needed: bool = True) -> Decimal | None:
    """The amount in a field as people type it. Raises ``BadInput`` naming the field."""
    text = post.get(name, "").strip()
    if not text and not needed:
        return None
    sign = "," if "," in text and "." not in text and len(text.rpartition(",")[2]) != 3 else "."
    try:
        return amount_of(text, sign=sign)
    except BadInput as fault:
        raise BadInput(f"{_('Amount')}: {fault.message}") from fault


def share(post: QueryDict, name: str) -> Decimal | None:
    """A share in per cent as a part of one; None for an empty field."""
    text = post.get(name, "").strip().removesuffix("%").strip()
    found = amount_of(text, sign="," if "," in text else ".") if text else None
    return None if found is None else found / 100


def home(post: QueryDict) -> str | None:
    """The department that was chosen; None for what all share."""
    return post.get("department", "").strip() or None


def offered(actor: Actor, right: Right) -> dict[str, Any]:
    """What the forms of money offer to this person."""
    vendors = visible_or_shared(Vendor.objects.filter(retired_at=None), actor).order_by("name")
    return {
        "homes": choices.departments(actor, right),
        "may_share": actor.scope(right) is EVERYWHERE,
        "vendors": list(vendors.values_list("code", "name")[:MOST_VENDORS]),
        "kinds": [(code, words) for code, words in kinds().items() if code not in {"", "bound", "planned"}],
    }
