"""Is every unknown word of a request refused by name, with the nearest known one?"""

import json

import pytest

from opencaio.engines.classification import input_hash, load_json, parse_line, parse_request
from opencaio.errors import BadInput
from opencaio.packs.law import load_law

VOCABULARY = load_law().vocabulary


def fault_of(facts: object, **more: object) -> str:
    with pytest.raises(BadInput) as fault:
        parse_request({"id": "x", "jurisdiction": "EU", "facts": facts, **more}, VOCABULARY)
    return fault.value.message


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"rol": ["provider"]}, "Unknown fact “rol”; the nearest known one is “role”"),
        ({"role": ["provder"]}, "Unknown value “provder” of role; the nearest known one is “provider”"),
        ({"emotion": {"infer": True}}, "Unknown fact “emotion.infer”; the nearest known one is “emotion.infers”"),
        ({"use": ["recruit_screen_rnk"]}, "the nearest known one is “recruit_screen_rank”"),
        ({"role": "provider"}, "role is a list"),
        ({"infers": "yes"}, "infers is true or false, not “yes”"),
        ({"infers": 1}, "infers is true or false, not 1"),
        ({"org": ["private"]}, "org is one word"),
        ({"placed": "2026-02-30"}, "there is no day 2026-02-30"),
        ({"placed": "22.11.2026"}, "placed is a day written 2026-11-22"),
        ({"placed": 2026}, "placed is a day"),
        ({"gpai": {"train_flops": 1e25}}, "gpai.train_flops is a whole number written out in full"),
        ({"gpai": {"train_flops": True}}, "gpai.train_flops is a whole number"),
        ({"gpai": {"train_flops": -1}}, "not below zero"),
        ({"gpai": 3}, "gpai is a block of facts"),
        ({"selected": {"a": [3, 2]}}, "3 of 2 cannot be selected"),
        ({"selected": {"a": [0, 0]}}, "cannot be selected"),
        ({"selected": {"a": [1]}}, "two whole numbers"),
        ({"selected": {}}, "an object of groups"),
        ({"effect": "two words"}, "effect is a short code"),
        ({"emotion": {"infers": True}, "emotion.infers": True}, "given twice"),
        ([], "“facts” is an object"),
    ],
)
def test_a_wrong_fact_is_named(facts: object, words: str) -> None:
    assert words in fault_of(facts)


def test_every_wrong_fact_is_listed() -> None:
    with pytest.raises(BadInput) as fault:
        parse_request({"jurisdiction": "EU", "facts": {"rol": 1, "infers": 1}}, VOCABULARY)
    assert len(fault.value.details) == 2


def test_an_unknown_jurisdiction_is_named() -> None:
    assert "Unknown jurisdiction “US-NY”; the nearest known one is “US-NYC”" in fault_of({}, jurisdiction="US-NY")
    assert "names no jurisdiction" in fault_of({}, jurisdiction=None)


def test_an_unknown_key_of_the_request_is_named() -> None:
    assert "Unknown key “fact”" in fault_of({}, fact={})


def test_a_file_of_decided_cases_can_be_given_as_it_is() -> None:
    request = parse_request(
        {
            "id": "V1",
            "jurisdiction": "EU",
            "facts": {},
            "expected": {},
            "source": "x",
            "confidence": "high",
            "note": "",
        },
        VOCABULARY,
    )
    assert request.id == "V1"


@pytest.mark.parametrize(
    "line", ["{", "nonsense", '{"a": 1, "a": 2}', '{"a": NaN}', "[" * 100_000, '{"n": ' + "9" * 9999]
)
def test_what_is_no_json_is_said_to_be_none(line: str) -> None:
    with pytest.raises(BadInput):
        load_json(line)


def test_great_numbers_stay_exact() -> None:
    line = '{"jurisdiction": "EU", "facts": {"gpai": {"train_flops": 10000000000000000000000001}}}'
    assert parse_line(line, VOCABULARY).facts["gpai.train_flops"] == 10**25 + 1


def test_the_hash_of_the_input_depends_on_facts_only() -> None:
    def hashed(**facts: object) -> str:
        return input_hash(parse_request({"jurisdiction": "EU", "facts": facts}, VOCABULARY))

    assert hashed(role=["provider", "deployer"], infers=True) == hashed(infers=True, role=["deployer", "provider"])
    assert hashed(infers=True) != hashed(infers=False)
    assert len(hashed()) == 64


def test_the_answer_is_json() -> None:
    from datetime import date

    from opencaio.engines.classification import answer_to_json, classify

    law = load_law()
    for pack in law.packs:
        for case in pack.cases:
            request = parse_request({"id": "x", "jurisdiction": pack.regime, "facts": case.facts}, VOCABULARY)
            body = answer_to_json(classify(request, law, law_on=date(2026, 11, 22), mode=case.mode))
            assert json.loads(json.dumps(body)) == body
            assert {"id", "class", "articles", "obligations", "applies_from", "gdpr"} <= set(body)
            assert {"missing", "because", "pack", "assumptions", "answers"} <= set(body)
