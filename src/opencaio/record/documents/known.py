"""What is on record about the things that documents are written about, read for many of them at once?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from opencaio.record.inheritance import NOT_INHERITED
from opencaio.record.models import (
    AISystem,
    Assessment,
    Department,
    Deployment,
    Duty,
    Evidence,
    Fact,
    FairnessAudit,
    Incident,
    Organisation,
    Person,
    Risk,
    UseCase,
)

PART_KINDS = ("aisystem", "model", "dataset", "vendor")


@dataclass(frozen=True)
class Stated:
    """One standing fact; ``about`` names the part that it was stated of, when it is not the thing itself."""

    key: str
    value: Any
    is_unknown: bool
    text: str
    source: str
    by: str
    at: datetime
    about: str = ""


@dataclass
class Known:
    """All that a document about one thing can be filled from.

    Parts are those that belong to everybody or to the department of the thing, so that whoever may read the
    document may read what it says. ``facts`` holds, for each key, what was said of the thing itself or, where
    nothing was, of each of its parts.
    """

    organisation: Organisation
    use: UseCase | None = None
    system: AISystem | None = None
    department: Department | None = None
    incident: Incident | None = None
    systems: Sequence[Any] = ()
    models: Sequence[Any] = ()
    datasets: Sequence[Any] = ()
    vendors: Sequence[Any] = ()
    deployments: Sequence[Deployment] = ()
    answers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    duties: Sequence[Duty] = ()
    evidence: Sequence[Evidence] = ()
    risks: Sequence[Risk] = ()
    audit: FairnessAudit | None = None
    facts: Mapping[str, Sequence[Stated]] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        """The value of a fact, None where it is unknown."""
        said = self.facts.get(key, ())
        return next((one.value for one in said if not one.is_unknown), None)

    @property
    def place(self) -> str:
        """The address on the web at which the facts of the thing are stated."""
        if self.use:
            return f"/use/{self.use.code}"
        return f"/parts/system/{self.system.pk}" if self.system else "/organisation"


def known_of_uses(uses: Iterable[UseCase]) -> dict[int, Known]:
    """What is known of each use, by its number, in a fixed number of queries."""
    rows = _uses([use.pk for use in uses])
    organisation = _organisation()
    known = {row.pk: _of_use(row, organisation) for row in rows}
    facts = _facts([("usecase", key) for key in known] + [pair for one in known.values() for pair in _pairs(one)])
    beside = _beside(known)
    for key, one in known.items():
        one.facts = _merged(one, facts, first=("usecase", key))
        one.answers = {row.regime: row.answer for row in beside["answers"][key]}
        one.duties, one.evidence, one.risks = (beside[name][key] for name in ("duties", "evidence", "risks"))
        one.audit = next(iter(beside["audits"][key]), None)
        one.deployments = [row for system in one.systems for row in beside["deployments"][system.pk]]
    return known


def known_of_system(system: AISystem) -> Known:
    """What is known of a system by itself, without the uses that others make of it."""
    row = AISystem.objects.select_related("vendor").prefetch_related("models__vendor", "datasets").get(pk=system.pk)
    known = Known(_organisation(), system=row, systems=[row])
    known.models = [one for one in row.models.all() if _may_be_named(one, row.department_id)]
    known.datasets = [one for one in row.datasets.all() if _may_be_named(one, row.department_id)]
    suppliers = [row.vendor, *(model.vendor for model in known.models)]
    known.vendors = _once(one for one in suppliers if one and _may_be_named(one, row.department_id))
    known.facts = _merged(known, _facts(list(_pairs(known))), first=("aisystem", row.pk))
    known.deployments = list(Deployment.objects.filter(system=row, retired_at=None))
    known.risks = [one for one in row.risks.filter(retired_at=None) if _may_be_named(one, row.department_id)]
    return known


def known_of_organisation(department: Department | None = None, incident: Incident | None = None) -> Known:
    """What is known of the organisation, with the department or incident that a document is about."""
    organisation = _organisation()
    known = Known(organisation, department=department, incident=incident)
    known.facts = _merged(known, _facts([("organisation", organisation.pk)]), first=("organisation", organisation.pk))
    return known


def _organisation() -> Organisation:
    return Organisation.objects.get()


def _uses(keys: Sequence[int]) -> list[UseCase]:
    systems = AISystem.objects.select_related("vendor").prefetch_related("models__vendor", "datasets")
    rows = UseCase.objects.select_related("department", "owner", "legal_entity")
    return list(rows.filter(pk__in=keys).prefetch_related(Prefetch("systems", systems), "datasets", "vendors"))


def _of_use(row: UseCase, organisation: Organisation) -> Known:
    ours = row.department_id
    known = Known(organisation, use=row)
    known.systems = [one for one in row.systems.all() if _may_be_named(one, ours)]
    found = [model for system in known.systems for model in system.models.all()]
    known.models = _once(one for one in found if _may_be_named(one, ours))
    data = [*row.datasets.all(), *(one for system in known.systems for one in system.datasets.all())]
    known.datasets = _once(one for one in data if _may_be_named(one, ours))
    suppliers = [*row.vendors.all(), *(one.vendor for one in [*known.systems, *known.models])]
    known.vendors = _once(one for one in suppliers if one and _may_be_named(one, ours))
    return known


def _may_be_named(part: Any, department_id: int | None) -> bool:
    return part.retired_at is None and part.department_id in (None, department_id)


def _once(rows: Iterable[Any]) -> list[Any]:
    return list({row.pk: row for row in rows}.values())


def _pairs(known: Known) -> Iterator[tuple[str, int]]:
    groups = (known.systems, known.models, known.datasets, known.vendors)
    for kind, rows in zip(PART_KINDS, groups, strict=True):
        yield from ((kind, row.pk) for row in rows)
    yield "organisation", known.organisation.pk


def _facts(pairs: Sequence[tuple[str, int]]) -> dict[tuple[str, int], list[Fact]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, key in pairs:
        wanted[kind].add(key)
    asked = Q(pk=None)
    for kind, keys in wanted.items():
        asked |= Q(subject_kind=kind, subject_id__in=keys)
    found: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(asked, superseded_at=None).order_by("key", "pk"):
        found[fact.subject_kind, fact.subject_id].append(fact)
    names = dict(Person.objects.filter(pk__in=_authors(found)).values_list("pk", "name"))
    for fact in (fact for facts in found.values() for fact in facts):
        fact.said_by = names.get(fact.by_id or 0, "")  # type: ignore[attr-defined]
    return found


def _authors(found: Mapping[tuple[str, int], Sequence[Fact]]) -> set[int]:
    return {fact.by_id for facts in found.values() for fact in facts if fact.by_id}


def _merged(
    known: Known, facts: Mapping[tuple[str, int], Sequence[Fact]], *, first: tuple[str, int]
) -> dict[str, list[Stated]]:
    """What was said of the thing itself; for keys of which nothing was, what was said of its parts."""
    merged: dict[str, list[Stated]] = {fact.key: [_stated(fact)] for fact in facts.get(first, ())}
    own = {key for key, (said,) in merged.items() if not said.is_unknown}
    names = _names(known)
    for pair in _pairs(known):
        for fact in facts.get(pair, ()) if pair != first else ():
            if fact.key not in own and fact.key not in NOT_INHERITED:
                merged.setdefault(fact.key, []).append(_stated(fact, about=names[pair]))
    return merged


def _names(known: Known) -> dict[tuple[str, int], str]:
    groups = (known.systems, known.models, known.datasets, known.vendors)
    named = {(kind, row.pk): row.name for kind, rows in zip(PART_KINDS, groups, strict=True) for row in rows}
    return named | {("organisation", known.organisation.pk): known.organisation.name}


def _stated(fact: Fact, *, about: str = "") -> Stated:
    by = str(getattr(fact, "said_by", ""))
    return Stated(fact.key, fact.value, fact.is_unknown, fact.text, fact.source, by, fact.recorded_at, about)


def _beside(known: Mapping[int, Known]) -> dict[str, dict[int, list[Any]]]:
    """What hangs on the uses: answers, duties, evidence, risks by use, deployments by system."""
    keys = list(known)
    systems = {system.pk for one in known.values() for system in one.systems}
    rows = {
        "answers": Assessment.objects.filter(use_case_id__in=keys, superseded_at=None).order_by("regime"),
        "duties": Duty.objects.filter(use_case_id__in=keys, retired_at=None).order_by("due_on", "code"),
        "evidence": Evidence.objects.filter(use_case_id__in=keys, retired_at=None).order_by("-dated", "title"),
        "audits": FairnessAudit.objects.filter(use_case_id__in=keys, retired_at=None).order_by("-last_day", "-pk"),
    }
    found = {name: _grouped(some, by="use_case_id") for name, some in rows.items()}
    deployments = Deployment.objects.filter(system_id__in=systems, retired_at=None).order_by("code")
    return found | {"deployments": _grouped(deployments, by="system_id"), "risks": _risks(known)}


def _grouped(rows: Iterable[Any], *, by: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, by)].append(row)
    return found


def _risks(known: Mapping[int, Known]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    links = Risk.use_cases.through.objects.filter(usecase_id__in=list(known)).values_list("usecase_id", "risk_id")
    rows = Risk.objects.filter(retired_at=None).in_bulk({risk for _, risk in links})
    for use, risk in links:
        row = rows.get(risk)
        use_row = known[use].use
        if row and use_row and _may_be_named(row, use_row.department_id):
            found[use].append(row)
    return found
