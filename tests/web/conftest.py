"""What do the web tests share: the cast on record, and a browser-less client signed in as one of them?"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client

from opencaio.record import actions, queries
from opencaio.record.actions import perform
from opencaio.record.actors import person_by_email
from opencaio.record.models import Person
from opencaio.record.permissions import FOUNDER, Actor
from tests.record.rows import Kept

PASSWORD = "a-long-enough-password-26"
CAST = {
    "ana": ("Ana Verhollen", "officer", None),
    "bo": ("Bo Lindqvar", "lead", "HR"),
    "rae": ("Rae Okonda", "reviewer", None),
    "cleo": ("Cleo Marsh", "auditor", None),
    "dan": ("Dan Rosso", "lead", "FIN"),
}


@dataclass(frozen=True)
class House:
    """The organisation of the tests: Bo leads HR, Dan leads FIN."""

    people: dict[str, Person]

    def actor(self, name: str) -> Actor:
        """One of the cast, coming through the web."""
        return person_by_email(f"{name}@house.example", face="web")


@pytest.fixture(scope="session")
def kept_house() -> Kept[House]:
    """The rows of the organisation, once the first test has made it by its actions."""
    return Kept(_made)


@pytest.fixture
def house(db: None, kept_house: Kept[House]) -> House:
    """Two departments, the cast, and three uses: two of Bo's, one of Dan's."""
    # Another test may have used up what the limit on sign-ins allows.
    cache.clear()
    actions.load()
    queries.load()
    return kept_house.put()


@pytest.fixture
def client_as(house: House) -> Callable[[str], Client]:
    """`client_as("bo")` is a client with Bo signed in."""

    def make(name: str) -> Client:
        client = Client()
        user = house.people[name].user
        assert user is not None
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def _made() -> House:
    perform("organisation.describe", {"name": "House"}, FOUNDER)
    for code, name in (("HR", "People"), ("FIN", "Finance")):
        perform("departments.add", {"code": code, "name": name}, FOUNDER)
    people = {key: _person(key, *one) for key, one in CAST.items()}
    made = House(people)
    bo, dan = made.actor("bo"), made.actor("dan")
    screening = {"name": "Recruitment screening", "department": "HR", "stage": "live", "tags": ["headhunt"]}
    perform("use_cases.add", screening | {"code": "UC-1", "owner": people["bo"].pk}, bo)
    perform("use_cases.add", {"name": '=HYPERLINK("x")', "department": "HR", "code": "UC-2"}, bo)
    perform("use_cases.add", {"name": "Credit check", "department": "FIN", "code": "UC-3"}, dan)
    for key, value in (("infers", True), ("role", ["deployer"]), ("use", ["recruit_screen_rank"])):
        given = {"use_case": "UC-1", "key": key, "value": value, "source": "Contract of 12 March"}
        perform("facts.state", given, bo)
    return made


def _person(key: str, name: str, role: str, department: str | None) -> Person:
    given = {"name": name, "email": f"{key}@house.example", "password": PASSWORD, "department": department}
    row = perform("people.add", given, FOUNDER).result
    perform("people.grant", {"person": row.pk, "role": role, "department": department}, FOUNDER)
    return Person.objects.select_related("user").get(pk=row.pk)
