"""Under which heading does `caio --help` show a command?"""

from typing import Any

import typer

from opencaio.faces.cli.faults import Commands

OTHER = "More"
SHELVES = {
    "Begin": ("init", "demo", "import", "export", "brief", "serve", "mcp"),
    "The law and its proof": (
        *("classify", "ask", "law", "duties", "gate", "evidence", "review"),
        *("document", "framework", "risk", "incident", "pack"),
    ),
    "Where AI pays, and the plan": (
        *("strategy", "objectives", "objective", "maturity", "discover", "workforce", "ideas", "idea"),
        *("case", "assumptions", "initiatives", "plan"),
    ),
    "People and money": ("skills", "capacity", "hiring", "roles", "budget", "actuals", "rates", "bills", "costs"),
    "What it is worth": ("lake", "measure", "adoption", "quality", "fairness", "impact"),
    "The whole record": ("show", "do", "ledger", "user", "mail"),
    "Upkeep": ("backup", "restore", "upgrade", "doctor"),
}
"""The commands of each heading, in the order of an officer's first weeks."""
_ORDER = {name: number for number, name in enumerate(name for names in SHELVES.values() for name in names)}


class Office(Commands):
    """The root of all commands, listed heading by heading; one without a heading comes last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands, in the order in which `--help` shows them."""
        return sorted(super().list_commands(ctx), key=lambda name: _ORDER.get(name, len(_ORDER)))


def shelve(app: typer.Typer) -> None:
    """Put every command of ``app`` under its heading."""
    heading = {name: shelf for shelf, names in SHELVES.items() for name in names}
    for command in app.registered_commands:
        name = str(command.name or getattr(command.callback, "__name__", ""))
        command.rich_help_panel = heading.get(name, OTHER)
    for group in app.registered_groups:
        group.rich_help_panel = heading.get(str(group.name), OTHER)
