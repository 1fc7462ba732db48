"""How is an independent library asked? As a program of its own environment, with JSON in and out."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engines.impact.panels.conftest import counties, mpdta, mpdta_with_population, prop99

__all__ = ["counties", "mpdta", "mpdta_with_population", "prop99"]
Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def ask(root: Path) -> Ask:
    """Ask a library by its name; the answer is what its script prints last."""
    python = root / ".cache/oracles/venv/bin/python"
    if not python.is_file():
        pytest.skip("the independent libraries are absent: `make test-slow` lays them in .cache/oracles")

    def asked(library: str, **question: object) -> dict[str, Any]:
        script = root / f"tests/oracles/ask_{library}.py"
        done = subprocess.run(
            [str(python), str(script)],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2_000:]
        return json.loads(done.stdout.rpartition("ANSWER")[2])  # type: ignore[no-any-return]

    return asked
