"""What does a draft report about an incident say, and what is still missing in it?

A draft is written anew from the record each time; what was sent is kept as a telling, with what was said in it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from opencaio.packs.calendars import MEMBER_STATES
from opencaio.packs.incidents import load_incidents
from opencaio.packs.incidents.reports import Line, Report, load_reports
from opencaio.papers.blocks import Block, Heading, LedgerHead, Listing, Paper, Paragraph, Particulars
from opencaio.record import ledger
from opencaio.record.clocks import LAPSED, known_answers, value_words, zone_of_record
from opencaio.record.models import Clock, Incident, Organisation

HARMS = ("death", "health", "infrastructure", "rights", "property")
EMPTY = "Not known yet."


@dataclass(frozen=True)
class Draft:
    """One report as it could be sent now; ``missing`` says in words what is not known yet."""

    report: Report
    missing: tuple[str, ...]
    paper: Paper


def drafts_of(row: Incident, *, now: datetime) -> list[Draft]:
    """The reports that the incident's clocks ask for."""
    codes = dict.fromkeys(one.report for one in row.clocks.all() if one.report and one.stands != LAPSED)
    return [draft_of(row, load_reports().reports[code], now=now) for code in codes if code in load_reports().reports]


def draft_of(row: Incident, report: Report, *, now: datetime) -> Draft:
    """One report from what is on record at ``now``."""
    reading = _Reading(row, now)
    missing = tuple(reading.missing(report))
    zone, (count, head) = zone_of_record(), ledger.head()
    local = timezone.localtime(now, zone).replace(microsecond=0)
    paper = Paper(
        title=report.title,
        subtitle=f"{row.code}. Draft{', first report: not complete' if missing else ''}",
        organisation=reading.organisation,
        prepared_on=local,
        record_at=local,
        law_on=local.date(),
        ledger_head=LedgerHead(head, count),
        blocks=tuple(_blocks(report, reading, missing)),
        foot=f"Draft from the record, {report.citation}. Not legal advice.",
        layout="document",
    )
    return Draft(report, missing, paper)


def _blocks(report: Report, reading: "_Reading", missing: tuple[str, ...]) -> Iterator[Block]:
    yield Particulars((("To", report.to), ("Under", report.citation), ("Incident", reading.row.code)))
    if missing:
        yield Heading(2, "Still missing")
        yield Listing.of(*missing)
    for part in report.parts:
        yield Heading(2, part.title)
        yield Particulars(tuple((line.label, reading.value(line) or EMPTY) for line in part.lines))
    yield Heading(2, "Note")
    yield Paragraph.of(report.note)
    yield Heading(2, "Signature")
    yield Particulars((("Name", ""), ("Date", ""), ("Signature", "")))


class _Reading:
    """The sources of a report's lines, read from one incident."""

    def __init__(self, row: Incident, now: datetime) -> None:
        self.row, self.now, self.pack = row, now, load_incidents()
        self.answers = known_answers(row)
        self.zone = zone_of_record()
        organisation = Organisation.objects.first()
        self.organisation = organisation.name if organisation else ""
        self.sources: Mapping[str, Callable[[], str]] = {
            "organisation": lambda: self.organisation,
            "entity": lambda: row.use_case.legal_entity.name if row.use_case and row.use_case.legal_entity else "",
            "system": self._system,
            "provider": lambda: row.system.vendor.name if row.system and row.system.vendor else "",
            "purpose": self._purpose,
            "title": lambda: row.title,
            "description": lambda: row.description,
            "happened": lambda: self._written(row.happened_at),
            "known": lambda: self._written(row.known_at),
            "contained": lambda: self._written(row.contained_at),
            "place": lambda: MEMBER_STATES.get(row.place, ""),
            "people": lambda: "" if row.people_affected is None else f"{row.people_affected:,}".replace(",", " "),
            "harm": self._harm,
            "suspended": self._suspended,
            "told": self._told,
        }

    def value(self, line: Line) -> str:
        """What the record says; empty where it says nothing."""
        kind, _, key = line.from_.partition(".")
        if kind == "answer":
            return value_words(self.pack, key, self.answers[key]) if key in self.answers else ""
        if kind == "said":
            return str(self.answers.get(key, ""))
        if kind == "clock":
            clock = self._clock(key)
            return self._written(clock.strict_at) if clock else ""
        return self.sources[line.from_]()

    def is_needed(self, line: Line) -> bool:
        """True when the report is not complete without it."""
        return line.needed == "always" or self._is_late()

    def missing(self, report: Report) -> Iterator[str]:
        """What is not known yet, in the words of the question."""
        for line in (line for part in report.parts for line in part.lines):
            if self.is_needed(line) and not self.value(line):
                yield self._question(line)

    def _question(self, line: Line) -> str:
        kind, _, key = line.from_.partition(".")
        if kind == "said":
            return load_reports().particulars[key].question
        return self.pack.questions[key].question if kind == "answer" else f"{line.label}?"

    def _is_late(self) -> bool:
        clock = self._clock("gdpr.authority")
        return bool(clock and clock.strict_at and (clock.met_at or self.now) > clock.strict_at)

    def _clock(self, code: str) -> Clock | None:
        return next((one for one in self.row.clocks.all() if one.code == code and one.stands != LAPSED), None)

    def _system(self) -> str:
        system = self.row.system
        return f"{system.name} {system.release}".strip() if system else ""

    def _purpose(self) -> str:
        use = self.row.use_case
        return f"{use.name}. {use.purpose}".strip() if use else self.row.use_words

    def _harm(self) -> str:
        said = [self.pack.questions[one].question for one in HARMS if self.answers.get(one) is True]
        open_ = [self.pack.questions[one].question for one in HARMS if one not in self.answers]
        parts = [f"{one} Yes." for one in said] + [f"{one} Not known yet." for one in open_]
        return " ".join(parts) or "None of those that Article 3(49) names."

    def _suspended(self) -> str:
        use = self.row.use_case
        if use is None:
            return ""
        if use.suspended_at is None:
            return "It was not suspended."
        return f"Suspended since {self._written(use.suspended_at)}: {use.suspended_because}"

    def _told(self) -> str:
        rows = self.row.tellings.filter(retired_at=None).exclude(clock__weight="house")
        return "; ".join(f"{one.who}, {self._written(one.at)}" for one in rows) or "Nobody yet."

    def _written(self, moment: datetime | None) -> str:
        return f"{timezone.localtime(moment, self.zone):%d %B %Y, %H:%M %Z}" if moment else ""
