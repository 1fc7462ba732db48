"""Does an event count once, on whatever day, in whatever order and batch it comes again?"""

import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from opencaio.lake import sorting
from opencaio.lake.facts import FACTS
from opencaio.lake.opening import schema_of
from opencaio.record.manifest import opened, store, write_batch
from opencaio.record.models import LakeBatch
from opencaio.record.queries import ask
from tests.record.cast import Cast, do
from tests.record.test_lake import bring, event, held


def moved(number: int, days: int) -> dict[str, object]:
    """The same event as a clock that is days off says it."""
    day = date(2026, 10, 1 + number % 28) + timedelta(days)
    return event(number) | {"at": f"{day}T23:30:00+02:00"}


def test_an_event_that_comes_again_with_another_day_counts_once_and_it_is_told(cast: Cast) -> None:
    bring(cast, event(1), event(2))
    again = bring(cast, moved(1, -1), moved(2, 3), event(3))
    assert (again.rows, again.repeated, len(held())) == (1, 2, 3)
    assert ask("lake.batch", {"batch": again.pk}, cast.ana).moved == 2


def test_an_event_that_stands_twice_in_one_file_on_two_days_counts_once(cast: Cast) -> None:
    batch = bring(cast, event(1), moved(1, 2))
    assert (batch.rows, batch.repeated) == (1, 1)


@pytest.mark.parametrize("seed", range(3))
def test_any_split_order_repetition_and_shift_of_days_gives_the_same_figures(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    told = [event(n, requests=n + 1) for n in range(12)]
    sent = [*told, *(moved(dice.randrange(12), dice.randint(-40, 20)) | {"requests": 1} for _ in range(8))]
    sent = [one | {"requests": int(str(one["event_id"]).partition("-")[2]) + 1} for one in sent]
    dice.shuffle(sent)
    while sent:
        size = dice.randint(1, 8)
        now, sent = sent[:size], sent[size:]
        bring(cast, *now, name=f"{len(sent)}")
        if dice.random() < 0.3:
            gone = LakeBatch.objects.filter(status="live").order_by("?").first()
            assert gone
            do("lake.withdraw", cast.ana, batch=gone.pk, reason="Tried")
            do("lake.restore", cast.ana, batch=gone.pk)
    with opened("usage") as lake:
        table = lake.table("usage")
        assert (table.count().to_pyarrow().as_py(), table.requests.sum().to_pyarrow().as_py()) == (12, 78)


def test_what_is_remembered_of_events_may_be_lost_or_torn_and_they_still_count_once(cast: Cast) -> None:
    bring(cast, event(1), event(2))
    kept = Path(settings.OPENCAIO_HOME) / "known-events" / "usage"
    assert bring(cast, event(1), name="again").rows == 0
    (run,) = kept.glob("*.marks")
    run.unlink()
    assert bring(cast, moved(1, 1), name="without its marks").rows == 0
    (kept / "covered.json").write_text("{torn")
    assert bring(cast, moved(2, 1), name="torn").rows == 0
    shutil.rmtree(kept)
    assert bring(cast, moved(2, 2), event(3), name="gone").rows == 1


def test_events_of_a_withdrawn_batch_may_come_in_anew_with_other_days(cast: Cast) -> None:
    first = bring(cast, event(1), event(2))
    do("lake.withdraw", cast.ana, batch=first.pk, reason="A wrong clock")
    assert bring(cast, moved(1, 1), moved(2, 1)).rows == 2


def kpis(*numbers: int, days: int) -> Any:
    import pyarrow as pa

    blank = dict.fromkeys((one.name for one in FACTS["kpi"].columns), None)
    rows = [
        blank | {"day": date(2026, 1, 1 + n * 7 % days), "event_id": f"k-{n % 390}", "series": "s", "value": n,
                 "observations": 1}
        for n in numbers
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=schema_of("kpi"))


def test_rows_of_mixed_days_in_many_tables_become_one_file_a_day_in_their_order(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "MOST_ROWS", 50)
    written = write_batch("kpi", (kpis(*range(start, start + 20), days=20) for start in range(0, 400, 20)))
    assert (written.rows, written.repeated, len(written.parts)) == (390, 10, 20)
    assert len({part.day for part in written.parts}) == 20
    values = store().read(written.parts[3].path)["value"].to_pylist()
    assert values == sorted(values) and len(values) > 15


def test_a_day_of_very_many_rows_is_kept_in_several_files(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "MOST_ROWS", 4)
    written = write_batch("kpi", (kpis(*range(start, start + 5), days=1) for start in range(0, 20, 5)))
    assert [part.rows for part in written.parts] == [5, 5, 5, 5]
    read = [store().read(path)["value"].to_pylist() for path in dict.fromkeys(part.path for part in written.parts)]
    assert [one for some in read for one in some] == list(range(20))
