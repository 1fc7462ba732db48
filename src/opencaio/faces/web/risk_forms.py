"""Which fields has the form of a risk, and how is what came back read?"""

from collections.abc import Iterable, Mapping
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
from opencaio.faces.web.risk_words import RESPONSES, SHAPES, Words
from opencaio.faces.web.whole import wholes
from opencaio.packs.risks import Typical, load_catalogue, load_criteria
from opencaio.record.models import AISystem, Dataset, Model, Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible_or_shared
from opencaio.record.queries.risk_pages import RiskPage

MOST_PARTS = 400
AMOUNT = "amount"
WORDS = (
    Field("title", _lazy("Title"), hint=_lazy("What goes wrong, in one line."), is_needed=True),
    Field("cause", _lazy("Cause"), "area", _lazy("Why could it happen?")),
    Field("event", _lazy("Event"), "area", _lazy("What happens then?")),
    Field("consequence", _lazy("Consequence"), "area", _lazy("For whom is it bad, and how?")),
)
ABOUT = (
    Field("department", _lazy("Department"), "choice", _lazy("Without one, it is everybody's.")),
    Field("category", _lazy("Category"), "choice"),
    Field("owner", _lazy("Owner"), "choice", _lazy("Who answers for it.")),
    Field("response", _lazy("What we do"), "choice"),
    Field("review_due_on", _lazy("Look at it again on"), "day"),
    Field("use_cases", _lazy("Uses of AI"), "list", _lazy("Their codes, with commas between them.")),
)
LEVELS = (
    Field("likelihood", _lazy("Likelihood without controls"), "choice"),
    Field("impact", _lazy("Impact without controls"), "choice"),
    Field("residual_likelihood", _lazy("Likelihood now"), "choice", _lazy("With the controls that are in place.")),
    Field("residual_impact", _lazy("Impact now"), "choice"),
)
SIZES = (
    Field("frequency_low", _lazy("Events a year, low"), AMOUNT, _lazy("0.05 is once in twenty years.")),
    Field("frequency_likely", _lazy("Events a year, likely"), AMOUNT),
    Field("frequency_high", _lazy("Events a year, high"), AMOUNT),
    Field("magnitude_low", _lazy("Loss of one event, low"), AMOUNT),
    Field("magnitude_likely", _lazy("Loss of one event, likely"), AMOUNT),
    Field("magnitude_high", _lazy("Loss of one event, high"), AMOUNT),
    Field("magnitude_shape", _lazy("How losses spread"), "choice"),
)
PARTS = (
    Field("systems", _lazy("Systems"), "many"),
    Field("models", _lazy("Models"), "many"),
    Field("datasets", _lazy("Datasets"), "many"),
    Field("vendors", _lazy("Vendors"), "many"),
)
GROUPS: tuple[tuple[str, Words, tuple[Field, ...]], ...] = (
    ("words", _lazy("What could go wrong"), WORDS),
    ("about", _lazy("Whose it is, and on what it lies"), ABOUT),
    ("levels", _lazy("How likely and how bad, in words"), LEVELS),
    ("sizes", _lazy("How often and how much, in numbers (without controls)"), SIZES),
    ("parts", _lazy("Parts that it lies on: every use that rests on one inherits it"), PARTS),
)
FIELDS = tuple(field for _code, _title, fields in GROUPS for field in fields)
STEPS = ("likelihood", "impact", "residual_likelihood", "residual_impact")


def groups(
    actor: Actor, *, page: RiskPage | None = None, start: Mapping[str, Any] | None = None, post: QueryDict | None = None
) -> list[tuple[Words, list[Field]]]:
    """The form in its groups: as on record, or with a start, or as it was sent."""
    offered = _offered(actor, page)
    present = {**_blank(actor), **(start or {}), **(_present(page) if page else {})}
    return [(title, [_filled(one, offered, present, post) for one in fields]) for _code, title, fields in GROUPS]


def start_from(typical: Typical | None, *, use: str, department: str) -> dict[str, Any]:
    """What a new risk begins with: a risk of the catalogue, the use or department it was raised from."""
    found: dict[str, Any] = {"use_cases": use, "department": department}
    if typical is not None:
        found |= {name: getattr(typical, name) for name in ("title", "cause", "event", "consequence", "category")}
    return {name: value for name, value in found.items() if value}


def typical_of(key: str) -> Typical | None:
    """The risk of our catalogue with this id, if there is one."""
    return load_catalogue().get(key)


def read(post: QueryDict) -> dict[str, Any]:
    """What was sent, as the actions want it. Raises BadInput naming the field whose number is none."""
    return {one.name: _read(post, one) for one in FIELDS if one.name in post or one.kind == "many"}


def percent_left(post: QueryDict, name: str) -> Decimal:
    """A reduction in per cent as the part that is left; a blank is no effect."""
    text = post.get(name, "").strip().removesuffix("%").strip()
    if not text:
        return Decimal(1)
    reduced = amount_in(text)
    if reduced > 100:
        raise BadInput(_("A control takes away at most 100 % of what there is."))
    return 1 - reduced / 100


def _read(post: QueryDict, field: Field) -> Any:
    text = post.get(field.name, "").strip()
    if field.kind == "many":
        return wholes(post.getlist(field.name))
    if field.kind == "list":
        return [one.strip() for one in text.replace(";", ",").split(",") if one.strip()]
    if field.kind == AMOUNT and text:
        return _amount(field, text)
    can_be_none = field.kind in {AMOUNT, "day"} or field.name in {*STEPS, "owner", "department"}
    return (text or None) if can_be_none else text


def _amount(field: Field, text: str) -> Decimal:
    try:
        return amount_in(text)
    except BadInput as fault:
        raise BadInput(f"{field.label}: {fault}") from fault


def _blank(actor: Actor) -> dict[str, Any]:
    homes = choices.departments(actor, Right.CREATE)
    return {"owner": str(actor.person_id or ""), "department": homes[0].value if len(homes) == 1 else ""}


def _present(page: RiskPage) -> dict[str, Any]:
    linked: dict[str, list[str]] = {name: [] for name in ("systems", "models", "datasets", "vendors")}
    for one in page.linked:
        if one.kind != "use_case":
            linked[f"{one.kind}s"].append(str(one.id))
    sizes = dict(zip([one.name for one in SIZES[:3]], page.frequency, strict=False))
    sizes |= dict(zip([one.name for one in SIZES[3:6]], page.magnitude, strict=False))
    plain = ("title", "cause", "event", "consequence", "category", "response")
    return {
        **{name: getattr(page, name) for name in plain},
        **{name: str(getattr(page, name) or "") for name in STEPS},
        **{name: f"{value.normalize():f}" for name, value in sizes.items()},
        **linked,
        "department": page.department_code,
        "owner": str(page.owner_id or ""),
        "review_due_on": page.review_due_on.isoformat() if page.review_due_on else "",
        "magnitude_shape": page.shape,
        "use_cases": ", ".join(one.code for one in page.linked if one.kind == "use_case"),
    }


def _filled(
    field: Field, offered: Mapping[str, tuple[Choice, ...]], present: Mapping[str, Any], post: QueryDict | None
) -> Field:
    value: Any = present.get(field.name, [] if field.kind == "many" else "")
    field = replace(field, offered=offered.get(field.name, ()), value=value)
    if post is None:
        return field
    sent: Any = post.getlist(field.name) if field.kind == "many" else post.get(field.name, "")
    return replace(field, value=sent, present=None if sent == value else shown(value, field.offered))


def _offered(actor: Actor, page: RiskPage | None) -> dict[str, tuple[Choice, ...]]:
    none, held = Choice("", "–"), load_criteria()
    right = Right.EDIT if page else Right.CREATE
    homes = choices.departments(actor, right)
    shared = [Choice("", _("everybody's"))] if actor.scope(right) is EVERYWHERE else []
    scales = {
        name: (none, *(Choice(str(one.number), f"{one.number} {one.name}: {one.words}") for one in steps))
        for name, steps in zip(STEPS, (held.matrix.likelihoods, held.matrix.impacts) * 2, strict=True)
    }
    return {
        "department": (*shared, *homes),
        "category": (none, *(Choice(one.code, one.name) for one in held.categories.values())),
        "owner": (none, *choices.people(actor)),
        "response": (none, *(Choice(code, words) for code, words in RESPONSES.items())),
        "magnitude_shape": tuple(Choice(code, words) for code, words in SHAPES.items()),
        **scales,
        **_parts(actor),
    }


def _parts(actor: Actor) -> dict[str, tuple[Choice, ...]]:
    kinds: Iterable[tuple[str, Any]] = (
        ("systems", AISystem), ("models", Model), ("datasets", Dataset), ("vendors", Vendor),
    )  # fmt: skip
    return {
        name: tuple(
            Choice(str(key), title)
            for key, title in visible_or_shared(kind.objects.filter(retired_at=None), actor)
            .order_by("name")
            .values_list("pk", "name")[:MOST_PARTS]
        )
        for name, kind in kinds
    }
