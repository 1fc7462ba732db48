"""Is the example company whole, as large as it says, and told in words that the product knows?"""

from __future__ import annotations

import csv
import re
import runpy
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import opencaio.examples
from opencaio.engines.classification import Answer, classify, parse_facts, parse_request
from opencaio.errors import BadInput, NotFound
from opencaio.examples import Example, load
from opencaio.examples.check import IN_ORDER, PAST, REFERENCES, faults
from opencaio.examples.rows import UseCase
from opencaio.examples.shape import fields
from opencaio.packs.law import load_law

ROOT = Path(opencaio.examples.__file__).parent
ACME = ROOT / "acme"


@pytest.fixture(scope="module")
def acme() -> Example:
    return load()


def use(acme: Example, code: str) -> UseCase:
    return next(each for each in acme.use_cases if each.code == code)


def test_the_company_loads_and_contradicts_itself_nowhere(acme: Example) -> None:
    assert faults(acme) == []


def test_an_unknown_example_is_not_found() -> None:
    with pytest.raises(NotFound, match="no example called 'nowhere'"):
        load("nowhere")


def test_it_is_as_large_as_it_says(acme: Example) -> None:
    counted = {name: len(getattr(acme, name)) for name in fields()}
    assert counted["use_cases"] == 62
    assert counted["departments"] == 12
    assert counted["people"] == 40
    assert counted["initiatives"] == 26
    assert min(counted.values()) > 0, "every list of the shape has rows, so that every engine has something to read"


def test_the_cast_of_roles_is_complete(acme: Example) -> None:
    roles = Counter(person.role for person in acme.people)
    assert roles["officer"] == roles["auditor"] == 1
    assert roles["lead"] == 12
    assert {review for person in acme.people for review in person.reviews} == {
        "legal",
        "privacy",
        "security",
        "finance",
    }
    assert {each.lead for each in acme.departments} == {each.key for each in acme.people if each.role == "lead"}


def test_departments_form_a_tree(acme: Example) -> None:
    parents = {each.key: each.parent for each in acme.departments}
    assert any(parents.values())
    for key in parents:
        line = [key]
        while (above := parents[line[-1]]) is not None:
            assert above not in line
            line.append(above)


def test_every_stage_and_every_department_has_uses(acme: Example) -> None:
    stages = Counter(each.stage for each in acme.use_cases)
    assert stages == {
        "idea": 3,
        "assessed": 4,
        "approved": 4,
        "pilot": 9,
        "building": 7,
        "live": 34,
        "retired": 1,
    }
    assert {each.department for each in acme.use_cases} == {each.key for each in acme.departments}


def test_live_uses_have_a_start_a_system_and_a_deployment(acme: Example) -> None:
    running = {each.system for each in acme.deployments if each.environment != "test"}
    live = [each for each in acme.use_cases if each.stage == "live"]
    assert live
    for each in live:
        assert each.started_on, each.code
        assert each.systems and running.issuperset(each.systems), each.code


def test_each_use_is_told_in_its_own_words(acme: Example) -> None:
    for told in ("name", "purpose", "benefit", "outputs"):
        words = Counter(getattr(each, told) for each in acme.use_cases)
        assert max(words.values()) == 1
    assert min(len(each.purpose) for each in acme.use_cases) > 60


def test_a_reference_that_does_not_resolve_is_named(acme: Example) -> None:
    first, *others = acme.use_cases
    broken = acme.model_copy(update={"use_cases": [first.model_copy(update={"owner": "nobody.here"}), *others]})
    assert faults(broken) == [f"use_cases: {first.code}: owner 'nobody.here' is not among people"]


def test_dates_out_of_order_and_beyond_today_are_named(acme: Example) -> None:
    first, *others = acme.systems
    moved = first.model_copy(update={"placed_on": first.retired_on, "retired_on": first.placed_on})
    assert any("placed_on" in each for each in faults(acme.model_copy(update={"systems": [moved, *others]})))
    late = first.model_copy(update={"placed_on": acme.organisation.today.replace(year=2027), "retired_on": None})
    assert any("lies after" in each for each in faults(acme.model_copy(update={"systems": [late, *others]})))


def test_a_key_that_stands_twice_is_named(acme: Example) -> None:
    doubled = acme.model_copy(update={"vendors": [*acme.vendors, acme.vendors[0]]})
    assert faults(doubled) == [f"vendors: {acme.vendors[0].key} stands there 2 times"]


def test_the_checks_name_only_lists_and_columns_that_exist() -> None:
    columns = {name: set(row.model_fields) for name, row in fields().items()}
    for field, attribute, target in REFERENCES:
        assert attribute in columns[field] and target in columns
    for field, *attributes in (*IN_ORDER, *PAST):
        assert columns[field].issuperset(attributes)


def test_every_csv_has_the_columns_of_its_row() -> None:
    rows = fields()
    found = sorted(ACME.glob("*.csv"))
    assert found
    for path in found:
        with path.open(encoding="utf-8", newline="") as lines:
            assert next(csv.reader(lines)) == list(rows[path.stem].model_fields), path.name


def test_the_readme_names_every_file() -> None:
    told = (ACME / "README.md").read_text(encoding="utf-8")
    for path in [*ACME.glob("*.yaml"), *ACME.glob("*.csv")]:
        assert f"`{path.name}`" in told


def test_the_whole_folder_stays_small() -> None:
    assert sum(path.stat().st_size for path in ACME.rglob("*") if path.is_file()) < 1_500_000


def test_shared_answers_lie_under_a_uses_own_and_unknown_ones_are_gone(acme: Example) -> None:
    camera = use(acme, "UC-013")
    assert camera.facts["emotion"]["from_biometrics"] is True, "its own answer beats the screening form"
    assert "infers" not in camera.facts["emotion"], "it says that it does not know"
    assert camera.facts["manipulation"]["technique"] == "none", "from the screening form"


def test_every_answer_has_a_source_a_person_and_a_day(acme: Example) -> None:
    people = {each.key for each in acme.people}
    told = [(each, answer) for each in acme.use_cases for answer in acme.statements(each)]
    assert len(told) > 1500
    for each, answer in told:
        assert answer.source and answer.by in people
        assert answer.recorded_on <= acme.organisation.today
        assert answer.known == (answer.key not in each.unknown)
    screening = {answer.source for each, answer in told if answer.key == "manipulation.technique"}
    assert screening == {"Article 5 screening, signed by the department and by privacy"}


def test_a_signed_impact_assessment_is_met_and_a_missing_one_has_no_evidence(acme: Example) -> None:
    signed = {each.use for each in acme.evidence if each.practice == "DPIA"}
    claimed = {each.code: each.practices["DPIA"] for each in acme.use_cases if "DPIA" in each.practices}
    assert len(signed) >= 8
    assert signed <= {code for code, status in claimed.items() if status == "met"}
    assert {code for code, status in claimed.items() if status == "met"} == signed


def test_some_evidence_has_expired_and_some_expires_within_ninety_days(acme: Example) -> None:
    days = [(each.expires_on - acme.organisation.today).days for each in acme.evidence if each.expires_on]
    assert sum(left < 0 for left in days) >= 4 and sum(0 <= left <= 90 for left in days) >= 8


def test_comments_call_people_who_exist(acme: Example) -> None:
    called = {name for each in acme.comments for name in re.findall(r"@([a-z.-]+[a-z])", each.text)}
    assert called and called <= {each.key for each in acme.people}


def test_owners_and_those_who_comment_may_see_the_use(acme: Example) -> None:
    parents = {each.key: each.parent for each in acme.departments}
    people = {each.key: each for each in acme.people}
    named = [(each.code, each.owner) for each in acme.use_cases] + [(each.use, each.by) for each in acme.comments]
    for code, key in named:
        department: str | None = use(acme, code).department
        seen = people[key].role in ("officer", "reviewer", "auditor")
        while department and not seen:
            seen, department = department in people[key].scope, parents[department]
        assert seen, f"{key} cannot see {code}"


def test_the_costs_of_2026_add_up_to_the_figures_quoted(acme: Example) -> None:
    year = [each for each in acme.costs if each.month.startswith("2026")]
    assert sum(each.amount for each in year) == Decimal("7437000.00")
    assert sum(each.amount for each in year if not each.use) == Decimal("1240000.00")
    assert sum(each.amount for each in year if each.use == "UC-014") == Decimal("168000.00")


def test_costs_by_month_and_the_snapshots_of_spend_agree(acme: Example) -> None:
    by_month: dict[str, Decimal] = defaultdict(Decimal)
    for each in acme.costs:
        by_month[each.month] += each.amount
    spent = {f"{each.on:%Y-%m}": each.value for each in acme.snapshots if each.figure == "spend_month"}
    to_date = {f"{each.on:%Y-%m}": each.value for each in acme.snapshots if each.figure == "spend_year_to_date"}
    assert len(spent) == 24
    for month, value in spent.items():
        assert float(by_month[month]) == value
        year = [amount for other, amount in by_month.items() if other[:4] == month[:4] and other <= month]
        assert float(sum(year)) == to_date[month]


def test_budgets_are_those_that_the_council_approved_and_proposed(acme: Example) -> None:
    totals: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
    for each in acme.budgets:
        totals[each.year, each.line, each.purpose] += each.amount
    assert totals[2026, "opex", "run"] + totals[2026, "capex", "run"] == 8_900_000
    assert totals[2027, "capex", "change"] == 2_050_000 and totals[2028, "opex", "change"] == 1_600_000


def test_departments_figures_sum_to_the_whole(acme: Example) -> None:
    whole: dict[tuple[object, str], float] = {}
    parts: dict[tuple[object, str], float] = defaultdict(float)
    for each in acme.snapshots:
        if each.scope == "all":
            whole[each.on, each.figure] = each.value
        else:
            parts[each.on, each.figure] += each.value
    assert len(parts) >= 24 * 4
    assert all(whole[key] == value for key, value in parts.items())


def test_there_is_more_to_fund_than_money_and_people_allow(acme: Example) -> None:
    asked: dict[tuple[str, int], int] = defaultdict(int)
    required: dict[tuple[str, int], int] = defaultdict(int)
    for each in acme.initiatives:
        for spend in each.spend:
            asked[spend.line, spend.year] += spend.amount
            required[spend.line, spend.year] += spend.amount * each.mandatory
    limits: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for budget in acme.budgets:
        limits[budget.line, budget.year] += budget.amount * (budget.purpose == "change")
    assert sum(asked[key] > limits[key] for key in asked) >= 3, "otherwise there is nothing to choose"
    assert all(required[key] < limits[key] for key in asked), "what the law asks can be paid"


def test_every_initiative_states_its_work_quarter_by_quarter_and_can_end_in_time(acme: Example) -> None:
    quarters = sorted({each.quarter for each in acme.capacity})
    planned = {each.key for each in acme.skills if each.planned}
    for each in acme.initiatives:
        assert all(len(work) == each.quarters for work in each.demand.values()), each.key
        assert set(each.demand) <= planned
        assert quarters.index(each.earliest) + each.quarters <= len(quarters), each.key


def test_everybody_is_counted_once(acme: Example) -> None:
    assert sum(each.people for each in acme.headcount if each.year == 2026) == acme.organisation.employees
    assert sum(each.employees for each in acme.legal_entities) == acme.organisation.employees


def test_the_studies_add_up_to_the_value_quoted(acme: Example) -> None:
    assert sum(each.measured for each in acme.studies) == 5_781_000
    assert sum(each.planned for each in acme.studies) == 6_970_000
    planned = {each.code: each.planned_value for each in acme.use_cases}
    assert all(planned[each.use] == each.planned for each in acme.studies)


def test_the_screening_decisions_give_the_ratio_quoted(acme: Example) -> None:
    year = [each for each in acme.decision_counts if each.use == "UC-014" and each.month >= "2025-11"]
    seen, chosen = Counter[str](), Counter[str]()
    for each in year:
        seen[each.group] += each.total
        chosen[each.group] += each.selected
    assert seen == {"female": 17_940, "male": 20_110, "not stated": 550}
    ratio = (chosen["female"] / seen["female"]) / (chosen["male"] / seen["male"])
    assert round(ratio, 2) == 0.94


def test_no_decision_count_exceeds_its_total(acme: Example) -> None:
    for each in acme.decision_counts:
        assert 0 <= each.selected <= each.total and each.overturned <= each.reviewed <= each.total


def test_two_generators_have_a_legal_date_ahead(acme: Example) -> None:
    """Art. 111(4): text generators placed before 2 August 2026 are marked from 2 December 2026."""
    ahead = [
        each.code
        for each in acme.use_cases
        if "provider" in each.facts["role"]
        and "text" in each.facts["transparency"]["generates"]
        and each.started_on
        and str(each.started_on) < "2026-08-02"
        and not each.facts["transparency"].get("standard_editing")
        and not each.facts["transparency"].get("not_substantially_altered")
    ]
    assert sorted(ahead) == ["UC-002", "UC-055"]
    assert all(use(acme, code).practices["AIA-50(2)"] != "met" for code in ahead)


def test_a_file_that_is_misspelt_is_refused_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "people.yaml").write_text("people:\n  - {key: x, nmae: y}\n", encoding="utf-8")
    monkeypatch.setattr("opencaio.examples.shape.files", lambda _: tmp_path)
    with pytest.raises(BadInput) as refused:
        load("bad")
    assert any("people.0.nmae" in each for each in refused.value.details)


def test_the_script_writes_the_same_bytes_again(tmp_path: Path) -> None:
    script = ROOT.parents[2] / "tools" / "make_acme.py"
    if not script.exists():
        pytest.skip("tools/make_acme.py is not beside an installed package")
    made = runpy.run_path(str(script))
    made["write_all"](tmp_path)
    written = sorted(path.name for path in tmp_path.glob("*.csv"))
    assert written == sorted(path.name for path in ACME.glob("*.csv"))
    for name in written:
        assert (tmp_path / name).read_bytes() == (ACME / name).read_bytes(), name


# --- what the law says of it ------------------------------------------------------------------------------------

TODAY = date(2026, 11, 22)


def answers(acme: Example, *, on: date = TODAY) -> dict[str, Answer]:
    law = load_law()
    found = {}
    for each in acme.use_cases:
        request = parse_request({"id": each.code, "jurisdiction": "EU", "facts": each.facts}, law.vocabulary)
        found[each.code] = classify(request, law, law_on=on, mode="default")
    return found


def regime(answer: Answer, name: str) -> str | None:
    return next((part.class_code for part in answer.answers if part.regime == name), None)


def test_every_fact_is_a_word_of_the_vocabulary(acme: Example) -> None:
    known = load_law().vocabulary
    described = [each.facts for each in acme.use_cases]
    for others in (acme.models, acme.vendors, acme.systems, acme.legal_entities):
        described += [each.facts for each in others]
    assert sum(len(parse_facts(facts, known)) for facts in described) > 1500
    for each in acme.use_cases:
        assert set(each.unknown) <= set(known.facts), each.code
        assert not set(each.unknown) & set(parse_facts(each.facts, known)), each.code
        assert set(each.declared) <= set(known.regimes), each.code


@pytest.mark.parametrize("on", [TODAY, date(2026, 12, 3)])
def test_the_classes_spread_as_intended_without_any_assumption(acme: Example, on: date) -> None:
    spread = Counter(answer.class_code for answer in answers(acme, on=on).values())
    assert spread == {
        "minimal": 37,
        "high_risk_annex_iii": 9,
        "needs_review": 7,
        "transparency": 6,
        "out_of_scope": 2,
        "prohibited": 1,
    }


def test_the_prohibited_use_is_retired_and_was_so_before_the_prohibition(acme: Example) -> None:
    stopped = [code for code, answer in answers(acme).items() if answer.class_code == "prohibited"]
    assert stopped == ["UC-001"]
    mood = use(acme, "UC-001")
    assert mood.stage == "retired" and mood.retired_on == date(2025, 1, 31)


def test_what_is_not_settled_hangs_on_what_was_answered_dont_know(acme: Example) -> None:
    open_ = {code: answer for code, answer in answers(acme).items() if answer.class_code == "needs_review"}
    assert len(open_) == 7
    for code, answer in open_.items():
        assert set(answer.deciding) <= set(use(acme, code).unknown), code


def test_two_uses_fall_under_the_laws_of_new_york_and_colorado(acme: Example) -> None:
    found = answers(acme)
    assert regime(found["UC-022"], "US-NYC") == "aedt"
    assert regime(found["UC-044"], "US-CO") == "covered_admt"


def test_impact_assessments_are_asked_for_and_article_22_is_met_and_open_somewhere(acme: Example) -> None:
    found = answers(acme)
    assert sum(answer.finding("dpia_required") is True for answer in found.values()) >= 12
    decided = {code: answer.finding("art22") for code, answer in found.items()}
    assert decided["UC-010"] is True
    assert {code for code, value in decided.items() if value is None} == {"UC-009", "UC-014", "UC-042", "UC-051"}


def test_several_departments_declare_a_class_that_is_not_the_computed_one(acme: Example) -> None:
    found = answers(acme)
    settled = [
        (each.code, declared, regime(found[each.code], name))
        for each in acme.use_cases
        for name, declared in each.declared.items()
        if regime(found[each.code], name) not in (None, "needs_review")
    ]
    assert sum(declared != computed for _, declared, computed in settled) == 13
    assert len(settled) > 50


def test_the_trends_end_where_the_law_stands_today(acme: Example) -> None:
    steering = ROOT.parents[2] / "tools" / "acme_steering.yaml"
    if not steering.exists():
        pytest.skip("tools/acme_steering.yaml is not beside an installed package")
    marks = yaml.safe_load(steering.read_text(encoding="utf-8"))["marks"]
    heavy = {"high_risk_annex_iii", "aedt", "covered_admt"}
    found = answers(acme)
    assert set(marks["open"]) == {code for code, answer in found.items() if answer.class_code == "needs_review"}
    assert set(marks["heavy"]) == {
        code for code, answer in found.items() if heavy & {part.class_code for part in answer.answers}
    }
