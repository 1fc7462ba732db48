"""How do a real workspace and a real `caio serve` come up for a test or a screenshot, and go down again?"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "a-long-enough-password-26"
#: The test cast among the people of the example company. Dan sees nothing of Bo's.
CAST: Mapping[str, str] = {
    "ana": "ana.verhollen@merrowick.example",
    "bo": "bo.lindqvar@merrowick.example",
    "rae": "rae.okonda@merrowick.example",
    "cleo": "cleo.marchetto@merrowick.example",
    "dan": "dan.wexholm@merrowick.example",
}
CAIO = (sys.executable, "-c", "from opencaio.site.cli import main; main()")
STARTS_WITHIN = 60.0
STOPS_WITHIN = 15.0


@dataclass(frozen=True)
class Site:
    """A running web face and the workspace it shows."""

    origin: str
    home: Path

    def url(self, path: str = "/") -> str:
        """The full address of ``path``."""
        return self.origin + path


def caio(*words: str, home: Path, timeout: float = 300) -> str:
    """Run `caio` on the workspace ``home`` and return what it printed; a refusal is an error here."""
    run = subprocess.run(
        [*CAIO, "--home", str(home), *words],
        env=variables(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"caio {' '.join(words)} ended with {run.returncode}:\n{run.stdout}\n{run.stderr}")
    return run.stdout


def example_company(home: Path) -> Path:
    """A workspace with the example company, in which each of the cast may sign in with ``PASSWORD``."""
    caio("init", "--demo", home=home)
    give_passwords(home)
    return home


GIVE_PASSWORDS = """
import json, sys
import django
django.setup()
from opencaio.record import actions
from opencaio.record.models import Person
from opencaio.record.permissions import FOUNDER
actions.load()
password, *emails = json.load(sys.stdin)
for email in emails:
    person = Person.objects.get(email__iexact=email)
    actions.perform("people.set_password", {"person": person.pk, "password": password}, FOUNDER)
"""


def give_passwords(home: Path) -> None:
    """Let each of the cast sign in, by the same action an officer would use."""
    run = subprocess.run(
        [sys.executable, "-c", GIVE_PASSWORDS],
        env=variables(home),
        input=json.dumps([PASSWORD, *CAST.values()]),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"The cast got no passwords:\n{run.stderr}")


@contextmanager
def serving(home: Path) -> Iterator[Site]:
    """`caio serve` on ``home``, on a free port of this machine, until the block ends."""
    port = free_port()
    log = home / "serve.log"
    with log.open("wb") as sink:
        server = subprocess.Popen(
            [*CAIO, "--home", str(home), "serve", "--port", str(port)],
            env=variables(home),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        site = Site(origin=f"http://127.0.0.1:{port}", home=home)
        _wait_for(site, server, log)
        yield site
    finally:
        _end(server)


def variables(home: Path) -> dict[str, str]:
    """The machine's environment, with this workspace and SQLite whatever the machine has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENCAIO_")}
    return kept | {
        "OPENCAIO_HOME": str(home),
        "OPENCAIO_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "opencaio.site.settings",
    }


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(site: Site, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"caio serve ended with {server.returncode}:\n{log.read_text()[-4000:]}")
        if _is_healthy(site):
            return
        time.sleep(0.1)
    raise RuntimeError(f"caio serve was not healthy in {STARTS_WITHIN:.0f} s:\n{log.read_text()[-4000:]}")


def _is_healthy(site: Site) -> bool:
    try:
        with urllib.request.urlopen(site.url("/health"), timeout=2) as answer:
            return bool(json.load(answer)["ok"])
    except (OSError, ValueError):
        return False


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
