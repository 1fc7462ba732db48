"""Are the lake's files as the manifest says, and which files belong to no batch?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from opencaio.record.manifest.live import store
from opencaio.record.models import LakeFile

#: A file younger than this may be of a batch that is being written.
IN_WRITING = timedelta(hours=6)


@dataclass(frozen=True)
class FileFault:
    """A file of a batch that is ``missing``, or is not what was written (``changed``)."""

    batch: int
    path: str
    fault: str


def faults_of_files() -> Iterator[FileFault]:
    """Read every file of the manifest, those of withdrawn batches too, and compare its SHA-256."""
    lake = store()
    for batch, path, sha256 in LakeFile.objects.values_list("batch_id", "path", "sha256"):
        found = lake.digest(path)
        if found != sha256:
            yield FileFault(batch, path, "missing" if found is None else "changed")


def strays(now: datetime) -> list[str]:
    """Files that no batch names and that nobody writes now: left by a writer who was killed, or by a hand."""
    named = set(LakeFile.objects.values_list("path", flat=True))
    before = (now - IN_WRITING).timestamp()
    return [path for path, changed in store().found() if path not in named and (changed or 0) < before]


def tidy(now: datetime) -> int:
    """Take the strays away; returns how many there were. What counts is never touched."""
    found = strays(now)
    store().remove(found)
    return len(found)
