"""The browser chat from the first connection to the last: listen, stream, close."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from aiohttp import web

from bot.adapters.web.guard import Guard, add_headers
from bot.adapters.web.identity import Cookies, browser_tag, which
from bot.adapters.web.inbound import BODY_BYTES, Front, Inbound
from bot.adapters.web.markup import Value, millis
from bot.adapters.web.outbound import PLATFORM, Outbound, Stream
from bot.adapters.web.page import Pages
from bot.adapters.web.pictures import Pictures
from bot.coach.talk.requests import Account
from bot.delivery.messenger import Messenger
from bot.media.studio import Studio
from content.library import Library
from scheduler.ports import Clock

BEAT_SECONDS = 15.0
"""A line on which nothing is said for longer counts as broken, at either end."""

RETRY_MILLISECONDS = 1_000
LAST_ANSWERS_SECONDS = 3.0

_log = structlog.get_logger()


class Gateway:
    """One page, served to browsers.

    Args:
        front: the door of the core.
        library: for the page's words.
        clock: for the instants of requests.
        host: the address to listen on.
        port: the port; 0 for any that is free.
        secret: what cookies and addresses of pictures are signed with.
        studio: who draws the pictures.
        address: where the page is known from outside, such as https://coach.example; None where
            it is known by the address that it listens on.

    `port` is the one that is listened on, once it is open.
    """

    platform = PLATFORM

    def __init__(  # noqa: PLR0913 - keyword-only: what makes one page, each with its own meaning
        self,
        *,
        front: Front,
        library: Library,
        clock: Clock,
        host: str,
        port: int,
        secret: bytes,
        studio: Studio,
        address: str | None = None,
    ) -> None:
        self._front = front
        self._clock = clock
        self._host = host
        self.port = port
        self._secret = secret
        self._address = address
        self._library = library
        self._pages = Pages(library)
        self._pictures = Pictures(studio, secret)
        self._out = Outbound(clock, self._pictures)

    @property
    def messenger(self) -> Messenger:
        """The way out for what the clock has given birth to."""
        return self._out

    @property
    def secret_name(self) -> str:
        """Which secret it signs with; it tells nothing of the secret itself."""
        return which(self._secret)

    async def run(self) -> None:
        """Serve until cancelled; returns only if the port cannot be listened on."""
        try:
            async with self.open() as address:
                _log.info("web_open", address=address)
                await asyncio.Event().wait()
        except OSError as exc:
            _log.error("web_not_open", port=self.port, reason=exc.strerror)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Serve as long as it is open; gives the page's address.

        Raises:
            OSError: if the port cannot be listened on.
        """
        application = web.Application(client_max_size=BODY_BYTES)
        runner = web.AppRunner(
            application, access_log=None, handle_signals=False,
            shutdown_timeout=LAST_ANSWERS_SECONDS,
        )  # fmt: skip
        listening = await _listening(self._host, self.port)
        self.port = listening[0].getsockname()[1]
        self._furnish(application, self.port)
        await runner.setup()
        try:
            for one in listening:
                await web.SockSite(runner, one).start()
            yield self._address or f"http://{_in_url(self._host)}:{self.port}/"
        finally:
            self._out.close()
            await runner.cleanup()

    def _furnish(self, application: web.Application, port: int) -> None:
        guard = Guard.of(self._host, port, self._address)
        cookies = Cookies(
            secret=self._secret, name=f"karani_{port}",
            secure=bool(self._address and self._address.startswith("https://")),
        )  # fmt: skip
        inbound = Inbound(
            front=self._front, library=self._library, clock=self._clock, out=self._out,
            cookies=cookies,
        )  # fmt: skip
        doors = _Doors(self._pages, inbound, self._out, self._front, self._clock)
        application.middlewares.append(guard.only_ours)
        application.on_response_prepare.append(add_headers)
        application.add_routes([
            web.get("/", doors.page),
            web.get("/static/{version}/{name}", doors.asset),
            web.get("/picture/{code}/{look}", self._pictures.picture),
            web.post("/enter", inbound.enter),
            web.post("/say", inbound.say),
            web.get("/live", doors.live),
        ])  # fmt: skip


class _Doors:
    """What can be asked for with a GET."""

    def __init__(
        self, pages: Pages, inbound: Inbound, out: Outbound, front: Front, clock: Clock
    ) -> None:
        self._pages = pages
        self._inbound = inbound
        self._out = out
        self._front = front
        self._clock = clock

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return self._pages.page(request)

    async def asset(self, request: web.Request) -> web.StreamResponse:
        """A file of the page."""
        return self._pages.asset(request)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """What is said from now on, as server-sent events, as long as the tab is open."""
        account = self._inbound.account_of(request)
        if account is None:
            return web.Response(status=401)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        )
        after = request.headers.get("Last-Event-ID") or request.query.get("after")
        with self._out.open(account, after) as stream, suppress(ConnectionError):
            await response.prepare(request)
            hello = {"you": browser_tag(account), "now": millis(self._clock.now())}
            await response.write(f"retry: {RETRY_MILLISECONDS}\n".encode())
            await response.write(_event("hello", hello))
            await self._write_all(account, stream, response)
        return response

    async def _write_all(self, account: str, stream: Stream, response: web.StreamResponse) -> None:
        whose = Account(platform=PLATFORM, id=account)
        await self._front.arrived(whose, self._clock.now())
        beats = 0
        while True:
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    value = await stream.values.get()
            except TimeoutError:
                if not beats:
                    # What was put back at the very moment of the first arrival.
                    await self._front.arrived(whose, self._clock.now())
                beats += 1
                await response.write(_event("beat", {"now": millis(self._clock.now())}))
                continue
            if value is None:
                return
            now = millis(self._clock.now())
            await response.write(_event("message", value | {"now": now}, of=value["id"]))


def _event(name: str, value: Value, *, of: str = "") -> bytes:
    """One server-sent event; JSON on one line cannot be taken for another field."""
    number = f"id: {of}\n" if of else ""
    return f"{number}event: {name}\ndata: {json.dumps(value)}\n\n".encode()


async def _listening(host: str, port: int) -> list[socket.socket]:
    """Sockets at every address of a host name, all at one port."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    opened: list[socket.socket] = []
    try:
        for family, kind, protocol, _, where in dict.fromkeys(found):
            at = (where[0], opened[0].getsockname()[1] if opened else port, *where[2:])
            one = socket.socket(family, kind, protocol)
            opened.append(one)
            # A port that the last life has just left can be listened on again at once.
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(at)
            one.listen(128)
            one.setblocking(False)
    except OSError:
        for one in opened:
            one.close()
        raise
    return opened


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
