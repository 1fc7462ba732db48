"""Does a calendar program read what we write, whatever stands in the titles?"""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from opencaio.papers.as_ics import Entry, calendar_file

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def entry(title: str = "Due", text: str = "Words", **more: object) -> Entry:
    given: dict[str, object] = {"uid": "duty-1@opencaio", "on": date(2026, 12, 31), "changed_at": NOW}
    return Entry(title=title, text=text, **(given | more))  # type: ignore[arg-type]


def read(body: bytes) -> list[dict[str, object]]:
    return [dict(one) for one in Calendar.from_ical(body).walk("VEVENT")]


def test_a_day_is_a_whole_day_and_ends_on_the_next() -> None:
    (event,) = Calendar.from_ical(calendar_file("Mine", [entry()], made_at=NOW)).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 12, 31)
    assert event.decoded("dtend") == date(2027, 1, 1)
    assert event["transp"] == "TRANSPARENT"


def test_the_same_duty_keeps_its_uid_and_counts_its_versions() -> None:
    (event,) = Calendar.from_ical(calendar_file("Mine", [entry(version=4)], made_at=NOW)).walk("VEVENT")
    assert (event["uid"], event["sequence"]) == ("duty-1@opencaio", 3)


def test_it_rings_as_many_days_before_as_asked_and_not_otherwise() -> None:
    body = calendar_file("Mine", [entry(warn_days=14)], made_at=NOW)
    assert b"TRIGGER:-P14D" in body
    assert b"VALARM" not in calendar_file("Mine", [entry()], made_at=NOW)


@given(st.text(max_size=300), st.text(max_size=600))
def test_any_words_come_back_and_no_line_is_longer_than_75_octets(title: str, text: str) -> None:
    body = calendar_file(title, [entry(title=title, text=text)], made_at=NOW)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert body.count(b"BEGIN:VEVENT") == len(read(body)) == 1


def test_a_title_cannot_put_a_line_of_its_own_into_the_file() -> None:
    body = calendar_file("x", [entry(title="Due\r\nATTENDEE:mailto:x@example.org")], made_at=NOW)
    assert b"\r\nATTENDEE" not in body
