"""Import a file and die by SIGKILL at the n-th statement that writes: run by the test of interrupted imports.

Arguments: workspace, file, n (0: live, and print how many statements wrote).
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

os.environ["OPENCAIO_HOME"] = sys.argv[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")

import django

django.setup()

from django.db import connection  # noqa: E402 (models need `setup` first)

from opencaio.record.actors import officer  # noqa: E402
from opencaio.record.importing import import_file  # noqa: E402

# Snapshots are taken after the commit, from what was committed.
WRITES = ("INSERT", "UPDATE", "DELETE")
fatal, seen = int(sys.argv[3]), 0


def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Die right after the fatal statement, before the transaction can commit."""
    global seen
    result = execute(sql, params, many, context)
    if sql.lstrip().upper().startswith(WRITES) and "record_snapshot" not in sql and connection.in_atomic_block:
        seen += 1
        if seen == fatal:
            print("killed inside the transaction", flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
    return result


with connection.execute_wrapper(count):
    import_file(Path(sys.argv[2]), actor=officer())
print(seen)
