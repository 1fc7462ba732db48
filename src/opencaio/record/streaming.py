"""How does a topic come into the lake, batch by batch, each with the place up to which it was read?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opencaio.lake.kafka import Heard, listening
from opencaio.record.actions.registry import perform
from opencaio.record.models import StreamPosition
from opencaio.record.permissions import Actor

#: Messages taken in at once, and for how many seconds they are waited for.
MOST, SECONDS = 10_000, 5.0


@dataclass(frozen=True)
class Topic:
    """A topic of a cluster, the fact that its messages are rows of, and the group that reads it."""

    brokers: str
    name: str
    fact: str
    group: str = "opencaio"
    settings: Mapping[str, str] | None = None

    @property
    def stream(self) -> str:
        """By which name the record knows it: the same however many brokers are named."""
        return f"kafka/{self.group}/{self.name}"


@dataclass(frozen=True)
class Taken:
    """What one batch came to: messages, rows that are in, and the refused by place, column and reason."""

    messages: int
    batch: int | None
    rows: int = 0
    repeated: int = 0
    refused: int = 0
    refusals: tuple[tuple[str, str, str], ...] = ()


def listen(topic: Topic, actor: Actor, *, most: int = MOST, seconds: float = SECONDS) -> Iterator[Taken]:
    """Take in what comes until the caller stops; a pause gives a `Taken` of no messages.

    Raises ``Refused``, ``BadInput`` and ``Conflict``; what was given back until then is in.
    """

    def held(parts: list[int]) -> dict[int, int]:
        rows = StreamPosition.objects.filter(stream=topic.stream, part__in=parts)
        return dict(rows.values_list("part", "position"))

    asked = {"brokers": topic.brokers, "topic": topic.name, "group": topic.group}
    with listening(**asked, positions=held, more=topic.settings) as listener:
        while True:
            batch = listener.batch(most=most, seconds=seconds)
            taken = _take(topic, batch, actor) if batch else Taken(0, None)
            listener.done(batch)
            yield taken


def _take(topic: Topic, batch: list[Heard], actor: Actor) -> Taken:
    messages = [vars(one) for one in batch]
    row = perform("lake.take", {"fact": topic.fact, "stream": topic.stream, "messages": messages}, actor).result
    if row is None:
        return Taken(len(batch), None)
    refusals = tuple((at, column, why) for at, column, why in row.faults.get("refused", ()))
    return Taken(len(batch), row.pk, row.rows, row.repeated, row.refused, refusals)
