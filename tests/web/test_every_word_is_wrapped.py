"""Is every word of the pages wrapped for translation?"""

import re
from pathlib import Path

import pytest

import opencaio

TEMPLATES = Path(opencaio.__file__).parent / "faces/web/templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
#: Names, not words: the product, formats of files, keys of the keyboard.
NAMES = frozenset(
    {
        "OpenCAIO",
        "HTML",
        "PDF",
        "DOCX",
        "CSV",
        "XLSX",
        "JSON",
        "SVG",
        "PNG",
        "MCP",
        "API",
        "WebAuthn",
        "Esc",
        "Enter",
        "utf",
    }
)
WRAPPED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}", re.DOTALL)
UNSPOKEN = re.compile(r"<(script|style|svg)\b.*?</\1>|{%\s*comment\b.*?endcomment\s*%}|<!--.*?-->|{#.*?#}", re.DOTALL)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"""\b(?:alt|aria-label|placeholder|title|data-k)\s*=\s*["']([^"']*)["']""")
WORD = re.compile(r"[^\W\d_]{3,}")


def bare_words(page: str) -> list[str]:
    """Words that a reader would see, or hear, in English whatever the language."""
    text = MARKUP.sub(" ", UNSPOKEN.sub(" ", WRAPPED.sub(" ", page)))
    heard = " ".join(SPOKEN_ATTRIBUTE.findall(text))
    seen = re.sub(r"&\w+;", " ", TAG.sub(" ", text))
    return [word for word in WORD.findall(f"{seen} {heard}") if word not in NAMES]


def test_there_are_pages() -> None:
    assert len(PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_no_word_of_a_page_stands_bare(page: Path) -> None:
    assert bare_words(page.read_text(encoding="utf-8")) == []


def test_a_bare_word_is_seen() -> None:
    assert bare_words("<p>Hello {{ name }}</p>") == ["Hello"]
    assert bare_words('<img alt="A cat">') == ["cat"]
    assert bare_words('{% translate "Hello" %}<b>{% blocktranslate %}Good day{% endblocktranslate %}</b>') == []
