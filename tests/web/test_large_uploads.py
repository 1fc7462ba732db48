"""Is what is too large refused before it fills memory or disk, in words that the sender gets to read?"""

import asyncio
import json
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

from opencaio.site.uploads import limited

Message = MutableMapping[str, Any]
MOST = 1000


class Sender:
    """A client that sends parts and keeps what it is answered."""

    def __init__(self, *parts: bytes) -> None:
        self.parts, self.sent, self.heard = list(parts), 0, []  # type: ignore[var-annotated]

    async def receive(self) -> Message:
        if not self.parts:
            return {"type": "http.disconnect"}
        part = self.parts.pop(0)
        self.sent += len(part)
        return {"type": "http.request", "body": part, "more_body": bool(self.parts)}

    async def send(self, message: Message) -> None:
        self.heard.append(message)

    @property
    def status(self) -> int:
        return int(self.heard[0]["status"])

    @property
    def body(self) -> str:
        return b"".join(one.get("body", b"") for one in self.heard).decode()


async def body_of(receive: Any) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        yield message["body"]
        if not message["more_body"]:
            return


read: list[int] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Reads the whole body, as Django does, and answers with its length."""
    read.clear()
    try:
        async for part in body_of(receive):
            read.append(len(part))
    except ConnectionError:
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(sum(read)).encode()})


def answered(sender: Sender, *, path: str = "/use/UC-1/evidence", length: int | None = None) -> Sender:
    headers = [(b"content-length", str(length).encode())] if length is not None else []
    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(limited(application, largest=MOST)(scope, sender.receive, sender.send))
    return sender


def test_what_says_that_it_is_too_large_is_refused_unread() -> None:
    read.clear()
    sender = answered(Sender(b"x" * 600, b"x" * 600), length=2 * 1024**3)
    assert sender.status == 413 and "too large" in sender.body and "Nothing was kept" in sender.body
    assert read == []
    assert sender.parts == [], "the sender was cut off before it could read the answer"


def test_what_does_not_say_its_size_is_counted_while_it_comes() -> None:
    sender = answered(Sender(*[b"x" * 400] * 50))
    assert sender.status == 413
    assert sum(read) <= MOST


def test_a_false_length_does_not_help() -> None:
    assert answered(Sender(*[b"x" * 400] * 5), length=10).status == 413


def test_what_fits_passes_unchanged() -> None:
    sender = answered(Sender(b"x" * 400, b"x" * 600), length=1000)
    assert (sender.status, sender.body) == (200, "1000")


def test_a_program_is_told_in_json() -> None:
    sender = answered(Sender(b"x"), path="/api/v1/evidence/upload", length=MOST + 1)
    assert "too large" in json.loads(sender.body)["error"]
