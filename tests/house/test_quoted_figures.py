"""Do the docs quote what the benchmarks have kept?"""

import pytest

from benchmarks import _quoted


def test_the_docs_quote_the_kept_figures() -> None:
    text = _quoted.DOCS.read_text(encoding="utf-8")
    assert all(_quoted.BEGIN.format(name) in text and _quoted.END.format(name) in text for name in _quoted.QUOTED)
    assert _quoted.quoted(text) == text, "run `python -m benchmarks._quoted`"


@pytest.mark.parametrize("name", _quoted.QUOTED)
def test_every_quoted_figure_was_measured_at_a_commit(name: str) -> None:
    told = _quoted.kept(name)
    assert told is not None and told["commit"] and told["figures"]


def test_a_quote_that_was_changed_by_hand_is_noticed() -> None:
    text = _quoted.DOCS.read_text(encoding="utf-8")
    begin = _quoted.BEGIN.format("conflicts")
    assert _quoted.quoted(text.replace(begin, begin + "\nAll of 7 are fine.")) == text
