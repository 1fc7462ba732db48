"""What do the tests of the questionnaire share: decided cases, an oracle for each, and the class in the end?"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from opencaio.engines.classification import Request, classify, parse_facts
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire import Given, Oracle, Run, run
from opencaio.packs.law import load_law
from opencaio.packs.vocabulary.screens import load_questions

LAW, QUESTIONS = load_law(), load_questions()
DAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Decided:
    """One case with the class that lawyers gave it."""

    id: str
    regime: str
    facts: dict[str, Value]
    klass: str | None
    duties: frozenset[str] | None


def decided(shared: Path) -> list[Decided]:
    """Every case of the file beside the project."""
    lines = (shared / "law" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return [_decided(json.loads(line)) for line in lines]


def _decided(raw: dict[str, dict[str, object]]) -> Decided:
    expected = raw["expected"]
    duties = expected.get("obligations")
    return Decided(
        id=str(raw["id"]),
        regime=str(raw["jurisdiction"]),
        facts=parse_facts(raw["facts"], LAW.vocabulary),
        klass=expected["class"],  # type: ignore[arg-type]
        duties=None if duties is None else frozenset(duties),  # type: ignore[call-overload]
    )


def asked_whole(case: Decided) -> Run:
    """The questionnaire of this case from the first question to the last."""
    oracle = Oracle(case.facts, law=LAW)
    return run(oracle, law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=(case.regime,))


def class_of(regime: str, given: Given) -> str | None:
    """The class of these facts while nothing is assumed."""
    return classify(Request(None, regime, given.legal), LAW, law_on=DAY, mode="default").class_code
