"""Does any request that the description allows, or nearly allows, make the API fall over?"""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from tests.faces.conftest import token
from tests.record.cast import Cast

FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def described(cast: Cast) -> schemathesis.BaseSchema:
    """The real description, over the real site."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


api = schemathesis.pytest.from_fixture("described")


@api.parametrize()
@FEW
def test_no_request_makes_a_server_error(case: schemathesis.Case, cast: Cast) -> None:
    _ask(case, cast)


@pytest.mark.slow
@api.parametrize()
@MANY
def test_no_request_of_many_makes_a_server_error(case: schemathesis.Case, cast: Cast) -> None:
    _ask(case, cast)


_secrets: dict[int, str] = {}


def _ask(case: schemathesis.Case, cast: Cast) -> None:
    secret = _secrets.get(id(cast)) or _secrets.setdefault(id(cast), token(cast.ana, can_write=True))
    response = case.call(headers={"Authorization": f"Bearer {secret}"})
    case.validate_response(response, checks=[not_a_server_error])
    # A request that never came in would prove nothing.
    assert response.status_code != 401
