"""The duties by the days on which they need somebody: a month at a time, and as a feed for one's own calendar."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from opencaio.engines.gates import later
from opencaio.errors import BadInput, Refused
from opencaio.faces.web.doors import Visit, person_of, signed_in
from opencaio.faces.web.views.duties import asked, calendar_response, filters_of, offered
from opencaio.record import bad_tokens
from opencaio.record.actors import actor_for
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.duties import DutyList, DutyRow
from opencaio.record.tokens import actor_with_token

MOST = 1000
FEED = {"owner": "me", "status": "open", "size": 2000}


@dataclass(frozen=True)
class Day:
    """One cell of the month; `rest` are more than fit into it."""

    on: date
    is_here: bool
    is_today: bool
    rows: tuple[DutyRow, ...]
    rest: int


SHOWN = 4


@require_GET
@signed_in
def calendar(request: Visit) -> HttpResponse:
    """One month, as a table of weeks, and as a list on a narrow screen."""
    first, today = _month(request.GET.get("month", "")), timezone.localdate()
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    last = weeks[-1][-1]
    narrowed = {"due_from": weeks[0][0], "due_by": last, "sort": "due", "size": MOST, "page": 1}
    given = asked(request.GET).model_copy(update=narrowed)
    found: DutyList = ask("duties.list", given, request.actor)
    context: dict[str, Any] = {
        "given": given,
        "month": first,
        "today": today,
        "weeks": _weeks(weeks, found.rows, month=first.month, today=today),
        "days": [day for week in _weeks(weeks, found.rows, month=first.month, today=today) for day in week if day.rows],
        "before": f"{later(first, months=-1):%Y-%m}",
        "after": f"{later(first, months=1):%Y-%m}",
        "total": found.total,
        "most": MOST,
        "query": urlencode({name: one for name, one in filters_of(request.GET).items() if name != "sort"}),
        **offered(request.actor),
    }
    return render(request, "duties_calendar.html", context)


@require_GET
def feed(request: HttpRequest) -> HttpResponse:
    """One's own open duties for a calendar program: by the key in the address, or to someone signed in.

    The key opens nothing else, and is taken back on the account page.
    """
    actor = _who(request)
    if actor is None:
        words = _("This address needs a key that holds. Make one on the page My account, under Calendar.")
        return HttpResponse(words, status=401, content_type="text/plain; charset=utf-8")
    found: DutyList = ask("duties.list", FEED, actor)
    answer = calendar_response(found.rows, name=_("Duties of %s") % actor.name, file_name="duties")
    answer.headers["Cache-Control"] = "private, max-age=900"
    return answer


def _who(request: HttpRequest) -> Actor | None:
    if not (key := request.GET.get("key", "")):
        user: Any = request.user
        return actor_for(person_of(user), face="web") if user.is_authenticated else None
    now = timezone.now()
    try:
        return actor_with_token(key, face="web", now=now, only_for="calendar")
    except (Refused, ValueError):
        _count_bad(request)
        return None


def _count_bad(request: HttpRequest) -> None:
    try:
        bad_tokens.count(request.META.get("REMOTE_ADDR", "?"), face="calendar", now=timezone.now())
    except bad_tokens.TooMany as fault:
        raise Refused(_("Too many keys that do not hold. Wait a minute.")) from fault


def _month(said: str) -> date:
    if not said:
        return timezone.localdate().replace(day=1)
    try:
        day = date.fromisoformat(f"{said}-01")
    except ValueError as fault:
        raise BadInput(_("A month is written like 2026-12.")) from fault
    if not 1990 <= day.year <= 2200:
        raise BadInput(_("A month is written like 2026-12."))
    return day


def _weeks(weeks: list[list[date]], rows: list[DutyRow], *, month: int, today: date) -> list[list[Day]]:
    found: dict[date, list[DutyRow]] = defaultdict(list)
    for row in rows:
        if row.when:
            found[row.when].append(row)
    return [[_cell(on, found.get(on, []), month=month, today=today) for on in week] for week in weeks]


def _cell(on: date, rows: list[DutyRow], *, month: int, today: date) -> Day:
    return Day(on, on.month == month, on == today, tuple(rows[:SHOWN]), max(0, len(rows) - SHOWN))
