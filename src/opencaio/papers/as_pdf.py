"""How does a paper look as PDF, and how does a drawing become a bitmap?

typst sets the page, offline and with its own embedded fonts alone. Texts reach it as JSON in `sys.inputs` and
are never read as markup; a warning (a font that is missing, for instance) is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from opencaio.papers import numbers
from opencaio.papers.blocks import Paper
from opencaio.papers.foot import foot_sentences, ledger_sentence
from opencaio.papers.plain import legible
from opencaio.papers.sheets import Sheet, mark_svg, marks_used, nodes, reason_node
from opencaio.papers.walk import Reasons
from opencaio.papers.words import say


class NotSet(RuntimeError):
    """typst could not set the page, or warned about it; the message is typst's own."""


def to_pdf(paper: Paper) -> bytes:
    """The paper as tagged PDF on A4. The same paper gives the same bytes.

    It keeps PDF/UA-1, unless it holds letters that the embedded fonts lack (Chinese, for instance): these are
    drawn as boxes, which the standard forbids and a reader can still copy.
    """
    inputs, at = {"paper": json.dumps(_whole(paper))}, _fixed(paper.prepared_on)
    try:
        return _compile("paper.typ", inputs, timestamp=at, pdf_standards="ua-1")[0]
    except NotSet as reason:
        if "could not be displayed" not in str(reason):
            raise
    return _compile("paper.typ", inputs, timestamp=at)[0]


def to_png(svgs: Sequence[str], *, dots_per_inch: float = 192) -> list[bytes]:
    """Each SVG as a PNG, at 72 units an inch."""
    if not svgs:
        return []
    return _compile("picture.typ", {"svgs": json.dumps(list(svgs))}, kind="png", ppi=dots_per_inch)


def _fixed(at: datetime) -> datetime:
    """The moment under a fixed offset and in whole seconds, as typst wants it."""
    offset = at.utcoffset() or timedelta(0)
    return at.replace(microsecond=0, tzinfo=timezone(offset))


def _compile(template: str, inputs: dict[str, str], *, kind: str = "pdf", **options: Any) -> list[bytes]:
    try:
        made, warnings = _compiler().compile_with_warnings(_source(template), format=kind, sys_inputs=inputs, **options)
    except typst.TypstError as error:
        raise NotSet(f"{error.message} {error.diagnostic}") from error
    if warnings:
        raise NotSet("; ".join(warning.message for warning in warnings))
    return list(made) if isinstance(made, list) else [made]


@cache
def _compiler() -> Any:
    return typst.Compiler(ignore_system_fonts=True)


@cache
def _source(template: str) -> bytes:
    return files("opencaio.papers").joinpath(template).read_bytes()


def _whole(paper: Paper) -> dict[str, Any]:
    sheet = Sheet(paper.lang, paper.prepared_on.year, Reasons(paper))
    blocks = list(nodes(paper.blocks, sheet))
    whole = {
        **_names(paper),
        "blocks": blocks,
        "tables": [table for table in sheet.tables if table["is"] == "table"],
        "reasons": [reason_node(reason, paper.lang) for reason in sheet.reasons],
    }
    return {**whole, "marks": {name: mark_svg(name) for name in sorted(set(marks_used(whole)))}}


def _names(paper: Paper) -> dict[str, Any]:
    lang = paper.lang
    return {
        "title": legible(paper.title) or "·",
        "subtitle": legible(paper.subtitle),
        "layout": paper.layout,
        "organisation": legible(paper.organisation),
        "keywords": [f"record-at:{paper.record_at.isoformat()}", f"law-on:{paper.law_on.isoformat()}"],
        "date": _date_parts(paper.prepared_on),
        "day": numbers.day_long(paper.prepared_on.date(), lang=lang),
        "lang": found[0] if (found := re.match("[A-Za-z]{2,3}(?![A-Za-z])", lang)) else "en",
        "ears": [[legible(line) for line in side] for side in paper.ears],
        "foot": " ".join(foot_sentences(paper)),
        "ledger": list(ledger_sentence(paper)),
        "page": say("page", lang=lang, page="\x01", pages="\x02"),
        "words": {
            "whys": say("whys", lang=lang),
            "note": say("whys_note", lang=lang),
            "tables": say("tables", lang=lang),
        },
    }


def _date_parts(at: datetime) -> dict[str, int]:
    """The moment in UTC, since typst's dates carry no zone."""
    names = ("year", "month", "day", "hour", "minute", "second")
    return {name: getattr(_fixed(at).astimezone(UTC), name) for name in names}
