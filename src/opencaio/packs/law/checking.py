"""Does the law as we wrote it give what its own cases expect?"""

from collections.abc import Iterable, Mapping
from datetime import date

from opencaio.engines.classification.answers import Answer, answer_to_json
from opencaio.engines.classification.evaluate import classify
from opencaio.engines.classification.model import Case, Expect, Law
from opencaio.engines.classification.requests import Request, parse_facts

ORDINARY_DAY = date(2026, 11, 22)


def answer_case(case: Case, *, law: Law, regime: str) -> Answer:
    """The engine's answer to a case, on the case's own day or 22 November 2026."""
    facts = parse_facts(case.facts, law.vocabulary)
    request = Request(id=case.id, jurisdiction=case.regime or regime, facts=facts)
    return classify(request, law, law_on=case.law_on or ORDINARY_DAY, mode=case.mode)


def differences(answer: Answer, expect: Expect) -> tuple[str, ...]:
    """Where the answer differs from what was expected, one sentence each; empty when it holds."""
    return tuple(_all_differences(answer, expect))


def _all_differences(answer: Answer, expect: Expect) -> Iterable[str]:
    if expect.class_ is not None:
        yield from _same("class", answer.class_code, expect.class_)
    if expect.articles is not None:
        yield from _same("articles", sorted(answer.articles), sorted(expect.articles))
    if expect.obligations is not None:
        yield from _same("obligations", sorted(answer.obligations), sorted(expect.obligations))
    if expect.applies_from is not None:
        yield from _same("applies_from", answer.applies_from or "none", expect.applies_from)
    if expect.text is not None:
        yield from _same("text", answer.pack.text_version, expect.text)
    for name, value in (expect.findings or {}).items():
        yield from _same(name, answer.finding(name), None if value == "unknown" else value)
    yield from _reasons(answer, expect)
    yield from _calculated(answer, expect)


def _reasons(answer: Answer, expect: Expect) -> Iterable[str]:
    hits = {hit.rule: hit for hit in answer.because}
    for fact in expect.missing:
        if fact not in answer.missing:
            yield f"missing does not name {fact}"
    for rule in expect.because:
        if rule not in hits:
            yield f"{rule} does not fire"
    for rule in expect.not_because:
        if rule in hits:
            yield f"{rule} fires"
    for rule, certainty in (expect.certainty or {}).items():
        yield from _same(f"certainty of {rule}", hits[rule].certainty if rule in hits else None, certainty)
    dues = {due.code: due for due in answer.duties}
    for code, day in (expect.due or {}).items():
        yield from _same(f"date of {code}", dues[code].applies_from if code in dues else None, day)
    for code, day in (expect.readings or {}).items():
        days = [reading[0] for reading in dues[code].readings] if code in dues else []
        yield from _same(f"other reading of {code}", days, [day])


def _calculated(answer: Answer, expect: Expect) -> Iterable[str]:
    if expect.impact_ratio is None and expect.below_four_fifths is None:
        return
    body: Mapping[str, object] = answer_to_json(answer)
    if expect.impact_ratio is not None:
        yield from _same("impact_ratio", body.get("impact_ratio"), expect.impact_ratio)
    if expect.below_four_fifths is not None:
        yield from _same("below_four_fifths", body.get("below_four_fifths"), list(expect.below_four_fifths))


def _same(name: str, found: object, expected: object) -> Iterable[str]:
    if found != expected:
        yield f"{name}: expected {expected}, found {found}"
