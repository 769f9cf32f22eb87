"""A loopback server that speaks `POST /v1/chat/completions`, well and in every wrong way."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from aiohttp import web


class SecondReaderServer:
    """Answers with what it is told to; remembers every body and its authorization.

    `says`: the model's words. `body` takes the place of a whole answer, in `content_type`.
    `status`: of every answer. `hangs`: it takes the question and never answers. `drips`: it sends
    the head of an answer and then nothing. `redirects`: it sends the asker to this address.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.authorizations: list[str | None] = []
        self.says = '{"topics": []}'
        self.body: bytes | None = None
        self.content_type = "application/json"
        self.status = 200
        self.hangs = False
        self.drips = False
        self.redirects: str | None = None
        self.reached = asyncio.Event()
        self._let_go = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Refuse connections from now on; whoever waits is let go."""
        self._let_go.set()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    @property
    def questions(self) -> list[str]:
        """What was asked, the user's messages alone."""
        return [
            m["content"] for body in self.asked for m in body["messages"] if m["role"] == "user"
        ]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.authorizations.append(request.headers.get("Authorization"))
        self.reached.set()
        if self.redirects is not None:
            raise web.HTTPTemporaryRedirect(self.redirects)
        if self.hangs:
            await self._let_go.wait()
        if self.drips:
            response = web.StreamResponse(headers={"Content-Type": "application/json"})
            await response.prepare(request)
            await response.write(b'{"choices": [')
            await self._let_go.wait()
            return response
        body = self._completion() if self.body is None else self.body
        return web.Response(status=self.status, body=body, content_type=self.content_type)

    def _completion(self) -> bytes:
        message = {"role": "assistant", "content": self.says}
        return json.dumps({"choices": [{"index": 0, "message": message}]}).encode()
