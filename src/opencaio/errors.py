"""What can go wrong, said to the person who can act on it?

    Fault                     anything that we foresee and explain
    ├── BadInput              what came in cannot be used as it is
    │   ├── BadFile           a file that cannot be read as a table, a pack, a backup
    │   └── BadPack           a rule pack or a format that contradicts itself
    ├── Refused               the asker may not do this, or not now
    ├── NotFound              no such thing, or none that the asker may see
    └── Conflict              someone else changed it first

Each face maps this tree once: a page, a JSON body, an exit code, an MCP error.
"""

from collections.abc import Iterable


class Fault(Exception):
    """A foreseen failure: one plain sentence, and the list of particulars if there are several."""

    def __init__(self, message: str, *, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = list(details)


class BadInput(Fault):
    """What came in cannot be used as it is."""


class BadFile(BadInput):
    """A file cannot be read as what it claims to be."""


class BadPack(BadInput):
    """A pack (law, format, framework) is malformed or contradicts itself."""


class Refused(Fault):
    """The asker may not do this, or not now."""


class NotFound(Fault):
    """There is no such thing, or none that the asker may see."""


class Conflict(Fault):
    """Someone else changed it first; nothing was overwritten."""
