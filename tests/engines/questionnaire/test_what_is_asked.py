"""Is what can change most asked first, what cannot matter skipped, and is “we do not know” an answer?"""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opencaio.engines.classification import NEEDS_REVIEW
from opencaio.engines.classification.trees import Value
from opencaio.engines.questionnaire import (
    Given,
    Oracle,
    Question,
    Reply,
    Step,
    next_step,
    regimes_of,
    run,
    shown,
    stated_by,
)
from opencaio.engines.questionnaire.relevance import askable, facts_of_regime, open_facts, parts
from opencaio.engines.questionnaire.samples import samples
from opencaio.errors import BadInput, NotFound
from tests.engines.questionnaire.runs import DAY, LAW, QUESTIONS, class_of

NOTHING = Given({})
WEIGHT = {entry.code: entry.weight for pack in LAW.packs for entry in pack.classes}
SCREENING: dict[str, Value] = {"infers": True, "artefact": "system", "nexus": "deployed_in_eu", "role": ("deployer",)}


def step(so_far: Given, *, regimes: tuple[str, ...] | None = ("EU",)) -> Step:
    return next_step(so_far, law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=regimes)


def answer(so_far: Given, key: str, reply: Reply) -> Given:
    question = QUESTIONS.question(key)
    offered = shown(question, so_far)
    stated = stated_by(question, reply, known=so_far.facts, offered=offered, vocabulary=LAW.vocabulary)
    return so_far.with_(stated.facts, withdrawn=stated.withdrawn)


def random_facts(seed: int) -> dict[str, Value]:
    """A description in which every question is answered somehow."""
    dice, so_far = random.Random(seed), NOTHING
    for question in QUESTIONS.questions:
        offered = shown(question, so_far)
        replies = samples(question, offered, vocabulary=LAW.vocabulary)
        if replies:
            reply = dice.choice(replies)
            stated = stated_by(question, reply, known=so_far.facts, offered=offered, vocabulary=LAW.vocabulary)
            so_far = so_far.with_(stated.facts)
    return so_far.legal


def test_rules_that_people_wrote_are_settled_by_one_question() -> None:
    so_far = answer(NOTHING, "what", Reply(chosen=("rules",)))
    found = step(so_far)
    assert found.regimes[0].candidates[0] == "not_ai_system"
    assert found.settled
    assert found.regimes[0].class_code == "not_ai_system"


def test_nothing_known_asks_a_question_that_settles_several_facts() -> None:
    found = step(NOTHING)
    assert found.question is not None
    assert len(found.question.states) > 1
    assert found.progress.answered == 0
    assert found.progress.at_most > 10


def test_a_question_that_was_ticked_leads_to_its_follow_up_and_one_that_was_not_does_not() -> None:
    base = Given({**SCREENING, "use": ("other",), "exclusion": "none"})
    ticked = answer(base, "article_5", Reply(chosen=("manipulation",)))
    left = answer(base, "article_5", Reply())
    assert "manipulation" in [one.key for one in asked_next(ticked)]
    assert "manipulation" not in [one.key for one in asked_next(left)]
    assert left.facts["manipulation.technique"] == "none"
    assert "manipulation.technique" not in ticked.facts


def asked_next(so_far: Given) -> tuple[Question, ...]:
    answers = parts(so_far, law=LAW, regimes=("EU",), on=DAY)
    return askable(open_facts(answers, so_far, deciding=True), so_far, questionnaire=QUESTIONS, law=LAW)[0]


def test_what_we_do_not_know_is_not_asked_again_and_keeps_the_class_open() -> None:
    oracle = Oracle({**SCREENING, "use": ("other",)}, law=LAW)
    so_far, seen = NOTHING, []
    while (found := step(so_far)).question is not None:
        seen.append(found.question.key)
        if found.question.key == "article_5":
            reply = Reply(unknown=True)
        else:
            reply = oracle.reply(found.question, found.offered)
        stated = stated_by(found.question, reply, known=so_far.facts, offered=found.offered, vocabulary=LAW.vocabulary)
        so_far = so_far.with_(stated.facts, withdrawn=stated.withdrawn)
    assert seen.count("article_5") == 1
    assert class_of("EU", so_far) == NEEDS_REVIEW
    assert "prohibited" in found.regimes[0].candidates


def test_only_what_is_not_sure_stays_open_in_a_question_that_is_answered() -> None:
    so_far = answer(NOTHING, "article_5", Reply(chosen=("scoring",), unsure=("emotion",)))
    assert so_far.facts["scoring.detrimental"] is True
    assert so_far.facts["vulnerability.exploited"] is False
    assert "emotion.infers" in so_far.unknown


def test_an_answer_that_is_changed_takes_back_what_followed_from_the_old_one() -> None:
    first = answer(NOTHING, "product_part", Reply(chosen=("comfort",)))
    second = answer(first, "product_part", Reply(chosen=("itself",)))
    assert first.facts["product.non_safety_only"] is True
    assert second.facts["product.relation"] == "product_itself"
    assert "product.non_safety_only" not in second.facts


@pytest.mark.parametrize(
    ("key", "reply"),
    [
        ("what", Reply()),
        ("what", Reply(chosen=("system", "rules"))),
        ("article_5", Reply(chosen=("scoring",), unsure=("scoring",))),
        ("role", Reply(values={})),
        ("role", Reply(values={"role": ["owner"]})),
        ("role", Reply(values={"org": "private"})),
    ],
)
def test_an_answer_that_does_not_fit_the_question_is_refused(key: str, reply: Reply) -> None:
    with pytest.raises(BadInput):
        answer(NOTHING, key, reply)


def test_a_choice_or_a_question_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        answer(NOTHING, "what", Reply(chosen=("robot",)))
    with pytest.raises(NotFound):
        answer(NOTHING, "weather", Reply())


def test_what_a_gate_waits_for_is_asked_first_even_if_it_matters_to_nobody_else() -> None:
    (found,), wanted = askable(("countries",), NOTHING, questionnaire=QUESTIONS, law=LAW)
    assert found.key == "personal_data"
    assert {"countries", "gdpr.personal"} <= wanted


def test_a_fact_that_no_question_is_left_for_is_asked_alone() -> None:
    so_far = answer(NOTHING, "places", Reply(chosen=("eu_used",)))
    (alone,), _ = askable(("nyc",), so_far, questionnaire=QUESTIONS, law=LAW)
    assert (alone.key, alone.facts) == ("nyc", ("nyc",))


def test_every_place_is_offered_also_where_only_one_matters_yet() -> None:
    wanted = open_facts(parts(NOTHING, law=LAW, regimes=("EU",), on=DAY), NOTHING, deciding=True)
    assert "us_nyc" in shown(QUESTIONS.question("places"), NOTHING, wanted=wanted)


def test_a_place_that_was_not_ticked_is_not_asked_again() -> None:
    so_far = answer(NOTHING, "places", Reply(chosen=("eu_used",)))
    assert shown(QUESTIONS.question("places"), so_far, wanted=("nyc", "agency")) == ()


def test_a_company_of_the_union_is_not_asked_about_new_york() -> None:
    base = answer(NOTHING, "places", Reply(chosen=("eu_used",)))
    elsewhere = answer(NOTHING, "places", Reply(chosen=("us_nyc", "us_colorado")))
    assert regimes_of(base, law=LAW, questionnaire=QUESTIONS)[:2] == ("EU", "EU-GDPR")
    assert "US-NYC" not in regimes_of(base, law=LAW, questionnaire=QUESTIONS)
    assert {"US-CO", "US-NYC"} <= set(regimes_of(elsewhere, law=LAW, questionnaire=QUESTIONS))
    assert elsewhere.facts["nexus"] == "none"


def test_a_federal_agency_without_a_tie_to_the_union_is_asked_about_federal_policy_only() -> None:
    found = regimes_of(Given({"agency": True}), law=LAW, questionnaire=QUESTIONS)
    assert "US-FED" in found
    assert all(regime.startswith("US-FED") for regime in found)


def test_questions_left_never_grow_beyond_what_was_promised() -> None:
    oracle = Oracle({**SCREENING, "use": ("recruit_screen_rank",), "org": "public_body"}, law=LAW)
    so_far, promised = NOTHING, []
    while (found := step(so_far)).question is not None:
        promised.append(found.progress.at_most)
        stated = stated_by(
            found.question,
            oracle.reply(found.question, found.offered),
            known=so_far.facts,
            offered=found.offered,
            vocabulary=LAW.vocabulary,
        )
        so_far = so_far.with_(stated.facts, withdrawn=stated.withdrawn)
    assert len(promised) > 5
    assert all(most >= len(promised) - number for number, most in enumerate(promised))
    assert promised == sorted(promised, reverse=True)


@settings(max_examples=12)
@given(st.integers(0, 10**6))
def test_the_order_of_questions_never_changes_the_class(seed: int) -> None:
    facts, dice, so_far = random_facts(seed), random.Random(seed), NOTHING
    oracle = Oracle(facts, law=LAW)
    asked = run(oracle, law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=("EU",), class_only=True)
    for _ in range(80):
        answers = parts(so_far, law=LAW, regimes=("EU",), on=DAY)
        wanted = open_facts(answers, so_far, deciding=True)
        choice, keys = askable(wanted, so_far, questionnaire=QUESTIONS, law=LAW)
        if not choice:
            break
        question = dice.choice(choice)
        offered = shown(question, so_far, wanted=keys)
        stated = stated_by(
            question,
            oracle.reply(question, offered),
            known=so_far.facts,
            offered=offered,
            vocabulary=LAW.vocabulary,
        )
        so_far = so_far.with_(stated.facts, withdrawn=stated.withdrawn)
    assert class_of("EU", so_far) == class_of("EU", asked.given)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_what_was_not_asked_could_not_have_changed_the_class(seed: int) -> None:
    dice = random.Random(seed)
    asked = run(
        Oracle(random_facts(seed), law=LAW), law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=("EU",), class_only=True
    )
    found = class_of("EU", asked.given)
    skipped = random_facts(dice.randrange(10**6))
    free = facts_of_regime(LAW, "EU") - asked.given.facts.keys() - asked.given.unknown
    extra = {key: value for key, value in skipped.items() if key in free}
    if found != NEEDS_REVIEW:
        assert class_of("EU", asked.given.with_(extra)) == found


@settings(max_examples=15)
@given(st.integers(0, 10**6), st.integers(0, 2))
def test_answering_that_we_do_not_know_never_gives_a_lighter_class(seed: int, every: int) -> None:
    facts, dice = random_facts(seed), random.Random(seed)
    whole = run(Oracle(facts, law=LAW), law=LAW, questionnaire=QUESTIONS, on=DAY, regimes=("EU",), class_only=True)
    forgetful = {key: value for key, value in facts.items() if dice.randrange(3) > every}
    told = Given(forgetful, frozenset(facts) - forgetful.keys())
    heavy, light = class_of("EU", whole.given), class_of("EU", told)
    if heavy != NEEDS_REVIEW and light != NEEDS_REVIEW:
        assert WEIGHT[str(light)] >= WEIGHT[str(heavy)]


def test_a_day_before_the_amendment_asks_the_older_law() -> None:
    found = next_step(NOTHING, law=LAW, questionnaire=QUESTIONS, on=date(2026, 1, 1), regimes=("EU",))
    assert found.question is not None
