"""What stands under a key of a column that is kept as a JSON object?"""

from typing import Any


def text_under(column: Any, key: str) -> Any:
    """The text under ``key``, null where there is none; any characters may stand in the key."""
    return column.cast("json")[_pointer(key)].unwrap_as("string")


def _pointer(key: str) -> str:
    """A JSON pointer (RFC 6901): written plainly, dots and dollars would be a path."""
    return "/" + key.replace("~", "~0").replace("/", "~1")
