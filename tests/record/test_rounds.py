"""Does the site, while it runs, carry out letters and begin each day, whatever goes wrong in between?"""

import logging
import time
from datetime import datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.utils import timezone

from opencaio.record.letters import write_letter
from opencaio.record.models import Letter, Person, Snapshot
from opencaio.site.rounds import Rounds
from tests.record.cast import Cast
from tests.record.test_letters import Server, free_port, mail_to


def test_a_letter_leaves_while_the_site_runs_and_the_day_begins(cast: Cast) -> None:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    rounds = Rounds(pause=0.05)
    try:
        with mail_to(controller.port):
            bo = Person.objects.get(pk=cast.bo.person_id)
            write_letter(bo, kind="test", subject="A word", text="Read this.", at=timezone.now())
            rounds.start()
            until = time.monotonic() + 20
            while not handler.taken and time.monotonic() < until:
                time.sleep(0.05)
            rounds.stop()
    finally:
        controller.stop()
        connection.close()
    assert [one["To"] for one in handler.taken] == ["bo@northwind.example"]
    assert Letter.objects.get().sent_at
    assert Snapshot.objects.exists()


def test_a_fault_in_one_errand_stops_no_other_and_is_tried_again_until_it_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, steadily = [], []

    def begin(now: datetime) -> None:
        begun.append(now)
        if len(begun) == 1:
            raise OSError("the disk is full")

    rounds, now = Rounds(daily=lambda: (begin,), steady=lambda: (steadily.append,)), timezone.now()
    with caplog.at_level(logging.ERROR):
        rounds.make(now)
    assert "the disk is full" in caplog.text
    for later in (timedelta(0), timedelta(0), timedelta(days=1)):
        rounds.make(now + later)
    assert begun == [now, now, now + timedelta(days=1)]
    assert len(steadily) == 4
