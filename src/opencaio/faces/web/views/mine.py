"""What waits for me?"""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from opencaio.faces.web.doors import Visit, signed_in
from opencaio.record.models import UseCase
from opencaio.record.permissions import Actor, Right
from opencaio.record.queries import ask
from opencaio.record.queries.registry import visible

AHEAD = timedelta(days=120)


@require_GET
@signed_in
def mine(request: Visit) -> HttpResponse:
    """Facts, duties, reviews, calls and matches that wait for this person."""
    actor, today = request.actor, timezone.localdate()
    context: dict[str, Any] = {
        "open": ask("use_cases.list", {"owner": "me", "needs_facts": True, "size": 10}, actor),
        "owned": ask("use_cases.list", {"owner": "me", "size": 1}, actor).total,
        "duties": ask("duties.list", {"owner": "me", "due_by": today + AHEAD, "size": 20}, actor),
        "reviews": _reviews(request),
        **_eyes(actor),
        "my_risks": ask("risks.list", {"owner": "me", "size": 6}, actor),
        "my_controls": ask("controls.list", {"owner": "me", "due_by": today + AHEAD, "size": 8}, actor).rows,
        "my_cases": ask("cases.waiting", {}, actor).rows,
        "my_alerts": ask("cost_alerts.list", {"mine": True}, actor).rows[:8],
        "my_places": ask("openings.list", {"mine": True, "size": 8}, actor).rows,
        "incidents": ask("incidents.list", {"owner": "me", "status": "running", "size": 10}, actor).rows,
        "my_documents": ask("documents.list", {"mine": True, "state": "unsigned"}, actor).rows[:8],
        "calls": ask("comments.list", {"mine": True, "size": 10}, actor),
        "may_match": actor.may_anywhere(Right.EDIT),
        **_aims(actor),
        **_impact(actor),
        "today": today,
    }
    if context["may_match"]:
        context["matches"] = ask("matches.list", {"size": 5}, actor)
    return render(request, "mine.html", context)


def _aims(actor: Actor) -> dict[str, Any]:
    """Key results of mine without a recent value or behind, ideas that I look after, and those that I handed in."""
    tree = ask("objectives.tree", {"status": "active"}, actor).rows
    mine = [(aim, one) for aim in tree for one in aim.key_results if one.owner_id == actor.person_id]
    proposes = actor.may_anywhere(Right.PROPOSE)
    return {
        "my_results": [(aim, one) for aim, one in mine if one.is_stale or one.state in {"unmeasured", "behind"}][:8],
        "my_ideas": ask("ideas.list", {"owner": "me", "status": "open", "size": 8}, actor).rows,
        "ideas_handed_in": ask("ideas.mine", {"size": 5}, actor).rows if proposes else [],
    }


def _impact(actor: Actor) -> dict[str, Any]:
    """Studies of mine whose time is over, benefits that I may agree to, and what I watch over that asks to act."""
    studies = ask("studies.list", {"status": "running"}, actor).rows
    waiting = ask("benefits.list", {"status": "measured"}, actor).rows if actor.may_anywhere(Right.REVIEW) else []
    watched = ask("monitors.list", {"mine": True, "verdict": "act"}, actor).rows
    return {
        "my_watched": [one for one in watched if one.waits][:8],
        "my_studies": [one for one in studies if one.is_due and one.owner_id == actor.person_id][:8],
        "my_benefits": [one for one in waiting if one.may_agree][:8],
    }


def _eyes(actor: Actor) -> dict[str, Any]:
    """Reviews that wait for this person or came back to him, and who stands in for whom."""
    acting = [one for one in ask("deputies.list", {"person": actor.person_id}, actor).rows if one.is_in_force]
    absent = [one for one in acting if one.deputy_id == actor.person_id]
    until = timezone.localdate() + AHEAD
    due = [(one, ask("duties.list", {"owner": str(one.person_id), "due_by": until}, actor).rows) for one in absent]
    return {
        "their_duties": [(one, rows[:8]) for one, rows in due if rows],
        "my_reviews": ask("reviews.list", {"mine": True, "size": 8}, actor),
        "standing_in": absent,
        "away": [one for one in acting if one.person_id == actor.person_id],
    }


def _reviews(request: Visit) -> list[UseCase]:
    rows = visible(UseCase.objects.filter(retired_at=None, owner=request.actor.person_id), request.actor)
    due = rows.filter(review_due_on__lte=timezone.localdate() + AHEAD).select_related("department")
    return list(due.order_by("review_due_on")[:20])
