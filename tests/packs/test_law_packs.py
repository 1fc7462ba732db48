"""Is a regulation one file, and is a slip in it refused in words that help?"""

from pathlib import Path

import pytest

from opencaio.engines.classification import classify, parse_request
from opencaio.engines.classification.model import Pack
from opencaio.errors import BadInput, BadPack
from opencaio.packs.evidence import load_kinds
from opencaio.packs.law import HERE, law_of, load_law
from opencaio.packs.law.checking import ORDINARY_DAY

ATLANTIS = """
id: atlantis
title: Law of Atlantis
regime: XA
version: "1"
source: carved in stone
checked_on: 2026-11-22
texts: [{id: "1", title: The stone, from: 2026-01-01}]
touched_by: [under_water]
facts:
  - {key: under_water, kind: yes_no, citation: the stone, question: Does it run under water?}
classes:
  - {code: wet, title: Wet, weight: 1, shows: [wet]}
  - {code: dry, title: Dry, weight: 0, shows: [dry]}
groups:
  wet: {title: wet systems}
  dry: {title: dry systems}
rules:
  - {id: wet, group: wet, class: wet, title: Wet, citation: stone, articles: [S1], duties: [X-TOWEL], when: under_water}
  - {id: dry, group: dry, class: dry, title: It is dry, citation: the stone, articles: [S2], when: {not: under_water}}
duties:
  - {code: X-TOWEL, title: Bring a towel, roles: [deployer], citation: the stone}
cases:
  - {id: fish, source: the stone, facts: {under_water: true}, expect: {class: wet}}
"""


def with_pack(folder: Path, text: str) -> Path:
    (folder / "atlantis.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_regulation_is_added_by_one_file(tmp_path: Path) -> None:
    law = load_law(with_pack(tmp_path, ATLANTIS))
    request = parse_request({"id": "a", "jurisdiction": "XA", "facts": {"under_water": True}}, law.vocabulary)
    answer = classify(request, law, law_on=ORDINARY_DAY, mode="default")
    assert (answer.class_code, answer.articles, answer.obligations) == ("wet", ("S1",), ("X-TOWEL",))
    unknown = parse_request({"id": "a", "jurisdiction": "XA", "facts": {}}, law.vocabulary)
    assert classify(unknown, law, law_on=ORDINARY_DAY, mode="default").missing == ("under_water",)


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("when: under_water}", "when: under_watr}", "unknown fact “under_watr”; did you mean “under_water”?"),
        ("group: wet, class", "group: wt, class", "unknown group “wt”"),
        ("class: wet, title", "class: wed, title", "unknown class “wed”"),
        ("duties: [X-TOWEL]", "duties: [X-TOWL]", "unknown duty “X-TOWL”; did you mean “X-TOWEL”?"),
        ("{not: under_water}", "{nto: under_water}", "a test has `fact` and one of"),
        ("{not: under_water}", "{fact: under_water, equals: maybe}", "cannot be compared"),
        ("{not: under_water}", "{fact: org, equals: privat}", "org has no value “privat”; did you mean “private”?"),
        ("{not: under_water}", "{rule: wte}", "there is no rule wte"),
        ("{not: under_water}", "{not: {rule: dry}}", "refers to itself"),
        ("touched_by: [under_water]", "touched_by: [under]", "touched_by names no fact “under”"),
        ("id: dry, group", "id: wet, group", "two rules have the id wet"),
        ("regime: XA\n", "regime: XA\nregmie: XB\n", "unknown key “regmie”; did you mean “regime”?"),
        ("id: atlantis", "id: gdpr", "one id"),
    ],
)
def test_a_slip_in_a_pack_is_refused(tmp_path: Path, wrong: str, right: str, words: str) -> None:
    assert wrong in ATLANTIS
    with pytest.raises(BadPack) as fault:
        load_law(with_pack(tmp_path, ATLANTIS.replace(wrong, right, 1)))
    assert any(words in one for one in fault.value.details)
    assert fault.value.message.startswith("atlantis.yaml, line ")


def test_every_fact_has_a_question_and_a_source() -> None:
    facts = load_law().vocabulary.facts
    assert len(facts) > 100
    assert [fact.key for fact in facts.values() if not fact.question.endswith("?") or not fact.citation] == []


def test_every_near_miss_is_a_code_of_its_fact() -> None:
    uses = load_law().vocabulary.facts["use"]
    near = {code for choice in uses.values for code in choice.near}
    assert near
    assert near <= set(uses.codes)


@pytest.mark.parametrize("pack", load_law().packs, ids=lambda pack: pack.id)
def test_every_day_on_which_a_class_starts_is_in_the_calendar(pack: Pack) -> None:
    text = pack.texts[-1].id
    calendar = {day.date for day in pack.timeline}
    starts = {
        start.date
        for rule in pack.rules
        for start in pack.starts_of(rule)
        if rule.class_ and (not start.texts or text in start.texts) and (not rule.texts or text in rule.texts)
    }
    starts |= {start.date for duty in pack.duties for start in duty.starts}
    assert starts <= calendar


@pytest.mark.parametrize("pack", load_law().packs, ids=lambda pack: pack.id)
def test_every_duty_says_what_to_do_for_whom_by_what_right_and_what_shows_it(pack: Pack) -> None:
    kinds = load_kinds()
    for duty in pack.duties:
        assert duty.title, duty.code
        assert duty.plain.endswith("."), duty.code
        assert duty.citation, duty.code
        assert duty.roles, duty.code
        assert duty.evidence, duty.code
        assert set(duty.evidence) <= kinds.keys(), duty.code
        assert duty.lead_days, duty.code


def test_what_must_be_stopped_is_done_once_and_what_ages_comes_back() -> None:
    duty = load_law().pack("eu-ai-act").duty
    assert duty("AIA-5-STOP").review_months is None
    assert duty("AIA-9").review_months == 12
    assert load_law().pack("nyc-ll144").duty("LL144-BIAS-AUDIT-1Y").review_months == 12


def regimes_for(**facts: object) -> set[str]:
    law = load_law()
    request = parse_request({"id": "a", "jurisdiction": "EU", "facts": facts}, law.vocabulary)
    return {part.regime for part in classify(request, law, law_on=ORDINARY_DAY, mode="default").answers}


def test_a_place_brings_its_own_rules() -> None:
    assert regimes_for(countries=["FR"]) == {"EU", "EU-FR"}
    assert regimes_for(countries=["DE", "US-CA"]) == {"EU", "US-CA"}
    assert regimes_for(countries=["DE"]) == {"EU"}


def test_a_place_is_written_as_its_code() -> None:
    with pytest.raises(BadInput, match="countries is a code like FR or US-CA, not “fr”; the nearest known one is “FR”"):
        regimes_for(countries=["fr"])


def test_duties_of_the_gdpr_stand_beside_the_answer_on_the_assessment() -> None:
    law = load_law()
    facts = {"gdpr": {"personal": True, "criteria": ["sensitive", "vulnerable"]}}
    request = parse_request({"id": "a", "jurisdiction": "EU-GDPR", "facts": facts}, law.vocabulary)
    answer = classify(request, law, law_on=ORDINARY_DAY, mode="ordinary")
    assert (answer.articles, answer.obligations, answer.finding("dpia_required")) == (("GDPR 35",), (), True)
    beside = {part.regime: part for part in answer.answers}["EU-DP"]
    assert {"GDPR-5(2)", "GDPR-6", "GDPR-30(1)", "GDPR-32", "GDPR-35"} <= set(beside.obligations)


def test_packs_that_use_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    with_pack(tmp_path, ATLANTIS.replace("regime: XA", "regime: XA\nuses: [lemuria]", 1))
    other = ATLANTIS.replace("id: atlantis", "id: lemuria", 1).replace("regime: XA", "regime: XL\nuses: [atlantis]", 1)
    other = other.replace("under_water", "under_sand")
    (tmp_path / "lemuria.yaml").write_text(other, encoding="utf-8")
    paths = (*sorted(HERE.glob("*.yaml")), *sorted(tmp_path.glob("*.yaml")))
    with pytest.raises(BadPack, match="atlantis → lemuria → atlantis use each other in a circle"):
        law_of(paths)
