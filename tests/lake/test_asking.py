"""Does a bill with more tags than anybody can count come to the same, line for line, as one looked at tag by tag?"""

import json
import random
from collections import defaultdict
from datetime import date
from decimal import Decimal

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest

from opencaio.engines.costs import Charge, Piece, Rule, allocate
from opencaio.lake import asking
from opencaio.lake.asking import Question, asked_of
from opencaio.lake.charges import charges
from opencaio.lake.opening import schema_of

USES = frozenset({"UC-1", "UC-2", "uc.3"})
TEXTS = (
    "UC-1", " UC-1", "UC-1\t", "\u00a0UC-2\u2003", "uc-1", "UC-2", "uc.3", "ucx3", "", " ", "job-7", "JOB-8", "job?",
    "job*", "a.b", "a\nb", "job-é", "JOB-É", "ſ", "\u212a", "K", "İ", "i", "ß", "SS", "x" * 300, "$1", "\\d", "[a]",
)  # fmt: skip
HALVES = {"UC-1": Decimal("0.5"), "uc.3": Decimal("0.5")}
RULES = (
    Rule("exact", rank=1, condition={"tag:team": ("uc-1", "K")}, use="UC-2"),
    Rule("pattern", rank=2, condition={"tag:team": ("job*", "a?b", "[a]"), "ResourceId": ("*",)}, by="tag:code"),
    Rule("folding", rank=3, condition={"tag:team": ("s*", "i", "\\d")}, shares=HALVES),
    Rule("named", rank=4, by="tag:code"),
    Rule("beyond", rank=5, condition={"ResourceId": ("JOB-é", "ſ")}, use="uc.3"),
)  # fmt: skip


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> ibis.Table:
    draw = random.Random(7)
    rows = [
        {
            "day": date(2026, draw.choice([9, 10]), draw.randrange(1, 28)),
            "BilledCost": Decimal(draw.randrange(-100, 1000)) / 8,
            "EffectiveCost": Decimal(1),
            "BillingCurrency": draw.choice(["EUR", "USD"]),
            "ResourceId": draw.choice([None, *TEXTS]),
            "Tags": json.dumps({name: draw.choice(TEXTS) for name in ("team", "code") if draw.random() < 0.8}),
        }
        for _ in range(1500)
    ]
    schema = schema_of("cost")
    table = pa.table({one.name: pa.array([row.get(one.name) for row in rows], one.type) for one in schema})
    path = tmp_path_factory.mktemp("lake") / "bill.parquet"
    pa.parquet.write_table(table, path)
    return ibis.duckdb.connect().read_parquet(str(path))


def pieces(costs: ibis.Table, rules: tuple[Rule, ...] = RULES) -> tuple[list[Charge], tuple[Piece, ...]]:
    found = charges(costs, attributes=["ServiceName"], asked=asked_of(rules, USES))
    return found, allocate(found, rules, uses=USES, measures={}).pieces


def by_place(found: tuple[Piece, ...]) -> dict[tuple[object, ...], tuple[Decimal, Decimal]]:
    sums: dict[tuple[object, ...], tuple[Decimal, Decimal]] = defaultdict(lambda: (Decimal(0), Decimal(0)))
    for one in found:
        key = (one.charge.on, one.charge.currency, one.rule, one.use)
        sums[key] = (sums[key][0] + one.billed, sums[key][1] + one.effective)
    return sums


def test_texts_that_rules_take_alike_stand_together_and_every_cent_goes_where_it_went(
    costs: ibis.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    apart, one_by_one = pieces(costs)
    monkeypatch.setattr(asking, "FEW", 0)
    monkeypatch.setattr(asking, "NAMED", 2)
    together, folded = pieces(costs)
    assert len(together) < len(apart)
    assert by_place(folded) == by_place(one_by_one)
    assert len({rule for _on, _currency, rule, _use in by_place(folded)}) == len(RULES) + 1


def test_of_codes_that_are_not_on_record_the_dearest_are_named_and_the_others_told_together(
    costs: ibis.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "FEW", 0)
    monkeypatch.setattr(asking, "NAMED", 3)
    _charges, found = pieces(costs, (Rule("named", by="tag:code"),))
    reasons = {one.why for one in found if not one.use and one.rule}
    assert "Other codes in tag:code, each with less than those named, are not on record." in reasons
    assert len(reasons) == 4


def test_an_attribute_with_few_texts_is_left_as_it_is(costs: ibis.Table) -> None:
    found, _pieces = pieces(costs)
    assert not any(one.together for one in found)
    assert {one.attributes.get("tag:team") for one in found} == {None, *TEXTS}


def test_what_rules_ask_is_gathered_by_attribute() -> None:
    found = asked_of(RULES, USES)
    assert found["tag:code"] == Question((), USES)
    assert found["tag:team"].patterns == ("uc-1", "K", "job*", "a?b", "[a]", "s*", "i", "\\d")
    assert (found["tag:team"].is_foldable, found["ResourceId"].is_foldable) == (True, False)
