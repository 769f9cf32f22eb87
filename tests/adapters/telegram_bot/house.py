"""The gateway on a loopback Telegram, with a front that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.adapters.telegram.gateway import Gateway
from bot.adapters.telegram.webhook import Webhook
from bot.coach.talk.actions import Action
from bot.coach.talk.replies import Choice, Line, Message, Page, Style
from bot.coach.talk.requests import Content, Request, Words
from bot.delivery.pace import Limits, Rank, Rate
from content.library import Library
from content.phrases import Catalogue
from scheduler.clock import VirtualClock
from scheduler.ports import Clock
from tests.adapters.pictures import shared_studio
from tests.fakes.telegram_server import TelegramServer
from tests.unit.delivery.house import FaultyStore

TOKEN = "123:abc"
NOW = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
LIBRARY = Library.load()
NO_LIMITS = Limits(overall=Rate(most=9999, seconds=1.0), shares=dict.fromkeys(Rank, 9999))

Answers = Callable[[Request], tuple[Message, ...]]


@dataclass(frozen=True, slots=True)
class Said:
    messages: tuple[Message, ...]


class Front:
    """Remembers requests; says each one's words back unless told otherwise."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: Answers = _echo
        self.gates: dict[Content, asyncio.Event] = {}
        self.begun = asyncio.Event()

    async def serve(self, request: Request) -> Said:
        self.begun.set()
        if request.content in self.gates:
            await self.gates[request.content].wait()
        self.requests.append(request)
        return Said(self.answers(request))

    def says(self, *messages: Message) -> None:
        self.answers = lambda _: messages

    @property
    def heard(self) -> list[Content]:
        return [request.content for request in self.requests]


def _echo(request: Request) -> tuple[Message, ...]:
    match request.content:
        case Words(text=text):
            return (page(f"heard {text}"),)
        case content:
            return (page(f"got {content}"),)


def page(text: str, *rows: tuple[Choice[str], ...]) -> Message:
    return Page(lines=(line(text),), choices=rows)


def line(text: str, style: Style = Style.PARAGRAPH, until: datetime | None = None) -> Line[str]:
    return Line(style=style, text=text, until=until)


def choice(label: str, action: Action) -> Choice[str]:
    return Choice(label=label, action=action)


class Naps(VirtualClock):
    """Remembers each pause; `wakes` is what happens at the end of the first, second, ... one."""

    def __init__(self) -> None:
        super().__init__(NOW)
        self.pauses: list[float] = []
        self.wakes: dict[int, Callable[[], Awaitable[object]]] = {}

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await super().sleep(seconds)
        if wake := self.wakes.get(len(self.pauses)):
            await wake()


class House:
    """A server and a gateway that may or may not be running."""

    def __init__(
        self,
        server: TelegramServer,
        token: str = TOKEN,
        limits: Limits = NO_LIMITS,
        clock: Clock | None = None,
    ) -> None:
        self.server = server
        self._limits = limits
        self.front = Front()
        self.clock = Naps()
        self._given_clock = clock
        self.store = FaultyStore()
        self.library = LIBRARY
        self._token = token
        self.gateway = self.made()

    def made(self, library: Library = LIBRARY, webhook: Webhook | None = None) -> Gateway:
        return Gateway(
            token=self._token,
            front=self.front,
            library=library,
            clock=self._given_clock or self.clock,
            api_url=self.server.url,
            limits=self._limits,
            webhook=webhook,
            studio=shared_studio(),
            store=self.store,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Run the gateway, from its first poll on."""
        running = asyncio.create_task(self.gateway.run())
        await self.server.wait_for(lambda: self.server.calls_to("getUpdates"))
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def heard(self, number: int) -> list[Content]:
        """What was heard, once it is so much; the last answer may be on its way."""
        await self.server.wait_for(lambda: len(self.front.requests) >= number)
        return self.front.heard


def in_swahili(library: Library) -> Library:
    """The library with a second language, of one word."""
    english = library.catalogues["en"]
    swahili = Catalogue("sw", {"commands.poses.help": "Mikao"}, english)
    return replace(library, catalogues={**library.catalogues, "sw": swahili})
