"""How does the parser run where it can do no harm: with little memory and time?"""

import json
import sys
from pathlib import Path

from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.parsing import parse_file
from opencaio.errors import BadFile

try:
    import resource
except ImportError:  # Windows has no such limits; the wall clock of the parent still holds.
    resource = None  # type: ignore[assignment]


def main() -> None:
    """Reads a request (path, sheet, limits) as JSON on stdin and writes the table or the fault as JSON."""
    asked = json.load(sys.stdin)
    limits = Limits(**asked["limits"])
    _confine(limits)
    answer = _answer(Path(asked["path"]), sheet=asked["sheet"], limits=limits)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def _confine(limits: Limits) -> None:
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(path: Path, *, sheet: str | None, limits: Limits) -> dict[str, object]:
    try:
        table = parse_file(path, sheet=sheet, limits=limits)
    except BadFile as why:
        return {"fault": why.message, "details": why.details}
    except MemoryError:
        return {"fault": "", "details": []}
    return {"table": {name: getattr(table, name) for name in type(table).__slots__}}


if __name__ == "__main__":
    main()
