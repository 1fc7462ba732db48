"""What can be asked of the record? One file a concept; every read is scoped to what the asker may see."""

from importlib import import_module
from pkgutil import iter_modules

from opencaio.record.queries.registry import QUERIES, Query, ask, query

__all__ = ["QUERIES", "Query", "ask", "load", "query"]


def load() -> None:
    """Fill the registry: import every file of this folder."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
