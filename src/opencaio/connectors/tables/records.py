"""What rows does a JSON file hold, as a list of records or as an object with one such list?"""

import json
from pathlib import Path
from typing import Any

from opencaio.connectors.tables.encodings import encoding_of
from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.shapes import Raw
from opencaio.errors import BadFile


def read_records(path: Path, *, limits: Limits) -> Raw:
    """The records as rows, each key a column in the order in which it first appears."""
    encoding = encoding_of(path)
    try:
        parsed = json.loads(path.read_text(encoding=encoding))
    except UnicodeDecodeError as why:
        raise BadFile(f"The file is not {encoding} throughout. Save it again as UTF-8.") from why
    except RecursionError as why:
        raise BadFile("The JSON is nested too deeply to be a table.") from why
    except ValueError as why:
        raise BadFile(f"This is not JSON: {why}.") from why
    raw = Raw(encoding=encoding, kind="json")
    records = _records(parsed, raw)
    if len(records) > limits.rows:
        raise BadFile(f"The file has more than {limits.rows:,} records. Split it and import the parts.")
    headers = list(dict.fromkeys(str(key) for record in records for key in record))
    if len(headers) > limits.columns:
        raise BadFile(f"The records have {len(headers):,} fields; at most {limits.columns:,} are read.")
    raw.rows = [(1, headers)] if headers else []
    for number, record in enumerate(records, start=2):
        raw.rows.append((number, [_text(record.get(header), limits=limits) for header in headers]))
    return raw


def _records(parsed: object, raw: Raw) -> list[dict[str, Any]]:
    """The list of records, whether it is the whole file or the one list in it."""
    if isinstance(parsed, dict):
        lists = {key: value for key, value in parsed.items() if _is_records(value)}
        if len(lists) == 1:
            (key, parsed), *_ = lists.items()
            raw.sheet = str(key)
        elif lists:
            raise BadFile(f"The JSON has several lists ({', '.join(lists)}). Keep the one to import.")
    if isinstance(parsed, list) and not parsed:
        raise BadFile("The file is empty: the list has no records.")
    if not _is_records(parsed):
        raise BadFile("The JSON is no table: expected a list of records, or an object that holds one.")
    return parsed  # type: ignore[return-value]


def _is_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _text(value: object, *, limits: Limits) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if len(text) > limits.cell:
        raise BadFile(f"A cell holds more than {limits.cell:,} characters. Shorten it and import again.")
    return text
