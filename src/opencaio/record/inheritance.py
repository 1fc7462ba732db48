"""Which facts has a use of AI from the systems, models, datasets, vendors and the organisation behind it?

A use inherits what is stated of a part, unless it states its own. Two parts that contradict each other are both
listed, and the fact counts as unknown until the use states its own. Links are those of today.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from opencaio.record.models import AISystem, Dataset, Fact, Model, Organisation, UseCase, Vendor
from opencaio.record.models.parts import Part
from opencaio.record.permissions import Actor, Right

ORGANISATION = "organisation"
KINDS = ("aisystem", "model", "dataset", "vendor", ORGANISATION)
OURS_ALONE = ("declared.", "practice.", "reported.", "asked.")
#: What is true of a part and not of the use: a model is a model, but its use is a system in some role of our own.
NOT_INHERITED = frozenset(
    {"artefact", "as_of", "calc", "exclusion", "infers", "nexus", "placed", "role", "role_event", "selected", "use"}
)
FEW = 500
PARTS: Mapping[str, type[Part]] = {"aisystem": AISystem, "model": Model, "dataset": Dataset, "vendor": Vendor}
HIDDEN = "a part that you may not see"
Subject = tuple[str, int]


@dataclass(frozen=True)
class Inherited:
    """One fact of a part: ``kind`` and ``part_id`` say of which; ``fact`` is the row."""

    kind: str
    part_id: int
    fact: Fact

    @property
    def key(self) -> str:
        """The fact's key."""
        return self.fact.key


def inherited(keys: Iterable[int], *, record_at: datetime | None = None) -> dict[int, dict[str, list[Inherited]]]:
    """What each of these uses has from its parts: ``{use: {key: [of each part]}}``; a few queries for any number."""
    wanted = set(keys)
    facts: dict[Subject, list[Fact]] = defaultdict(list)
    for fact in standing_rows(record_at).filter(subject_kind__in=KINDS, is_unknown=False):
        if is_inherited(fact):
            facts[fact.subject_kind, fact.subject_id].append(fact)
    found: dict[int, dict[str, list[Inherited]]] = defaultdict(lambda: defaultdict(list))
    for (kind, part_id), use in _links(facts.keys(), wanted) if facts else ():
        for fact in facts[kind, part_id]:
            found[use][fact.key].append(Inherited(kind, part_id, fact))
    return found


def agreed(of_one_use: Mapping[str, list[Inherited]]) -> dict[str, Any]:
    """The inherited values on which all parts agree."""
    return {key: some[0].fact.value for key, some in of_one_use.items() if not disagree(some)}


def disagree(some: Iterable[Inherited]) -> bool:
    """Whether parts contradict each other."""
    return len({repr(one.fact.value) for one in some}) > 1


def name_of(one: Inherited, actor: Actor) -> str:
    """The part that the fact is stated of, as far as the actor may see it."""
    kind = PARTS.get(one.kind)
    if kind is None:
        return "our organisation"
    row = kind._base_manager.filter(pk=one.part_id).first()
    if row is None or (row.department_id is not None and not actor.may(Right.READ, row.department_id)):
        return HIDDEN
    return str(row)


def standing_rows(record_at: datetime | None) -> QuerySet[Fact]:
    """The facts that stand now, or as they stood at a moment."""
    if record_at is None:
        return Fact.objects.filter(superseded_at=None)
    return Fact.objects.filter(recorded_at__lte=record_at).exclude(superseded_at__lte=record_at)


def uses_of(subject: Any) -> QuerySet[UseCase]:
    """The living uses that inherit from this part (or from the organisation: all)."""
    living = UseCase.objects.filter(retired_at=None)
    match subject:
        case Organisation():
            return living
        case AISystem():
            found = Q(systems=subject)
        case Model():
            found = Q(systems__models=subject)
        case Dataset():
            found = Q(datasets=subject) | Q(systems__datasets=subject)
        case Vendor():
            found = Q(vendors=subject) | Q(systems__vendor=subject) | Q(systems__models__vendor=subject)
        case _:
            return living.none()
    return living.filter(pk__in=living.filter(found).values("pk"))


def is_inherited(fact: Fact) -> bool:
    """Whether uses have this fact of a part or of the organisation; what is true of the part alone they do not."""
    if fact.is_unknown or fact.key.startswith(OURS_ALONE):
        return False
    if fact.subject_kind in ("aisystem", ORGANISATION):
        return fact.key not in ("artefact", "as_of", "use") if fact.subject_kind == "aisystem" else True
    return fact.key not in NOT_INHERITED


def _links(subjects: Iterable[Subject], wanted: set[int]) -> Iterator[tuple[Subject, int]]:
    """Each subject with each of the wanted uses that rests on it; no pair twice."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, part_id in subjects:
        by_kind[kind].add(part_id)
    systems = set(_systems(by_kind))
    direct = {("aisystem", key): key for key in by_kind["aisystem"]}
    through: dict[int, set[Subject]] = defaultdict(set)
    for subject, system in direct.items():
        through[system].add(subject)
    for subject, system in systems:
        through[system].add(subject)
    pairs = {(subject, use) for use, system in _of_uses("systems", through) for subject in through[system]}
    pairs |= {(("dataset", key), use) for use, key in _of_uses("datasets", by_kind["dataset"])}
    pairs |= {(("vendor", key), use) for use, key in _of_uses("vendors", by_kind["vendor"])}
    pairs |= {((ORGANISATION, key), use) for key in by_kind[ORGANISATION] for use in wanted}
    yield from ((subject, use) for subject, use in sorted(pairs) if use in wanted)


def _systems(by_kind: Mapping[str, set[int]]) -> Iterator[tuple[Subject, int]]:
    """What a system is made of, as far as facts are stated of it: ((kind, part), system)."""
    for kind, name in (("model", "models"), ("dataset", "datasets")):
        if by_kind.get(kind):
            rows = AISystem.objects.filter(**{f"{name}__in": by_kind[kind]}).values_list("pk", name)
            yield from (((kind, part), system) for system, part in rows if part in by_kind[kind])
    for vendor, system in _supplied(by_kind.get("vendor", set())):
        yield ("vendor", vendor), system


def _supplied(vendors: set[int]) -> Iterator[tuple[int, int]]:
    if not vendors:
        return
    yield from AISystem.objects.filter(vendor_id__in=vendors).values_list("vendor_id", "pk")
    yield from AISystem.objects.filter(models__vendor_id__in=vendors).values_list("models__vendor_id", "pk")


def _of_uses(name: str, parts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(use, part) for every use that is linked to one of these parts."""
    keys = list(parts)
    for start in range(0, len(keys), FEW):
        some = keys[start : start + FEW]
        table = getattr(UseCase, name).through.objects
        column = next(
            one.attname for one in table.model._meta.fields if one.attname.endswith("_id") and one.name != "usecase"
        )
        yield from table.filter(**{f"{column}__in": some}).values_list("usecase_id", column)
