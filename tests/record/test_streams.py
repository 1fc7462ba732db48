"""Does a topic come into the lake once, whatever is in it and however often it is read?"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import Producer

from opencaio.errors import BadInput, Conflict, Refused
from opencaio.record import manifest
from opencaio.record.models import LakeBatch, StreamPosition
from opencaio.record.queries import ask
from opencaio.record.streaming import Taken, Topic, listen
from tests.record.cast import Cast, do

TOPIC = "events"


class Cluster:
    """librdkafka's own mock of a cluster; it lives as long as the producer that made it."""

    def __init__(self) -> None:
        self._producer = Producer({"bootstrap.servers": "unused:9", "test.mock.num.brokers": 1})
        listed = self._producer.list_topics(timeout=10)
        self.brokers = ",".join(f"{one.host}:{one.port}" for one in listed.brokers.values())

    def send(self, *values: Any, part: int = 0) -> None:
        for value in values:
            body = value if isinstance(value, bytes) else json.dumps(value).encode()
            self._producer.produce(TOPIC, body, partition=part)
        assert self._producer.flush(20) == 0


@pytest.fixture(scope="module")
def brokers() -> Iterator[Cluster]:
    yield Cluster()


def event(number: int, **more: Any) -> dict[str, Any]:
    return {"event_id": f"e-{number}", "at": "2026-10-05T08:00:00Z", "input_tokens": 5, "user_key": "anna", **more}


def read(cluster: Cluster, cast: Cast, *, group: str, batches: int = 1, most: int = 10_000) -> list[Taken]:
    """So many batches that hold something, and none where nothing comes for a while."""
    quick = {"session.timeout.ms": "6000"}
    topic = Topic(cluster.brokers, TOPIC, "usage", group, quick)
    found = []
    for pauses, taken in enumerate(listen(topic, cast.ana, most=most, seconds=2)):
        found += [taken] if taken.messages else []
        if len(found) == batches or pauses > 4:
            return found
    raise AssertionError("listening goes on for ever")


def count() -> int:
    with manifest.opened("usage") as lake:
        return int(lake.table("usage").count().execute())


@pytest.mark.slow
def test_a_topic_read_twice_from_its_beginning_counts_once_and_poison_stops_nothing(
    brokers: Cluster, cast: Cast
) -> None:
    poison = [b"\xff{", b"", b"[1]", b'{"a": NaN}', {"event_id": "x", "tokns": 1}, {"event_id": "a\x00b"},
              event(9, input_tokens=-1), b"[" * 50_000, b'"' + b"x" * 500_000 + b'"']  # fmt: skip
    brokers.send(event(1), *poison, event(2), event(1))
    (first,) = read(brokers, cast, group="a")
    assert (first.messages, first.rows, first.repeated, first.refused) == (12, 2, 1, 9)
    assert {at for at, _, _ in first.refusals} == {f"0/{at}" for at in range(1, 10)}
    assert "tokns" in repr(first.refusals)
    assert StreamPosition.objects.get().position == 12
    assert LakeBatch.objects.get().positions == {"kafka/a/events": {"0": 12}}

    brokers.send(event(3))
    (second,) = read(brokers, cast, group="a")
    assert (second.messages, second.rows) == (1, 1)

    (again,) = read(brokers, cast, group="b")
    assert (again.messages, again.rows, again.repeated) == (13, 0, 4)
    assert count() == 3


def messages(*positions: int, part: int = 0) -> list[dict[str, Any]]:
    return [{"part": part, "position": at, "row": event(at)} for at in positions]


def test_the_same_messages_given_again_change_nothing(cast: Cast) -> None:
    given = {"fact": "usage", "stream": "s"}
    assert do("lake.take", cast.ana, **given, messages=messages(0, 1, 2)).rows == 3
    assert do("lake.take", cast.ana, **given, messages=messages(0, 1, 2)) is None
    assert do("lake.take", cast.ana, **given, messages=messages(1, 2, 3)).rows == 1
    assert do("lake.take", cast.ana, **given, messages=messages(7, part=1)).positions == {"s": {"1": 8}}
    assert (LakeBatch.objects.count(), StreamPosition.objects.get(part=0).position) == (3, 4)


def test_places_and_counts_may_be_larger_than_a_column_of_the_record(cast: Cast) -> None:
    (one,) = messages(5_000_000_000)
    one["row"] |= {"duration_us": 3_600_000_000 * 24}
    told = do("lake.take", cast.ana, fact="usage", stream="s", messages=[one])
    assert (told.rows, StreamPosition.objects.get().position) == (1, 5_000_000_001)


def test_rows_without_an_identity_to_tell_repeats_are_refused(cast: Cast) -> None:
    row = {"at": "2026-10-05T08:00:00Z"}
    told = do("lake.take", cast.ana, fact="usage", stream="s", messages=[{"part": 0, "position": 0, "row": row}])
    assert (told.rows, told.refused) == (0, 1)
    (refusal,) = ask("lake.batch", {"batch": told.pk}, cast.ana).refusals
    assert refusal.row == "0/0" and "event_id" in refusal.why


def test_two_readers_of_one_topic_do_not_both_take_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from opencaio.record.actions import streams

    given = {"fact": "usage", "stream": "s", "messages": messages(0, 1)}
    write = streams.write_batch

    def overtaken(fact: str, tables: Any, **more: Any) -> Any:
        monkeypatch.setattr(streams, "write_batch", write)
        do("lake.take", cast.ana, **given)
        return write(fact, tables, **more)

    monkeypatch.setattr(streams, "write_batch", overtaken)
    with pytest.raises(Conflict, match="at the same time"):
        do("lake.take", cast.ana, **given)
    assert count() == 2


def test_a_department_does_not_move_what_all_read(cast: Cast) -> None:
    with pytest.raises(Refused, match="over everything"):
        do("lake.take", cast.bo, fact="usage", stream="s", messages=messages(0))
    assert not StreamPosition.objects.exists()


def test_a_setting_that_kafka_does_not_know_is_told(cast: Cast) -> None:
    with pytest.raises(BadInput, match=r"no\.such"):
        next(listen(Topic("localhost:1", TOPIC, "usage", settings={"no.such": "1"}), cast.ana))
