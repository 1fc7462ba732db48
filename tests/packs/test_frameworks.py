"""Do the framework packs hold what their sources have, and is a slip of the pen refused with the nearest word?"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from opencaio.errors import BadPack, NotFound
from opencaio.packs import frameworks
from opencaio.packs.evidence import load_kinds
from opencaio.packs.frameworks import framework, load_frameworks, unknown_requirement
from opencaio.packs.law import load_law

#: NIST AI RMF 1.0: how many subcategories each category has.
NIST = {
    "GOVERN": (7, 3, 2, 3, 2, 2),
    "MAP": (6, 3, 5, 2, 2),
    "MEASURE": (3, 13, 3, 3),
    "MANAGE": (4, 4, 2, 3),
}
#: ISO/IEC 42001 Annex A: the ids of its controls.
ISO = """
A.2.2 A.2.3 A.2.4 A.3.2 A.3.3 A.4.2 A.4.3 A.4.4 A.4.5 A.4.6 A.5.2 A.5.3 A.5.4 A.5.5 A.6.1.2 A.6.1.3 A.6.2.2 A.6.2.3
A.6.2.4 A.6.2.5 A.6.2.6 A.6.2.7 A.6.2.8 A.7.2 A.7.3 A.7.4 A.7.5 A.7.6 A.8.2 A.8.3 A.8.4 A.8.5 A.9.2 A.9.3 A.9.4
A.10.2 A.10.3 A.10.4
""".split()  # noqa: SIM905
PACK = """
id: ours
title: Ours
version: "1"
source: us
licence: ours
checked_on: 2026-11-22
groups: [{id: g, title: Group}]
requirements:
  - {id: R1, group: g, title: One, evidence: [policy]}
  - {id: R2, group: g, title: Two}
"""


def ids(name: str) -> list[str]:
    return [one.id for one in framework(name).requirements]


def test_nist_has_19_categories_and_72_subcategories_with_the_numbers_of_the_source() -> None:
    wanted = [
        f"{function} {category}.{number}"
        for function, counts in NIST.items()
        for category, count in enumerate(counts, start=1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 72
    assert ids("nist-ai-rmf") == wanted
    assert len({one.group for one in framework("nist-ai-rmf").requirements}) == 19


def test_iso_has_its_38_controls_in_our_own_words_and_says_that_they_are_recalled() -> None:
    assert ids("iso-42001") == ISO and len(ISO) == 38
    assert {one.certainty for one in framework("iso-42001").requirements} == {"recalled"}
    assert "own words" in framework("iso-42001").licence


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("nist-ai-600-1", [f"2.{number}" for number in range(1, 13)]),
        ("owasp-llm-2025", [f"LLM{number:02}" for number in range(1, 11)]),
        ("owasp-agentic-2026", [f"ASI{number:02}" for number in range(1, 11)]),
    ],
)
def test_numbered_lists_are_whole(name: str, wanted: list[str]) -> None:
    assert ids(name) == wanted


def test_atlas_has_every_tactic_technique_and_mitigation_of_its_source(shared_data: Path) -> None:
    source = yaml.load((shared_data / "risk/ATLAS.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    matrix, pack = source["matrices"][0], framework("mitre-atlas")
    assert pack.version == source["version"]
    assert {one.id for one in pack.groups} - {"mitigations"} == {one["id"] for one in matrix["tactics"]}
    wanted = {one["id"] for one in (*matrix["techniques"], *matrix["mitigations"])}
    assert set(ids("mitre-atlas")) == wanted


def test_atlas_is_taken_over_without_its_descriptions(shared_data: Path) -> None:
    source = yaml.load((shared_data / "risk/ATLAS.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    matrix = source["matrices"][0]
    first_words = {one["description"][:50] for one in (*matrix["techniques"], *matrix["mitigations"])}
    text = (frameworks.HERE / "mitre-atlas.yaml").read_text(encoding="utf-8")
    assert not [one for one in first_words if len(one) == 50 and one in text]


def test_every_duty_of_every_rule_pack_is_a_requirement() -> None:
    duties = {f"{pack.id}:{duty.code}": duty for pack in load_law().packs for duty in pack.duties}
    net = load_frameworks()
    assert len(duties) > 60
    assert {one.key for one in net.requirements if one.framework in net.laws} == set(duties)
    for key, duty in duties.items():
        one = net.requirements[net.index[key]]
        assert (one.title, one.evidence, one.citation) == (duty.title, duty.evidence, duty.citation)


def test_every_requirement_outside_atlas_is_explained_and_can_be_shown() -> None:
    bare = [
        one.key
        for one in load_frameworks().requirements
        if one.framework not in {"mitre-atlas", *load_frameworks().laws} and not (one.plain and one.evidence)
    ]
    assert bare == []


def test_every_kind_of_evidence_that_is_named_exists() -> None:
    named = Counter(kind for one in load_frameworks().requirements for kind in one.evidence)
    assert set(named) <= set(load_kinds()) and len(named) > 25


def test_every_framework_names_its_source_version_licence_and_day() -> None:
    for one in load_frameworks().frameworks:
        assert one.source and one.version and one.licence and one.checked_on, one.id


def test_crosswalks_bind_the_frameworks_to_each_other_and_to_the_law() -> None:
    pairs = {(step.source.split(":")[0], step.target.split(":")[0]) for _, _, step in load_frameworks().steps}
    assert {("nist-ai-rmf", "iso-42001"), ("iso-42001", "nist-ai-rmf"), ("nist-ai-rmf", "eu-ai-act")} <= pairs
    assert all(step.reason for _, _, step in load_frameworks().steps)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("crosswalks: [{from: R1, supports: ['nist-ai-rmf:GOVERN 9.1'], strength: full, reason: x}]", "did you mean"),
        ("crosswalks: [{from: R9, supports: [R1], strength: full, reason: x}]", "did you mean “R"),
        ("crosswalks: [{from: R1, supports: [R1], strength: full, reason: x}]", "to itself"),
        ("crosswalks: [{from: R1, supports: [R2], strength: half, reason: x}]", "Known: full, partly"),
        (
            "crosswalks: [{from: R1, supports: [R2], strength: full, reason: x},"
            " {from: R2, supports: [R1], strength: full, reason: x}]",
            "go round in full",
        ),
    ],
)
def test_a_wrong_crosswalk_is_refused(tmp_path: Path, extra: str, said: str) -> None:
    (tmp_path / "ours.yaml").write_text(PACK + extra + "\n", encoding="utf-8")
    with pytest.raises(BadPack, match=said):
        load_frameworks(tmp_path)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("[policy]", "[polcy]", "did you mean “policy”"),
        ("group: g, title: Two", "group: h, title: Two", "unknown group h"),
        ("id: R2", "id: R1", "two of ours:R1"),
        ("id: ours", "id: gdpr", "two of gdpr"),
    ],
)
def test_a_slip_in_a_pack_is_refused(tmp_path: Path, was: str, now: str, said: str) -> None:
    if now == "id: gdpr" and "gdpr" not in {one.id for one in load_frameworks().frameworks}:
        now, said = "id: iso-42001", "two of iso-42001"
    (tmp_path / "ours.yaml").write_text(PACK.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(BadPack, match=said):
        load_frameworks(tmp_path)


def test_what_is_the_same_both_ways_is_no_cycle(tmp_path: Path) -> None:
    walk = "crosswalks: [{from: R1, same_as: [R2], strength: full, reason: x}]\n"
    (tmp_path / "ours.yaml").write_text(PACK + walk, encoding="utf-8")
    net = load_frameworks(tmp_path)
    assert net.routes_from(net.index["ours:R2"])[net.index["ours:R1"]].lost == 0


def test_an_own_framework_is_one_file(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(PACK, encoding="utf-8")
    assert "ours" in {one.id for one in load_frameworks(tmp_path).frameworks}


def test_unknown_names_are_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="iso-42001"):
        framework("iso-4201")
    assert "did you mean “iso-42001:A.2.2”" in unknown_requirement("iso-42001:A2.2")
    assert unknown_requirement("iso-42001:A.2.2") == ""


def test_a_framework_under_way_is_checked_beside_the_others(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(PACK, encoding="utf-8")
    assert frameworks.check_framework(path).id == "ours"
    path.write_text(PACK.replace("group: g, title: Two", "title: Two"), encoding="utf-8")
    with pytest.raises(BadPack, match=r"draft\.yaml, line 11.*the key “group” is missing"):
        frameworks.check_framework(path)
    assert frameworks.is_ours("iso-42001") and not frameworks.is_ours("ours")
