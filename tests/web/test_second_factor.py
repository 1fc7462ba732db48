"""Does a second factor stand between a stolen password and the record?"""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from tests.web.conftest import PASSWORD, House

SIGN_IN = "/accounts/login/"


@pytest.fixture
def bo(house: House) -> Client:
    """Bo, signed in through the form, as a person does."""
    client = Client()
    answer = client.post(SIGN_IN, {"login": "bo@house.example", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_after_activation_a_password_alone_opens_nothing(bo: Client) -> None:
    secret = _activate(bo)
    bo.post("/accounts/logout/")
    answer = bo.post(SIGN_IN, {"login": "bo@house.example", "password": PASSWORD}, follow=True)
    assert "/accounts/2fa/authenticate/" in answer.redirect_chain[-1][0]
    assert "style=" not in answer.content.decode()
    assert bo.get("/inventory").status_code == 302
    bo.post("/accounts/2fa/authenticate/", {"code": _code(secret)})
    assert bo.get("/inventory").status_code == 200


def test_a_code_opens_the_door_once(bo: Client) -> None:
    secret = _activate(bo)
    code = _code(secret)
    for opens in (True, False):
        bo.post("/accounts/logout/")
        bo.post(SIGN_IN, {"login": "bo@house.example", "password": PASSWORD})
        bo.post("/accounts/2fa/authenticate/", {"code": code})
        assert (bo.get("/inventory").status_code == 200) is opens


def test_activation_gives_recovery_codes_in_our_own_look(bo: Client) -> None:
    _activate(bo)
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/totp/deactivate/"):
        page = bo.get(path, follow=True)
        assert page.status_code == 200
        assert b'class="rail"' in page.content
        assert b"style=" not in page.content


def test_a_wrong_code_activates_nothing(bo: Client) -> None:
    bo.get("/accounts/2fa/totp/activate/")
    bo.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    bo.post("/accounts/logout/")
    bo.post(SIGN_IN, {"login": "bo@house.example", "password": PASSWORD})
    assert bo.get("/inventory").status_code == 200


def _activate(client: Client) -> str:
    asked_again = client.get("/accounts/2fa/totp/activate/")
    assert asked_again.headers["Location"].startswith("/accounts/reauthenticate/")
    text = client.post(asked_again.headers["Location"], {"password": PASSWORD}, follow=True).content.decode()
    found = re.search(r"\b[A-Z2-7]{32}\b", text)
    assert found, "the page shows no secret"
    client.post("/accounts/2fa/totp/activate/", {"code": _code(found[0])})
    return found[0]


def _code(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
