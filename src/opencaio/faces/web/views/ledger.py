"""What was done, by whom, and does the account of it hold?"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opencaio.faces.web import choices
from opencaio.faces.web.doors import Visit, signed_in
from opencaio.faces.web.whole import whole
from opencaio.record.actions import ACTIONS
from opencaio.record.queries import ask


@require_GET
@signed_in
def ledger(request: Visit) -> HttpResponse:
    """The ledger, the newest first; ``?verify=1`` walks the whole chain."""
    get = request.GET
    given: dict[str, Any] = {"action": get.get("action", "")}
    given |= {name: get[name] for name in ("person", "before") if whole(get.get(name, "")) is not None}
    context = {"list": ask("ledger.list", given, request.actor), "asked": get}
    context |= {"people": choices.people(request.actor), "actions": sorted(ACTIONS)}
    context["verdict"] = ask("ledger.verify", {}, request.actor) if "verify" in get else None
    context["refused"] = ask("security.list", {"size": 20}, request.actor)
    return render(request, "ledger.html", context)
