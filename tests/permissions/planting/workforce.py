"""Workforce of Bo's: one line that counts, one that waits, and what was decided about some of the work."""

from typing import Any

from django.utils import timezone

from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

NURSES = "29-1141.00"


def plant(planted: Planted) -> None:
    """With the word in every text; the words in columns of codes stand in lines that count for nothing."""
    bo = planted.cast.bo
    of_bo = {"department": "HEALTH", "year": 2026, "people": 40}
    nurses = do("workforce.set", bo, **of_bo, title=f"Nurses {WORD}", occupation=NURSES, pay=40_000)
    waiting = do(
        "workforce.set", bo, **of_bo, title=f"Nursing assistants {WORD}", given_code="31-1131", given_system="soc"
    )
    do("opportunities.watch", bo, department="HEALTH", group="treatment", reason=WORD)
    row = do("workforce.set", bo, department="ARCHIVE", year=2026, people=3, title=WORD)
    words = {"given_system": WORD, "given_code": WORD, "occupation": WORD, "match": WORD}
    m.Workforce.objects.filter(pk=row.pk).update(**words)
    now = timezone.now()
    m.OpportunityStance.objects.create(
        department=planted.cast.health, group=WORD, status="watched", reason=WORD, created_at=now, updated_at=now
    )
    planted.more |= {"workforce": nurses, "waiting_workforce": waiting}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    cell = {"department": "HEALTH", "group": "treatment"}
    line = {"department": "HEALTH", "year": 2026, "title": "New", "people": 10}
    return {
        "opportunities.set_aside": {**cell, "reason": "Not now"},
        "opportunities.start_work": cell,
        "opportunities.take_up": cell,
        "opportunities.watch": {**cell, "reason": "New"},
        "workforce.confirm": {"lines": [planted.more["waiting_workforce"].pk]},
        "workforce.import": {"rows": [line]},
        "workforce.remove": {"lines": [planted.more["workforce"].pk]},
        "workforce.set": line,
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    return {
        "opportunities.list": [{"stance": "all"}, {"department": "HEALTH", "stance": "all", "proposed": True}],
        "opportunities.map": [{}, {"department": "HEALTH", "proposed": True}],
        "opportunities.match": [{"title": "nurse"}, {"system": "soc", "code": "29-1141"}],
        "opportunities.show": [{"department": "HEALTH", "group": "treatment"}],
        "workforce.list": [{}, {"q": WORD}, {"department": "HEALTH"}, {"match": "waiting"}],
    }
