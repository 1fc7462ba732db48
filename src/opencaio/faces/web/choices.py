"""What can be chosen in the filters and forms, as far as the asker may see it?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opencaio.faces.web import words
from opencaio.record.aims.seeing import seen_objectives
from opencaio.record.models import Department, Person, SavedView, Tag, UseCase, Vendor
from opencaio.record.permissions import EVERYWHERE, Actor, Right
from opencaio.record.queries.registry import visible, visible_or_shared
from opencaio.record.queries.use_cases import ListUseCases

MOST_OFFERED = 400


@dataclass(frozen=True)
class Choice:
    """One line of a list: what is sent, what is read."""

    value: str
    label: str | Promise
    extra: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the name of the field that sets it."""

    field: str
    label: str | Promise


@dataclass
class Offered:
    """Everything that the inventory's filters offer; made by one query."""

    departments: list[Choice] = field(default_factory=list)
    owners: list[Choice] = field(default_factory=list)
    vendors: list[Choice] = field(default_factory=list)
    tags: list[Choice] = field(default_factory=list)
    views: list[Choice] = field(default_factory=list)
    shared: list[Choice] = field(default_factory=list)
    people: list[Choice] = field(default_factory=list)

    stages = tuple(Choice(code or "unknown", label) for code, label in words.STAGES.items())
    declared = (
        Choice("any", _lazy("Something declared")),
        Choice("none", _lazy("Nothing declared")),
        *(Choice(code, words.CLASSES[code][1]) for code in words.DECLARABLE),
    )
    reviews = (
        *(Choice(code, words.REVIEW_STATES[code][1]) for code in ("waiting", "sent_back", "signed", "overridden")),
        Choice("stale", _lazy("stale, or an override that has ended")),
        Choice("none", words.REVIEW_STATES["unasked"][1]),
    )
    classes = tuple(
        (words.REGIMES[regime], tuple(Choice(f"{regime}:{one}", words.CLASSES[one][1]) for one in held))
        for regime, held in words.CLASSES_OF.items()
    )

    def chips(self, given: ListUseCases) -> list[Chip]:
        """The filters that are set, in words."""
        lists = {
            "department": self.departments,
            "stage": self.stages,
            "klass": [Choice(one.value, f"{regime}: {one.label}") for regime, held in self.classes for one in held],
            "declared": self.declared,
            "review": self.reviews,
            "vendor": self.vendors,
            "owner": self.owners,
            "tag": self.tags,
        }
        chips = [Chip("q", f"“{given.q}”")] if given.q else []
        for name, offered in lists.items():
            if value := getattr(given, name):
                chips.append(Chip(name, _label(str(value), offered)))
        chips += [Chip("needs_facts", _("needs facts"))] if given.needs_facts else []
        return chips + ([Chip("open_match", _("open match"))] if given.open_match else [])


def of_inventory(actor: Actor) -> Offered:
    """What the inventory's filters offer this person."""
    uses = visible(UseCase.objects.filter(retired_at=None), actor)
    offered = Offered(
        owners=[Choice("me", _("Mine")), Choice("none", _("Nobody"))],
    )
    lists = {
        "department": offered.departments,
        "owner": offered.owners,
        "person": offered.people,
        "vendor": offered.vendors,
        "tag": offered.tags,
        "view": offered.views,
        "shared": offered.shared,
    }
    for kind, value, label, extra in _one_query(uses, actor):
        lists[kind].append(Choice(value, label, extra))
    for one in lists.values():
        one[:] = one[:2] + sorted(one[2:], key=_by_label) if one is offered.owners else sorted(one, key=_by_label)
    return offered


def departments(actor: Actor, right: Right) -> list[Choice]:
    """The departments over which this person holds a right."""
    rows = Department.objects.filter(retired_at=None)
    scope = actor.scope(right)
    rows = rows if scope is EVERYWHERE else rows.filter(pk__in=scope)
    return [Choice(code, name) for code, name in rows.order_by("name").values_list("code", "name")]


def uses(actor: Actor) -> list[Choice]:
    """The first of the uses that the actor may see, by name; nothing where he reads none."""
    if not actor.may_anywhere(Right.READ):
        return []
    rows = visible(UseCase.objects.filter(retired_at=None), actor).order_by("name")[:MOST_OFFERED]
    return [Choice(code, name) for code, name in rows.values_list("code", "name")]


def objectives(actor: Actor) -> list[Choice]:
    """The objectives that the actor may see and that are not over, by code."""
    rows = seen_objectives(actor).filter(status__in=("proposed", "active")).order_by("code")
    return [Choice(code, f"{code} {title}") for code, title in rows.values_list("code", "title")]


def people(actor: Actor) -> list[Choice]:
    """The people whom this person may name."""
    rows = visible_or_shared(Person.objects.filter(retired_at=None), actor)
    return [Choice(str(key), name) for key, name in rows.order_by("name").values_list("pk", "name")]


def _one_query(uses: QuerySet[UseCase], actor: Actor) -> Iterable[tuple[str, str, str, str]]:
    owns = Exists(uses.filter(owner=OuterRef("pk")))
    used = Exists(UseCase.tags.through.objects.filter(tag=OuterRef("pk"), usecase__in=uses.values("pk")))
    views = SavedView.objects.filter(retired_at=None)
    mine = views.filter(by=actor.person_id)
    shared = views.filter(is_shared=True).exclude(by=actor.person_id)
    return _lines(
        "department", visible(Department.objects.filter(retired_at=None), actor, by="pk"), "code", "name"
    ).union(
        _lines("owner", Person.objects.filter(owns), "pk", "name"),
        _lines("person", visible_or_shared(Person.objects.filter(retired_at=None), actor), "pk", "name"),
        _lines("vendor", visible_or_shared(Vendor.objects.filter(retired_at=None), actor), "pk", "name"),
        _lines("tag", Tag.objects.filter(used), "name", "name"),
        _lines("view", mine, "pk", "name", "query"),
        _lines("shared", shared, "pk", "name", "query"),
        all=True,
    )


def _lines(kind: str, rows: QuerySet[Any], value: str, label: str, extra: str = "") -> QuerySet[Any]:
    text = TextField()
    columns = {
        "a_kind": Value(kind, output_field=CharField()),
        "a_value": Cast(value, text),
        "a_label": Cast(label, text),
        "a_extra": Cast(extra, text) if extra else Value("", output_field=text),
    }
    lines: QuerySet[Any] = rows.order_by().annotate(**columns).values_list(*columns)
    return lines


def _label(value: str, offered: Iterable[Choice]) -> str | Promise:
    return next((one.label for one in offered if one.value == value), value)


def _by_label(one: Choice) -> str:
    return str(one.label).casefold()
