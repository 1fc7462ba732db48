"""How is a table read from a stranger's file without trusting the file, and how are ours written?"""

from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.reading import read_tables
from opencaio.connectors.tables.refusals import write_refusals

__all__ = ["Limits", "read_tables", "write_refusals"]
