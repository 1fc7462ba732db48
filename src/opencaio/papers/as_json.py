"""What is the whole paper as data, so that a machine can follow every figure?

`schema` names the version of this form. Each node carries its kind under `is`. Exact decimals are written as
text, days and moments in ISO 8601; `figures` lists every figure once under its key.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from opencaio.papers.blocks import Paper
from opencaio.papers.walk import figures_by_key

SCHEMA = "opencaio.paper/1"


def to_json(paper: Paper) -> bytes:
    """The paper as UTF-8 JSON, indented, with keys in the order of the tree."""
    figures = {key: tree(figure) for key, figure in figures_by_key(paper).items()}
    whole = {"schema": SCHEMA, **tree(paper), "figures": figures}
    return (json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def tree(node: object) -> Any:
    """A node of the paper as plain dictionaries, lists, texts and numbers."""
    if is_dataclass(node) and not isinstance(node, type):
        inner = {field.name: tree(getattr(node, field.name)) for field in fields(node)}
        return {"is": type(node).__name__.lower(), **inner}
    if isinstance(node, tuple | list):
        return [tree(part) for part in node]
    if isinstance(node, date | datetime):
        return node.isoformat()
    return str(node) if isinstance(node, Decimal) else node
