"""Maturity of Bo's department as it was judged, one assessment closed and one open; and a part of the strategy."""

from typing import Any

from django.utils import timezone

from opencaio.packs.maturity import load_maturity
from opencaio.record import models as m
from tests.permissions.planted import WORD, Planted
from tests.record.cast import do

SHARED = {
    m.MaturityAnswer: "an assessment's own; its questions are those of the pack",
    m.StrategyText: "the strategy of the whole organisation, read by all who work with the record",
}


def plant(planted: Planted) -> None:
    """With the word in every text."""
    bo = planted.cast.bo
    closed = do("maturity.begin", bo, department="HEALTH", note=WORD)
    answers = [{"question": one, "level": 2, "because": WORD} for one in load_maturity().questions]
    answers[0]["evidence"] = planted.evidence.pk
    do("maturity.answer", bo, assessment=closed.pk, answers=answers)
    do("maturity.finish", bo, assessment=closed.pk)
    opened = do("maturity.begin", bo, department="HEALTH", note=f"Open {WORD}")
    do("maturity.answer", bo, assessment=opened.pk, answers=answers)
    planted.more |= {"maturity": closed, "open_maturity": opened}


def inputs(planted: Planted) -> dict[str, dict[str, Any]]:
    """For each action, an input that aims at these."""
    opened = {"assessment": planted.more["open_maturity"].pk}
    return {
        "maturity.begin": {"department": "ARCHIVE", "held_on": timezone.localdate().isoformat()},
        "maturity.answer": opened | {"answers": [{"question": "strategy.aims", "level": 4}]},
        "maturity.finish": opened,
        "maturity.retire": opened,
        "strategy.write": {"part": "vision", "text": "New"},
    }


def questions(planted: Planted) -> dict[str, list[dict[str, Any]]]:
    """What to ask of each query: about all, and straight at what is Bo's."""
    one = {"assessment": planted.more["maturity"].pk}
    return {
        "maturity.overview": [{}, {"wanted": 5}],
        "maturity.show": [one, {"assessment": planted.more["open_maturity"].pk}],
        "strategy.show": [{}],
    }
