"""Would a slip of the pen in a rule pack be noticed by the cases that were written from the law?"""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from opencaio.engines.classification.model import Case, Expect, Law
from opencaio.errors import BadPack
from opencaio.packs.law import load_law
from opencaio.packs.law.checking import answer_case, differences
from opencaio.packs.law.mutation import Mutant, mutants

LAW = load_law()
ENOUGH = 0.95


def decided_cases(folder: Path) -> Iterator[Case]:
    """The decided cases beside the checkout, in the form of a pack's own."""
    for line in (folder / "law" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        expected = raw["expected"]
        starts = expected.get("applies_from")
        yield Case(
            id=raw["id"],
            source=raw["source"],
            facts=raw["facts"],
            regime=raw["jurisdiction"],
            expect=Expect(
                class_=expected["class"],
                articles=tuple(expected["articles"]),
                obligations=tuple(expected["obligations"]) if "obligations" in expected else None,
                applies_from=date.fromisoformat(starts) if starts else "none",
                findings={key: "unknown" if value is None else value for key, value in expected["gdpr"].items()},
                impact_ratio=expected.get("impact_ratio"),
            ),
        )


def own_cases() -> list[Case]:
    return [replace(case, regime=case.regime or pack.regime) for pack in LAW.packs for case in pack.cases]


class Watch:
    """Cases in the order in which they are likely to notice a mutant of a rule."""

    def __init__(self, cases: list[Case]) -> None:
        self.cases = cases
        self.fired = {
            id(case): {hit.rule for hit in answer_case(case, law=LAW, regime=case.regime).because} for case in cases
        }

    def notices(self, mutant: Mutant) -> bool:
        """Whether any case of the pack's regime, or of one that uses it, differs under the mutant."""
        law = Law(LAW.vocabulary, tuple(mutant.pack if pack.id == mutant.pack.id else pack for pack in LAW.packs))
        regimes = {pack.regime for pack in LAW.packs if pack.id == mutant.pack.id or mutant.pack.id in pack.uses}
        cases = [case for case in self.cases if case.regime in regimes]
        cases.sort(key=lambda case: mutant.place not in self.fired[id(case)])
        try:
            return any(differences(answer_case(case, law=law, regime=case.regime), case.expect) for case in cases)
        except BadPack:
            return True


def every_mutant() -> list[Mutant]:
    found = [mutant for pack in LAW.packs for mutant in mutants(pack)]
    assert len(found) > 900
    return found


def unnoticed(some: list[Mutant], cases: list[Case]) -> list[str]:
    watch = Watch(cases)
    return [f"{mutant.pack.id}: {mutant.words}" for mutant in some if not watch.notices(mutant)]


def test_a_sample_of_slips_is_noticed_by_the_packs_own_cases() -> None:
    sample = random.Random(2026).sample(every_mutant(), 120)
    missed = unnoticed(sample, own_cases())
    assert len(missed) <= (1 - ENOUGH) * len(sample), missed


@pytest.mark.slow
def test_every_slip_is_noticed_by_the_cases(shared: Path) -> None:
    everything = every_mutant()
    missed = unnoticed(everything, [*own_cases(), *decided_cases(shared)])
    assert len(missed) <= (1 - ENOUGH) * len(everything), missed


def test_a_slip_without_a_case_would_go_unnoticed() -> None:
    assert unnoticed(every_mutant()[:5], [])


def test_every_decided_case_is_right(shared: Path) -> None:
    cases = list(decided_cases(shared))
    assert len(cases) > 100
    found = {case.id: differences(answer_case(case, law=LAW, regime=case.regime), case.expect) for case in cases}
    assert {name: words for name, words in found.items() if words} == {}
