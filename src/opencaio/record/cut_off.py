"""What did a restore leave behind that was cut off (power, kill -9), and how is it finished or forgotten?"""

import json
import shutil
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from opencaio.record import anchors
from opencaio.record.models import LedgerEntry

NOTE = "restoring.json"
STAGES = ".restoring-*"


def finish() -> None:
    """Take over the anchors if the database has been replaced already; else forget the attempt.

    The note names the entry with which the restore signed the new database: it is there, or it is not.
    """
    note = Path(settings.OPENCAIO_HOME) / NOTE
    if not note.is_file():
        return
    told = json.loads(note.read_text(encoding="utf-8"))
    if _is_on_record(told["entry"]):
        anchors.replace_all(anchors.Anchor(day, count, hash_) for day, count, hash_ in told["anchors"])
    note.unlink()


def leftovers() -> list[Path]:
    """Folders in which a restore was being tried out."""
    return sorted(Path(settings.OPENCAIO_HOME).glob(STAGES))


def sweep() -> int:
    """Remove these folders; how many there were."""
    found = leftovers()
    for one in found:
        shutil.rmtree(one, ignore_errors=True)
    return len(found)


def _is_on_record(hash_: str) -> bool:
    try:
        return LedgerEntry.objects.filter(hash=hash_).exists()
    except DatabaseError:
        return False
