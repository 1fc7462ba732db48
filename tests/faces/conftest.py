"""What do the tests of the faces share: the cast's workspace, the command line on it, tokens, a real server?"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from opencaio.record.actions import perform
from opencaio.record.permissions import Actor
from tests.record.cast import PASSWORD, Cast
from tests.record.conftest import cast, gathered, home, template  # noqa: F401 (fixtures)

CAIO = str(Path(sys.executable).with_name("caio"))
PATIENCE = 300.0


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its one JSON object."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Its JSON objects, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def caio(cast: Cast, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:  # noqa: F811
    """Run a command in this process on the cast's workspace; ``by`` is the e-mail of who acts."""
    from opencaio.faces.cli import app
    from opencaio.faces.cli.desk import Wiring, wire

    def never(**asked: object) -> None:
        raise AssertionError("this test serves nothing")

    wire(Wiring(home=lambda: home, is_there=lambda folder: True, set_up=lambda: None, serve=never, speak_mcp=never))

    def run(*words: str, by: str | None = None, stdin: str | None = None) -> Ran:
        monkeypatch.delenv("OPENCAIO_AS", raising=False)
        before = ["--as", by] if by else []
        result = CliRunner().invoke(app, [*before, *words], input=stdin)
        monkeypatch.delenv("OPENCAIO_AS", raising=False)
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def process() -> Callable[..., Ran]:
    """Run the real command in a process of its own."""

    def run(*words: str, home: Path | None = None, stdin: str | None = None, **settings: str) -> Ran:  # noqa: F811
        done = subprocess.run(
            [CAIO, *words],
            env=environment(home, **settings),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


def environment(home: Path | None, **settings: str) -> dict[str, str]:  # noqa: F811
    """The environment of a process: nothing of ours but what the test says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENCAIO_", "DJANGO_"))}
    place = {"OPENCAIO_HOME": str(home)} if home else {}
    return kept | place | settings


def token(actor: Actor, *, can_write: bool = False, days: int = 30) -> str:
    """A token of this person."""
    made = perform("tokens.create", {"name": "test", "can_write": can_write, "days": days}, replace(actor, face="cli"))
    return str(made.result.secret)


@contextmanager
def served(home: Path) -> Iterator[str]:  # noqa: F811
    """The real server on this workspace; its address."""
    server = subprocess.Popen(
        [CAIO, "serve", "--port", "0"], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        line = server.stdout.readline()
        assert "http://127.0.0.1:" in line, line
        yield next(word for word in line.split() if word.startswith("http")).rstrip("/")
    finally:
        server.terminate()
        began = time.monotonic()
        server.communicate(timeout=PATIENCE)
        assert time.monotonic() - began < PATIENCE


__all__ = ["PASSWORD"]
