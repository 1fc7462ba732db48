"""About which thing is a document, whose is that thing, and what is known of it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from opencaio.errors import BadInput, NotFound
from opencaio.packs.documents import Kind
from opencaio.record.documents.known import Known, known_of_organisation, known_of_system, known_of_uses
from opencaio.record.models import AISystem, Department, Document, Incident, UseCase
from opencaio.record.permissions import EVERYWHERE, Actor, Right

NOT_HERE = "There is no such document here, or you may not see it."


@dataclass(frozen=True)
class Subject:
    """The thing that a document is about; all empty means the whole organisation."""

    use: UseCase | None = None
    system: AISystem | None = None
    department: Department | None = None
    incident: Incident | None = None

    @property
    def department_id(self) -> int | None:
        """The department that it belongs to; None for what is everybody's."""
        if self.use or self.system:
            return self.use.department_id if self.use else self.system.department_id if self.system else None
        if self.incident:
            return self.incident.department_id
        return self.department.pk if self.department else None

    @property
    def is_shared(self) -> bool:
        """True for a system that belongs to no department: everybody sees it."""
        return self.system is not None and self.system.department_id is None

    @property
    def place(self) -> str:
        """The address on the web of the thing itself; nothing for a department."""
        if self.incident:
            return f"/incidents/{self.incident.code}"
        if self.use:
            return f"/use/{self.use.code}/documents"
        return f"/parts/system/{self.system.pk}" if self.system else "" if self.department else "/organisation"

    @property
    def columns(self) -> dict[str, Any]:
        """Its columns in the table of documents."""
        return {
            "use_case": self.use,
            "system": self.system,
            "department": self.department,
            "incident": self.incident,
        }

    @property
    def name(self) -> str:
        """Its name in a title; nothing for the organisation."""
        row = self.use or self.system or self.department
        return row.name if row else (f"{self.incident.code} {self.incident.title}" if self.incident else "")


def subject_of(document: Document) -> Subject:
    """The thing that the document is about."""
    return Subject(document.use_case, document.system, document.department, document.incident)


def title_of(kind: Kind, subject: Subject) -> str:
    """``Technical documentation: Recruitment screening``."""
    return (f"{kind.title}: {subject.name}" if subject.name else kind.title)[:300]


def chosen(kind: Kind, *, use_case: str = "", system: str = "", department: str = "", incident: str = "") -> Subject:
    """The thing named by its code, of the sort that the kind is about."""
    given = {"use": use_case, "system": system, "department": department, "incident": incident}
    code = given.pop(kind.subject, "") if kind.subject != "organisation" else ""
    if any(given.values()) or (kind.subject != "organisation" and not code):
        wanted = "the whole organisation: name nothing" if kind.subject == "organisation" else f"one {kind.subject}"
        raise BadInput(f"{kind.title} is about {wanted}.")
    match kind.subject:
        case "use":
            return Subject(use=_row(UseCase.objects.select_related("department"), code))
        case "system":
            return Subject(system=_row(AISystem.objects.all(), code))
        case "department":
            return Subject(department=_row(Department.objects.all(), code))
        case "incident":
            return Subject(incident=_row(Incident.objects.all(), code))
    return Subject()


def _row(rows: QuerySet[Any], code: str) -> Any:
    row = rows.filter(code__iexact=code, retired_at=None).first()
    if row is None:
        raise NotFound("There is no such thing here, or you may not see it.")
    return row


def known_of(subjects: Iterable[Subject]) -> Mapping[Subject, Known]:
    """What is known of each; of all the uses among them in a fixed number of queries."""
    found: dict[Subject, Known] = {}
    every = list(subjects)
    uses = known_of_uses(one.use for one in every if one.use)
    for one in every:
        if one.use:
            found[one] = uses[one.use.pk]
        elif one.system:
            found[one] = known_of_system(one.system)
        else:
            found[one] = known_of_organisation(one.department, one.incident)
    return found


def visible_documents(actor: Actor) -> QuerySet[Document]:
    """The documents about things that the actor may read; those of the organisation for who reads everything."""
    rows = Document.objects.filter(retired_at=None).select_related(
        "use_case__department", "use_case__owner", "system", "department", "incident"
    )
    scope = actor.scope(Right.READ)
    if scope is EVERYWHERE:
        return rows
    shared = Q(system__isnull=False, system__department=None)
    ours = Q(use_case__department__in=scope) | Q(system__department__in=scope)
    return rows.filter(ours | shared | Q(department__in=scope) | Q(incident__department__in=scope))


def may_see_document(document: Document, actor: Actor) -> bool:
    """True when the actor may read the thing that the document is about."""
    subject = subject_of(document)
    return subject.is_shared or actor.may(Right.READ, subject.department_id)


def document_here(key: int, actor: Actor) -> Document:
    """The document of that number; ``NotFound`` also for those the actor may not see."""
    row = visible_documents(actor).filter(pk=key).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row
