"""How does an assistant elsewhere speak with the record, over streamable HTTP with a token?"""

import json
from collections.abc import Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone
from mcp.server.mcpserver import Context
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from opencaio.errors import Refused
from opencaio.faces.mcp.server import made
from opencaio.record import bad_tokens
from opencaio.record.permissions import Actor
from opencaio.record.tokens import actor_with_token

ACTOR = "opencaio.actor"
PATH = "/mcp"


def application(*, hosts: Sequence[str], origins: Sequence[str] = ()) -> Starlette:
    """MCP at ``/mcp`` for callers that name one of ``hosts``; its lifespan must be passed on to it."""
    app = made(_actor_of).streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=_security(hosts, origins),
    )
    app.add_middleware(Door)
    return app


class Door:
    """Let nobody through who shows no token that holds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        known = await sync_to_async(_known, thread_sensitive=False)(scope)
        if isinstance(known, Actor):
            return await self.app({**scope, ACTOR: known}, receive, send)
        return await _refuse(send, status=known[0], words=known[1])


def _known(scope: Scope) -> Actor | tuple[int, str]:
    """The actor behind the token, or the status and the words of the refusal."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    kind, _, token = headers.get(b"authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return 401, "Show a token: Authorization: Bearer caio_…"
    try:
        return actor_with_token(token.strip(), face="mcp", now=timezone.now())
    except Refused as refusal:
        return _counted(scope, refusal)
    finally:
        connections.close_all()


def _counted(scope: Scope, refusal: Refused) -> tuple[int, str]:
    address = (scope.get("client") or ("?",))[0]
    try:
        bad_tokens.count(str(address), face="mcp", now=timezone.now())
    except bad_tokens.TooMany:
        return 429, "Too many tokens that do not hold. Wait a minute."
    return 401, refusal.message


async def _refuse(send: Send, *, status: int, words: str) -> None:
    headers = [(b"content-type", b"application/json")]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="OpenCAIO"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = json.dumps({"error": words, "details": []}).encode()
    await send({"type": "http.response.body", "body": body})


def _actor_of(ctx: Context[Any, Any]) -> Actor:
    request = ctx.request_context.request
    if request is None or ACTOR not in request.scope:
        raise Refused("This request shows no token.")
    actor: Actor = request.scope[ACTOR]
    return actor


def _security(hosts: Sequence[str], origins: Sequence[str]) -> TransportSecuritySettings:
    """Only our own names as Host, only our own pages as Origin: a page elsewhere cannot rebind its name to us."""
    ours = [*hosts, *[f"{host}:*" for host in hosts]]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True,
        allowed_hosts=ours,
        allowed_origins=[*origins, *[f"http://{one}" for one in ours], *[f"https://{one}" for one in ours]],
    )
