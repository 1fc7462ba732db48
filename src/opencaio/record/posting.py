"""How do letters leave the house: which are due, who takes them, and what when the server refuses?

Each letter is claimed before it is tried, so that two workers never send it at once. What fails for now is tried
again, each time later; what is refused for good is given up and shown to officers. Nothing is lost in silence.
"""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from opencaio.record.letters import mail_is_on, wants
from opencaio.record.models import Letter

#: After the first try, the second, …; after the last of these the letter is given up: within four days.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 2880))
CLAIMED = timedelta(minutes=10)
AT_ONCE = 50
KEPT = timedelta(days=90)
PERMANENT = 500
NEVER_WILL = (BadHeaderError, UnicodeError, smtplib.SMTPNotSupportedError)


@dataclass(frozen=True)
class Round:
    """One round of the postman: how many letters went, failed for now, were given up; why, if something failed."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    fault: str = ""

    def plus(self, other: "Round") -> "Round":
        """Both rounds as one."""
        return Round(
            self.sent + other.sent,
            self.failed + other.failed,
            self.given_up + other.given_up,
            other.fault or self.fault,
        )


def due_letters(now: datetime) -> QuerySet[Letter]:
    """What is to be tried now, the oldest first."""
    waiting = Letter.objects.filter(sent_at=None, given_up_at=None)
    return waiting.filter(Q(not_before=None) | Q(not_before__lte=now)).order_by("created_at", "pk")


def send_letters(now: datetime) -> Round:
    """Carry out what is due, at most fifty; never raises for a fault of the server."""
    letters = list(due_letters(now).select_related("to")[:AT_ONCE]) if mail_is_on() else []
    if not letters:
        return Round()
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as fault:
        return _all_failed(letters, fault, now)
    try:
        return _carry(letters, connection, now)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def sweep(now: datetime) -> None:
    """Let letters go that were sent or given up long ago."""
    Letter.objects.filter(Q(sent_at__lt=now - KEPT) | Q(given_up_at__lt=now - KEPT)).delete()


def _carry(letters: list[Letter], connection: BaseEmailBackend, now: datetime) -> Round:
    total = Round()
    for letter in letters:
        if not _claim(letter, now):
            continue
        one, goes_on = _send(letter, connection, now)
        total = total.plus(one)
        if not goes_on:
            break
    return total


def _send(letter: Letter, connection: BaseEmailBackend, now: datetime) -> tuple[Round, bool]:
    """Try one letter; the second part is false when the server is gone and the rest had better wait."""
    if not wants(letter.to):
        return _give_up(letter, "The person is gone, has no address, or wants no letters.", now), True
    try:
        connection.send_messages([_message(letter, connection)])
    except (OSError, smtplib.SMTPException, *NEVER_WILL) as fault:
        return _failed(letter, fault, now), not isinstance(fault, smtplib.SMTPServerDisconnected | TimeoutError)
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), last_fault="", not_before=None)
    return Round(sent=1), True


def _claim(letter: Letter, now: datetime) -> bool:
    """Take the letter, unless another worker has: then its time or its tries are other than were read."""
    held = Letter.objects.filter(pk=letter.pk, sent_at=None, given_up_at=None, tries=letter.tries)
    letter.tries += 1
    return held.update(tries=F("tries") + 1, not_before=now + CLAIMED) == 1


def _all_failed(letters: list[Letter], fault: Exception, now: datetime) -> Round:
    total = Round()
    for letter in letters:
        if _claim(letter, now):
            total = total.plus(_failed(letter, fault, now))
    return total


def _failed(letter: Letter, fault: Exception, now: datetime) -> Round:
    words = _words(fault)
    if _is_for_good(fault) or letter.tries > len(WAITS):
        return _give_up(letter, words, now)
    again = now + WAITS[letter.tries - 1]
    Letter.objects.filter(pk=letter.pk).update(last_fault=words, not_before=again)
    return Round(failed=1, fault=words)


def _give_up(letter: Letter, words: str, now: datetime) -> Round:
    Letter.objects.filter(pk=letter.pk).update(last_fault=words, given_up_at=now, not_before=None)
    return Round(given_up=1, fault=words)


def _is_for_good(fault: Exception) -> bool:
    """True when the server, or the message itself, says that trying again is no use (RFC 5321, 4.2.1: 5yz)."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in fault.recipients.values())
    if isinstance(fault, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return False
    if isinstance(fault, smtplib.SMTPResponseException):
        return fault.smtp_code >= PERMANENT
    return isinstance(fault, NEVER_WILL)


def _words(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(said)}" for code, said in fault.recipients.values())[:300]
    if isinstance(fault, smtplib.SMTPResponseException):
        return f"{fault.smtp_code} {_text(fault.smtp_error)}"[:300]
    return (str(fault) or type(fault).__name__)[:300]


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _message(letter: Letter, connection: BaseEmailBackend) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    headers = {
        "Message-ID": f"<letter-{letter.pk}-{letter.created_at:%Y%m%d%H%M%S}@{domain}>",
        "Date": format_datetime(timezone.localtime(letter.created_at)),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(letter.subject, _body(letter), to=[letter.to.email], headers=headers, connection=connection)


def _body(letter: Letter) -> str:
    site = settings.SITE_ADDRESS.rstrip("/")
    where = f"\n\n{site}{letter.link}" if letter.link else ""
    return f"{letter.text}{where}\n\n-- \nOpenCAIO. To get no letters: {site}/account\n"
