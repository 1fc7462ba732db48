"""Do initiatives come in from a file with all that a plan needs, and is every faulty row named?"""

import csv
from pathlib import Path
from typing import Any

import pytest

from opencaio.errors import BadFile
from opencaio.record.initiative_sheet import read_initiatives, template
from opencaio.record.models import Initiative, Skill
from tests.record.cast import do, gather

pytestmark = pytest.mark.django_db


def written(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "work.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        out.writeheader()
        out.writerows(rows)
    return path


def test_the_template_comes_in_as_it_is(tmp_path: Path) -> None:
    cast = gather()
    do("departments.add", cast.ana, code="FIN", name="Finance")
    now = cast.health.created_at
    Skill.objects.create(code="ml_engineer", name="ML engineering", created_at=now, updated_at=now)
    header, example = template()
    row = dict(zip(header, example, strict=True)) | {"use_cases": f"{cast.triage.code}; {cast.pricing.code}"}
    added = do("initiatives.add_many", cast.ana, initiatives=read_initiatives(written(tmp_path, [row])))
    found = Initiative.objects.get(pk=added[0].pk)
    assert (found.name, found.quarters, found.earliest) == ("Invoices read by machine", 2, "2027Q1")
    assert found.use_cases.count() == 2
    spend = [f"{one.line} {one.year} {one.amount:.0f}" for one in found.spend.all()]
    assert sorted(spend) == ["capex 2027 60000", "opex 2027 20000", "opex 2028 20000"]
    assert [float(one.fte) for one in found.demand.order_by("quarter")] == [1, 0.5]


def test_one_number_of_people_counts_in_every_quarter(tmp_path: Path) -> None:
    path = written(tmp_path, [{"name": "A", "department": "HEALTH", "quarters": "3", "People ml": "2"}])
    assert [float(one) for one in (read_initiatives(path)[0].demand or {})["ml"]] == [2, 2, 2]


def test_every_faulty_row_is_named_with_its_place_and_fault(tmp_path: Path) -> None:
    rows = [
        {"name": "Good", "department": "HEALTH", "quarters": "2", "capex 2027": "10"},
        {"name": "Endless", "department": "HEALTH", "quarters": "400", "capex 2027": ""},
        {"name": "", "department": "HEALTH", "quarters": "1", "capex 2027": ""},
        {"name": "Paid in words", "department": "HEALTH", "quarters": "1", "capex 2027": "much"},
    ]
    with pytest.raises(BadFile, match=r"3 rows of work\.csv cannot be read; nothing was added") as fault:
        read_initiatives(written(tmp_path, rows))
    third, fourth, fifth = fault.value.details
    assert third.startswith("row 3, Endless: quarters")
    assert fourth.startswith("row 4, without a name: name")
    assert fifth.startswith("row 5, Paid in words: spend.0.amount")


def test_unknown_and_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="the column department is missing; no column is called budget"):
        read_initiatives(written(tmp_path, [{"name": "A", "budget": "3"}]))
