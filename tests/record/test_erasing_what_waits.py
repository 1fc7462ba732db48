"""Does a person who is erased leave what was received, too, before it comes into the lake?"""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from opencaio.errors import Conflict, NotFound
from opencaio.record import manifest, receiving
from opencaio.record.actions.lake import AddFacts, add, prepare
from opencaio.record.actions.streams import DrainSegment, drain, prepare_segment
from opencaio.record.changes import Change
from opencaio.record.draining import drain_spool
from opencaio.record.importing.uploads import keep_upload, sweep, upload_path
from opencaio.record.lake_days import keep_lake
from opencaio.record.permissions import Right
from tests.faces.api.test_otlp import own_spool, spans
from tests.record.cast import Cast, do
from tests.record.test_lake import bring, event, held

__all__ = ["own_spool"]
ANNA, BO = "anna@acme.example", "bo@acme.example"


@pytest.fixture
def received(cast: Cast) -> Iterator[Path]:
    """A segment that is still written to, with two calls of Anna's and one of Bo's."""
    receiving.receive_spans(spans(1, 2, **{"enduser.id": ANNA}), cast.ana)
    receiving.receive_spans(spans(3, **{"enduser.id": BO}), cast.ana)
    yield manifest.spool_folder()


def erase(cast: Cast, person: str = ANNA) -> int:
    rows: int = do("lake.erase_person", cast.ana, person=person, reason="Asked")
    return rows


def stands_in(folder: Path, person: str) -> bool:
    key = manifest.pseudonym(person).encode()
    return any(key in path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_rows_in_a_closed_segment_go_at_once(cast: Cast, received: Path) -> None:
    receiving.spool().close()
    assert stands_in(received, ANNA) and erase(cast) == 2
    assert not stands_in(received, ANNA) and stands_in(received, BO)
    told = drain_spool(timezone.now())
    assert (told.segments, told.rows) == (1, 1)
    assert [row["user_key"] for row in held()] == [manifest.pseudonym(BO)]


def test_rows_in_a_segment_that_is_written_to_never_reach_the_lake(cast: Cast, received: Path) -> None:
    assert erase(cast) == 0
    receiving.spool().close()
    assert drain_spool(timezone.now()).rows == 1
    assert [row["user_key"] for row in held()] == [manifest.pseudonym(BO)]
    assert not stands_in(received, ANNA)


def test_what_comes_after_the_erasure_counts(cast: Cast, received: Path) -> None:
    receiving.spool().close()
    erase(cast)
    receiving.receive_spans(spans(4, **{"enduser.id": ANNA}), cast.ana)
    receiving.spool().close()
    assert drain_spool(timezone.now()).rows == 2


def test_a_segment_that_is_broken_loses_the_person_too(cast: Cast, received: Path) -> None:
    receiving.spool().append(b"no spans of ours " + manifest.pseudonym(ANNA).encode())
    receiving.spool().close()
    assert len(drain_spool(timezone.now()).bad) == 1
    erase(cast)
    assert not stands_in(received, ANNA) and stands_in(received, BO)


def test_a_segment_that_is_being_drained_meanwhile_is_drained_again_without_the_person(
    cast: Cast, received: Path
) -> None:
    receiving.spool().close()
    (segment,) = receiving.spool().segments()
    given = DrainSegment(segment=segment.name)
    told = prepare_segment(given, cast.ana)
    erase(cast)
    with pytest.raises(Conflict, match="erased while"), transaction.atomic():
        drain(given, Change("lake.drain", Right.IMPORT, cast.ana, timezone.now()), told)
    assert drain_spool(timezone.now()).rows == 1


def test_rows_that_were_read_before_an_erasure_are_not_committed_after_it(cast: Cast) -> None:
    bring(cast, event(1, user_key=ANNA))
    given = AddFacts(fact="usage", name="slow", rows=[event(2, user_key=ANNA)])
    slow = prepare(given, cast.ana)
    assert erase(cast) == 1
    with pytest.raises(Conflict, match="bring them in again"), transaction.atomic():
        add(given, Change("lake.add", Right.IMPORT, cast.ana, timezone.now()), slow)
    assert held() == []


def test_a_segment_that_was_in_already_and_lost_the_person_changes_nothing(cast: Cast, received: Path) -> None:
    receiving.spool().close()
    (segment,) = receiving.spool().segments()
    do("lake.drain", cast.ana, segment=segment.name)
    assert erase(cast) == 4  # two in the lake, two in the segment that was not removed yet
    drain_spool(timezone.now())
    assert [row["user_key"] for row in held()] == [manifest.pseudonym(BO)]


def test_files_that_wait_to_be_looked_at_go_with_the_person(cast: Cast) -> None:
    upload = keep_upload(io.BytesIO(b"name\nAnna\n"))
    do("people.erase", cast.ana, person=cast.bo.person_id, leave_holdings=True)
    with pytest.raises(NotFound, match="Choose the file again"):
        upload_path(upload)


def test_files_that_nobody_brought_in_go_after_a_day(cast: Cast) -> None:
    upload = keep_upload(io.BytesIO(b"name\nAnna\n"))
    sweep(timezone.now())
    assert upload_path(upload).is_file()
    keep_lake(timezone.now() + timedelta(hours=25))
    with pytest.raises(NotFound):
        upload_path(upload)
