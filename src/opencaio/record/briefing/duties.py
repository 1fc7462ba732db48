"""Which duties are late or near, what no longer holds, and who was let through a gate until when?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Coalesce

from opencaio.papers.blocks import DocketItem
from opencaio.papers.numbers import number
from opencaio.record.briefing.standing import Standing
from opencaio.record.duty_states import standing_duties, with_state
from opencaio.record.gating import out_of_place
from opencaio.record.models import Evidence, GateOverride, UseCase
from opencaio.record.models.portfolio import Stage

NEAR = timedelta(days=60)
ENDING = timedelta(days=30)
NAMED = 3


def duties_items(standing: Standing) -> Iterator[DocketItem]:
    """Duties grouped by what is to be done, evidence that ended, overrides that lapse; nothing of the past's record."""
    if standing.is_past:
        return
    today = standing.today
    rows = with_state(_within(standing, standing_duties()), on=today)
    yield from _grouped(standing, rows.filter(state="overdue"), words="overdue", status="overdue", most=3)
    near = rows.filter(state__in=("open", "started", "ahead"), when__gte=today, when__lte=today + NEAR)
    yield from _grouped(standing, near, words="due soon", status="", most=2)
    yield from _renewals(standing, rows.filter(state="renewal"))
    yield from _evidence(standing)
    yield from _overrides(standing)
    yield from _out_of_place(standing)


def _within(standing: Standing, rows: QuerySet[Any], *, by: str = "use_case__department_id") -> QuerySet[Any]:
    return rows if standing.scope is None else rows.filter(**{f"{by}__in": standing.scope})


def _grouped(standing: Standing, rows: QuerySet[Any], *, words: str, status: str, most: int) -> Iterator[DocketItem]:
    """One item for each duty that many uses have, those of most uses first; the rest in one."""
    found = list(
        rows.order_by()
        .values("regime", "code", "title", "citation")
        .annotate(n=Count("pk"), first=Min("when"))
        .order_by("-n", "code")
    )
    for one in found[:most]:
        asked = f"regime={one['regime']}" + (f"&status={status}" if status else f"&within={NEAR.days}")
        yield _item(
            standing,
            one["first"],
            f"{one['title']}: {words} for {_uses(one['n'])}",
            f"{one['code']}. Each use's owner answers for it unless somebody was named.",
            citation=one["citation"],
            verb="List them",
            path=f"/duties?{asked}",
        )
    if rest := found[most:]:
        total, first = sum(one["n"] for one in rest), min(one["first"] for one in rest)
        titles = _few([one["title"] for one in rest])
        asked = f"status={status}" if status else f"within={NEAR.days}"
        title = f"{number(total)} further {'duty is' if total == 1 else 'duties are'} {words}"
        yield _item(standing, first, title, titles, verb="List them", path=f"/duties?{asked}")


def _renewals(standing: Standing, rows: QuerySet[Any]) -> Iterator[DocketItem]:
    found = list(rows.order_by("when", "code").values_list("title", "use_case__name", "when"))
    if not found:
        return
    days = [when for _title, _name, when in found if when]
    yield _item(
        standing,
        min(days) if days else None,
        f"{number(len(found))} {'duty needs' if len(found) == 1 else 'duties need'} renewal",
        "They were done; what showed it has run out: " + _few([f"{title} ({name})" for title, name, _when in found]),
        verb="Renew them",
        path="/duties?status=renewal",
    )


def _evidence(standing: Standing) -> Iterator[DocketItem]:
    """Evidence that is about to end, of uses that go on."""
    until = standing.today + ENDING
    rows = Evidence.objects.filter(retired_at=None, expires_on__gte=standing.today, expires_on__lte=until)
    rows = _within(standing, rows.filter(use_case__retired_at=None).exclude(use_case__stage=Stage.RETIRED))
    about = Coalesce("use_case__name", "control__name")
    found = list(rows.annotate(about=about).order_by("expires_on", "pk").values_list("title", "about", "expires_on"))
    if found:
        yield _item(
            standing,
            found[0][2],
            f"{number(len(found))} {'piece' if len(found) == 1 else 'pieces'} of evidence end within 30 days",
            _few([f"{title} ({name})" for title, name, _on in found]),
            verb="Open the duties",
            path="/duties",
        )


def _overrides(standing: Standing) -> Iterator[DocketItem]:
    rows = GateOverride.objects.filter(retired_at=None, use_case__retired_at=None)
    rows = _within(standing, rows.exclude(use_case__stage=Stage.RETIRED))
    ending = rows.filter(expires_on__lte=standing.today + ENDING)
    for row in ending.select_related("use_case", "by").order_by("expires_on", "pk"):
        lapsed = row.expires_on < standing.today
        verb = "lapsed" if lapsed else "ends"
        missing = _few([one["title"] for one in row.missing])
        yield _item(
            standing,
            row.expires_on,
            f"Decide again on {row.use_case.name}: its override {verb}",
            f"Let pass to {Stage(row.to_stage).label.lower()} by {row.by.name if row.by else 'nobody'}. "
            f"Missing then: {missing}",
            verb="Open the gate",
            path=f"/use/{row.use_case.code}/gate",
        )


def _out_of_place(standing: Standing) -> Iterator[DocketItem]:
    """What was reported or found at its stage passed no gate; it is shown, not refused."""
    rows = _within(standing, UseCase.objects.filter(retired_at=None).exclude(stage=Stage.RETIRED), by="department_id")
    uses = list(rows.order_by("code"))
    found = out_of_place(uses, on=standing.today)
    if found:
        names = _few([one.name for one in uses if one.pk in found])
        yield _item(
            standing,
            None,
            f"{_uses(len(found))} passed no gate and would not pass it today",
            f"Reported or found at their stage, or changed since: {names}",
            verb="See what is missing",
            path="/gates",
        )


def _item(
    standing: Standing, on: date | None, title: str, text: str, *, citation: str = "", verb: str, path: str
) -> DocketItem:
    left = (on - standing.today).days if on else None
    href = f"{standing.site}{path}"
    return DocketItem(on=on, days_left=left, title=title, text=text, citation=citation, owner="", verb=verb, href=href)


def _few(words: list[str]) -> str:
    rest = len(words) - NAMED
    return "; ".join(words[:NAMED]) + (f"; and {number(rest)} more." if rest > 0 else ".")


def _uses(count: int) -> str:
    return "1 use" if count == 1 else f"{number(count)} uses"
