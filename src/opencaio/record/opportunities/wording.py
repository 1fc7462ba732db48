"""How are the tasks worded, according to the O*NET file that the user points to?

O*NET's sentences are not ours to ship. `Task Statements` of any O*NET release, or a table with the columns task_id
and task, gives them: the path is in OPENCAIO_TASKS, or the file lies in the workspace folder under the name `tasks`.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from opencaio.errors import BadFile, Fault

SETTING = "OPENCAIO_TASKS"
ENDINGS = ("csv", "txt", "tsv", "xlsx", "xls", "ods", "json")
LONGEST = 1_000
IDS = ("task id", "task_id", "taskid")
WORDS = ("task", "task statement", "task_name")


def wordings() -> tuple[Mapping[int, str], str]:
    """The wording of tasks by number, and why there is none ("" if there is).

    The setting is the workspace's own: nobody who asks through the web or an API names a path.
    """
    path = place()
    if path is None:
        return {}, (
            f"No file of O*NET's task statements is set ({SETTING}, or a file called tasks.csv in the workspace), "
            "so tasks show their numbers only."
        )
    try:
        return read_wordings(path), ""
    except Fault as fault:
        return {}, f"The file of task statements could not be used: {fault.message}"


def place() -> Path | None:
    """Where the workspace's file is, if there is one."""
    told = os.environ.get(SETTING, "")
    if told:
        return Path(told)
    home = Path(settings.OPENCAIO_HOME)
    return next((one for ending in ENDINGS if (one := home / f"tasks.{ending}").is_file()), None)


def read_wordings(path: Path) -> Mapping[int, str]:
    """The wording of each task by its number. Raises BadFile or NotFound, in words."""
    try:
        facts = path.stat()
    except OSError:
        facts = None
    stamp = (facts.st_mtime_ns, facts.st_size) if facts else (0, 0)
    return _read(str(path), stamp)


@lru_cache(maxsize=2)
def _read(path: str, _stamp: tuple[int, int]) -> Mapping[int, str]:
    from opencaio.connectors.tables import Limits, read_tables

    limits = Limits(file=64 * 1024 * 1024, rows=100_000, columns=60, seconds=40)
    table = read_tables(path, limits=limits)
    columns = {name.strip().casefold(): place for place, name in enumerate(table.headers)}
    number = next((columns[one] for one in IDS if one in columns), None)
    words = next((columns[one] for one in WORDS if one in columns), None)
    if number is None or words is None:
        raise BadFile(
            "This is no file of task statements: the columns “Task ID” and “Task” are not in it. "
            "Take “Task Statements” from the O*NET database."
        )
    found = {key: row[words][:LONGEST] for row in table.rows if (key := _number(row[number])) is not None}
    if not found:
        raise BadFile("The file has the right columns but no task with a number in it.")
    return found


def _number(text: str) -> int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return int(value) if value == value and 0 < value < 10**9 else None
