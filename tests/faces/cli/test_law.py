"""Does the terminal say what the law changes, by day and use by use?"""

from collections.abc import Callable

from tests.faces.conftest import Ran

Caio = Callable[..., Ran]


def test_the_days_ahead_are_told_with_what_begins_and_whom_it_could_bind(caio: Caio) -> None:
    said = caio("law", "diff", "--from", "2026-11-22", "--to", "2026-12-02")
    assert said.code == 0
    assert "2026-12-02" in said.out and "5(1)(ba)" in said.out
    assert "could bind" in said.out


def test_json_holds_both_views(caio: Caio) -> None:
    found = caio("law", "diff", "--from", "eu-ai-act@2024", "--to", "eu-ai-act@2026", "--json").json
    assert found["since"] == {"on": "2026-07-26", "words": "eu-ai-act@2024"}
    assert {"days", "rows", "provisions"} <= set(found)


def test_a_day_that_is_none_is_a_wrong_question(caio: Caio) -> None:
    said = caio("law", "diff", "--from", "yesterday")
    assert said.code != 0
    assert "eu-ai-act@2026" in said.err
