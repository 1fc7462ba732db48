"""How do the calls of one request lie in the spool: a line about them, and their rows as Arrow?"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from opencaio.errors import BadInput

LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Frame:
    """One request: whose token it had, its rows, and what could not be counted, by reason."""

    person: int | None
    table: pa.Table
    wrong: Mapping[str, int]


def packed(frame: Frame) -> bytes:
    """The frame as it is kept."""
    head = json.dumps({"person": frame.person, "wrong": dict(frame.wrong)}).encode()
    sink = pa.BufferOutputStream()
    sink.write(LENGTH.pack(len(head)) + head)
    with pa.ipc.new_stream(sink, frame.table.schema) as stream:
        stream.write_table(frame.table)
    return bytes(sink.getvalue())


def unpacked(content: bytes) -> Frame:
    """What was kept. Raises ``BadInput`` for what is none of ours."""
    try:
        (length,) = LENGTH.unpack_from(content)
        said: dict[str, Any] = json.loads(content[LENGTH.size : LENGTH.size + length])
        table = pa.ipc.open_stream(pa.py_buffer(content)[LENGTH.size + length :]).read_all()
        return Frame(said["person"], table, said["wrong"])
    except (struct.error, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise BadInput(f"It holds something else than spans: {str(error)[:200]}") from error
