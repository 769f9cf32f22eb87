"""A strict stand-in for Telegram's Bot API, on loopback.

It is spoken to over HTTP by the real client, and refuses what the Bot API refuses, with its error
shapes. `caller` calls the webhook. Known not to be here: Markdown, inline mode, payments, albums,
and the entities Telegram finds by itself in what the bot writes.

    async with TelegramServer(token="123:abc") as server:
        ada = server.user(7, first_name="Ada")
        server.says(ada, "/start")
        await server.wait_for(lambda: server.said(ada))
"""

import asyncio
import json
import re
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.fakes.telegram_caller import Caller
from tests.fakes.telegram_calls import Call, read_call
from tests.fakes.telegram_errors import BotApiError
from tests.fakes.telegram_faults import Break, Fault, Faults, Limits
from tests.fakes.telegram_messages import room_of
from tests.fakes.telegram_methods import run
from tests.fakes.telegram_people import People
from tests.fakes.telegram_text import Json
from tests.fakes.telegram_world import Answer, World

_Found = TypeVar("_Found")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
# Telegram takes uploads up to 50 MB, and a little for the rest of the form.
_MOST_BODY = 51 * 2**20
_REASONS = {400: "Bad Request", 403: "Forbidden", 429: "Too Many Requests", 502: "Bad Gateway"}


class TelegramServer(People):
    """Telegram, for one bot.

    Args:
        token: The only token that is taken.
        limits: Whether sending too fast is refused.
        reads_all_group_messages: Whether the bot's privacy mode in groups is off.
        clock: Unix seconds; without one, time stands still but for `passes`.
    """

    def __init__(
        self,
        *,
        token: str,
        limits: bool = False,
        reads_all_group_messages: bool = False,
        clock: Callable[[], float] | None = None,
    ) -> None:
        world = World(int(token.partition(":")[0]), clock)
        world.reads_all_group_messages = reads_all_group_messages
        super().__init__(world)
        self.token = token
        self.calls: list[Call] = []
        # What was refused and why, planned faults left out: empty when the bot keeps to the rules.
        self.refusals: list[tuple[str, str]] = []
        self.caller = Caller(world.updates, world.changed)
        self._faults = Faults()
        self._limits = Limits(world.now) if limits else None
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.comes_back()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.goes_down()

    @property
    def url(self) -> str:
        """The root: PTB's `base_url` is this and "/bot", its `base_file_url` "/file/bot"."""
        return f"http://127.0.0.1:{self._port}"

    async def comes_back(self) -> None:
        """Listen, again on the port of the first time."""
        if self._runner is not None:
            return
        app = web.Application(client_max_size=_MOST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve_file)
        # A poller that hangs up frees its place at once; requests under way die with the server.
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.caller.begin()

    async def goes_down(self) -> None:
        """Close every connection and take no more."""
        await self.caller.end()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    def calls_to(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    @property
    def answers(self) -> list[Answer]:
        """What people who pressed buttons were shown, in the order of the answers."""
        return self.world.answers

    @property
    def actions(self) -> list[tuple[int, str]]:
        """The "typing..." and the like, each with its chat."""
        return self.world.actions

    @property
    def warnings(self) -> list[str]:
        """What Telegram takes and phones draw badly."""
        return self.world.warnings

    @property
    def unconfirmed(self) -> int:
        """How many updates the bot has not confirmed yet."""
        return self.world.updates.unconfirmed

    def fails_next(
        self,
        method: str,
        status: int = 500,
        description: str = "Internal Server Error",
        parameters: dict[str, int] | None = None,
        times: int = 1,
    ) -> None:
        """Refuse the next calls, which have no effect."""
        error = BotApiError(status, description, **(parameters or {}))
        self._faults.plan(method, Fault(how=error, done=False), times)

    def hangs_next(self, method: str, *, done: bool = False) -> None:
        """Never answer the next call; `done` when it takes effect all the same."""
        self._faults.plan(method, Fault(how=Break.HANGS, done=done))

    def cuts_next(self, method: str, *, done: bool = True) -> None:
        """Close the connection in the middle of the next answer."""
        self._faults.plan(method, Fault(how=Break.CUTS, done=done))

    async def wait_for(self, predicate: Callable[[], _Found], *, seconds: float = 5) -> _Found:
        """The first truthy answer of the predicate, asked whenever something happens."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := predicate()):
                    await self.world.next_change()
        except TimeoutError as exc:
            called = [call.method for call in self.calls[-20:]]
            raise AssertionError(f"not within {seconds} s; the last calls: {called}") from exc
        return found

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            self._check_token(request.match_info["token"])
            call = await read_call(method, request)
            self.calls.append(call)
            self.world.changed()
            fault = self._faults.take(call.method)
            if fault is not None:
                return await self._go_wrong(fault, call, request)
            return _answer(await self._run(call))
        except web.HTTPRequestEntityTooLarge:
            error = BotApiError(413, "Request Entity Too Large")
        except BotApiError as refused:
            error = refused
        self.refusals.append((method, error.description))
        return _refusal(error)

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        try:
            self._check_token(request.match_info["token"])
        except BotApiError as error:
            return _refusal(error)
        stored = self.world.files.at(request.match_info["path"])
        if stored is None:
            return _refusal(BotApiError(404, "Not Found"))
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        # Telegram knows no such address if it is not even the shape of a token.
        if not _TOKEN.fullmatch(token):
            raise BotApiError(404, "Not Found")
        if token != self.token:
            raise BotApiError(401, "Unauthorized")

    async def _run(self, call: Call) -> object:
        sends = call.method.lower().startswith("send") and call.method.lower() != "sendchataction"
        if self._limits is not None and sends:
            paid = call.flag("allow_paid_broadcast")
            self._limits.check(room_of(self.world, call), paid=paid)
        return await run(self.world, call)

    async def _go_wrong(self, fault: Fault, call: Call, request: web.Request) -> web.StreamResponse:
        if isinstance(fault.how, BotApiError):
            return _refusal(fault.how)
        body: Json = {"ok": True, "result": await self._run(call) if fault.done else True}
        match fault.how:
            case Break.HANGS:
                never: asyncio.Future[web.StreamResponse] = (
                    asyncio.get_running_loop().create_future()
                )
                return await never
            case Break.CUTS:
                return await _cut(request, body)


async def _cut(request: web.Request, body: Json) -> web.StreamResponse:
    whole = json.dumps(body).encode()
    half = web.StreamResponse(headers={"Content-Type": "application/json"})
    half.content_length = len(whole)
    await half.prepare(request)
    await half.write(whole[:5])
    if request.transport is not None:
        request.transport.abort()
    return half


def _answer(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(error: BotApiError) -> web.Response:
    return web.json_response(error.json(), status=error.code, reason=_REASONS.get(error.code))
