"""The site as an ASGI application: Django's pages and API, and MCP beside them."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

from opencaio.site.uploads import limited

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencaio.site.settings")
pages = limited(get_asgi_application())

# Only now are the settings and the registries there to be read.
from django.conf import settings  # noqa: E402

from opencaio.faces.mcp.http import PATH  # noqa: E402
from opencaio.faces.mcp.http import application as mcp_application  # noqa: E402

assistants = mcp_application(
    hosts=[host for host in settings.ALLOWED_HOSTS if host != "testserver"],
    origins=settings.CSRF_TRUSTED_ORIGINS,
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """MCP gets its address and the lifespan of the server (its sessions live in it); Django the rest."""
    if scope["type"] == "lifespan" or scope.get("path", "").rstrip("/") == PATH:
        await assistants(scope, receive, send)
    else:
        await pages(scope, receive, send)
