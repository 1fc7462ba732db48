"""Does the strategy say what the record says, name what is missing, and keep from each what is not his?"""

import json
from typing import Any

import pytest
from django.utils import timezone

from opencaio.errors import BadInput, Conflict, Refused
from opencaio.papers import render as papers
from opencaio.papers.walk import figures_by_key
from opencaio.record.models import Initiative, LedgerEntry, StrategyText
from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.strategy import PARTS, Strategy, paper_of, strategy_of
from tests.record.cast import Cast, do


def seen(actor: Actor) -> Strategy:
    return strategy_of(actor, now=timezone.localtime(), site="https://office.example")


def told(actor: Actor) -> str:
    return papers.render(paper_of(seen(actor)), format="md").decode()


def missing(actor: Actor) -> list[str]:
    return [one.words for one in seen(actor).gaps]


@pytest.fixture
def filled(cast: Cast) -> Cast:
    """An objective, work with a value and without, and words of the vision."""
    aim = do("objectives.add", cast.bo, title="Shorter waiting", department="HEALTH", status="active")
    do(
        "key_results.add",
        cast.bo,
        objective=aim.code,
        text="Minutes until seen",
        unit="minutes",
        baseline="60",
        target="20",
    )
    work = do("initiatives.add", cast.bo, name="Faster triage", department="HEALTH")
    Initiative.objects.filter(pk=work.pk).update(value_low=100_000, value_mid=600_000, value_high=900_000, horizon="H1")
    do("initiatives.add", cast.dan, name="Sharper prices", department="TRADE")
    do("strategy.write", cast.ana, part="vision", text="Nobody waits in vain.\n\nA person decides.")
    return cast


def test_every_part_stands_in_its_order_with_its_words(filled: Cast) -> None:
    found = seen(filled.ana)
    assert [one.key for one in found.sections] == list(PARTS)
    assert found.sections[0].paragraphs == ["Nobody waits in vain.", "A person decides."]
    said = told(filled.ana)
    for part in PARTS.values():
        assert part.title in said
    assert "€600k" in said
    assert "€100k" in said
    assert "Horizon 1" in said
    assert "Minutes until seen" in said


def test_each_figure_says_why(filled: Cast) -> None:
    found = figures_by_key(paper_of(seen(filled.ana)))
    assert {"uses", "live", "coverage"} <= set(found)
    assert [key for key, one in found.items() if one.why is None] == []


def test_each_part_with_figures_says_source_and_date(filled: Cast) -> None:
    notes = {one.key: one.note for one in seen(filled.ana).sections}
    for key in ("standing", "themes", "resources", "governance"):
        assert str(timezone.localdate().year) in notes[key], key
    assert notes["vision"].startswith("words of ")


def test_what_is_missing_is_named_with_where_to_enter_it(filled: Cast) -> None:
    gaps = {one.words: one.href for one in seen(filled.ana).gaps}
    for words, path in (
        ("No words yet on “Bets”", "/strategy#bets"),
        ("Nobody has judged how ripe we are for AI", "/maturity"),
        ("No plan is on record", "/plan"),
        ("No risk is on record", "/risks/add"),
        ("No set of assumptions is approved", "/assumptions"),
    ):
        assert gaps[words] == f"https://office.example{path}"
    assert any("Sharper prices has no estimate" in one for one in gaps)
    assert any("was never measured: Minutes until seen" in one for one in gaps)
    assert "No words yet on “Vision”" not in gaps


def test_what_was_entered_is_missing_no_longer(filled: Cast) -> None:
    before = missing(filled.ana)
    do("strategy.write", filled.ana, part="bets", text="What has shown its value first.")
    assert set(before) - set(missing(filled.ana)) == {"No words yet on “Bets”"}


def test_an_empty_record_gives_a_document_that_asks(cast: Cast) -> None:
    said = told(cast.ana)
    assert "What is missing" in said
    assert "No objective is on record" in said


@pytest.mark.parametrize("ending", [one for one in papers.FORMATS if one != "pdf"])
def test_it_is_written_in_every_format(filled: Cast, ending: str) -> None:
    body = papers.render(paper_of(seen(filled.ana)), format=ending)
    assert len(body) > 3000
    if ending == "html":
        assert b"Nobody waits in vain." in body
    if ending == "json":
        assert json.loads(body)["title"] == "Strategy for AI"


def test_it_is_written_as_pdf(filled: Cast) -> None:
    assert papers.render(paper_of(seen(filled.ana)), format="pdf").startswith(b"%PDF-")


def test_a_lead_reads_the_words_and_his_own_departments_only(filled: Cast) -> None:
    bo, dan = told(filled.bo), told(filled.dan)
    for said in (bo, dan):
        assert "Nobody waits in vain." in said
        assert "As far as the departments that you see" in said
    assert "Faster triage" in bo
    assert "Sharper prices" not in bo
    assert "Faster triage" not in dan
    assert "Shorter waiting" not in dan


def test_only_who_may_edit_everything_writes(cast: Cast) -> None:
    before = LedgerEntry.objects.count()
    for who in ("bo", "dan", "rae", "cleo"):
        with pytest.raises(Refused):
            do("strategy.write", cast[who], part="vision", text="Mine")
    assert not StrategyText.objects.exists()
    assert LedgerEntry.objects.count() == before


@pytest.mark.parametrize("part", ["standing", "roadmap", "assumptions", "Vision", ""])
def test_a_part_without_words_of_its_own_is_refused(cast: Cast, part: str) -> None:
    with pytest.raises(BadInput, match="no part with words of its own"):
        do("strategy.write", cast.ana, part=part, text="Words")


def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(filled: Cast) -> None:
    version = next(one for one in ask("strategy.show", {}, filled.ana).parts if one.part == "vision").version
    do("strategy.write", filled.ana, part="vision", text="First", version=version)
    with pytest.raises(Conflict):
        do("strategy.write", filled.ana, part="vision", text="Second", version=version)
    assert StrategyText.objects.get(part="vision").text == "First"


def test_the_words_keep_their_history(filled: Cast) -> None:
    do("strategy.write", filled.ana, part="vision", text="Changed")
    row = StrategyText.objects.get(part="vision")
    found: Any = ask("ledger.history", {"kind": "strategytext", "id": row.pk}, filled.bo)
    assert [one.words for one in found.rows] == ["Wrote the strategy: Vision"] * 2


def test_markup_in_the_words_stays_text(cast: Cast) -> None:
    do("strategy.write", cast.ana, part="vision", text="<script>alert(1)</script> #let x = 1 *bold*")
    body = papers.render(paper_of(seen(cast.ana)), format="html")
    assert b"<script>alert" not in body
    assert papers.render(paper_of(seen(cast.ana)), format="pdf").startswith(b"%PDF-")
