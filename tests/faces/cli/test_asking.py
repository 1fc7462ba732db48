"""Can the questionnaire be answered at a terminal, by flags and as JSON, left and taken up again?"""

import os
import pty
import select
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from opencaio.faces.cli.asking import value_of
from opencaio.record.models import Fact
from tests.faces.conftest import CAIO, Ran, environment
from tests.record.cast import Cast

Caio = Callable[..., Ran]
DAN, CLEO = "dan@northwind.example", "cleo@northwind.example"


def test_the_next_question_comes_with_choices_near_misses_and_source(caio: Caio, cast: Cast) -> None:
    told = caio("ask", cast.triage.code)
    assert told.code == 0
    assert "AI Act Art." in told.out
    assert "not meant:" in told.out
    assert "still possible:" in told.out


def test_answers_by_flag_settle_and_the_rest_is_asked_on(caio: Caio, cast: Cast) -> None:
    flags = ["--answer", "what=rules", "--source", "The manual", "--json"]
    done = caio("ask", cast.triage.code, *flags)
    assert done.code == 0
    union = next(one for one in done.json["regimes"] if one["regime"] == "EU")
    assert (union["settled"], union["klass"]) == (True, "not_ai_system")
    assert [one["source"] for one in done.json["answers"]] == ["The manual"]


def test_ticks_facts_none_unknown_and_undo_by_flag(caio: Caio, cast: Cast) -> None:
    code = cast.triage.code
    caio("ask", code, "--answer", "article_5=scoring,emotion", "--answer", "role=provider,deployer")
    caio("ask", code, "--answer", "gdpr.personal=yes", "--unknown", "product")
    held = dict(Fact.objects.filter(subject_id=cast.triage.pk, superseded_at=None).values_list("key", "value"))
    assert held["scoring.detrimental"] is held["gdpr.personal"] is True
    assert held["role"] == ["deployer", "provider"]
    assert held["product.law"] is None
    caio("ask", code, "--undo")
    assert not Fact.objects.filter(subject_id=cast.triage.pk, key="product.law", superseded_at=None).exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--answer", "what"], 2, "KEY=VALUE"),
        (["--answer", "what=robot"], 1, "no choice “robot”"),
        (["--answer", "weather=fine"], 1, "no question “weather”"),
        (["--answer", "emotion=yes"], 2, "emotion.from_biometrics"),
        (["--answer", "gdpr.personal=perhaps"], 1, "true or false"),
    ],
)
def test_what_cannot_be_taken_is_said(caio: Caio, cast: Cast, words: list[str], code: int, says: str) -> None:
    refused = caio("ask", cast.triage.code, *words)
    assert refused.code == code
    assert says in refused.err


def test_who_may_not_see_or_answer_is_told_so(caio: Caio, cast: Cast) -> None:
    assert caio("ask", cast.triage.code, by=DAN).code == 1
    assert caio("ask", cast.triage.code, by=CLEO).code == 0
    refused = caio("ask", cast.triage.code, "--answer", "what=system", by=CLEO)
    assert refused.code == 1
    assert "may not" in refused.err


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("yes", "yes_no", True),
        ("N", "yes_no", False),
        ("a, b", "choices", ["a", "b"]),
        ("10_000", "whole", 10000),
        ("men=667/1390, women=555/1181", "groups", {"men": [667, 1390], "women": [555, 1181]}),
        ("2026-01-02", "day", "2026-01-02"),
        ("contract", "text", "contract"),
    ],
)
def test_what_is_typed_becomes_the_facts_own_type(text: str, kind: str, value: object) -> None:
    assert value_of(text, kind=kind) == value


def test_a_conversation_keeps_what_was_answered_when_it_ends(home: Path, cast: Cast) -> None:
    said = converse(home, ["ask", cast.triage.code], ["x", "u", "q"])
    assert "Kept. Go on with: caio ask" in said
    assert "Type a number" in said


def converse(home: Path, words: list[str], lines: list[str]) -> str:
    """What a terminal shows when these lines are typed, each after the prompt before it."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(CAIO, [CAIO, *words], environment(home))
    shown, until, quiet, left = b"", time.monotonic() + 90, time.monotonic(), list(lines)
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                more = os.read(terminal, 65536)
            except OSError:
                break
            shown, quiet = shown + more, time.monotonic()
            if not more:
                break
        elif left and shown.rstrip().endswith(b"Answer:") and time.monotonic() - quiet > 0.3:
            os.write(terminal, (left.pop(0) + "\n").encode())
            quiet = time.monotonic()
    os.waitpid(child, 0)
    return shown.decode()
