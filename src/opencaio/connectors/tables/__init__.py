"""How is a table read from a stranger's file without trusting the file?"""

from opencaio.connectors.tables.limits import Limits
from opencaio.connectors.tables.reading import read_tables

__all__ = ["Limits", "read_tables"]
