"""Does anything but an action write to the record?

Judged from the text of the modules of `record`, `faces` and `site`. The doors may write; everyone else may
write only the plumbing that `record/plumbing.py` lists, and of a listed column only that column.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src/opencaio"
ROOMS = ("record", "faces", "site")
#: What actions are made of: their files, what they hand rows to, what follows from their rows, the schema.
DOORS = (
    "record/actions/",
    "record/backups/",
    "record/importing/",
    "record/migrations/",
    "record/assessing.py",
    "record/changes.py",
    "record/duties.py",
    "record/erasing.py",
    "record/ledger.py",
    "record/manifest/committing.py",
    "record/snapshots.py",
    "record/stating.py",
)
ALWAYS = frozenset({"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
ON_ROWS = frozenset({"create", "update", "delete"})
ROWS = re.compile(r"\b(objects|_base_manager|_default_manager)\b|\.(filter|exclude|all|select_for_update)\(")
SQL = re.compile(r"\s*(insert|update|delete|replace|truncate)\s", re.IGNORECASE)


def faults_in(source: str, *, plumbing: Iterable[str] = ()) -> list[str]:
    """Every write in this module's text, but for those to the tables and columns of ``plumbing``."""
    allowed = _columns(plumbing)
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"line {node.lineno}: {words}" for node in calls for words in _faults_of(node, allowed)]


def _faults_of(call: ast.Call, allowed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    if not isinstance(call.func, ast.Attribute):
        return
    verb, receiver = call.func.attr, ast.unparse(call.func.value)
    if verb in {"execute", "executemany"} and _is_writing_sql(call):
        yield f"writes by SQL: {ast.unparse(call.args[0])[:60]}"
    if _writes(verb, call.func.value, receiver) and not _is_plumbing(call, receiver, allowed):
        yield f"{receiver}.{verb}(…) writes outside an action"


def _writes(verb: str, node: ast.expr, receiver: str) -> bool:
    if verb in ALWAYS:
        return True
    if verb == "delete" and isinstance(node, ast.Name):
        return True
    return verb in ON_ROWS and bool(ROWS.search(receiver))


def _is_writing_sql(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        first = first.values[0]
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(SQL.match(first.value))


def _columns(plumbing: Iterable[str]) -> dict[str, frozenset[str]]:
    """Table -> the columns that may be written; an empty set stands for all of them."""
    found: dict[str, frozenset[str]] = {}
    for entry in plumbing:
        table, _, column = entry.partition(".")
        found[table] = found.get(table, frozenset()) | ({column} if column else set())
    return found


def _is_plumbing(call: ast.Call, receiver: str, allowed: Mapping[str, frozenset[str]]) -> bool:
    root = re.split(r"\W", receiver, maxsplit=1)[0]
    table = next((name for name in allowed if root == name or root == _variable(name)), None)
    if table is None:
        return False
    return not allowed[table] or (bool(_written(call)) and _written(call) <= allowed[table])


def _variable(table: str) -> str:
    """The usual name of one row: ``token`` for ``ApiToken``."""
    return re.findall(r"[A-Z]?[a-z]+", table)[-1].lower()


def _written(call: ast.Call) -> frozenset[str]:
    names = {keyword.arg for keyword in call.keywords if keyword.arg and keyword.arg != "update_fields"}
    fields = [keyword.value for keyword in call.keywords if keyword.arg == "update_fields"]
    listed = [one.value for node in fields for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return frozenset(names) | frozenset(map(str, listed))


def judged_files() -> list[Path]:
    """Every module that may write plumbing at most."""
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    return [path for path in files if not path.relative_to(PACKAGE).as_posix().startswith(DOORS)]


def main() -> int:
    """Print every write that goes past the door."""
    from opencaio.record.plumbing import PLUMBING

    found = [
        f"{path.relative_to(PACKAGE)} {fault}"
        for path in judged_files()
        for fault in faults_in(path.read_text(encoding="utf-8"), plumbing=PLUMBING)
    ]
    print("\n".join(found) or f"{len(judged_files())} modules write through actions only.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
