"""How do `field=value` words, a file or stdin become the input of an action or a query?"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from opencaio.errors import BadInput


def read(words: Iterable[str], *, source: str | None = None) -> dict[str, Any]:
    """The fields of ``source`` (a JSON file, or ``-`` for stdin), with those of ``words`` over them."""
    given = _read_source(source) if source else {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise BadInput(f"“{word}” is not field=value.")
        given[name] = value_of(value)
    return given


def value_of(text: str) -> Any:
    """``text`` as JSON when it parses as JSON, else as it stands."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _read_source(source: str) -> dict[str, Any]:
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadInput(f"The input is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise BadInput("The input must be one JSON object.")
    return given
