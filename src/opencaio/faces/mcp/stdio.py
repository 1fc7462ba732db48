"""How does an assistant on this machine speak with the record, over stdin and stdout?"""

from opencaio.faces.mcp.server import made
from opencaio.record.permissions import Actor


def speak(actor: Actor) -> None:
    """Serve one client until it closes its end, always as ``actor``."""
    made(lambda ctx: actor).run("stdio")
