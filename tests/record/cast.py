"""Who are Ana, Bo, Rae, Cleo and Dan, and what is in the departments that they work in?"""

from dataclasses import dataclass
from typing import Any

from opencaio.record.actions import perform
from opencaio.record.actors import actor_for
from opencaio.record.founding import found
from opencaio.record.models import Department, Person, UseCase
from opencaio.record.permissions import Actor

PASSWORD = "three green lamps 7"


@dataclass(frozen=True)
class Cast:
    """The five, as actors through the web face, and a use of AI in each lead's department.

    ``health`` is Bo's department and ``clinics`` lies below it; ``trade`` is Dan's.
    """

    ana: Actor
    bo: Actor
    rae: Actor
    cleo: Actor
    dan: Actor
    health: Department
    clinics: Department
    trade: Department
    triage: UseCase
    pricing: UseCase

    def __getitem__(self, name: str) -> Actor:
        """An actor by name."""
        member: Actor = getattr(self, name)
        return member


def gather() -> Cast:
    """Found an organisation in an empty record and name the cast."""
    found(name="Northwind Care", officer_name="Ana Ek", email="ana@northwind.example", password=PASSWORD)
    ana = _actor("ana@northwind.example")
    health = do("departments.add", ana, code="HEALTH", name="Health")
    clinics = do("departments.add", ana, code="CLINICS", name="Clinics", parent="HEALTH")
    trade = do("departments.add", ana, code="TRADE", name="Trade")
    bo = _member(ana, "Bo Berg", "bo@northwind.example", "lead", "HEALTH")
    rae = _member(ana, "Rae Roy", "rae@northwind.example", "reviewer", None)
    cleo = _member(ana, "Cleo Cruz", "cleo@northwind.example", "auditor", None)
    dan = _member(ana, "Dan Dahl", "dan@northwind.example", "lead", "TRADE")
    triage = do("use_cases.add", bo, name="Triage of patients", department="CLINICS", stage="live")
    pricing = do("use_cases.add", dan, name="Price proposals", department="TRADE")
    return Cast(ana, bo, rae, cleo, dan, health, clinics, trade, triage, pricing)


def do(name: str, actor: Actor, /, **given: Any) -> Any:
    """Perform an action and give back its result."""
    return perform(name, given, actor).result


def _member(ana: Actor, name: str, email: str, role: str, department: str | None) -> Actor:
    person = do("people.add", ana, name=name, email=email, department=department, password=PASSWORD)
    do("people.grant", ana, person=person.pk, role=role, department=department)
    return _actor(email)


def _actor(email: str) -> Actor:
    return actor_for(Person.objects.get(email=email), face="web")
