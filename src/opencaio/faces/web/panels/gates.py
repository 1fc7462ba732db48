"""May this use move to its next stage?"""

from typing import Any

from opencaio.record.permissions import Actor
from opencaio.record.queries import ask
from opencaio.record.queries.gates import GatePage
from opencaio.record.queries.use_case_pages import UseCasePage

ORDER = 20
TEMPLATE = "panels/gates.html"
FEW = 6


def panel(page: UseCasePage, actor: Actor) -> dict[str, Any] | None:
    """The next gate; nothing for a use that is withdrawn or has ended, or has no stage ahead and nothing let pass."""
    if page.withdrawn_at or page.stage == "retired":
        return None
    gate: GatePage = ask("gates.show", {"use_case": page.code}, actor)
    if gate.stage == gate.to and not gate.overrides:
        return None
    return {"gate": gate, "few": gate.missing[:FEW], "rest": len(gate.missing) - FEW}
