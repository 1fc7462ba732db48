"""Does what does not bear on the answer change nothing: ids, descriptions, order, other facts?"""

import random
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.classification import answer_to_json, classify, input_hash, parse_request
from opencaio.packs.law import load_law

LAW = load_law()
DAY = date(2026, 11, 22)
CASES = [(pack.regime, dict(case.facts), case.mode) for pack in LAW.packs for case in pack.cases]
IRRELEVANT = {
    "EU": {"org_size": "sme", "agency": True, "nyc": False, "decision_date": "2027-03-01", "effect": "none"},
    "EU-GDPR": {"org_size": "large", "scoring": {"over_time": True}},
    "EU-DP": {"org_size": "large", "scoring": {"over_time": True}, "agency": False},
    "EU-FR": {"org_size": "large", "scoring": {"over_time": True}, "role": ["provider"]},
    "US-CA": {"org_size": "sme", "emotion": {"infers": True}, "nyc": True},
    "US-FED-BUY": {"org_size": "sme", "rbi": {"realtime": True}},
    "US-FED": {"org_size": "sme", "use": ["credit_scoring_person"], "rbi": {"realtime": True}},
    "US-NYC": {"org_size": "sme", "role": ["provider"], "emotion": {"infers": True}},
    "US-CO": {"org_size": "sme", "use": ["credit_scoring_person"], "gdpr": {"personal": True}},
}


def shuffled(value: Any, luck: random.Random) -> Any:
    """The same JSON with keys and lists in another order (pairs of numbers stay as they are)."""
    if isinstance(value, dict):
        items = [(key, shuffled(item, luck)) for key, item in value.items()]
        luck.shuffle(items)
        return dict(items)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return luck.sample(list(value), len(value))
    return value


def answered(request: dict[str, Any], mode: Any) -> dict[str, object]:
    body = answer_to_json(classify(parse_request(request, LAW.vocabulary), LAW, law_on=DAY, mode=mode))
    return {key: value for key, value in body.items() if key != "id"}


@settings(max_examples=120)
@given(seed=st.integers(0, 2**32), name=st.text(max_size=20), words=st.text(max_size=40))
def test_order_id_and_description_change_nothing(seed: int, name: str, words: str) -> None:
    luck = random.Random(seed)
    regime, facts, mode = luck.choice(CASES)
    plain = {"id": "x", "jurisdiction": regime, "facts": facts}
    dressed = {"description": words, "facts": shuffled(facts, luck), "id": name, "jurisdiction": regime}
    first, second = answered(plain, mode), answered(dressed, mode)
    if "calc" in facts:
        first.pop("because"), second.pop("because"), first.pop("answers"), second.pop("answers")
    assert first == second
    if "selected" not in facts:
        hashes = {input_hash(parse_request(one, LAW.vocabulary)) for one in (plain, dressed)}
        assert len(hashes) == 1


@settings(max_examples=120)
@given(seed=st.integers(0, 2**32))
def test_facts_that_do_not_bear_on_the_answer_change_nothing(seed: int) -> None:
    luck = random.Random(seed)
    regime, facts, mode = luck.choice(CASES)
    added = {key: value for key, value in IRRELEVANT[regime].items() if key not in facts}
    before = answered({"jurisdiction": regime, "facts": facts}, mode)
    after = answered({"jurisdiction": regime, "facts": {**facts, **added}}, mode)
    for body in (before, after):
        body.pop("answers")
    assert before == after


def test_null_is_the_same_as_missing() -> None:
    facts = {"role": ["provider"], "use": ["other"], "product": {"law": None}, "emotion": None, "placed": None}
    bare = {"role": ["provider"], "use": ["other"]}
    assert answered({"jurisdiction": "EU", "facts": facts}, "ordinary") == answered(
        {"jurisdiction": "EU", "facts": bare}, "ordinary"
    )


def test_nested_and_dotted_facts_are_the_same() -> None:
    nested = {"emotion": {"infers": True, "from_biometrics": False}}
    dotted = {"emotion.infers": True, "emotion.from_biometrics": False}
    assert answered({"jurisdiction": "EU", "facts": nested}, "default") == answered(
        {"jurisdiction": "EU", "facts": dotted}, "default"
    )


def test_the_day_in_the_facts_beats_the_asked_day() -> None:
    request = parse_request({"jurisdiction": "EU", "facts": {"as_of": "2025-06-01"}}, LAW.vocabulary)
    answer = classify(request, LAW, law_on=DAY, mode="default")
    assert (answer.law_on, answer.pack.text_version) == (date(2025, 6, 1), "2024")
