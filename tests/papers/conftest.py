"""What do the tests of this room share: one rich invented paper, and the same with another text everywhere?"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from opencaio.papers.blocks import Paper

sys.path.insert(0, str(Path(__file__).parent))
from sample import sample_paper

# Fields whose texts are chosen from a list, name things, or are addresses: not words for a reader.
NOT_WORDS = {"key", "name", "kind", "tone", "align", "emphasis", "rule_kind", "lang", "href", "rows_href", "rows"}


@pytest.fixture
def paper() -> Paper:
    return sample_paper()


@pytest.fixture
def saying() -> Callable[..., Paper]:
    """The sample paper with one text in place of each of its words, and one address for every address."""

    def make(text: str, *, href: str = "") -> Paper:
        told: Paper = _retold(sample_paper(), text, href)
        return replace(told, lang="en")

    return make


def _retold(node: Any, text: str, href: str, name: str = "") -> Any:
    if isinstance(node, str):
        if name in {"href", "rows_href"}:
            return href if node else node
        return node if name in NOT_WORDS or not node else text
    if isinstance(node, tuple):
        return tuple(_retold(part, text, href, name if name != "rows" else "") for part in node)
    if is_dataclass(node) and not isinstance(node, type):
        marked = type(node).__name__ == "Units"
        changed = {f.name: _retold(getattr(node, f.name), text, href, f.name) for f in fields(node)}
        if marked:
            changed["rows"] = tuple((mark, text) for mark, _ in node.rows)
        return replace(node, **changed)
    return node
