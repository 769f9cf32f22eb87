"""The REST side's front door: reads requests, finds routes, checks tokens, keeps the books."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.fakes.discord_faults import Fault, Faults, Headers, RateLimits, too_many_requests
from tests.fakes.discord_wire import Answer, ApiError, Call, Handler, Json, Routes, Upload
from tests.fakes.discord_world import World

PREFIX = "/api/v10"
INVALID_STATUSES = frozenset({401, 403, 429})
# Whoever has an interaction's token needs no other.
OPEN = re.compile(r"/interactions/|/webhooks/|/gateway$")
_FILE_PART = re.compile(r"files\[(\d+)\]")


class Rest:
    """Answers every request under `/api/v10`."""

    def __init__(self, world: World, token: str, routes: Routes) -> None:
        self._world = world
        self._token = token
        self._routes = [(template, _pattern(template), routes[template]) for template in routes]
        self.faults = Faults()
        self.rate_limits = RateLimits(world)
        self.calls: list[Call] = []
        self.answers: list[tuple[Call, int]] = []
        self.given_up: list[Call] = []
        self.crashes: list[Exception] = []
        self.invalid_requests = 0
        # What an answer waits for once the request has had its effect: distance.
        self.on_its_way: Callable[[], Awaitable[None]] = _at_once

    async def serve(self, request: web.Request) -> web.StreamResponse:
        call = await _read(request)
        template, handler, call = self._find(call)
        self.calls.append(call)
        self._world.bell.ring()
        standing = self.rate_limits.count(call, template)
        headers = self.rate_limits.headers(template, standing)
        fault = self.faults.take(call)
        if standing.exceeded or (fault is not None and fault.kind == "floods"):
            flood = fault or Fault(kind="floods", prefix="", times=1)
            body, headers = too_many_requests(
                headers,
                retry_after=flood.retry_after or standing.reset_after,
                globally=flood.globally,
                via=flood.via,
            )
            return self._out(call, 429, body, headers)
        if fault is None:
            response = self._handled(call, handler, headers)
            await self.on_its_way()
            return response
        return await self._struck(fault, request, call, handler, headers)

    async def _struck(
        self,
        fault: Fault,
        request: web.Request,
        call: Call,
        handler: Handler | None,
        headers: Headers,
    ) -> web.StreamResponse:
        if fault.error is not None:
            return self._out(call, fault.error.status, fault.error.body(), headers)
        response = self._handled(call, handler, headers) if fault.done else None
        if fault.kind == "hangs":
            await self._hang(call)
        if fault.kind == "cuts":
            if request.transport is not None:
                request.transport.close()
            return web.Response()
        return response or self._handled(call, handler, headers)

    async def _hang(self, call: Call) -> None:
        try:
            await self.faults.released.wait()
        except asyncio.CancelledError:
            # aiohttp cancels what nobody waits for any more.
            self.given_up.append(call)
            self._world.bell.ring()
            raise

    def _handled(self, call: Call, handler: Handler | None, headers: Headers) -> web.StreamResponse:
        try:
            answer = self._answer(call, handler)
        except ApiError as error:
            return self._out(call, error.status, error.body(), headers)
        except Exception as crash:
            # Ours, not Discord's: the server raises it when it is left.
            self.crashes.append(crash)
            raise
        return self._out(call, answer.status, answer.body, headers)

    def _answer(self, call: Call, handler: Handler | None) -> Answer:
        if not OPEN.match(call.path) and call.token != f"Bot {self._token}":
            raise ApiError(401, 0, "401: Unauthorized")
        if handler is not None:
            return handler(call)
        if any(pattern.fullmatch(call.path) for _, (_, pattern), _ in self._routes):
            raise ApiError(405, 0, "405: Method Not Allowed")
        raise ApiError(404, 0, "404: Not Found")

    def _out(self, call: Call, status: int, body: Json | None, headers: Headers) -> web.Response:
        if status in INVALID_STATUSES:
            self.invalid_requests += 1
        self.answers.append((call, status))
        self._world.bell.ring()
        if body is None:
            return web.Response(status=status, headers=headers)
        # As Discord, without a charset: discord.py reads JSON by the exact content type.
        content = json.dumps(body).encode()
        return web.Response(
            body=content, content_type="application/json", status=status, headers=headers
        )

    def _find(self, call: Call) -> tuple[str, Handler | None, Call]:
        for template, (method, pattern), handler in self._routes:
            match = pattern.fullmatch(call.path)
            if match and method == call.method:
                return template, handler, replace(call, params=match.groupdict())
        return str(call), None, call


async def _at_once() -> None:
    return


def _pattern(template: str) -> tuple[str, re.Pattern[str]]:
    method, path = template.split(" ", 1)
    return method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


async def _read(request: web.Request) -> Call:
    body: Any = None
    files: Mapping[int, Upload] = {}
    if request.content_type == "multipart/form-data":
        body, files = await _read_parts(request)
    elif request.can_read_body:
        body = _parsed(await request.text())
    return Call(
        method=request.method,
        path=request.path.removeprefix(PREFIX),
        query=dict(request.query),
        body=body,
        files=files,
        token=request.headers.get("Authorization"),
    )


async def _read_parts(request: web.Request) -> tuple[Any, dict[int, Upload]]:
    body: Any = None
    files: dict[int, Upload] = {}
    for name, value in (await request.post()).items():
        part = _FILE_PART.fullmatch(name)
        if isinstance(value, web.FileField) and part:
            with value.file as file:
                files[int(part[1])] = Upload(
                    filename=value.filename,
                    content=file.read(),
                    content_type=value.content_type,
                )
        elif name == "payload_json" and isinstance(value, str):
            body = _parsed(value)
    return body, files


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON can be anything
    try:
        return json.loads(text)
    except ValueError:
        return None
