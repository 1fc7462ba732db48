"""How do days become a calendar file that every calendar program reads (RFC 5545)?

Whole-day events without people or free-busy time. The same entry has the same uid, so that a program that reads the
file again moves it instead of adding a twin. Folding and escaping are the library's (`icalendar`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event
from icalendar.prop import vText

from opencaio.papers.plain import legible

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//OpenCAIO//Duties//EN"
READ_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Entry:
    """One day to remember: `uid` names it for ever, `changed_at` and `version` say how new it is.

    `warn_days`: so many days before, the program rings (None: it does not).
    """

    uid: str
    on: date
    title: str
    text: str
    changed_at: datetime
    href: str = ""
    version: int = 1
    categories: tuple[str, ...] = ()
    warn_days: int | None = None


def calendar_file(name: str, entries: Iterable[Entry], *, made_at: datetime) -> bytes:
    """The entries as one calendar with this name. ``made_at`` is its stamp (with a time zone)."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", vText(legible(name)))
    made.add("x-wr-calname", vText(legible(name)))
    made.add("refresh-interval", READ_AGAIN, {"VALUE": "DURATION"})
    made.add("x-published-ttl", vText("PT6H"))
    for entry in entries:
        made.add_component(_event(entry, made_at=made_at))
    return bytes(made.to_ical())


def _event(entry: Entry, *, made_at: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.version - 1)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", legible(entry.title))
    event.add("description", legible(entry.text))
    event.add("transp", "TRANSPARENT")
    if entry.categories:
        event.add("categories", [legible(one) for one in entry.categories])
    if entry.href:
        event.add("url", entry.href)
    if entry.warn_days is not None:
        event.add_component(_alarm(entry, days=entry.warn_days))
    return event


def _alarm(entry: Entry, *, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", legible(entry.title))
    alarm.add("trigger", timedelta(days=-days))
    return alarm
