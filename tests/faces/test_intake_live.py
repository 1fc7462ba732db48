"""Does the official exporter reach a real site, and is nothing lost or doubled whoever is killed when?"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

from opencaio import track
from tests.faces.conftest import CAIO, Ran, environment, served, token
from tests.record.cast import Cast

SPANS = 300
#: Where the drain is killed: after which of its steps.
STEPS = ("opencaio.record.actions.streams.write_batch", "opencaio.record.actions.streams.commit", "end")
KILLED = """
import os, signal, sys, importlib
import django
django.setup()
from django.utils import timezone
from opencaio.record import actions, draining
actions.load()
step = sys.argv[1]
def kill(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)
if step == "end":
    draining.Path.unlink = kill
else:
    module, _, name = step.rpartition(".")
    module = importlib.import_module(module)
    whole = getattr(module, name)
    setattr(module, name, lambda *given, **more: (whole(*given, **more), kill()))
draining.drain_spool(timezone.now())
"""


def export(address: str, secret: str, count: int) -> None:
    """As many calls of a model through the official SDK; it is there when this returns."""
    heads = {"Authorization": f"Bearer {secret}"}
    exporter = OTLPSpanExporter(endpoint=f"{address}/v1/traces", headers=heads, timeout=20)
    provider = TracerProvider(resource=Resource({"service.name": "care-chat", "opencaio.use_case": "UC-0001"}))
    provider.add_span_processor(BatchSpanProcessor(exporter, max_export_batch_size=100))
    tracer = provider.get_tracer("test")
    for _ in range(count):
        with tracer.start_as_current_span("chat") as span:
            span.set_attribute("gen_ai.request.model", "orrin-7")
            span.set_attribute("gen_ai.usage.input_tokens", 11)
    assert provider.force_flush(30_000)
    provider.shutdown()


def rows(process: Callable[..., Ran], home: Path) -> int:
    told = process("lake", "state", "--json", home=home).json
    return int(next(one["rows"] for one in told["facts"] if one["fact"] == "usage"))


def drained(process: Callable[..., Ran], home: Path) -> Ran:
    return process("lake", "drain", "--json", home=home)


@pytest.mark.slow
def test_the_official_exporter_and_the_sdk_reach_a_real_site(
    cast: Cast, home: Path, process: Callable[..., Ran]
) -> None:
    secret = token(cast.ana, can_write=True)
    with served(home) as address:
        export(address, secret, SPANS)
        tracker = track.Tracker(url=address, token=secret, pause=0.05)
        tracker.keep("usage", {"event_id": "sdk-1", "at": "2026-10-05T08:00:00Z", "input_tokens": 5})
        assert tracker.flush(20)
        assert tracker.dropped == 0
    assert drained(process, home).json["rows"] == SPANS
    assert rows(process, home) == SPANS + 1


@pytest.mark.slow
def test_nothing_that_was_acknowledged_is_lost_when_the_site_is_killed(
    cast: Cast, home: Path, process: Callable[..., Ran]
) -> None:
    secret = token(cast.ana, can_write=True)
    server = subprocess.Popen(
        [CAIO, "serve", "--port", "0"],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert server.stdout
    address = next(word for word in server.stdout.readline().split() if word.startswith("http")).rstrip("/")
    try:
        export(address, secret, SPANS)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    assert drained(process, home).json["rows"] == SPANS
    assert rows(process, home) == SPANS


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_a_drain_that_is_killed_after_any_step_loses_and_doubles_nothing(
    cast: Cast, home: Path, process: Callable[..., Ran], step: str
) -> None:
    secret = token(cast.ana, can_write=True)
    with served(home) as address:
        export(address, secret, SPANS)
    settings = {"DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    run = subprocess.run([sys.executable, "-c", KILLED, step], env=environment(home, **settings), check=False)
    assert run.returncode == -signal.SIGKILL
    told = drained(process, home).json
    assert (told["rows"], told["known"] > 0) == ((0, True) if step == "end" else (SPANS, False))
    assert rows(process, home) == SPANS
    assert list((home / "spool" / "otlp").glob("*.segment")) == []


@pytest.mark.slow
def test_a_running_site_takes_spans_in_by_itself(cast: Cast, home: Path, process: Callable[..., Ran]) -> None:
    secret = token(cast.ana, can_write=True)
    with served(home) as address:
        export(address, secret, 5)
        until = time.monotonic() + 100
        while rows(process, home) == 0 and time.monotonic() < until:
            time.sleep(2)
        assert rows(process, home) == 5
