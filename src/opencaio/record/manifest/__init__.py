"""Which files of the lake count: how does a batch come in, whole or not at all, and what is live now?"""

from opencaio.record.manifest.committing import commit, forget_days, forget_merged, merge, repeats_of, rewrite
from opencaio.record.manifest.erasing import erase_rows
from opencaio.record.manifest.keeping import FileFault, faults_of_files, strays, tidy
from opencaio.record.manifest.live import LiveFile, live_files, live_paths, opened, store
from opencaio.record.manifest.merging import Merger, groups, some_of, write_merger
from opencaio.record.manifest.persons import pseudonym
from opencaio.record.manifest.waiting import erase_waiting, settle_erasures, spool_folder
from opencaio.record.manifest.writing import Written, write_batch

__all__ = [
    "FileFault",
    "LiveFile",
    "Merger",
    "Written",
    "commit",
    "erase_rows",
    "erase_waiting",
    "faults_of_files",
    "forget_days",
    "forget_merged",
    "groups",
    "live_files",
    "live_paths",
    "merge",
    "opened",
    "pseudonym",
    "repeats_of",
    "rewrite",
    "settle_erasures",
    "some_of",
    "spool_folder",
    "store",
    "strays",
    "tidy",
    "write_batch",
    "write_merger",
]
