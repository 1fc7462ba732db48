"""Does any request that the description allows, or nearly allows, make the API fall over?"""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode

from tests.faces.conftest import token
from tests.record.cast import Cast

PHASES = (Phase.explicit, Phase.generate)
LEAST_OPERATIONS = 60


def test_no_request_makes_a_server_error(cast: Cast) -> None:
    assert _ask_everything(cast, examples=1) > LEAST_OPERATIONS


@pytest.mark.slow
def test_no_request_of_many_makes_a_server_error(cast: Cast) -> None:
    assert _ask_everything(cast, examples=12) > LEAST_OPERATIONS


def _ask_everything(cast: Cast, *, examples: int) -> int:
    """Send generated requests to every operation of the real description; how many operations there are."""
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in described.get_all_operations()]
    for operation in operations:
        secret = token(cast.ana, can_write=True)
        for mode in GenerationMode:
            _ask(operation, secret, mode=mode, examples=examples)
    return len(operations)


def _ask(operation: Any, secret: str, *, mode: GenerationMode, examples: int) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=PHASES,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(response, checks=[not_a_server_error])

    ask()
