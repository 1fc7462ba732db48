"""What can be done to the record? One file a concept; every change goes through `perform`."""

from importlib import import_module
from pkgutil import iter_modules

from opencaio.record.actions.registry import ACTIONS, Action, Done, action, perform

__all__ = ["ACTIONS", "Action", "Done", "action", "load", "perform"]


def load() -> None:
    """Fill the registry: import every file of this folder."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
