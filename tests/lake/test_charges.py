"""Do the bills in the lake add up to the same, however they are looked at?"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet
import pytest

from opencaio.lake.charges import charges
from tests.lake.billed import read, rows_of


@pytest.fixture(scope="module")
def costs(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> ibis.Table:
    path = tmp_path_factory.mktemp("lake") / "bill.parquet"
    bill = read(shared / "data/finops/focus-1.0-sample.csv", into=path.parent)
    pa.parquet.write_table(pa.concat_tables(rows_of(bill, at) for at in range(len(bill.parts))), path)
    return ibis.duckdb.connect().read_parquet(str(path))


@pytest.mark.parametrize("grain", ["day", "month"])
@pytest.mark.parametrize("attributes", [(), ("ProviderName",), ("ServiceName", "tag:application", "tag:no such tag")])
def test_every_way_of_adding_up_comes_to_the_same_total(
    costs: ibis.Table, grain: str, attributes: tuple[str, ...]
) -> None:
    found = charges(costs, attributes=attributes, grain=grain)  # type: ignore[arg-type]
    assert sum(one.billed for one in found) == Decimal("20.52022672899")
    assert sum(one.rows for one in found) == 1000


def test_a_line_without_the_tag_has_no_such_attribute(costs: ibis.Table) -> None:
    found = charges(costs, attributes=("tag:application",))
    assert {"tag:application" in one.attributes for one in found} == {True, False}


def test_only_the_days_that_are_asked_for_count(costs: ibis.Table) -> None:
    found = charges(costs, attributes=(), grain="day", first=date(2024, 9, 5), last=date(2024, 9, 6))
    assert [one.on for one in found] == [date(2024, 9, 5), date(2024, 9, 6)]
