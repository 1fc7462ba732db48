"""Are scores computed as their authors say, with ties and gaps named?"""

from decimal import Decimal

import pytest

from opencaio.engines.scores import rank, score
from opencaio.errors import BadInput


def test_worked_examples() -> None:
    wsjf = {"business_value": 13, "time_criticality": 8, "risk_reduction": 5, "job_size": 8}
    assert score("wsjf", wsjf).score == Decimal("3.25")
    assert score("rice", {"reach": 500, "impact": 2, "confidence": "0.8", "effort": 2}).score == 400
    assert score("ice", {"impact": 8, "confidence": 5, "ease": 3}).score == 120
    weighted = {"fit": 4, "fit.weight": 3, "risk": 2, "risk.weight": 1}
    assert score("weighted", weighted).score == Decimal("3.5")
    assert score("weighted", {"fit": 4, "risk": 2}).score == 3


def test_what_is_missing_is_named_and_there_is_no_score() -> None:
    found = score("rice", {"reach": 500, "impact": ""})
    assert found.score is None and found.missing == ("impact", "confidence", "effort")
    assert score("weighted", {"fit.weight": 2}).missing == ("fit",)


@pytest.mark.parametrize(
    ("scheme", "inputs", "words"),
    [
        ("moscow", {}, "no scheme moscow"),
        ("ice", {"impact": 11}, "outside 1 to 10"),
        ("ice", {"impact": "NaN"}, "outside"),
        ("rice", {"effort": 0}, "outside 0.001"),
        ("wsjf", {"luck": 1}, "no input luck"),
        ("weighted", {"a": 1, "a.weight": 0}, "every weight is nothing"),
    ],
)
def test_wild_inputs_are_refused_by_name(scheme: str, inputs: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        score(scheme, inputs)


def test_equal_scores_share_a_place_and_the_next_is_left_out() -> None:
    found = rank({"a": Decimal(1), "b": Decimal(3), "c": Decimal(3), "d": None})
    assert [(one.key, one.place) for one in found] == [("b", 1), ("c", 1), ("a", 3), ("d", None)]
    assert found[0].tied_with == ("c",)
