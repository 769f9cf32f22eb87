"""The page's server as browsers and strangers meet it: real HTTP, the whole coach behind it."""

from __future__ import annotations

import asyncio
import functools
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar

from bot.adapters.web.gateway import Gateway
from bot.app import IN_MEMORY
from bot.coach.desk import Desk
from bot.delivery.courier import Courier
from bot.delivery.front import Front
from bot.delivery.messenger import Messenger
from bot.delivery.pulse import Pulse
from bot.media.studio import Studio
from bot.store.work import SqlStore
from scheduler.clock import VirtualClock, use_packaged_zones
from tests.journeys.evening import shared_tools

EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
SECRET = b"a secret that is long enough for tests"
SECONDS = 5.0

_keys = itertools.count(10_000_000)


@dataclass(slots=True)
class Coach:
    """The house behind the page, and its clock, moved by the test.

    `kill` ends a life of the coach; `start` begins another one on the same database and port.
    """

    store: SqlStore
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(EVENING))
    host: str = "127.0.0.1"
    address: str | None = None
    secret: bytes = SECRET
    port: int = 0
    messengers: dict[str, Messenger] = field(default_factory=dict)
    _life: AsyncExitStack | None = None
    _pulse: Pulse | None = None
    _woken: list[datetime] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(cls, **how: Any) -> AsyncIterator[Coach]:  # noqa: ANN401 - as the fields
        use_packaged_zones()
        store = await SqlStore.open(IN_MEMORY)
        coach = cls(store=store, **how)
        try:
            await coach.start()
            yield coach
        finally:
            await coach.kill()
            await store.close()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def start(self) -> None:
        store, tools = SqlStore(self.store.database), shared_tools()
        self._pulse = Pulse(store, Courier(store, tools.library, self.messengers))
        front = Front(Desk(store, tools), tools.library, self._woken.append)
        gateway = Gateway(
            front=front, library=tools.library, clock=self.clock, host=self.host, port=self.port,
            secret=self.secret, address=self.address, studio=shared_studio(),
        )  # fmt: skip
        self.messengers[gateway.platform] = gateway.messenger
        self._life = AsyncExitStack()
        await self._life.enter_async_context(gateway.open())
        self.port = gateway.port

    async def kill(self) -> None:
        if self._life is not None:
            await self._life.aclose()
        self._life = None

    async def passes(self, length: timedelta) -> None:
        """Let time pass; what falls due on the way happens at its own instant."""
        until = self.clock.now() + length
        due = await self.beat()
        while due is not None and due <= until:
            self.clock.move_to(max(due, self.clock.now() + timedelta(milliseconds=1)))
            due = await self.beat()
        self.clock.move_to(until)

    async def beat(self) -> datetime | None:
        assert self._pulse is not None
        return await self._pulse.beat(self.clock.now())

    async def woken(self) -> None:
        """Wait until the coach is told that something is due now, and do it."""
        async with asyncio.timeout(SECONDS):
            while not self._woken:
                await asyncio.get_running_loop().run_in_executor(None, int)
        self._woken.clear()
        await self.beat()


@functools.cache
def shared_studio() -> Studio:
    """What was drawn for one test is there for the next."""
    return Studio(shared_tools().library)


class Browser:
    """A browser's own way to speak with the page: cookies, an origin, a stream."""

    def __init__(self, coach: Coach, session: ClientSession) -> None:
        self.coach = coach
        self.session = session

    @property
    def own(self) -> dict[str, str]:
        """What a browser says of itself when the page posts."""
        return {"Origin": self.coach.url, "Sec-Fetch-Site": "same-origin"}

    async def enters(self) -> dict[str, Any]:
        async with self.session.post("/enter", json={}, headers=self.own) as response:
            assert response.status == 200
            return dict(await response.json())

    async def posts(self, **said: Any) -> tuple[int, dict[str, Any]]:  # noqa: ANN401 - JSON
        """Post to /say; the status, and what came back."""
        said = {"key": str(next(_keys)), **said}
        async with self.session.post("/say", json=said, headers=self.own) as response:
            body = await response.read()
            return response.status, json.loads(body) if body else {}

    async def says(self, text: str) -> list[dict[str, Any]]:
        status, answer = await self.posts(text=text)
        assert status == 200
        return list(answer["messages"])

    async def presses(self, message: dict[str, Any], label: str) -> list[dict[str, Any]]:
        status, answer = await self.posts(press=payload(message, label), message=message["id"])
        assert status == 200
        return list(answer["messages"])

    @asynccontextmanager
    async def listening(self, after: str = "") -> AsyncIterator[Stream]:
        """A tab's stream, open once it says hello."""
        async with self.session.get("/live", params={"after": after}) as response:
            assert response.status == 200
            stream = Stream(response)
            assert (await stream.next())[0] == "hello"
            yield stream


@dataclass(slots=True)
class Stream:
    """Server-sent events as they come."""

    response: ClientResponse

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event: its name, its value."""
        name, value = "", ""
        async with asyncio.timeout(SECONDS):
            while True:
                line = (await self.response.content.readline()).decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    value = line.removeprefix("data: ")
                elif name:
                    return name, json.loads(value)
                elif not line and self.response.content.at_eof():
                    raise EOFError

    async def message(self) -> dict[str, Any]:
        """The next message."""
        name, value = await self.next()
        assert name == "message"
        return value


@asynccontextmanager
async def browser(coach: Coach) -> AsyncIterator[Browser]:
    """A browser that has opened the page."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(coach.url, cookie_jar=jar) as session:
        opened = Browser(coach, session)
        await opened.enters()
        yield opened


def payload(message: dict[str, Any], label: str) -> str:
    """What a button of a message carries, by its label."""
    labels = {one["label"]: one["press"] for row in message["choices"] for one in row}
    return str(labels[label])


def text_of(message: dict[str, Any]) -> str:
    return "\n".join(line["text"] for line in message["lines"])
