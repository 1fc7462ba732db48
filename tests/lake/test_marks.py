"""Do the few bytes by which events are known say what a plain set says, however they were merged?"""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.lake import marks as rooms
from opencaio.lake.known import KnownEvents, OwnEvents
from opencaio.lake.marks import add_run, digests, find, marks_of, opened

DAYS = st.dates(date(2000, 1, 1), date(2150, 1, 1))
EVENTS = st.lists(st.tuples(st.text(max_size=5), DAYS), max_size=30)


def columns(events: list[tuple[str, date]]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    ids = pa.chunked_array([pa.array([one for one, _ in events], pa.string())])
    return ids, pa.chunked_array([pa.array([day for _, day in events], pa.date32())])


@settings(max_examples=40, deadline=None)
@given(st.lists(EVENTS, max_size=6), st.lists(st.text(max_size=5), max_size=20))
def test_whatever_comes_in_whatever_runs_is_found_with_its_days(
    batches: list[list[tuple[str, date]]], asked: list[str]
) -> None:
    held: dict[str, set[date]] = {}
    with TemporaryDirectory() as name:
        folder, runs = Path(name), list[str]()
        for events in batches:
            runs = add_run(folder, runs, marks_of(*columns(events)))
            for one, day in events:
                held.setdefault(one, set()).add(day)
        found = find([opened(folder, one) for one in runs], digests(pa.chunked_array([pa.array(asked, pa.string())])))
    assert found.is_known.tolist() == [one in held for one in asked]
    assert found.days == {day for one in asked for day in held.get(one, ())}


def test_large_runs_are_merged_stretch_by_stretch_and_stay_sorted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "LARGE", 10)
    dice = np.random.default_rng(1)
    all_ = dice.integers(0, 2**64 - 1, 5_000, dtype=np.uint64)
    runs: list[str] = []
    for some in np.array_split(all_, 25):
        runs = add_run(tmp_path, runs, some)
    kept = [opened(tmp_path, one) for one in runs]
    assert len(runs) < 7 and [len(one) for one in kept] == sorted((len(one) for one in kept), reverse=True)
    assert all((one[1:] > one[:-1]).all() for one in kept)
    assert set(np.concatenate(kept).tolist()) == set(all_.tolist())


def test_only_files_that_are_not_covered_are_read_and_what_is_gone_does_not_pile_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opencaio.lake import known

    monkeypatch.setattr(known, "IDLE", 0)
    read: list[str] = []

    def ids(paths: list[str]) -> pa.Table:
        read.extend(paths)
        names, days = columns([(f"{path}{n}", date(2026, 1, 1) + timedelta(n)) for path in paths for n in range(5)])
        return pa.table({"event_id": names, "day": days})

    events = KnownEvents(tmp_path)
    assert sum(map(len, events.of({"a": 5, "b": 5}, ids))) == 10  # type: ignore[arg-type]
    assert sum(map(len, events.of({"a": 5, "b": 5, "c": 5}, ids))) == 15  # type: ignore[arg-type]
    assert read == ["a", "b", "c"]
    assert sum(map(len, events.of({"c": 5}, ids))) == 5  # type: ignore[arg-type]
    assert len(list(tmp_path.glob("*.marks"))) == 1


def test_tables_of_one_batch_are_compared_by_all_their_bits(tmp_path: Path) -> None:
    own = OwnEvents(tmp_path)
    own.add(np.array([0x10001, 0x20002], dtype=np.uint64))
    assert own.have(np.array([0x20002, 0x20003, 0x10001], dtype=np.uint64)) == [True, False, True]
