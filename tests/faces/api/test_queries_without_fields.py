"""Does a query that asks for nothing answer a program?"""

from typing import Any

from django.test import Client

from opencaio.record.queries import QUERIES
from tests.faces.conftest import token
from tests.record.cast import Cast


def test_every_query_without_a_field_answers(cast: Cast) -> None:
    heads = {"Authorization": f"Bearer {token(cast.ana)}"}
    names = [one.name for one in QUERIES.values() if not one.input.model_fields]
    answers: dict[str, Any] = {name: Client().get(f"/api/v1/queries/{name}", headers=heads) for name in names}
    assert "lake.state" in names
    # 404: there is nothing of it yet.
    assert {name: one.status_code for name, one in answers.items() if one.status_code not in {200, 404}} == {}


def test_a_field_that_there_is_not_is_refused(cast: Cast) -> None:
    heads = {"Authorization": f"Bearer {token(cast.ana)}"}
    answer: Any = Client().get("/api/v1/queries/lake.state?colour=red", headers=heads)
    assert (answer.status_code, b"no field colour" in answer.content) == (400, True)
