"""Is each change whole, allowed, written down, and safe from another's?"""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from opencaio.errors import BadInput, Conflict, NotFound, Refused
from opencaio.record import ledger
from opencaio.record.actions import ACTIONS, perform
from opencaio.record.actions.registry import Asked, action
from opencaio.record.changes import Change
from opencaio.record.models import Department, LedgerEntry, SecurityEvent, UseCase
from opencaio.record.permissions import Right
from opencaio.record.plumbing import SECURITY_EVENTS_KEPT
from opencaio.record.queries import ask
from opencaio.record.security_log import note
from tests.record.cast import Cast, do


def test_two_people_editing_one_thing_never_lose_a_change(cast: Cast) -> None:
    seen = UseCase.objects.get(pk=cast.triage.pk).version
    do("use_cases.edit", cast.bo, code=cast.triage.code, version=seen, name="Bo's name")
    with pytest.raises(Conflict, match="at version 2 now"):
        do("use_cases.edit", cast.ana, code=cast.triage.code, version=seen, purpose="Ana's purpose")
    row = UseCase.objects.get(pk=cast.triage.pk)
    assert (row.name, row.purpose, row.version) == ("Bo's name", "", 2)


def test_a_change_that_changes_nothing_leaves_no_entry(cast: Cast) -> None:
    count = ledger.head()[0]
    done = perform("use_cases.edit", {"code": cast.triage.code, "name": cast.triage.name}, cast.bo)
    assert done.entry is None
    assert ledger.head()[0] == count


def test_a_refused_action_leaves_no_trace_but_a_security_event(cast: Cast) -> None:
    before = list(UseCase.objects.values()), ledger.head()
    with pytest.raises(Refused):
        do("use_cases.retire", cast.rae, code=cast.triage.code)
    assert (list(UseCase.objects.values()), ledger.head()) == before
    event = SecurityEvent.objects.latest("pk")
    assert event.person_id == cast.rae.person_id
    assert event.words.startswith("use_cases.retire")


def test_an_action_that_fails_half_way_leaves_nothing(cast: Cast) -> None:
    before = Department.objects.count(), ledger.head()
    with pytest.raises(NotFound):
        do("use_cases.assign", cast.bo, codes=[cast.triage.code, "UC-9999"], owner=cast.bo.person_id)
    assert (Department.objects.count(), ledger.head()) == before
    assert UseCase.objects.get(pk=cast.triage.pk).owner is None


def test_the_security_log_is_capped(cast: Cast) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    SecurityEvent.objects.bulk_create(
        [SecurityEvent(at=at, kind="refused", words="old") for _ in range(SECURITY_EVENTS_KEPT)]
    )
    for _ in range(100):
        note("refused", "new", person_id=None, at=at)
    assert SecurityEvent.objects.count() <= SECURITY_EVENTS_KEPT + 100
    assert SecurityEvent.objects.filter(words="new").count() == 100


def test_an_action_that_never_asks_for_leave_is_a_fault_of_ours_and_writes_nothing(cast: Cast) -> None:
    class Nothing(Asked):
        """Nothing."""

    @action("tests.careless", right=Right.READ, words="Forget to ask")
    def careless(given: Nothing, change: Change) -> None:
        change.notes["done"] = True

    try:
        count = ledger.head()[0]
        with pytest.raises(RuntimeError, match="never asked"):
            perform("tests.careless", {}, cast.ana)
        assert ledger.head()[0] == count
    finally:
        del ACTIONS["tests.careless"]


def test_links_are_written_down_before_and_after(cast: Cast) -> None:
    first = do("vendors.add", cast.ana, name="First Ltd")
    second = do("vendors.add", cast.ana, name="Second Ltd")
    do("use_cases.edit", cast.bo, code=cast.triage.code, vendors=[first.pk])
    do("use_cases.edit", cast.bo, code=cast.triage.code, vendors=[second.pk])
    (newest, *_) = ask("ledger.history", {"kind": "usecase", "id": cast.triage.pk}, cast.bo).rows
    assert newest.rows[0]["before"] == {"vendors": [first.pk]}
    assert newest.rows[0]["after"] == {"vendors": [second.pk]}


def test_a_date_can_be_emptied_and_a_name_cannot(cast: Cast) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, retired_on="2026-05-01", started_on="2026-01-01")
    do("use_cases.edit", cast.bo, code=cast.triage.code, retired_on=None, name=None, stage=None)
    row = UseCase.objects.get(pk=cast.triage.pk)
    assert (row.retired_on, row.name, row.stage) == (None, "Triage of patients", "live")
    assert str(row.started_on) == "2026-01-01"


def test_what_is_withdrawn_keeps_its_history_readable(cast: Cast) -> None:
    do("use_cases.edit", cast.bo, code=cast.triage.code, purpose="Sort patients")
    do("use_cases.withdraw", cast.bo, code=cast.triage.code, reason="entered twice")
    assert ask("use_cases.list", {}, cast.bo).total == 0
    history = ask("ledger.history", {"kind": "usecase", "id": cast.triage.pk}, cast.bo).rows
    assert [one.action for one in history] == ["use_cases.withdraw", "use_cases.edit", "use_cases.add"]
    assert history[0].words.endswith(": entered twice")
    do("use_cases.restore", cast.bo, code=cast.triage.code)
    assert ask("use_cases.list", {}, cast.bo).total == 1


def test_unknown_fields_are_refused_by_name(cast: Cast) -> None:
    with pytest.raises(BadInput, match="colour"):
        do("use_cases.edit", cast.bo, code=cast.triage.code, colour="red")


def test_writers_at_the_same_time_never_fork_the_chain(cast: Cast) -> None:
    start, faults = threading.Barrier(4), []

    def write(number: int) -> None:
        start.wait()
        try:
            for turn in range(5):
                do("legal_entities.add", cast.ana, name=f"Company {number}-{turn}")
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    before = ledger.head()[0]
    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    verdict = ledger.verify()
    assert verdict.holds, verdict.breaches
    assert verdict.count == before + 20
    previous = list(LedgerEntry.objects.values_list("previous", flat=True))
    assert len(set(previous)) == len(previous)
