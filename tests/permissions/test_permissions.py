"""Does everyone get what the table says, and nobody a word more?"""

from itertools import islice
from typing import Any

import pytest
from django.db import transaction

from opencaio.errors import NotFound, Refused
from opencaio.record.actions import ACTIONS, perform
from opencaio.record.permissions import Actor
from opencaio.record.queries import QUERIES, ask
from tests.permissions import table
from tests.permissions.planted import (
    WORD,
    Planted,
    every_answer_for,
    inputs,
    questions,
    tables_with_words,
    texts,
)

OF_ACTIONS = table.read(table.ACTIONS)
OF_QUERIES = table.read(table.QUERIES)


def test_every_action_and_every_query_has_its_row() -> None:
    assert len(ACTIONS) > 50 and len(QUERIES) > 20
    assert sorted(OF_ACTIONS) == sorted(ACTIONS)
    assert sorted(OF_QUERIES) == sorted(QUERIES)


@pytest.mark.parametrize("name", OF_ACTIONS)
def test_an_action_is_done_refused_or_hidden_as_the_table_says(untouched: Planted, name: str) -> None:
    found = {who: outcome_of(name, untouched, untouched.actor(who)) for who in table.COLUMNS}
    assert found == OF_ACTIONS[name]


@pytest.mark.parametrize("name", OF_QUERIES)
def test_a_query_answers_refuses_or_hides_as_the_table_says(planted: Planted, name: str) -> None:
    found = {who: answer_of(name, planted, planted.actor(who)) for who in table.COLUMNS}
    assert found == OF_QUERIES[name]


def outcome_of(name: str, planted: Planted, actor: Actor) -> str:
    given = inputs(planted)[name]()
    try:
        with transaction.atomic():
            done = perform(name, given, actor)
            transaction.set_rollback(True)
    except Refused:
        return "no"
    except NotFound:
        return "--"
    # Every input changes something, but for answers that are up to date already.
    return "yes" if done.entry or name == "assessments.refresh" else "--"


def answer_of(name: str, planted: Planted, actor: Actor) -> str:
    said, refused, answered = "", 0, 0
    asked = questions(name, planted)
    for given in asked:
        try:
            answer: Any = ask(name, given, actor)
        except Refused:
            refused += 1
            continue
        except NotFound:
            continue
        answered += 1
        said += answer.model_dump_json()
    if refused:
        assert refused == len(asked)
        return "no"
    if name in table.OF_ALL:
        assert WORD not in said
        return "yes" if answered else "--"
    return "yes" if WORD in said else "--"


def test_the_word_stands_in_every_text_of_the_record(planted: Planted) -> None:
    assert len(tables_with_words()) > 20
    for model in tables_with_words():
        for column in texts(model):
            values = model._base_manager.values_list(column.attname, flat=True)
            assert any(WORD in str(value) for value in values), f"{model.__name__}.{column.name}"


def test_dan_never_receives_the_word(planted: Planted) -> None:
    answers = list(every_answer_for(planted.cast.dan, planted))
    assert len(answers) > 100
    assert [(question, answer) for question, answer in answers if WORD in answer] == []


def test_bo_does_receive_it(planted: Planted) -> None:
    told = (answer for _, answer in every_answer_for(planted.cast.bo, planted) if WORD in answer)
    assert len(list(islice(told, 31))) > 30


def test_what_is_hidden_is_told_in_the_words_for_what_does_not_exist(planted: Planted) -> None:
    def words(name: str, given: dict[str, Any], asking: Any) -> str:
        with pytest.raises(NotFound) as fault:
            asking(name, given, planted.cast.dan)
        return str(fault.value)

    use = planted.use.code
    assert words("use_cases.show", {"code": use}, ask) == words("use_cases.show", {"code": "UC-9999"}, ask)
    hidden = {"code": use, "benefit": "x"}
    assert words("use_cases.edit", hidden, perform) == words("use_cases.edit", {**hidden, "code": "UC-9"}, perform)
    new = {"name": "x", "department": "HEALTH"}
    assert words("use_cases.add", new, perform) == words("use_cases.add", {**new, "department": "NONE"}, perform)
    mine = {"codes": [], "owner": planted.cast.bo.person_id}
    for given in ({**mine, "codes": ["UC-0002"]},):
        nobody = {**given, "owner": 9999}
        assert words("use_cases.assign", given, perform) == words("use_cases.assign", nobody, perform)


def test_the_history_of_dans_use_does_not_speak_of_bos(untouched: Planted) -> None:
    cast = untouched.cast
    both = {"codes": [cast.pricing.code, untouched.use.code], "tag": f"both {WORD}"}
    perform("use_cases.tag", both, cast.ana)
    (newest, *_) = ask("ledger.history", {"kind": "usecase", "id": cast.pricing.pk}, cast.dan).rows
    assert newest.words == "Tag use cases"
    assert ask("use_cases.show", {"code": cast.pricing.code}, cast.dan).history[0].words == "Tag use cases"
    (newest, *_) = ask("ledger.history", {"kind": "usecase", "id": cast.pricing.pk}, cast.rae).rows
    assert newest.words != "Tag use cases"


def test_a_search_or_a_count_tells_dan_nothing_of_bo(planted: Planted) -> None:
    dan = planted.cast.dan
    assert ask("use_cases.list", {"q": WORD}, dan).total == 0
    assert ask("use_cases.list", {}, dan).total == 1
    assert ask("people.list", {"q": WORD}, dan).total == 0
    assert all(ask("parts.list", {"kind": kind, "q": WORD}, dan).total == 0 for kind in planted.parts)
    assert ask("initiatives.list", {"q": WORD}, dan).total == 0
    assert ask("duties.list", {}, dan).total == 0
