"""How does a plain function over an actor become a tool: whose errand is it, and how does it fail?"""

import inspect
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from opencaio.errors import Fault
from opencaio.record.permissions import Actor

Errand = Callable[..., dict[str, Any]]
LOG = logging.getLogger(__name__)


def errand(tool: Errand, actor_of: Callable[[Context[Any, Any]], Actor]) -> Errand:
    """``tool`` with its first parameter, the actor, found from the request instead of given."""

    @wraps(tool)
    def run(ctx: Context[Any, Any], **given: Any) -> dict[str, Any]:
        close_old_connections()
        try:
            return tool(actor_of(ctx), **given)
        except Fault as fault:
            raise ToolError(_words(fault)) from fault
        except DatabaseError as error:
            LOG.exception("A tool of MCP met the database's refusal")
            raise ToolError("The record cannot do this now. Check the values, or try again.") from error
        finally:
            # Threads of the pool live on; a connection left open in each would pile up.
            connections.close_all()

    signature = inspect.signature(tool)
    ctx = inspect.Parameter("ctx", inspect.Parameter.KEYWORD_ONLY, annotation=Context)
    asked = [one for name, one in signature.parameters.items() if name != "actor"]
    run.__signature__ = signature.replace(parameters=[*asked, ctx])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in [*asked, ctx]} | {"return": dict[str, Any]}
    del run.__wrapped__
    return run


def _words(fault: Fault) -> str:
    details = [one for one in fault.details if one not in fault.message]
    return "\n".join([fault.message, *[f"- {one}" for one in details]])
