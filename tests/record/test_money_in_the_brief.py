"""Does the brief say which lines end over, which contracts want a word, which assumptions wait?"""

from datetime import date, timedelta

from django.utils import timezone

from opencaio.papers.render import render
from opencaio.record.briefing import brief
from tests.record.cast import Cast, do


def said(cast: Cast, who: str = "ana") -> str:
    return render(brief(cast[who], now=timezone.now()), format="md").decode()


def test_what_needs_a_word_about_money_stands_in_the_brief(cast: Cast) -> None:
    today = timezone.localdate()
    do("budgets.set", cast.bo, department="HEALTH", year=today.year, line="opex", amount=10)
    do("actuals.add", cast.bo, month=date(today.year, today.month, 1), department="HEALTH", line="opex", amount=5000)
    given = {"department": "HEALTH", "line": "capex", "starts_on": today, "amount": 900}
    do("commitments.add", cast.bo, title="Seats", ends_on=today + timedelta(days=100), notice_days=90, **given)
    do("commitments.add", cast.bo, title="Rack", ends_on=today + timedelta(days=30), **given)
    do("assumptions.draft", cast.rae, name="Cases of the year")
    told = said(cast)
    for words in (
        "the year over budget",
        "Give notice or go on: Seats",
        "A commitment ends: Rack",
        "Assumptions wait for approval: Cases of the year",
        "is spent",
    ):
        assert words in told
    assert "Seats" not in said(cast, "dan")


def test_without_money_on_record_the_brief_is_silent_about_it(cast: Cast) -> None:
    told = said(cast)
    assert "Budget" not in told
    assert "is spent" not in told
