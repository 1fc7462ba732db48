"""Does the questionnaire lead every decided case to its class, and in few questions?"""

from collections import defaultdict
from pathlib import Path

from opencaio.engines.classification import Request, classify
from tests.engines.questionnaire.runs import DAY, LAW, asked_whole, decided

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


def test_no_case_that_lawyers_decided_contradicts_itself(shared: Path) -> None:
    from opencaio.engines.questionnaire import clashes
    from tests.engines.questionnaire.runs import QUESTIONS

    cases = decided(shared)
    assert len(cases) > 100
    assert [case.id for case in cases if clashes(case.facts, QUESTIONS)] == []
