"""Who gets in through the API, and what does a token allow?"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from opencaio.record.actions import perform
from opencaio.record.bad_tokens import BAD_TOKENS_A_MINUTE
from opencaio.record.models import ApiToken, Department, LedgerEntry, SecurityEvent, UseCase, User
from tests.faces.conftest import token
from tests.record.cast import Cast

LIST = "/api/v1/queries/use_cases.list"
ADD = "/api/v1/actions/use_cases.add"
USE = {"name": "Bed planning", "department": "HEALTH"}


@pytest.fixture(autouse=True)
def no_bad_token_yet() -> Iterator[None]:
    """Count from nothing in each test."""
    cache.clear()
    yield
    cache.clear()


def bearer(secret: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_without_a_token_there_is_no_answer(cast: Cast) -> None:
    for answer in (Client().get(LIST), Client().post(ADD, USE, content_type="application/json")):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert set(answer.json()) == {"error", "details"}
    assert UseCase.objects.count() == 2


def test_a_token_for_reading_reads_and_does_not_write(cast: Cast) -> None:
    client = bearer(token(cast.bo))
    before = LedgerEntry.objects.count()
    assert client.get(LIST).json()["total"] == 1
    refused = client.post(ADD, USE, content_type="application/json")
    assert refused.status_code == 403
    assert (UseCase.objects.count(), LedgerEntry.objects.count()) == (2, before)


def test_a_token_for_writing_writes_as_its_person_through_the_api(cast: Cast) -> None:
    done = bearer(token(cast.bo, can_write=True)).post(ADD, USE, content_type="application/json")
    assert done.status_code == 200
    entry = LedgerEntry.objects.get(sequence=done.json()["entry"])
    assert (entry.actor_id, entry.face, entry.action) == (cast.bo.person_id, "api", "use_cases.add")


def test_a_token_has_no_more_rights_than_its_person(cast: Cast) -> None:
    client = bearer(token(cast.bo, can_write=True))
    assert (
        client.post("/api/v1/actions/departments.add", {"code": "N", "name": "N"}, "application/json").status_code
        == 403
    )
    hidden = client.get("/api/v1/queries/use_cases.show", {"code": cast.pricing.code})
    absent = client.get("/api/v1/queries/use_cases.show", {"code": "UC-9999"})
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)
    assert not Department.objects.filter(code="N").exists()


@pytest.mark.parametrize("fate", ["expired", "revoked", "closed"])
def test_a_token_that_no_longer_holds_opens_nothing(cast: Cast, fate: str) -> None:
    secret = token(cast.dan, can_write=True)
    assert bearer(secret).get(LIST).status_code == 200
    if fate == "expired":
        ApiToken.objects.update(expires_at=timezone.now())
    elif fate == "revoked":
        perform("tokens.revoke", {"token": ApiToken.objects.get().pk}, cast.dan)
    else:
        perform("people.close_sign_in", {"person": cast.dan.person_id}, cast.ana)
    assert bearer(secret).get(LIST).status_code == 401


def test_a_bad_token_is_not_excused_by_a_session(cast: Cast) -> None:
    client = bearer("caio_wrong")
    client.force_login(User.objects.get(email="ana@northwind.example"))
    assert client.get(LIST).status_code == 401


def test_many_bad_tokens_are_slowed_and_noted_but_a_good_one_still_holds(cast: Cast) -> None:
    secret = token(cast.ana)
    seen = [bearer("caio_wrong").get(LIST) for _ in range(BAD_TOKENS_A_MINUTE + 3)]
    assert seen[0].status_code == 401
    assert seen[-1].status_code == 429
    assert seen[-1].headers["Retry-After"]
    assert 0 < SecurityEvent.objects.filter(kind="bad token").count() <= BAD_TOKENS_A_MINUTE
    assert bearer(secret).get(LIST).status_code == 200


def test_a_session_reads_but_writes_only_with_the_csrf_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(email="ana@northwind.example"))
    assert client.get(LIST).json()["total"] == 2
    without = client.post(ADD, USE, content_type="application/json")
    assert without.status_code == 403
    assert UseCase.objects.count() == 2
    client.cookies["csrftoken"] = key = "a" * 32
    with_it = client.post(ADD, USE, content_type="application/json", headers={"X-CSRFToken": key})
    assert with_it.status_code == 200
    assert UseCase.objects.count() == 3


def test_a_token_cannot_make_tokens(cast: Cast) -> None:
    client = bearer(token(cast.ana, can_write=True))
    assert client.post("/api/v1/actions/tokens.create", {"name": "more"}, "application/json").status_code == 403
    assert ApiToken.objects.count() == 1
