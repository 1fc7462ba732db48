"""Is a planning problem in a file planned from the terminal, and are faults told in words?"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engines.portfolio.documents import small
from tests.faces.conftest import Ran

Caio = Callable[..., Ran]


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(small()))
    return path


def test_a_problem_in_a_file_gives_its_best_plan_as_json(caio: Caio, problem: Path) -> None:
    answer = caio("plan", "--problem", str(problem), "--seconds", "5", "--json").json
    assert answer["status"] == "optimal"
    assert answer["value"] == 157.5
    assert answer["starts"] == {"I1": 0, "I2": 3}
    assert len(answer["problem_hash"]) == 64


def test_a_problem_comes_from_stdin_and_is_told_in_words(caio: Caio, problem: Path) -> None:
    ran = caio("plan", "--problem", "-", "--work", "3", stdin=problem.read_text())
    assert ran.code == 0
    assert "no plan within these limits is worth more" in ran.out
    assert "Hire ml: 1 for 27Q4" in ran.out


def test_the_example_of_the_guide_runs_and_answers_as_it_says(caio: Caio, tmp_path: Path) -> None:
    guide = (Path(__file__).parents[3] / "docs/guide/plan-format.md").read_text(encoding="utf-8")
    (document,), (told,) = (re.findall(rf"```{kind}\n(.*?)```", guide, re.DOTALL) for kind in ("json", "text"))
    path = tmp_path / "problem.json"
    path.write_text(document)
    said = caio("plan", "--problem", str(path), "--seconds", "5").out
    # The last line names the problem and the work that was done.
    assert [line.split() for line in said.splitlines()[:-1]] == [line.split() for line in told.splitlines()[:-1]]
    path.write_text(document.replace('"min": 0.2', '"min": 0.5'))
    answer = caio("plan", "--problem", str(path), "--seconds", "5", "--json").json
    assert (answer["value"], sorted(answer["starts"])) == (610, ["answers", "forecast"])


def test_faults_are_told_one_a_line_with_exit_code_1(caio: Caio, tmp_path: Path) -> None:
    document = small()
    document["initiatives"][0]["duration"] = -1
    document["budgets"][0]["currency"] = "USD"
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(document))
    ran = caio("plan", "--problem", str(path), "--json")
    assert ran.code == 1
    assert ran.json["error"].startswith("The problem cannot be planned as it is")
    assert "initiative I1: duration is -1; a whole number from 1 on is needed" in ran.json["details"]
    assert "  - initiative I1: duration is -1" in ran.err
    assert "'USD'" in ran.err


def test_an_infeasible_problem_names_what_clashes(caio: Caio, tmp_path: Path) -> None:
    document = small()
    document["initiatives"][1]["mandatory"] = True
    document["budgets"][0]["limit"] = document["budgets"][1]["limit"] = 5
    path = tmp_path / "none.json"
    path.write_text(json.dumps(document))
    ran = caio("plan", "--problem", str(path), "--work", "2")
    assert ran.code == 1
    assert "cannot hold together: mandatory I2" in ran.out


@pytest.mark.parametrize("words", [("--seconds", "0"), ("--seconds", "nan"), ("--work", "-1"), ("--seed", "-1")])
def test_limits_that_make_no_sense_are_wrong_usage(caio: Caio, problem: Path, words: tuple[str, str]) -> None:
    assert caio("plan", "--problem", str(problem), *words).code == 2


def test_a_file_that_is_not_there_is_said(caio: Caio, tmp_path: Path) -> None:
    ran = caio("plan", "--problem", str(tmp_path / "none.json"))
    assert ran.code == 1
    assert "No such file" in ran.err
