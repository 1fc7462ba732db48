"""Does the terminal tell of people, places and roles what the pages do?"""

import json
from collections.abc import Callable

from tests.faces.conftest import Ran
from tests.record.cast import Cast, do

Caio = Callable[..., Ran]


def put(cast: Cast) -> None:
    do("skills.add", cast.ana, code="ml_engineering", is_planned=True, hire_lead=2, hire_cost=30, contract_cost=40)
    do("skills.judge", cast.bo, person=cast.bo.person_id, skill="ml_engineering", level=2, wanted=4)
    do("capacity.set", cast.ana, skill="ml_engineering", quarter="2098Q1", fte=2)
    work = do("initiatives.add", cast.bo, name="Beds", department="HEALTH").code
    planned = {"status": "running", "earliest": "2098Q1", "quarters": 1, "demand": {"ml_engineering": [3]}}
    do("initiatives.estimate", cast.bo, code=work, **planned)
    do(
        "openings.add",
        cast.bo,
        department="HEALTH",
        skill="ml_engineering",
        title="Night engineer",
        needed_by="2098-01-01",
    )


def test_people_gaps_places_and_roles_are_told_in_words_and_as_json(cast: Cast, caio: Caio) -> None:
    put(cast)
    assert "Bo Berg" in caio("skills").out
    assert "Bo Berg" in caio("skills", "ml_engineering").out
    assert json.loads(caio("skills", "--json").out)["rows"][0]["name"] == "Bo Berg"
    told = caio("capacity", "--start", "2098Q1", "--quarters", "1").out
    assert "3/3" in told, "the open place counts as coming"
    found = json.loads(caio("capacity", "--start", "2098Q1", "--quarters", "1", "--json").out)
    assert found["skills"][0]["cells"][0]["coming"] == "1.000"
    assert "Night engineer" in caio("hiring").out
    assert json.loads(caio("hiring", "--json").out)["total"] == 1
    assert "chief-ai-officer" in caio("roles").out
    role = caio("roles", "chief-ai-officer").out
    assert "60,000 to 80,000 EUR" in role and "Bureau of Labor Statistics" in role
    assert "against ML engineer" in caio("roles", "ml-engineer", "--person", str(cast.bo.person_id)).out


def test_what_there_is_not_is_refused_with_words(cast: Cast, caio: Caio) -> None:
    assert caio("roles", "wizard").code == 1
    assert caio("capacity", "--start", "soon").code != 0
