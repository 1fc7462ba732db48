"""Do letters reach people through a real server, once each, and is what fails tried again and never lost?"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as site
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from opencaio.errors import BadInput
from opencaio.record import models as m
from opencaio.record.actions import perform
from opencaio.record.days import begin_day
from opencaio.record.digests import write_digests
from opencaio.record.doctor import doctor
from opencaio.record.letters import write_letter
from opencaio.record.models import Letter, Person
from opencaio.record.posting import AT_ONCE, WAITS, send_letters, sweep
from opencaio.record.queries import ask
from opencaio.site import workspace
from tests.record.cast import Cast, do

NOW = timezone.now()


class Server:
    """A real SMTP server: keeps what it takes; ``refuses`` holds its answers to addresses."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.delay = 0.0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Take a recipient, or say the answer that was set for him."""
        if answer := self.refuses.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter, after the delay that was set."""
        await asyncio.sleep(self.delay)
        message = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        """The letters to one address."""
        return [one for one in self.taken if one["To"] == address]


@contextmanager
def mail_to(port: int, **more: Any) -> Iterator[None]:
    """The site hands its letters to the server on this port."""
    given = {
        "MAIL_IS_ON": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 2,
        "DEFAULT_FROM_EMAIL": "office@northwind.example",
        "SITE_ADDRESS": "https://ai.northwind.example",
    }
    with override_settings(**(given | more)):
        yield


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that runs, and a site that knows it."""
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with mail_to(controller.port):
            yield handler
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def person(cast: Cast, name: str) -> Person:
    return Person.objects.get(pk=cast[name].person_id)


def letter(cast: Cast, name: str = "bo", **more: Any) -> Letter:
    given: dict[str, Any] = {"kind": "test", "subject": "A word", "text": "Read this.", "at": NOW} | more
    made = write_letter(person(cast, name), **given)
    assert made is not None
    return made


def settle(cast: Cast) -> None:
    do("facts.state", cast.bo, use_case=cast.triage.code, key="infers", value=False)


def test_who_is_asked_to_review_gets_a_letter_with_a_link_and_no_more_than_text(cast: Cast, server: Server) -> None:
    settle(cast)
    do("reviews.ask", cast.bo, use_case=cast.triage.code, reviewer=cast.rae.person_id, note="By Friday, please.")
    assert server.taken == []
    assert send_letters(timezone.now()).sent == 1
    (one,) = server.to("rae@northwind.example")
    assert one["Subject"] == "You are asked to review UC-0001 Triage of patients"
    assert one["From"] == "office@northwind.example" and one["Auto-Submitted"] == "auto-generated"
    assert one.get_content_type() == "text/plain"
    text = one.get_content()
    assert "Bo Berg asks Rae Roy to review: EU." in text and "By Friday, please." in text
    assert "https://ai.northwind.example/use/UC-0001" in text
    assert send_letters(timezone.now()).sent == 0


def test_an_answer_sent_back_and_a_sign_off_gone_stale_are_told(cast: Cast, server: Server) -> None:
    settle(cast)
    aim = {"use_case": cast.triage.code, "regime": "EU"}
    do("reviews.ask", cast.bo, **aim)
    do("reviews.send_back", cast.rae, **aim, reason="Which contract?")
    do("reviews.ask", cast.bo, **aim)
    do("reviews.sign", cast.rae, **aim)
    do("facts.state", cast.ana, use_case=cast.triage.code, key="infers", value=True)
    send_letters(timezone.now())
    subjects = [one["Subject"] for one in server.to("bo@northwind.example")]
    assert subjects == ["Sent back: UC-0001 Triage of patients, EU", "A sign-off went stale"]
    assert "Which contract?" in server.to("bo@northwind.example")[0].get_content()


def test_a_comment_that_calls_someone_is_told_to_who_may_read_it(cast: Cast, server: Server) -> None:
    text = "@Rae Roy and @Dan Dahl: please look."
    do("comments.add", cast.bo, use_case=cast.triage.code, text=text)
    send_letters(timezone.now())
    assert [one["To"] for one in server.taken] == ["rae@northwind.example"]


def test_a_refused_action_writes_no_letter(cast: Cast, server: Server) -> None:
    settle(cast)
    with pytest.raises(BadInput):
        do("reviews.ask", cast.ana, use_case=cast.triage.code, reviewer=cast.bo.person_id)
    assert Letter.objects.count() == 0


def test_a_letter_says_nothing_of_a_department_that_its_reader_may_not_read(cast: Cast, server: Server) -> None:
    given: dict[str, Any] = {"kind": "test", "subject": "A word", "text": "Read this.", "at": NOW}
    assert write_letter(person(cast, "dan"), department_id=cast.health.pk, **given) is None
    assert write_letter(person(cast, "bo"), department_id=cast.health.pk, **given) is not None


@pytest.mark.parametrize(
    "ending", ["\r\nBcc: all@example.org", "\nX: y", "\r\n\r\n<b>body</b>", "\u2028Bcc: z", "\x00"]
)
def test_no_header_can_be_smuggled_into_a_subject(cast: Cast, server: Server, ending: str) -> None:
    letter(cast, subject=f"Hello{ending}")
    assert send_letters(timezone.now()).sent == 1
    (one,) = server.taken
    assert one["Bcc"] is None and one["X"] is None
    assert one["Subject"].startswith("Hello")
    assert "Read this." in one.get_content() and "<b>" not in one.get_content()


def test_a_subject_broken_in_the_database_is_given_up_and_not_sent(cast: Cast, server: Server) -> None:
    made = letter(cast)
    Letter.objects.filter(pk=made.pk).update(subject="Hello\r\nBcc: all@example.org")
    assert send_letters(timezone.now()).given_up == 1
    assert server.taken == []


def test_a_server_that_is_down_loses_nothing(cast: Cast) -> None:
    port = free_port()
    with mail_to(port):
        made, other = letter(cast), letter(cast, "rae")
        assert send_letters(NOW).failed == 2
        made.refresh_from_db()
        assert made.tries == 1 and "refused" in made.last_fault and made.not_before == NOW + WAITS[0]
        assert send_letters(NOW).failed == 0
        assert any("2 letters wait because the server fails" in one.words for one in doctor(now=NOW))
        handler = Server()
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            assert send_letters(NOW + WAITS[0]).sent == 2
        finally:
            controller.stop()
    assert len(handler.taken) == 2
    other.refresh_from_db()
    assert other.sent_at and other.last_fault == ""


def test_each_try_waits_longer_and_in_the_end_the_letter_is_given_up_for_all_to_see(cast: Cast) -> None:
    with mail_to(free_port()):
        made, at, tried = letter(cast), NOW, []
        for _ in range(len(WAITS) + 1):
            send_letters(at)
            made.refresh_from_db()
            tried.append(at)
            at = made.not_before or at
        assert made.given_up_at and made.tries == len(WAITS) + 1
        gaps = [later - earlier for earlier, later in pairwise(tried)]
        assert gaps == list(WAITS)
        assert any(one.level == "wrong" and "1 letters were given up" in one.words for one in doctor(now=at))
        (line,) = ask("letters.list", {"state": "given_up"}, cast.ana).rows
        assert line.to == "Bo Berg" and line.last_fault
        do("letters.retry", cast.ana, letter=line.id)
        assert ask("letters.list", {"state": "given_up"}, cast.ana).rows == []


def test_a_recipient_refused_for_good_is_given_up_at_once_and_the_others_get_theirs(cast: Cast, server: Server) -> None:
    server.refuses = {"bo@northwind.example": "550 5.1.1 No such mailbox", "ana@northwind.example": "450 4.2.1 Later"}
    for name in ("bo", "ana", "rae"):
        letter(cast, name)
    done = send_letters(NOW)
    assert (done.sent, done.failed, done.given_up) == (1, 1, 1)
    assert [one["To"] for one in server.taken] == ["rae@northwind.example"]
    faults = dict(Letter.objects.values_list("to__name", "last_fault"))
    assert "No such mailbox" in faults["Bo Berg"] and "Later" in faults["Ana Ek"]
    server.refuses = {}
    assert send_letters(NOW + WAITS[0]).sent == 1


def test_a_slow_server_is_left_after_the_time_limit_and_tried_again(cast: Cast, server: Server) -> None:
    server.delay = 3
    letter(cast), letter(cast, "rae")
    with override_settings(EMAIL_TIMEOUT=0.5):
        begun = datetime.now()
        done = send_letters(NOW)
        assert datetime.now() - begun < timedelta(seconds=3)
    assert (done.sent, done.failed) == (0, 1)
    assert Letter.objects.filter(tries=0).count() == 1
    server.delay = 0
    assert send_letters(NOW + WAITS[0]).sent == 2


def test_two_postmen_at_once_send_each_letter_once(cast: Cast, server: Server) -> None:
    for _ in range(6):
        letter(cast)

    def carry() -> None:
        send_letters(NOW)
        connection.close()

    postmen = [threading.Thread(target=carry) for _ in range(2)]
    for one in postmen:
        one.start()
    for one in postmen:
        one.join(timeout=60)
    assert len(server.taken) == 6
    assert Letter.objects.filter(sent_at=None).count() == 0
    assert len({one["Message-ID"] for one in server.taken}) == 6


def test_who_wants_no_letters_gets_none_though_one_was_on_its_way(cast: Cast, server: Server) -> None:
    made = letter(cast)
    do("people.choose_mail", cast.bo, wants_mail=False)
    assert write_letter(person(cast, "bo"), kind="x", subject="x", text="x", at=NOW) is None
    assert send_letters(NOW).given_up == 1
    made.refresh_from_db()
    assert "wants no letters" in made.last_fault and server.taken == []


def test_a_site_without_a_server_writes_no_letter(cast: Cast) -> None:
    assert not site.MAIL_IS_ON
    assert write_letter(person(cast, "bo"), kind="x", subject="x", text="x", at=NOW) is None
    assert send_letters(NOW).sent == 0


def test_an_erased_persons_letters_are_gone(cast: Cast, server: Server) -> None:
    letter(cast)
    do("people.erase", cast.ana, person=cast.bo.person_id, leave_holdings=True)
    assert Letter.objects.count() == 0


def test_letters_sent_long_ago_are_let_go(cast: Cast, server: Server) -> None:
    letter(cast), letter(cast, "rae")
    send_letters(NOW)
    sweep(timezone.now() + timedelta(days=89))
    assert Letter.objects.count() == 2
    sweep(timezone.now() + timedelta(days=91))
    assert Letter.objects.count() == 0


def test_more_than_fifty_letters_go_in_more_than_one_round(cast: Cast, server: Server) -> None:
    for _ in range(AT_ONCE + 2):
        letter(cast)
    assert [send_letters(NOW).sent, send_letters(NOW).sent, send_letters(NOW).sent] == [AT_ONCE, 2, 0]


def duty(cast: Cast, title: str, due: timedelta, **more: Any) -> m.Duty:
    given: dict[str, Any] = {"regime": "EU", "code": title, "title": title, "owner_id": cast.bo.person_id} | more
    day = timezone.localdate(NOW) + due
    return m.Duty.objects.create(use_case=cast.triage, due_on=day, created_at=NOW, updated_at=NOW, **given)


def test_the_deputy_of_a_reviewer_is_told_for_whom_he_is_asked(cast: Cast, server: Server) -> None:
    settle(cast)
    do("deputies.name", cast.rae, deputy=cast.ana.person_id)
    do("reviews.ask", cast.bo, use_case=cast.triage.code, reviewer=cast.rae.person_id)
    texts = dict(Letter.objects.filter(kind="review_asked").values_list("to__name", "text"))
    assert texts["Ana Ek"].startswith("You stand in for Rae Roy. Bo Berg asks Rae Roy to review: EU.")
    assert texts["Rae Roy"].startswith("Bo Berg asks Rae Roy")


def test_what_is_due_comes_in_one_letter_a_day_and_again_only_when_something_is_new(cast: Cast, server: Server) -> None:
    duty(cast, "Train people", timedelta(days=5))
    duty(cast, "Keep logs", timedelta(days=-2))
    duty(cast, "Far away", timedelta(days=60))
    begin_day(NOW)
    begin_day(NOW + timedelta(hours=1))
    assert [row.kind for row in Letter.objects.all()] == ["digest"]
    first = Letter.objects.get()
    assert first.subject == "2 things wait for you"
    assert "Overdue since" in first.text and "Train people (UC-0001 Triage of patients)" in first.text
    assert "Far away" not in first.text
    assert write_digests(NOW + timedelta(days=1)) == 0
    duty(cast, "Tell people", timedelta(days=9))
    assert write_digests(NOW + timedelta(days=1)) == 1
    assert write_digests(NOW + timedelta(days=2)) == 0
    assert write_digests(NOW + timedelta(days=9)) == 1


def test_a_review_that_waits_is_in_the_digest_of_who_may_judge_it_and_of_the_deputy(cast: Cast, server: Server) -> None:
    settle(cast)
    senna = do("people.add", cast.ana, name="Senna Drum", email="senna@northwind.example")
    do("people.grant", cast.ana, person=senna.pk, role="lead")
    do("deputies.name", cast.rae, deputy=senna.pk, from_on=timezone.localdate(NOW))
    Letter.objects.all().delete()
    perform("reviews.ask", {"use_case": cast.triage.code}, cast.bo, at=NOW - timedelta(days=5))
    assert write_digests(NOW) == 2
    texts = dict(Letter.objects.values_list("to__name", "text"))
    assert "Waits for a review since" in texts["Rae Roy"]
    assert texts["Senna Drum"].startswith("For Rae Roy: Waits for a review")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://u%40x:p%2Fw@mail.example.org", ("mail.example.org", 587, "u@x", "p/w", False, True)),
        ("smtps://u:p@mail.example.org", ("mail.example.org", 465, "u", "p", True, False)),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", False, False)),
        ("smtp://relay.example.org:25?tls=no", ("relay.example.org", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_read_from_its_address(monkeypatch: Any, url: str, expected: tuple[Any, ...]) -> None:
    monkeypatch.setenv("OPENCAIO_SMTP_URL", url)
    monkeypatch.setenv("OPENCAIO_MAIL_FROM", "AI office <office@example.org>")
    read = workspace.mail()
    assert read is not None
    assert (read.host, read.port, read.user, read.password, read.is_tls, read.starts_tls) == expected


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("http://mail.example.org", "a@b.example", "OPENCAIO_SMTP_URL"),
        ("smtp://u:secret@mail.example.org:many", "a@b.example", "OPENCAIO_SMTP_URL"),
        ("smtp://mail.example.org", "", "OPENCAIO_MAIL_FROM"),
        ("smtp://mail.example.org", "a@b.example\nBcc: c@d.example", "OPENCAIO_MAIL_FROM"),
    ],
)
def test_a_wrong_address_of_a_mail_server_is_named_without_its_password(
    monkeypatch: Any, url: str, sender: str, named: str
) -> None:
    monkeypatch.setenv("OPENCAIO_SMTP_URL", url)
    monkeypatch.setenv("OPENCAIO_MAIL_FROM", sender)
    with pytest.raises(BadInput, match=named) as fault:
        workspace.mail()
    assert "secret" not in str(fault.value)
