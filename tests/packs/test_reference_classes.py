"""Does every reference class say from where its figures are, and are they sound?"""

from decimal import Decimal

import pytest

from opencaio.packs.value import load_reference_classes

CLASSES = load_reference_classes()


@pytest.mark.parametrize("key", sorted(CLASSES))
def test_each_class_has_a_source_a_status_and_a_tail_with_a_mean(key: str) -> None:
    one = CLASSES[key]
    assert one.source and one.words and one.status in ("certain", "recalled", "ours")
    assert one.tail > 1 and one.cost.p90 > one.cost.p50 >= one.cost.p10


def test_the_tail_of_it_projects_follows_from_the_published_figures() -> None:
    # 18 % cost more than 1.5 times their plan, those 5.47 times it on average: Pareto from 1.5 with that mean.
    one = CLASSES["it_project"]
    assert one.tail == pytest.approx(Decimal("5.47") / (Decimal("5.47") - Decimal("1.5")))
    p90 = 1.5 * (0.18 / 0.1) ** (1 / float(one.tail))
    assert float(one.cost.p90) == pytest.approx(p90, abs=0.05)
