"""Is the page whole in itself, inert, and does each figure lead to its reason?"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from opencaio.papers.as_html import to_html
from opencaio.papers.blocks import Decisions, Docket, Link, Paper, Paragraph, Questions, Table, Why
from opencaio.papers.walk import Reasons

HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)> \" onmouseover='x' &amp; <!--"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: bytes) -> Tags:
    parser = Tags()
    parser.feed(page.decode())
    return parser


def ids(page: Tags) -> list[str]:
    return [attributes["id"] or "" for _, attributes in page.tags if "id" in attributes]


def test_the_page_asks_for_nothing_and_runs_nothing(paper: Paper) -> None:
    page = read(to_html(paper))
    asking = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "input", "button", "image", "use"}
    assert asking.isdisjoint(tag for tag, _ in page.tags)
    forbidden = [name for _, attributes in page.tags for name in attributes if name == "style" or name.startswith("on")]
    assert forbidden == []
    assert "@import" not in to_html(paper).decode() and "url(" not in to_html(paper).decode()


def test_the_policy_names_the_hash_of_the_one_style_sheet(paper: Paper) -> None:
    text = to_html(paper).decode()
    sheets = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = b64encode(sha256(sheets[0].encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert len(sheets) == 1
    assert policy and f"style-src 'sha256-{digest}'" in policy[1] and policy[1].startswith("default-src 'none'")


def test_each_figure_leads_to_a_panel_that_stands_once(paper: Paper) -> None:
    page = read(to_html(paper))
    targets = {
        a["href"][1:] for tag, a in page.tags if tag == "a" and (a.get("href") or "").startswith("#") and a["href"]
    }
    anchors = {reason.anchor for reason in Reasons(paper)}
    assert anchors and anchors <= set(ids(page))
    assert targets - {"main"} <= anchors
    assert [name for name, times in Counter(ids(page)).items() if times > 1] == []


def test_a_panel_gives_its_parts_in_the_fixed_order(paper: Paper) -> None:
    text = to_html(paper).decode()
    panel = text[text.index('id="why-2-uses-high"') :]
    panel = panel[: panel.index("</details>")]
    names = re.findall(r"<dt>(.*?)</dt>", panel)
    assert names == ["Answer", "Rule", "Source", "Facts and rows", "As of", "Certainty", "Missing", "Would change it"]
    assert panel.rindex("caio classify") > panel.rindex("<dt>")


def test_rows_that_are_left_out_are_counted(paper: Paper) -> None:
    assert '<a href="https://caio.example/uses">and 9 more</a>' in to_html(paper).decode()


def test_hostile_text_stays_text(saying: Callable[..., Paper], paper: Paper) -> None:
    page, plain = read(to_html(saying(HOSTILE, href="https://caio.example/"))), read(to_html(paper))
    assert Counter(tag for tag, _ in page.tags) - Counter(tag for tag, _ in plain.tags) == Counter()
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert sum(HOSTILE in text for text in page.texts) > 100


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        " https://x",
        "https://x y",
        "vbscript:x",
    ],
)
def test_an_address_that_could_run_or_leave_in_disguise_is_no_link(saying: Callable[..., Paper], href: str) -> None:
    page = read(to_html(saying("Word", href=href)))
    links = [a["href"] or "" for tag, a in page.tags if tag == "a"]
    assert links and all(link.startswith("#") for link in links)


def test_control_characters_and_direction_overrides_are_left_out(paper: Paper) -> None:
    told = to_html(replace(paper, title="The\x00 \u202ebrief\x0b")).decode()
    assert "<h1>The brief</h1>" in told


def test_the_same_paper_gives_the_same_bytes(paper: Paper) -> None:
    assert to_html(paper) == to_html(paper)


def test_the_foot_names_record_law_and_ledger(paper: Paper) -> None:
    text = to_html(paper).decode()
    foot = text[text.index("<footer") :]
    assert "Record as known on 23 Nov 2026, 06:58 UTC." in foot
    assert "Law as on 22 Nov 2026." in foot
    assert "Ledger: 18,204 entries, head <code>9f3c71be04d2a1</code>." in foot
    assert "Ledger: no entry yet." in to_html(replace(paper, ledger_head=None)).decode()


def test_empty_lists_say_so_in_the_authors_words(paper: Paper) -> None:
    empty = (
        Docket((), "Nothing waits."),
        Questions((), "All is known."),
        Decisions(()),
        Table((), (), "None", empty="No row."),
    )
    text = to_html(replace(paper, blocks=empty)).decode()
    assert all(words in text for words in ("Nothing waits.", "All is known.", ">none<", "No row."))


def test_many_reasons_under_one_table_fold_into_one(paper: Paper) -> None:
    from opencaio.papers.blocks import Column, Figure

    rows = tuple((f"Row {n}", Figure(f"f{n}", n, str(n), why=Why(f"Why {n}?", "So."))) for n in range(9))
    text = to_html(replace(paper, blocks=(Table((Column("A"), Column("B")), rows, "Rows"),))).decode()
    assert text.count("Why these figures (9)") == 1
    assert text.count('<details class="why"') == 9


def test_headings_never_skip_a_level(paper: Paper) -> None:
    levels = [int(tag[1]) for tag, _ in read(to_html(paper)).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_a_picture_has_a_text_alternative_and_its_numbers_under_it(paper: Paper) -> None:
    text = to_html(paper).decode()
    assert "<title>Value by use with 90 % interval and plan." in text
    assert "Value a year by use, k€, 12 months to 31 Oct 2026</caption>" in text


def test_the_words_of_the_renderer_follow_the_language(paper: Paper) -> None:
    text = to_html(replace(paper, lang="fr")).decode()
    assert '<html lang="fr">' in text
    assert "Voir le tableau" in text and "23 jours de retard" in text and "lundi 23 novembre 2026" in text
    assert "Show the table" not in text


def test_a_link_inside_the_house_stays_a_link(paper: Paper) -> None:
    text = to_html(replace(paper, blocks=(Paragraph.of(Link("Uses", "/uses/?q=a&b=c")),))).decode()
    assert '<a href="/uses/?q=a&amp;b=c">Uses</a>' in text
