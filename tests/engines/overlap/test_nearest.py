"""Does the text that means the same come first, with the words that say so?"""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from opencaio.engines.overlap import Candidate, Shelf, nearest, stem, terms
from opencaio.errors import BadInput

HELD = (
    Candidate("UC-1", "Invoice matching", "Supplier invoices are matched with orders and deliveries."),
    Candidate("UC-2", "Chat assistant for customers", "Answers questions about freight and claims by chat."),
    Candidate("UC-3", "Forecast of empty kilometres", "Weekly forecast by lane so that trucks run full."),
    Candidate("UC-4", "Ranking of applicants", "Sorts letters of application for dispatchers."),
    Candidate("UC-5", "Triage de courriers clients", "Classe les réclamations reçues par courriel."),
)
WORDS = st.text(alphabet="abcdefgh éßñ", max_size=60)


def test_forms_of_one_word_are_one_word() -> None:
    for forms in (
        ("invoice", "invoices", "invoicing", "invoiced"),
        ("summarise", "summarize", "summary", "summaries", "summarising", "summarization"),
        ("translate", "translation", "translating"),
        ("classify", "classification", "classified"),
        ("forecast", "forecasts", "forecasting"),
        ("document", "documents", "documentation"),
        ("reclamation", "reclamations"),
    ):
        assert len({stem(one) for one in forms}) == 1, forms


def test_words_that_differ_stay_apart() -> None:
    assert (
        len({stem(one) for one in ("contract", "translate", "transport", "customs", "customer", "rate", "ratio")}) == 7
    )


def test_what_stands_in_every_text_and_numbers_say_nothing() -> None:
    assert set(terms("We use AI for the 2026 invoices of 3 a")) == {"invoic"}


def test_accents_and_case_make_no_difference_and_the_words_stay_as_written() -> None:
    assert terms("Réclamations RECLAMATION") == {"reclam": ["réclamations", "reclamation"]}


@pytest.mark.parametrize(
    ("asked", "found", "word"),
    [
        ("Matching the invoices of our suppliers takes us days", "UC-1", "invoices"),
        ("A chatbot? customers chat with us about freight all night", "UC-2", "chat"),
        ("les réclamations des clients arrivent par courriel", "UC-5", "réclamations"),
    ],
)
def test_what_means_the_same_comes_first_and_says_by_which_words(asked: str, found: str, word: str) -> None:
    first = nearest(asked, HELD)[0]
    assert first.key == found
    assert word in first.shared
    assert sum(one.share for one in first.words) == pytest.approx(1)


def test_what_is_about_something_else_finds_nothing() -> None:
    assert nearest("Repair the coffee machine on the third floor", HELD) == ()
    assert nearest("", HELD) == ()
    assert nearest("anything", []) == ()


def test_one_shared_word_among_many_strange_ones_is_no_likeness() -> None:
    strange = "chat " + " ".join(f"word{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh")
    assert nearest(strange, HELD) == ()


def test_a_title_weighs_more_than_the_text() -> None:
    held = [Candidate("text", "Something", "pallets"), Candidate("title", "pallets", "Something")]
    assert [one.key for one in nearest("pallets", held)] == ["title", "text"]


def test_the_likeness_is_that_of_scikit_learn() -> None:
    known = TfidfVectorizer(
        analyzer=lambda text: [one for one, all_ in terms(text).items() for _ in all_], sublinear_tf=True
    )
    table = known.fit_transform([one.text for one in HELD])
    texts = [Candidate(one.key, "", one.text) for one in HELD]
    for asked in ("Supplier invoices and freight orders", "questions about claims of freight by lane"):
        theirs = (known.transform([asked]) @ table.T).toarray()[0]
        ours = {one.key: one.likeness for one in nearest(asked, texts, at_least=0)}
        assert ours
        for place, one in enumerate(HELD):
            assert ours.get(one.key, 0.0) == pytest.approx(theirs[place])


def test_two_thousand_uses_are_searched_while_one_types() -> None:
    many = [
        Candidate(n, f"Use {n} of kind w{n % 97}x", " ".join(f"w{n * k % 991}x" for k in range(1, 40)))
        for n in range(2000)
    ]
    shelf = Shelf(many)
    start = process_time()
    assert shelf.nearest("w5x w10x w15x w20x pallets")
    assert process_time() - start < 0.5


@pytest.mark.parametrize(("limit", "at_least"), [(0, 0.1), (3, 1.5), (3, float("nan")), (3, -0.1)])
def test_impossible_wishes_are_told(limit: int, at_least: float) -> None:
    with pytest.raises(BadInput):
        nearest("freight", HELD, limit=limit, at_least=at_least)


@given(st.lists(WORDS, max_size=8), WORDS)
def test_likeness_lies_between_nothing_and_one_and_falls_along_the_list(texts: list[str], asked: str) -> None:
    found = nearest(asked, [Candidate(n, "", text) for n, text in enumerate(texts)], at_least=0, limit=99)
    scores = [one.likeness for one in found]
    assert all(0 < one <= 1 for one in scores)
    assert all(a >= b - 1e-9 for a, b in pairwise(scores))
    assert len({one.key for one in found}) == len(found)


@given(st.lists(WORDS.filter(lambda one: bool(terms(one))), min_size=1, max_size=6, unique=True))
def test_a_text_is_most_like_itself(texts: list[str]) -> None:
    shelf = Shelf([Candidate(n, "", text) for n, text in enumerate(texts)])
    for text in texts:
        assert shelf.nearest(text, at_least=0)[0].likeness == pytest.approx(1)


@given(st.lists(WORDS, max_size=6), WORDS)
def test_the_same_question_has_the_same_answer(texts: list[str], asked: str) -> None:
    held = [Candidate(n, text) for n, text in enumerate(texts)]
    assert nearest(asked, held) == nearest(asked, held)
