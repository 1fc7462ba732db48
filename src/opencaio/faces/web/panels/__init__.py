"""What do the concepts around a use of AI show on its page?

One file a concept: ``ORDER`` says where it stands, ``TEMPLATE`` is its file in ``templates/panels``, and
``panel(page, actor)`` gives its context, or None where it has nothing to show.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from opencaio.record.permissions import Actor
from opencaio.record.queries.use_case_pages import UseCasePage


class PanelModule(Protocol):
    """What each file of this folder offers."""

    ORDER: int
    TEMPLATE: str

    def panel(self, page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
        """The context of the template."""


@dataclass(frozen=True)
class Panel:
    """One panel, ready to be shown."""

    template: str
    context: dict[str, Any]


def panels(page: UseCasePage, actor: Actor) -> Iterator[Panel]:
    """The panels of one use, in their order."""
    for module in _modules():
        context = module.panel(page, actor)
        if context is not None:
            yield Panel(module.TEMPLATE, context)


@cache
def _modules() -> tuple[PanelModule, ...]:
    found = [cast(PanelModule, import_module(f"{__name__}.{one.name}")) for one in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda one: one.ORDER))
