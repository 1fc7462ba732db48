"""Which reports could be sent about an incident now, what do they say, and what is missing in them?"""

from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from opencaio.errors import NotFound
from opencaio.packs.incidents.reports import load_reports
from opencaio.papers.as_json import tree
from opencaio.record.actions.registry import Asked
from opencaio.record.incident_reports import Draft, draft_of, drafts_of
from opencaio.record.models import Incident
from opencaio.record.permissions import Actor
from opencaio.record.queries.registry import query, visible


class ListDrafts(Asked):
    """The incident, by its code."""

    code: str


class ShowDraft(Asked):
    """One report about one incident: ``authority_report``, ``provider_notice``, ``breach_report``, …"""

    code: str
    report: str


class DraftLine(BaseModel):
    """One report that a clock asks for."""

    code: str
    title: str
    citation: str
    to: str
    missing: list[str]


class DraftList(BaseModel):
    """The reports that the incident's clocks ask for."""

    incident: str
    title: str
    rows: list[DraftLine]


class DraftReport(DraftLine):
    """The report as a tree of blocks, as every format is made of."""

    paper: dict[str, Any]


@query("incidents.drafts", words="List the draft reports of an incident")
def list_drafts(given: ListDrafts, actor: Actor) -> DraftList:
    """What the clocks of one incident ask for."""
    row = incident_seen(given.code, actor)
    rows = [DraftLine(**_about(one)) for one in drafts_of(row, now=timezone.now())]
    return DraftList(incident=row.code, title=row.title, rows=rows)


@query("incidents.draft", words="Write a draft report about an incident")
def show_draft(given: ShowDraft, actor: Actor) -> DraftReport:
    """One report from what is on record now."""
    found = draft_seen(given.code, given.report, actor)
    return DraftReport(**_about(found), paper=tree(found.paper))


def draft_seen(code: str, report: str, actor: Actor) -> Draft:
    """One draft, for the faces that print it; ``NotFound`` for an incident or a report that is not there."""
    row, known = incident_seen(code, actor), load_reports().reports
    if report not in known:
        raise NotFound(f"There is no report {report}. There are: {', '.join(known)}.")
    return draft_of(row, known[report], now=timezone.now())


def incident_seen(code: str, actor: Actor) -> Incident:
    """The incident of that code, if the asker may see it."""
    rows = visible(Incident.objects.filter(retired_at=None), actor)
    near = rows.select_related("use_case__legal_entity", "system__vendor")
    row = near.prefetch_related("clocks", "tellings").filter(code__iexact=code).first()
    if row is None:
        raise NotFound("There is no such incident here, or you may not see it.")
    return row


def _about(one: Draft) -> dict[str, Any]:
    report = one.report
    about = {"code": report.code, "title": report.title, "citation": report.citation, "to": report.to}
    return about | {"missing": list(one.missing)}
