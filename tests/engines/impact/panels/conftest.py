"""Published panels: cigarette sales of 39 states (Proposition 99) and teen employment of 500 counties."""

import csv
from pathlib import Path

import pytest

from opencaio.engines.impact.panel import Panel, Reading, panel_of


@pytest.fixture(scope="session")
def prop99(root: Path) -> Panel:
    """Packs of cigarettes sold per head, 39 states, 1970 to 2000; California taxed them from 1989 on."""
    path = root / ".cache/datasets/causalpy/data/california_prop99.csv"
    if not path.is_file():
        pytest.skip("the cigarette sales are absent: `make test` lays them in .cache/datasets")
    with path.open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    read = [Reading(s, int(row[0]), float(v)) for row in rows for s, v in zip(header[1:], row[1:], strict=True)]
    return panel_of(read, treated_from={"California": 1989})


@pytest.fixture(scope="session")
def counties(shared_data: Path) -> list[dict[str, str]]:
    """The rows of mpdta."""
    with (shared_data / "impact/mpdta.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def mpdta(counties: list[dict[str, str]]) -> Panel:
    """Log teen employment, 500 counties, 2003 to 2007; minimum wages rose in 2004, 2006 or 2007."""
    return panel_of(_readings(counties), treated_from=_starts(counties))


@pytest.fixture(scope="session")
def mpdta_with_population(counties: list[dict[str, str]]) -> Panel:
    """The same with the log of the population."""
    known = {row["countyreal"]: {"lpop": float(row["lpop"])} for row in counties}
    return panel_of(_readings(counties), treated_from=_starts(counties), covariates=known)


def _readings(counties: list[dict[str, str]]) -> list[Reading]:
    return [Reading(row["countyreal"], int(row["year"]), float(row["lemp"])) for row in counties]


def _starts(counties: list[dict[str, str]]) -> dict[str, int]:
    return {row["countyreal"]: int(row["first.treat"]) for row in counties if row["first.treat"] != "0"}
