"""Is a planning problem read exactly, and is everything that is wrong with it named before it is solved?"""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from opencaio.engines.portfolio import (
    MOST_INITIATIVES,
    parse_document,
    problem_document,
    problem_hash,
    read_problem,
)
from opencaio.errors import BadInput
from tests.engines.portfolio.documents import documents, small


def faults(document: dict[str, Any]) -> str:
    """All that is told of a document that cannot be planned."""
    with pytest.raises(BadInput) as told:
        read_problem(document)
    return "\n".join([told.value.message, *told.value.details])


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small problem with one place changed, such as ``initiatives.0.duration``."""
    document = small()
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = document
    for step in steps:
        inner = inner[step]
    inner[last] = value
    return document


def test_the_small_problem_is_read_to_the_last_digit() -> None:
    problem = read_problem(small())
    assert problem.initiatives[0].value == {0: Decimal("120.5"), 1: Decimal("111")}
    assert problem.initiatives[0].spend[1].last is None
    assert problem.budgets[0].carry == Decimal("0.5")
    assert problem.skills[0].hire is not None and problem.skills[0].hire.lead == 2
    assert problem.starts_of(problem.initiatives[1]) == (2, 3, 4)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("initiatives.0.duration", -3, "initiative I1: duration is -3"),
        ("initiatives.0.duration", 0, "initiative I1: duration is 0"),
        ("initiatives.0.duration", 2.5, "initiative I1: duration is 2.5"),
        ("initiatives.0.department", "Legal", "initiative I1: unknown department 'Legal'"),
        ("initiatives.0.demand", {"magic": [1]}, "initiative I1: unknown skill 'magic'"),
        ("initiatives.0.value", {"0": float("nan")}, "finite number"),
        ("initiatives.0.value", {"0": float("inf")}, "finite number"),
        ("initiatives.0.value", {"0": "12"}, "a number is needed"),
        ("initiatives.0.value", {"0": True}, "a number is needed"),
        ("initiatives.0.value", {"0": 1.2345}, "at most 3 digits"),
        ("initiatives.0.value", {"0": 10**12}, "below 10^12"),
        ("initiatives.0.value", {"0": 10**5000}, "below 10^12"),
        ("initiatives.0.value", {"-1": 4}, "no index of a period"),
        ("initiatives.0.value", {"6": 4}, "a start in period 6"),
        ("initiatives.0.spend", [{"line": "capex", "from": 0, "to": 2, "amount": -1}], "must not be negative"),
        ("initiatives.0.spend", [{"line": "capex", "from": 3, "to": 2, "amount": 1}], "ends (to 2) before"),
        ("initiatives.0.colour", "red", "initiative I1: unknown key 'colour'"),
        ("initiatives.1.id", "I1", "initiative 'I1' is given twice"),
        ("initiatives.0.mandatory", "yes", "true or false"),
        ("budgets.0.currency", "USD", "budget capex 2027: its currency is 'USD' and the problem's 'EUR'"),
        ("budgets.0.carry", 1.5, "a share lies between 0 and 1"),
        ("budgets.1.year", 2027, "budget 'capex 2027' is given twice"),
        ("skills.0.capacity", [1, 2], "capacity has 2 figures for 6 periods"),
        ("year_of", [2027], "year_of has 1 entries for 6 periods"),
        ("year_of", [2028, 2027, 2027, 2027, 2027, 2027], "runs backwards"),
        ("periods.1", "27Q1", "period '27Q1' is given twice"),
        ("relations.0.needs", "I9", "unknown initiative 'I9'"),
        ("relations.0.kind", "likes", "its kind is 'likes'"),
        ("relations.0", [], "its kind is"),
        ("caps.share", [{"by": "department", "key": "HR", "min": 0.6, "max": 0.5}], "its min 0.6 is above"),
        ("caps.share", [{"by": "mood", "key": "HR"}], "by is 'mood'"),
        ("caps.load_per_department", {"Legal": 3}, "unknown department 'Legal'"),
        ("scenarios", {"multiplier": {"I1": [1, 1], "I2": [1]}}, "unequal lengths (1, 2)"),
        ("risk_aversion", {"lambda": 2}, "a share lies between 0 and 1"),
        ("risk_aversion", {"lambda": 0.5, "alpha": 1}, "alpha is 1"),
        ("risk_aversion", {"lambda": 0.5}, "there are no scenarios"),
        ("locked", {"I1": 3}, "I1 cannot start in period 3"),
        ("locked", {"I9": 0}, "locked: unknown initiative 'I9'"),
        ("previous", {"I9": 0}, "previous: unknown initiative 'I9'"),
        ("version", 2, "version is 2"),
        ("version", True, "version is True"),
        ("initiatives.0.value", {"1": 4, "01": 5}, "the start 1 is given twice"),
        ("initiatives.0.id", "\x1b[31mred", "a text of 1 to 200 signs"),
        ("initiatives.0.id", "\ud800", "a text of 1 to 200 signs"),
        ("caps.load_per_department", {"\ud800": 4}, "is no name"),
        ("wishes", [], "unknown key 'wishes'"),
        ("initiatives", {}, "a list is needed"),
    ],
)
def test_what_is_wrong_is_named(path: str, value: Any, told: str) -> None:
    assert told in faults(changed(path, value))


def test_a_mandatory_initiative_that_cannot_meet_its_deadline_is_named() -> None:
    document = small()
    document["initiatives"][1] |= {"mandatory": True, "deadline": 3}
    assert "I2: mandatory, but it cannot finish by its deadline 3" in faults(document)
    document["initiatives"][1] |= {"deadline": None, "value": {}}
    assert "I2: mandatory, but no start is allowed" in faults(document)


def test_a_circle_of_requirements_is_shown_as_a_path() -> None:
    document = small()
    document["relations"] += [
        {"kind": "requires", "of": "I1", "needs": "I2"},
        {"kind": "requires", "of": "I2", "needs": "I3"},
    ]
    assert "I3 needs I1 needs I2 needs I3" in faults(document)


def test_all_faults_are_told_at_once() -> None:
    document = changed("initiatives.0.duration", -1)
    document["initiatives"][1]["department"] = "Legal"
    document["budgets"][0]["currency"] = "USD"
    told = faults(document)
    assert "I1: duration" in told
    assert "I2: unknown department" in told
    assert "'USD'" in told


def test_fifty_thousand_initiatives_are_refused_with_advice() -> None:
    document = small()
    document["initiatives"] = document["initiatives"][:1] * 50_000
    assert f"50,000 initiatives; at most {MOST_INITIATIVES:,} can be planned at once" in faults(document)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "{",
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        '{"a":' * 50_000,
        '{"a": ' + "9" * 10_000 + "}",
        '{"a": 1e99999999999999999999}',
        b"\xff\xfe\x00",
    ],
)
def test_hostile_text_is_refused_in_words(text: str | bytes) -> None:
    with pytest.raises(BadInput):
        read_problem(parse_document(text))


@given(documents())
def test_a_problem_written_and_read_again_is_the_same(document: dict[str, Any]) -> None:
    problem = read_problem(document)
    again = read_problem(problem_document(problem))
    assert again == problem
    assert problem_hash(again) == problem_hash(problem)


def test_the_digest_knows_a_changed_amount_but_not_how_a_number_is_written() -> None:
    problem = read_problem(small())
    assert problem_hash(read_problem(changed("budgets.0.limit", 100.0))) == problem_hash(problem)
    assert problem_hash(read_problem(changed("budgets.0.limit", 100.001))) != problem_hash(problem)
