"""How does a file become rows of the record: read, planned outside the transaction, written in one?"""

from opencaio.record.importing.planning import Plan, plan
from opencaio.record.importing.reading import Reading, read_upload
from opencaio.record.importing.reporting import ImportReport
from opencaio.record.importing.running import import_file, preview_file
from opencaio.record.importing.uploads import keep_upload

__all__ = [
    "ImportReport",
    "Plan",
    "Reading",
    "import_file",
    "keep_upload",
    "plan",
    "preview_file",
    "read_upload",
]
