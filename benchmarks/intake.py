"""How many spans a second does one core take in, and is every acknowledged one in the lake after a kill -9?

A real `caio serve` gets requests of the OpenTelemetry protocol (512 calls of a model each, gzip) and is killed when the
last is acknowledged; then `caio lake drain` takes into the lake what the site did not by itself. Target: 20,000 spans
a second of processor time, for receiving with the spool and for draining each, and all of them there.
"""

import gzip
import http.client
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from benchmarks._kept import keep
from opencaio.lake.spool import frames

CAIO = str(Path(sys.executable).with_name("caio"))
SPANS, AT_ONCE = 400_000, 512
TICK = os.sysconf("SC_CLK_TCK")
SECRET = """
import json, django
django.setup()
from opencaio.record import actions
from opencaio.record.actors import officer
actions.load()
made = actions.perform("tokens.create", {"name": "bench", "can_write": True, "days": 2}, officer())
print(made.result.secret)
"""


def main() -> None:
    """Measure, say and keep the figures."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else SPANS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        environment = _workspace(home)
        bodies = [gzip.compress(_request(at).SerializeToString(), 1) for at in range(0, wanted, AT_ONCE)]
        received = _received(home, environment, bodies)
        before, began = _cpu_of_children(), time.perf_counter()
        told = _run(environment, "lake", "drain", "--json")
        drained = {"drain_cpu_s": _cpu_of_children() - before, "drain_s": time.perf_counter() - began}
        state = _run(environment, "lake", "state", "--json")
    spans = received.pop("spans")
    rows = json.loads(told)["rows"]
    held = next(one["rows"] for one in json.loads(state)["facts"] if one["fact"] == "usage")
    seconds = {name: round(value, 2) for name, value in {**received, **drained}.items()}
    figures = {
        "spans": round(spans),
        **seconds,
        "received_a_cpu_second": round(spans / received["receive_cpu_s"]),
        "drained_a_cpu_second": round(rows / drained["drain_cpu_s"]),
        "drained_after_kill": rows,
        "rows_in_the_lake": held,
        "lost": round(spans) - held,
    }
    print(json.dumps(figures, indent=1))
    keep("intake", figures)


def _workspace(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OPENCAIO_")}
    about = {"OPENCAIO_HOME": str(home), "OPENCAIO_PASSWORD": "a benchmark 7 is run"}
    environment = kept | about | {"DJANGO_SETTINGS_MODULE": "opencaio.site.settings"}
    _run(environment, "init", "--name", "Bench", "--officer", "Ana", "--email", "ana@bench.example")
    return environment


def _received(home: Path, environment: dict[str, str], bodies: list[bytes]) -> dict[str, float]:
    secret = subprocess.check_output([sys.executable, "-c", SECRET], env=environment, text=True).strip()
    server = subprocess.Popen(
        [CAIO, "serve", "--port", "0", "--workers", "1"],
        env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert server.stdout
    place = next(word for word in server.stdout.readline().split() if word.startswith("http"))
    try:
        cpu, began = _cpu_of_group(server.pid), time.perf_counter()
        spans = _sent(place.removeprefix("http://").rstrip("/"), secret, bodies)
        seconds = time.perf_counter() - began
        cpu = _cpu_of_group(server.pid) - cpu
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    waiting = sum(1 for path in (home / "spool" / "otlp").glob("*") for _ in _frames(path))
    print(f"{waiting} requests wait in the spool after the kill")
    return {"spans": spans, "receive_cpu_s": cpu, "receive_s": seconds}


def _frames(path: Path) -> Iterator[bytes]:
    return frames(path) if path.suffix in {".open", ".segment"} else iter(())


def _sent(place: str, secret: str, bodies: list[bytes]) -> int:
    """How many spans were acknowledged."""
    heads = {
        "Authorization": f"Bearer {secret}",
        "Content-Type": "application/x-protobuf",
        "Content-Encoding": "gzip",
    }
    link = http.client.HTTPConnection(place, timeout=60)
    for body in bodies:
        link.request("POST", "/v1/traces", body, heads)
        answer = link.getresponse()
        if (answer.status, answer.read()) != (200, b""):
            raise SystemExit(f"The site answered {answer.status}.")
    return len(bodies) * AT_ONCE


def _request(first: int) -> ExportTraceServiceRequest:
    """Calls of a model as the SDK sends them: of 50 users, with what an instrumentation tells."""
    request = ExportTraceServiceRequest()
    resource_spans = request.resource_spans.add()
    resource_spans.resource.attributes.add(key="service.name").value.string_value = "care-chat"
    scope = resource_spans.scope_spans.add()
    start = time.time_ns() - 10**9
    for at in range(first, first + AT_ONCE):
        span = scope.spans.add(
            trace_id=at.to_bytes(16, "big"), span_id=at.to_bytes(8, "big"), name="chat orrin-7", kind=3,
            start_time_unix_nano=start + at, end_time_unix_nano=start + at + 800_000_000,
        )  # fmt: skip
        said = {
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "orrin", "gen_ai.request.model": "orrin-7",
            "gen_ai.conversation.id": f"c-{at // 5}", "enduser.id": f"user-{at % 50}@acme.example",
            "opencaio.use_case": "UC-0001",
        }  # fmt: skip
        counts = {"gen_ai.usage.input_tokens": 900 + at % 300, "gen_ai.usage.output_tokens": 100 + at % 90}
        for name, text in said.items():
            span.attributes.add(key=name).value.string_value = text
        for name, count in counts.items():
            span.attributes.add(key=name).value.int_value = count
    return request


def _cpu_of_group(group: int) -> float:
    """Processor seconds of all processes of the group that live."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            cells = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(cells[11]) + int(cells[12]) if int(cells[2]) == group else 0
    return total / TICK


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(environment: dict[str, str], *words: str) -> str:
    return subprocess.check_output([CAIO, *words], env=environment, text=True)


if __name__ == "__main__":
    main()
