"""A server that takes every message at once and checks none, in a process of its own.

It answers any POST with the same message, so that what is measured is who sends. It writes its
address as a line of JSON and goes with its standard input; each line read is answered with how many
requests came since the last.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_MESSAGE = {
    "ok": True,
    "result": {
        "message_id": 1, "date": 1795000000, "chat": {"id": 7, "type": "private"}, "text": "ok",
    },
}  # fmt: skip
_ME = {
    "ok": True,
    "result": {"id": 123, "is_bot": True, "first_name": "Karani", "username": "karani_bot"},
}


def _answer(value: object) -> bytes:
    body = json.dumps(value).encode()
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + body


class Sink(asyncio.Protocol):
    """One connection, kept open, one request after the other."""

    taken = 0
    message, me = _answer(_MESSAGE), _answer(_ME)

    def __init__(self) -> None:
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            self._buffer = self._buffer[whole:]
            Sink.taken += 1
            assert self._transport is not None
            self._transport.write(self.me if b"/getMe" in head else self.message)


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    _tell({"url": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
    while await loop.run_in_executor(None, sys.stdin.readline):
        taken, Sink.taken = Sink.taken, 0
        _tell({"taken": taken})
    server.close()


def _tell(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
