"""How are messages of a Kafka topic read from where the record says, in batches?

The place up to which a topic was read stands in the record with the rows themselves; what the broker keeps for the
group is for its own tools to show and is never asked.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opencaio.errors import BadInput, Conflict

#: A longer message is set aside unread.
MOST_BYTES = 2**20
Positions = Callable[[list[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Heard:
    """A message: of which part, at which place, its row, or why it is none."""

    part: int
    position: int
    row: dict[str, Any] | None
    fault: str = ""


class Listener:
    """Reads one topic; `batches` gives what came, and `done` tells the broker how far we are."""

    def __init__(self, consumer: Any, topic: str) -> None:
        self._consumer, self.topic = consumer, topic

    def batch(self, *, most: int, seconds: float) -> list[Heard]:
        """Up to ``most`` messages, or what came within ``seconds``. Raises ``Conflict`` when the broker fails."""
        until = time.monotonic() + seconds
        found: list[Heard] = []
        while len(found) < most and (left := until - time.monotonic()) > 0:
            for message in self._consumer.consume(min(most - len(found), 1000), timeout=min(left, 0.5)):
                if message.error():
                    _refuse(message.error())
                else:
                    found.append(heard(message.partition(), message.offset(), message.value()))
        return found

    def done(self, batch: list[Heard]) -> None:
        """Tell the broker, so that its tools show how far behind we are; nothing hangs on it."""
        from confluent_kafka import KafkaException, TopicPartition

        last = {one.part: one.position + 1 for one in batch}
        places = [TopicPartition(self.topic, part, at) for part, at in last.items()]
        try:
            self._consumer.commit(offsets=places, asynchronous=True)
        except KafkaException:
            return


@contextmanager
def listening(
    *, brokers: str, topic: str, group: str, positions: Positions, more: Mapping[str, str] | None = None
) -> Iterator[Listener]:
    """Read ``topic`` from ``positions(parts)`` on, from its beginning where there is none.

    ``more``: settings of librdkafka, as for TLS and passwords. Raises ``BadInput`` where the extra is missing or a
    setting is not known.
    """
    try:
        from confluent_kafka import Consumer, KafkaException
    except ImportError as error:
        raise BadInput("Reading Kafka needs the extra: pip install 'opencaio[kafka]'.") from error

    def assigned(consumer: Any, parts: list[Any]) -> None:
        held = positions([one.partition for one in parts])
        for one in parts:
            one.offset = held.get(one.partition, -2)
        consumer.assign(parts)

    asked = {**(more or {}), "bootstrap.servers": brokers, "group.id": group}
    try:
        consumer = Consumer(asked | {"enable.auto.commit": False, "auto.offset.reset": "earliest"})
    except KafkaException as error:
        raise BadInput(f"Kafka's client does not take these settings: {error}") from error
    try:
        consumer.subscribe([topic], on_assign=assigned)
        yield Listener(consumer, topic)
    finally:
        consumer.close()


def heard(part: int, position: int, value: bytes | None) -> Heard:
    """The JSON object in a message, or why there is none."""
    if value is None:
        return Heard(part, position, None, "is empty")
    if len(value) > MOST_BYTES:
        return Heard(part, position, None, "is larger than 1 MB")
    try:
        row = json.loads(value.decode("utf-8"), parse_constant=_no_number)
        plain = json.dumps(row, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        return Heard(part, position, None, f"is no JSON: {str(error)[:200]}")
    if not isinstance(row, dict):
        return Heard(part, position, None, "is no JSON object")
    if b"\\u0000" in plain:
        return Heard(part, position, None, "holds a sign that cannot be kept")
    return Heard(part, position, row)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _refuse(error: Any) -> None:
    """Raises ``Conflict`` for what does not mend itself; the client tries again by itself after the rest."""
    from confluent_kafka import KafkaError

    if error.code() in {KafkaError._PARTITION_EOF, KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT}:
        return
    raise Conflict(f"Kafka says: {error.str()}")
