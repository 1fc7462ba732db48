"""How does a paper become a file?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opencaio.errors import BadInput
from opencaio.papers.as_docx import to_docx
from opencaio.papers.as_html import to_html
from opencaio.papers.as_json import to_json
from opencaio.papers.as_markdown import to_markdown
from opencaio.papers.as_pdf import to_pdf
from opencaio.papers.blocks import Paper


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its ending, its media type, and what writes it."""

    ending: str
    media_type: str
    write: Callable[[Paper], bytes]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "html": Format("html", "text/html; charset=utf-8", to_html),
        "md": Format("md", "text/markdown; charset=utf-8", to_markdown),
        "json": Format("json", "application/json", to_json),
        "pdf": Format("pdf", "application/pdf", to_pdf),
        "docx": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    }
)


def render(paper: Paper, *, format: str) -> bytes:
    """The paper as a file of the format; the same paper gives the same bytes.

    Raises `BadInput` for an unknown format.
    """
    if format not in FORMATS:
        raise BadInput(f"No format {format!r}. Choose one of: {', '.join(FORMATS)}.")
    return FORMATS[format].write(paper)
