"""Does `caio pack` tell the author of a pack all that is wrong, line by line, and does a good one answer?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from opencaio.engines.classification import classify, parse_request
from opencaio.packs.law import HERE, load_law
from opencaio.packs.law.checking import ORDINARY_DAY
from opencaio.packs.law.trying import PackReport, check_pack


def example(root: Path) -> str:
    """The ordinance of the how-to."""
    page = (root / "docs" / "how-to" / "add-a-regulation.md").read_text(encoding="utf-8")
    return page.split("```yaml\n")[1].split("```")[0]


@pytest.fixture
def ordinance(root: Path, tmp_path: Path) -> Path:
    path = tmp_path / "springfield.yaml"
    path.write_text(example(root), encoding="utf-8")
    return path


def with_slip(ordinance: Path, wrong: str, right: str) -> PackReport:
    text = ordinance.read_text(encoding="utf-8")
    assert wrong in text
    ordinance.write_text(text.replace(wrong, right, 1), encoding="utf-8")
    return check_pack(ordinance)


def caio(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "OPENCAIO_HOME": str(home)}
    command = [sys.executable, "-c", "from opencaio.site.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False, timeout=120)


def test_the_ordinance_of_the_how_to_is_a_good_pack(ordinance: Path) -> None:
    report = check_pack(ordinance)
    assert report.is_good
    assert (report.rules, report.duties, report.cases) == (3, 2, 5)


def test_the_how_to_works_as_it_is_written(ordinance: Path, root: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    page = (root / "docs" / "how-to" / "add-a-regulation.md").read_text(encoding="utf-8")
    said = page.split("```text\n")[1].split("```")[0].strip()
    checked = caio("pack", "check", str(ordinance), home=home)
    assert (checked.returncode, checked.stdout.strip()) == (0, said)
    assert caio("pack", "add", str(ordinance), home=home).returncode == 0
    assert "US-SPR" in caio("pack", "list", home=home).stdout
    request = page.split("echo '")[1].split("'")[0]
    (tmp_path / "square.jsonl").write_text(request + "\n", encoding="utf-8")
    line = caio("classify", "--facts", str(tmp_path / "square.jsonl"), "--ordinary", "--json", home=home).stdout
    answer = json.loads(line)
    assert (answer["class"], answer["obligations"]) == ("spr_face_camera", ["SPR-REGISTER", "SPR-SIGN"])


def test_a_use_in_the_city_is_answered_by_the_ordinance_too(ordinance: Path) -> None:
    law = load_law(ordinance.parent)
    facts = {"countries": ["US-SPR"], "use": ["rbi_one_to_many"], "springfield": {"public_place": True, "sign": True}}
    answer = classify(
        parse_request({"jurisdiction": "EU", "facts": facts}, law.vocabulary), law, law_on=ORDINARY_DAY, mode="default"
    )
    assert {part.regime: part.class_code for part in answer.answers}["US-SPR"] == "spr_face_camera"


@pytest.mark.parametrize(
    ("wrong", "right", "line_of", "words"),
    [
        ("title: Springfield, ord", "titel: Springfield, ord", "titel: ", "unknown key “titel”; did you mean “title”?"),
        ("checked_on: 2026-11-22\n", "", "id: springfield", "the key “checked_on” is missing"),
        ("{not: springfield.sign}", "{not: springfield.sing}", "id: spr-sign", "did you mean “springfield.sign”?"),
        ("use, has_any: [rbi_one_to_many,", "use, has_any: [rbi_many,", "reads_faces:", "use has no value “rbi_many”"),
        (
            "[springfield.public_place, {term: reads_faces}]\n  - {id",
            "[{term: reads_face}]\n  - {id",
            "when: [{term: reads_face}]",
            "there is no term reads_face; did you mean “reads_faces”?",
        ),
        (
            "{fact: use, has_any: [rbi_one_to_many, biometric_categorisation_protected, emotion_recognition]}",
            "{term: reads_faces}",
            "  reads_faces:",
            "term reads_faces refers to itself",
        ),
        (
            "when: {not: {rule: spr-camera}}",
            "when: {not: {rule: spr-other}}",
            "id: spr-other",
            "refers to itself: rule spr-other → rule spr-other",
        ),
        ("id: spr-sign, group", "id: spr-camera, group", "id: spr-camera, group", "two rules have the id spr-camera"),
        (
            "code: SPR-SIGN",
            "code: SPR-REGISTER",
            "code: SPR-REGISTER\n    title: Put",
            "two duties have the code SPR-REGISTER",
        ),
        ("title: Put up a sign", 'title: ""', 'title: ""', "its title is empty"),
        ("evidence: [notice_text]", "evidence: [notice_txt]", "evidence: [notice_txt]", "did you mean “notice_text”?"),
        (", duties: [SPR-SIGN]", "", "code: SPR-SIGN", "no rule gives the duty SPR-SIGN"),
        (
            "class: spr_other, title: No",
            "class: spr_face_camera, title: No",
            "{code: spr_other",
            "no rule gives the class spr_other",
        ),
        (
            "starts: [{date: 2027-03-01}]",
            "starts: [{date: 2025-03-01}]",
            "starts: [{date: 2025",
            "before the first text of 2026-05-01",
        ),
        (
            "starts: [{date: 2027-03-01}]",
            "starts: [{date: 2027-03-01}, {date: 2027-04-01}]",
            "starts: [{date: 2027",
            "this start never counts",
        ),
        (
            "date: 2026-05-01, citation",
            "date: 2028-05-01, citation",
            "date: 2027-03-01, citation",
            "2027-03-01 stands after 2028-05-01",
        ),
        ("regime: US-SPR ", "regime: EU ", "regime: EU", "the regime EU is answered by the pack eu-ai-act already"),
        ("regime: US-SPR ", "regime: US SPR ", "regime: US SPR", "is no code of at most 20"),
        (
            "touched_by: [springfield]",
            "uses: [gdrp]\ntouched_by: [springfield]",
            "uses:",
            "unknown pack “gdrp”; did you mean “gdpr”?",
        ),
        (
            "key: springfield.sign",
            "key: gdpr.personal",
            "key: gdpr.personal",
            "the fact gdpr.personal is described already",
        ),
        (
            "key: springfield.sign",
            "key: shelbyville.sign",
            "key: shelbyville.sign",
            "no block “shelbyville” is described",
        ),
        (
            "facts: {use: [other], springfield",
            "facts: {use: [others], springfield",
            "id: counting-cars",
            "Unknown value “others”",
        ),
        ("expect: {class: spr_other}}", "expect: {class: spr_othr}}", "id: counting-cars", "did you mean “spr_other”?"),
    ],
)
def test_a_slip_is_told_with_its_line(ordinance: Path, wrong: str, right: str, line_of: str, words: str) -> None:
    report = with_slip(ordinance, wrong, right)
    text = ordinance.read_text(encoding="utf-8")
    assert line_of in text
    line = text[: text.index(line_of)].count("\n") + 1
    found = [(fault.line, fault.words) for fault in report.faults]
    assert [one for at, one in found if words in one and at == line], found


def test_all_faults_are_told_at_once(ordinance: Path) -> None:
    text = (
        ordinance.read_text(encoding="utf-8").replace("title: Put up a sign", 'title: ""').replace("has_any", "has_ony")
    )
    ordinance.write_text(text.replace("[notice_text]", "[note]"), encoding="utf-8")
    report = check_pack(ordinance)
    assert len({fault.line for fault in report.faults}) == 3
    assert report.faults == tuple(sorted(report.faults))


def test_a_case_that_comes_out_otherwise_is_told_with_the_reason(ordinance: Path) -> None:
    report = with_slip(ordinance, "expect: {class: spr_other}}", "expect: {class: spr_face_camera}}")
    [failed] = report.failed
    assert failed.case == "counting-cars"
    assert failed.differences == ("class: expected spr_face_camera, found spr_other",)
    assert failed.why == ("spr-other fires and gives spr_other; not if a rule on spr-camera is met",)


def test_an_open_answer_is_told_with_what_would_settle_it(ordinance: Path) -> None:
    report = with_slip(
        ordinance, "expect: {class: needs_review, missing: [springfield.public_place]}", "expect: {class: spr_other}"
    )
    [failed] = report.failed
    assert "not settled without springfield.public_place" in failed.why


@pytest.mark.parametrize(
    ("case", "rule", "words"),
    [("square-with-sign", "spr-sign", ""), ("town-square", "spr-sign", "fires in no case")],
)
def test_a_rule_that_no_case_shows_is_named(ordinance: Path, case: str, rule: str, words: str) -> None:
    lines = ordinance.read_text(encoding="utf-8").splitlines(keepends=True)
    ordinance.write_text("".join(line for line in lines if f"id: {case}," not in line), encoding="utf-8")
    unshown = {one.rule: one.words for one in check_pack(ordinance).unshown}
    assert unshown.get(rule, "") == words


def test_a_rule_that_fires_in_every_case_is_named(ordinance: Path) -> None:
    lines = ordinance.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [
        line
        for line in lines
        if not any(f"id: {one}," in line for one in ("own-office", "counting-cars", "place-unknown"))
    ]
    ordinance.write_text("".join(kept), encoding="utf-8")
    unshown = {one.rule: one.words for one in check_pack(ordinance).unshown}
    assert unshown["spr-camera"].startswith("fires in every case")


@pytest.mark.parametrize("path", sorted(HERE.glob("*.yaml")), ids=lambda path: path.stem)
def test_each_of_our_own_packs_is_good(path: Path) -> None:
    report = check_pack(path)
    assert report.is_good, (report.faults, report.failed, report.unshown)
    assert report.cases > 5


@pytest.mark.parametrize(
    ("raw", "line", "words"),
    [
        (b"id: x\n\ttitle: y\n", 2, "a tab stands where YAML wants spaces"),
        (b"id: x\nid: y\n", 2, "“id” is written twice"),
        (b"id: caf\xe9\n", 1, "is not UTF-8"),
        (b"- a\n- b\n", 1, "a pack is keys and values"),
        (b"", 1, "a pack is keys and values"),
        (b"id: &a [*a]\n", 1, "an alias stands inside what it repeats"),
        (b"[" * 100_000, 1, "nested deeper than"),
        (b"#" * 2_100_000, 1, "more than a pack can have"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_in_words(tmp_path: Path, raw: bytes, line: int, words: str) -> None:
    path = tmp_path / "pack.yaml"
    path.write_bytes(raw)
    [fault] = check_pack(path).faults
    assert fault.line == line
    assert words in fault.words


def test_the_terminal_says_line_and_words_and_the_exit_code_tells(ordinance: Path, tmp_path: Path) -> None:
    with_slip(ordinance, "evidence: [notice_text]", "evidence: [photo]")
    told = caio("pack", "check", str(ordinance), home=tmp_path / "home")
    assert told.returncode == 1
    assert "springfield.yaml:" in told.stdout
    assert "unknown kind of evidence “photo”" in told.stdout
    as_json = caio("pack", "check", str(ordinance), "--json", home=tmp_path / "home")
    report = json.loads(as_json.stdout)
    assert (as_json.returncode, report["good"], len(report["faults"])) == (1, False, 1)
    assert caio("pack", "check", "nowhere.yaml", home=tmp_path / "home").returncode == 2


def test_a_pack_that_is_not_good_is_not_added(ordinance: Path, tmp_path: Path) -> None:
    with_slip(ordinance, "evidence: [notice_text]", "evidence: [photo]")
    refused = caio("pack", "add", str(ordinance), home=tmp_path / "home")
    assert refused.returncode == 1
    assert "was not added" in refused.stderr
    assert not (tmp_path / "home" / "packs").exists()


def test_a_pack_of_ours_cannot_be_put_aside(tmp_path: Path) -> None:
    copy = tmp_path / "gdpr.yaml"
    copy.write_bytes((HERE / "gdpr.yaml").read_bytes())
    refused = caio("pack", "add", str(copy), home=tmp_path / "home")
    assert refused.returncode == 1
    assert "ships with OpenCAIO" in refused.stderr


def test_a_pack_is_shown_with_its_sources(tmp_path: Path) -> None:
    shown = caio("pack", "show", "US-CA", "--json", home=tmp_path / "home")
    pack = json.loads(shown.stdout)
    assert pack["id"] == "california-admt"
    assert all(rule["citation"] and rule["certainty"] for rule in pack["rules"])
    assert caio("pack", "show", "US-CX", home=tmp_path / "home").returncode == 1
