"""What the pack of work holds, and that it says what its sources say."""

import csv
import math
from collections import Counter
from pathlib import Path

import pytest

from opencaio.engines.opportunity import scores_of
from opencaio.packs.law import load_law
from opencaio.packs.work import HERE, load_groups, load_work
from tools import make_work

PACK = load_work()


def test_every_occupation_and_task_is_there() -> None:
    assert len(PACK.occupations) == 923
    assert sum(map(len, PACK.tasks.values())) == 19_265
    assert 40 <= len(PACK.groups) <= 60


def test_hardly_any_task_is_left_without_a_group() -> None:
    groups = Counter(one.group for own in PACK.tasks.values() for one in own)
    assert groups["other"] < 0.1 * groups.total()
    assert set(groups) == set(PACK.groups)


def test_every_group_says_what_it_is_and_asks_known_facts() -> None:
    known = load_law().vocabulary.facts
    for one in load_groups().values():
        assert one.name and one.about
        assert set(one.asks) <= set(known), one.id
        assert one.id == "other" or (one.uses and one.words)


def test_every_source_is_named() -> None:
    assert {"exposure", "occupations", "observed", "wages", "crosswalk"} <= set(PACK.sources)


def test_the_pack_is_small_and_holds_no_wording() -> None:
    assert sum(one.stat().st_size for one in HERE.iterdir() if one.is_file()) < 1_200_000
    header = (HERE / "tasks.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "task,occupation,weight,human,gpt4,automation,observed,group"


def test_occupations_that_were_counted_anew_are_still_found() -> None:
    ways = {(one.name, one.occupation) for one in PACK.crosswalk}
    assert ("accountant", "13-2011.00") in ways
    assert ("warehouse worker", "53-7065.00") in ways
    assert ("software architect", "15-1252.00") in ways
    assert len({one.isco for one in PACK.crosswalk}) == 419


def test_wages_stand_in_their_order() -> None:
    for one in PACK.occupations.values():
        said = [wage for wage in (one.p10, one.median, one.p90) if wage is not None]
        assert said == sorted(said), one.code
    assert sum(one.mean is not None for one in PACK.occupations.values()) > 900


def test_what_was_observed_is_no_more_than_all() -> None:
    assert 50 < sum(one.observed for own in PACK.tasks.values() for one in own) <= 100


@pytest.fixture
def work(shared_data: Path) -> Path:
    return shared_data / "work"


def test_the_same_sources_give_the_same_bytes(work: Path, tmp_path: Path) -> None:
    make_work.main(work, tmp_path)
    for name in ("occupations.csv", "tasks.csv", "crosswalk.csv", "groups.yaml"):
        assert (tmp_path / name).read_bytes() == (HERE / name).read_bytes(), name


def test_scores_recompute_to_the_last_digit_for_every_occupation(work: Path) -> None:
    with (work / "occupation_exposure.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 923
    for row in rows:
        for rater, prefix in (("gpt4", "dv"), ("human", "human")):
            found = scores_of(PACK.tasks[row["O*NET-SOC Code"]], by=rater)  # type: ignore[arg-type]
            said = [row[f"{prefix}_rating_{name}"] for name in ("alpha", "beta", "gamma")]
            if found is None:
                assert said == ["", "", ""]
                continue
            for mine, theirs in zip((found.alpha, found.beta, found.gamma), map(float, said), strict=True):
                assert abs(mine - theirs) <= 4 * math.ulp(theirs), row


def test_no_task_wording_is_in_any_file_of_the_pack(work: Path) -> None:
    text = "\n".join(
        one.read_text(encoding="utf-8").lower() for one in HERE.iterdir() if one.suffix != ".py" and one.is_file()
    )
    with (work / "onet_task_exposure.csv").open(encoding="utf-8") as lines:
        wordings = [row["task"].lower().strip(" .") for row in csv.DictReader(lines)]
    assert len(wordings) > 19_000
    assert not [one for one in wordings if len(one.split()) > 3 and one in text]
