"""Does the questionnaire lead every decided case to its class, and in few questions?"""

import random
from collections import defaultdict
from pathlib import Path

from opencaio.engines.classification import NEEDS_REVIEW, Request, classify, parse_facts
from opencaio.engines.questionnaire import Oracle, clashes, run
from tests.engines.questionnaire.runs import DAY, LAW, QUESTIONS, asked_whole, class_of, decided

FEW, MANY = 12, 20


def test_an_oracle_reaches_the_class_and_the_duties_of_every_case_in_few_questions(shared: Path) -> None:
    cases, wrong, counts = decided(shared), [], defaultdict(list)
    for case in cases:
        asked = asked_whole(case)
        request = Request(None, case.regime, asked.given.legal)
        answer = classify(request, LAW, law_on=DAY, mode="default")
        counts[case.klass].append((asked.for_class, len(asked.asked)))
        if answer.class_code != case.klass:
            wrong.append(f"{case.id}: {answer.class_code} instead of {case.klass}")
        elif case.duties is not None and set(answer.obligations) != case.duties:
            wrong.append(f"{case.id}: duties differ in {set(answer.obligations) ^ case.duties}")
    assert wrong == []
    assert sum(len(some) for some in counts.values()) == len(cases) > 100
    for klass in ("minimal", "transparency"):
        assert max(for_class for for_class, _ in counts[klass]) <= FEW
    assert max(in_all for some in counts.values() for _, in_all in some) <= MANY
    assert min(in_all for some in counts.values() for _, in_all in some) >= 1


def test_the_cases_of_the_packs_reach_their_class_or_stay_open_and_never_get_another() -> None:
    cases = [
        (case.id, case.regime or pack.regime, parse_facts(case.facts, LAW.vocabulary))
        for pack in LAW.packs
        for case in pack.cases
        if case.law_on is None and "as_of" not in case.facts and case.mode == "ordinary"
    ]
    sample = random.Random(7).sample(cases, 70)
    reached, others = 0, []
    for name, regime, facts in sample:
        expected = classify(Request(None, regime, facts), LAW, law_on=DAY, mode="ordinary").class_code
        asked = run(Oracle(facts, law=LAW), law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=(regime,))
        found = class_of(regime, asked.given)
        reached += found == expected
        if found not in (expected, NEEDS_REVIEW):
            others.append(f"{name}: {found} instead of {expected}")
    assert others == []
    assert reached >= 0.95 * len(sample)


def test_no_case_that_lawyers_decided_contradicts_itself(shared: Path) -> None:
    cases = decided(shared)
    assert len(cases) > 100
    assert [case.id for case in cases if clashes(case.facts, QUESTIONS)] == []
