"""How does an empty workspace become an organisation with its first officer?"""

from dataclasses import dataclass

from django.db import transaction

from opencaio.errors import Conflict
from opencaio.record import anchors
from opencaio.record.actions.registry import perform
from opencaio.record.examples import settle_example
from opencaio.record.models import Organisation, Person
from opencaio.record.permissions import FOUNDER, Role


@dataclass(frozen=True)
class Founded:
    """The organisation's name and its first officer."""

    organisation: str
    officer: Person


def is_founded() -> bool:
    """True once the workspace has its organisation."""
    return Organisation.objects.exists()


def found(
    *,
    name: str,
    officer_name: str,
    email: str,
    password: str,
    time_zone: str = "UTC",
    currency: str = "EUR",
) -> Founded:
    """Put the organisation and its first officer on record; both or neither.

    Raises ``Conflict`` when the workspace has an organisation already.
    """
    _refuse_second()
    with transaction.atomic():
        described = {"name": name, "time_zone": time_zone, "currency": currency}
        perform("organisation.describe", described, FOUNDER)
        added = {"name": officer_name, "email": email, "password": password, "title": "Chief AI Officer"}
        officer = perform("people.add", added, FOUNDER).result
        perform("people.grant", {"person": officer.pk, "role": Role.OFFICER}, FOUNDER)
    return Founded(organisation=name, officer=officer)


def found_example(*, password: str) -> Founded:
    """Put the example company on record, with one sign-in for each role; all or nothing."""
    _refuse_second()
    with anchors.kept_together(), transaction.atomic():
        name, officer = settle_example(password=password)
    return Founded(organisation=name, officer=officer)


def _refuse_second() -> None:
    if is_founded():
        raise Conflict(f"This workspace already belongs to {Organisation.objects.get().name}.")
