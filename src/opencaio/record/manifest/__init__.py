"""Which files of the lake count: how does a batch come in, whole or not at all, and what is live now?"""

from opencaio.record.manifest.committing import commit, forget_days, rewrite
from opencaio.record.manifest.live import LiveFile, live_files, live_paths, opened, store
from opencaio.record.manifest.persons import pseudonym
from opencaio.record.manifest.writing import Written, write_batch

__all__ = [
    "LiveFile",
    "Written",
    "commit",
    "forget_days",
    "live_files",
    "live_paths",
    "opened",
    "pseudonym",
    "rewrite",
    "store",
    "write_batch",
]
