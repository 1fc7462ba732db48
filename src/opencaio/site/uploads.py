"""How much may one request bring, so that nobody fills memory or disk by sending?

The size is looked at before anything is read or written: Django itself first puts the whole body into a file.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]

#: The largest file that is taken in (an import of 100 MB), and the form around it.
LARGEST = 105 * 1024 * 1024
#: How long we go on reading, and throwing away, what a client still sends, so that it gets to hear the answer.
LINGER_SECONDS = 20.0
WORDS = (
    "This is too large: at most {most} MB can be sent at once ({least} MB as evidence). Nothing was kept. "
    "Split the file, or keep it where it is and add a link to it."
)


def limited(application: Application, *, largest: int = LARGEST) -> Application:
    """The same application, with requests over ``largest`` bytes answered by 413 instead."""

    async def guarded(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await application(scope, receive, send)
        if _announced(scope) > largest:
            return await _refuse(scope, receive, send, largest=largest)
        counted = _Counted(receive, send, largest=largest)
        try:
            await application(scope, counted.receive, counted.send)
        finally:
            if counted.is_over and not counted.was_answered:
                await _refuse(scope, receive, send, largest=largest)
        return None

    return guarded


class _Counted:
    """Counts what comes without an announced length; what is too much ends the request for the application."""

    def __init__(self, receive: Receive, send: Send, *, largest: int) -> None:
        self._receive, self._send, self._left = receive, send, largest
        self.is_over = self.was_answered = False

    async def receive(self) -> Message:
        """The next part, or the end once there was too much."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        self.is_over = True
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Pass an answer on."""
        self.was_answered = True
        await self._send(message)


def _announced(scope: Any) -> int:
    said = dict(scope["headers"]).get(b"content-length", b"0")
    return int(said) if said.isdigit() else 0


async def _refuse(scope: Any, receive: Receive, send: Send, *, largest: int) -> None:
    words = WORDS.format(most=largest // 2**20, least=50)
    is_program = scope.get("path", "").startswith("/api/")
    body = json.dumps({"error": words, "details": []}) if is_program else words
    kind = b"application/json" if is_program else b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"connection", b"close"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
    await _listen_on(receive)


async def _listen_on(receive: Receive) -> None:
    """Throw away what is still under way: a client that is cut off while it sends shows no answer at all."""
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body"):
                pass
    except TimeoutError:
        return
