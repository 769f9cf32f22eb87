"""The Discord adapter on the loopback server, with a front that says what a test tells it to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.adapters.discord.gateway import Gateway, Shards
from bot.coach.talk.actions import Action, Ask
from bot.coach.talk.replies import Attachment, Choice, Kind, Line, Message, Page, Style
from bot.coach.talk.requests import ChatAddress, Request
from content.library import Library
from scheduler.clock import VirtualClock
from tests.adapters.discord_bench import TOKEN
from tests.adapters.pictures import shared_studio
from tests.fakes.discord_server import DiscordServer, Person

NOW = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Spoken:
    messages: tuple[Message, ...]


@dataclass
class Front:
    """Remembers what it was asked, and says what it is told to say."""

    answer: Callable[[Request], tuple[Message, ...]]
    requests: list[Request] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on.set()
        self._heard: asyncio.Queue[Request] = asyncio.Queue()

    async def hears(self, requests: int = 1) -> None:
        """Wait for so many requests more."""
        async with asyncio.timeout(5):
            for _ in range(requests):
                await self._heard.get()

    async def serve(self, request: Request) -> Spoken:
        self.requests.append(request)
        self._heard.put_nowait(request)
        await self.go_on.wait()
        return Spoken(messages=self.answer(request))

    def says(self, *messages: Message) -> None:
        self.answer = lambda _: messages


@dataclass
class Bot:
    """A running adapter, with what it talks to."""

    server: DiscordServer
    front: Front
    gateway: Gateway
    task: asyncio.Task[None]


@asynccontextmanager
async def running(
    server: DiscordServer,
    library: Library,
    *,
    patience: float = 5.0,
    token: str = TOKEN,
    connected: bool = True,
    shards: Shards | None = None,
) -> AsyncIterator[Bot]:
    front = Front(lambda _: (said("Hello"),))
    gateway = Gateway(
        token=token,
        front=front,
        library=library,
        clock=VirtualClock(NOW),
        api_url=server.api_url + "/",
        gateway_url=server.gateway_url,
        patience=patience,
        shards=shards,
        studio=shared_studio(),
    )
    task = asyncio.create_task(gateway.run())
    try:
        if connected:
            await server.wait_for(lambda: server.gateway.connected or task.done())
        yield Bot(server, front, gateway, task)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def home(person: Person) -> ChatAddress:
    return ChatAddress(platform="discord", chat=str(person.id))


def line(text: str, style: Style = Style.PARAGRAPH, *, until: int | None = None) -> Line[str]:
    """A line; `until`: seconds after NOW."""
    end = None if until is None else NOW + timedelta(seconds=until)
    return Line(style=style, text=text, until=end)


def said(
    *lines: str | Line[str],
    choices: tuple[tuple[Choice[str], ...], ...] = (),
    kind: Kind = Kind.REPLY,
    silent: bool = False,
    private: bool = True,
    replaces: bool = False,
    files: tuple[Attachment, ...] = (),
) -> Message:
    return Page(
        lines=tuple(line(one) if isinstance(one, str) else one for one in lines),
        choices=choices,
        kind=kind,
        silent=silent,
        private=private,
        replaces=replaces,
        files=files,
    )


def offer(label: str, action: Action | None = None) -> Choice[str]:
    return Choice(label=label, action=action or Ask("help"))
