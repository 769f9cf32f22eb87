"""The one place where real parts are put together, started in order and stopped in reverse."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from bot.adapters.local.jsonl import START, JsonLines, lines_of
from bot.adapters.local.terminal import Terminal, typed_lines
from bot.adapters.local.world import Coach, LocalMessenger, World
from bot.coach.desk import Desk
from bot.coach.ports import SecondReader, Store
from bot.coach.safety.reader import build
from bot.coach.understanding.wishes import WishReader
from bot.coach.visit import Tools
from bot.config import ConfigError, Settings, default_pictures_folder
from bot.delivery.courier import Courier
from bot.delivery.duties import Duties
from bot.delivery.front import Front
from bot.delivery.herd_watch import HerdWatch
from bot.delivery.messenger import Messenger
from bot.delivery.meter import Meter
from bot.delivery.needs import missing
from bot.delivery.pulse import Pulse
from bot.delivery.troubles import Troubles
from bot.extras import open_metrics, open_second_reader
from bot.media.studio import Studio
from bot.page import Page, make_page, page_open, serve_in_turn
from bot.platforms import platforms
from bot.store.work import SqlStore
from bot.tokens import capacities
from bot.zones import zones_followed
from content.faults import ContentFault
from content.lexicons import look_at_the_late, not_usable
from content.library import CONTENT, Library
from content.phrases import Phrase, phrase
from content.reading import Reader
from content.wording import look_for_words
from scheduler.alarm import PULSE_SECONDS, SHARED_PULSE_SECONDS, ApsAlarm
from scheduler.clock import SystemClock, VirtualClock, use_packaged_zones
from scheduler.ports import Clock
from scheduler.ticker import Ticker

_log = structlog.get_logger()

IN_MEMORY = "sqlite+aiosqlite://"
STOPS_WITHIN = timedelta(seconds=7.5)
"""With what closing takes, a stop ends within ten seconds, whoever does not answer any more."""

LAST_BEAT_SECONDS = 2.0
"""How long a beat under way may still take once the coach is told to stop."""

LAST_SENDS_SECONDS = 5.0
"""How long messages under way may still take once the coach is told to stop."""


class House:
    """The coach with its clock running; adapters are let in one by one."""

    def __init__(  # noqa: PLR0913 - each is one of the things that the house stands on
        self,
        store: SqlStore,
        tools: Tools,
        clock: Clock | None = None,
        meter: Meter | None = None,
        *,
        studio: Studio | None = None,
        watch: HerdWatch | None = None,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.library = library = tools.library
        self.studio = studio or Studio(library)
        self.store: Store = store
        self.messengers: dict[str, Messenger] = {}
        self.shared = store.shared
        holder = f"{socket.gethostname()}-{secrets.token_hex(6)}" if store.shared else None
        self.duties = duties = Duties(store, self.clock, holder)
        self.courier = Courier(
            store, library, self.messengers, clock=self.clock, meter=meter, duties=duties
        )
        self.pulse = Pulse(store, self.courier, self.clock, meter, duties=duties, watch=watch)
        ticker = Ticker(self.clock, self.pulse.beat, Troubles(self.clock).tell)
        self.alarm = ApsAlarm(ticker, SHARED_PULSE_SECONDS if store.shared else PULSE_SECONDS)
        desk = Desk(store, tools)
        self.front = Front(desk, library, self._wake_for, meter)

    def page(self, settings: Settings) -> Page:
        """The page in a browser, not yet served; ConfigError if it cannot be as it is set."""
        return make_page(
            settings, front=self.front, library=self.library, clock=self.clock, studio=self.studio
        )

    async def stop(self) -> None:
        """Claim nothing more, finish what is in hand or let it go, and leave the rest to others."""
        self.pulse.finish()
        await self.alarm.stop(LAST_BEAT_SECONDS)
        await self.courier.stop(LAST_SENDS_SECONDS)
        await self.duties.release()

    def _wake_for(self, due: datetime) -> None:
        self.alarm.wake_at(self.pulse.wakes_at(due))


def _studio(settings: Settings, library: Library) -> Studio:
    return Studio(library, settings.pictures_folder or default_pictures_folder())


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """A house over the database of the settings; its alarm is started by the caller."""
    async with AsyncExitStack() as stack:
        store = await SqlStore.open(settings.database_url, works=True)
        stack.push_async_callback(store.close)
        clock = SystemClock()
        meter = await open_metrics(settings, store, clock, stack)
        tools = await _tools(settings, stack)
        watch = HerdWatch(capacities(settings))
        studio = _studio(settings, tools.library)
        house = House(store, tools, clock, meter, studio=studio, watch=watch)
        await stack.enter_async_context(zones_followed(store, clock))
        if not store.shared:
            await _take_over(store)
        yield house


async def _take_over(store: SqlStore) -> None:
    """There is one process at a time: what the last one had in hand as it died is this one's."""
    async with store.work() as work:
        await work.outbox.let_go()
        await work.commit()


async def _tools(settings: Settings, stack: AsyncExitStack) -> Tools:
    library = Library.load()
    second = await open_second_reader(settings, library, stack)
    tools = make_tools(library, settings.operator_contact, second)
    at_once = {name: one.sessions_at_once for name, one in capacities(settings).items()}
    return replace(tools, at_once=at_once)


async def serve(settings: Settings, say: Callable[[str], None] | None = None) -> None:
    """Serve every platform that has a token, and the page if it is wanted, until stopped.

    Returns when none is left. With `say` the page alone is served, and where it is is said.

    Raises:
        ConfigError: if the page cannot be served as it is set.
    """
    use_packaged_zones()
    async with open_house(settings) as house, AsyncExitStack() as stack:
        gateways: list[Coroutine[Any, Any, Any]] = []
        for messenger, serving in () if say else platforms(settings, house):
            house.messengers[messenger.platform] = messenger
            gateways.append(serving)
        if say or settings.karani_web:
            gateways.append(await _page(settings, house, stack, say))
        # What was read at the start stays: looking through it for rubbish costs 0.2 s each time,
        # for which every cue would wait.
        gc.collect()
        gc.freeze()
        house.alarm.start()
        keeping = asyncio.create_task(house.duties.keep(house.messengers))
        _log.info("serving", platforms=",".join(house.messengers))
        try:
            await _until_stopped(gateways, house.stop)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            _log.info("stopped")


async def _page(
    settings: Settings, house: House, stack: AsyncExitStack, say: Callable[[str], None] | None
) -> Coroutine[Any, Any, Any]:
    """The page in a browser on its way: served while what is given back runs.

    Where several processes are at work, by one at a time: it is the one that cues are sent from.
    """
    page = make_page(
        settings, front=house.front, library=house.library, clock=house.clock, studio=house.studio
    )
    house.messengers[page.platform] = page.messenger
    if house.shared:
        return house.duties.while_held(page.platform, partial(serve_in_turn, page, house.store))
    address = await stack.enter_async_context(page_open(page, settings))
    if say is None:
        _log.info("web_open", address=address)
    else:
        said = phrase("adapter.web.open", address=address)
        say(house.library.catalogue("en").text(said, UTC))
    return asyncio.Event().wait()


async def _until_stopped(
    gateways: list[Coroutine[Any, Any, Any]], stop_house: Callable[[], Coroutine[Any, Any, None]]
) -> None:
    """Run the adapters until all have ended or the process is told to stop, and stop the house."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    running = {loop.create_task(gateway) for gateway in gateways}
    stopped = loop.create_task(stop.wait())
    waiting: set[asyncio.Task[Any]] = {*running, stopped}
    while waiting & running:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if stopped in done:
            break
    for task in running | {stopped}:
        task.cancel()
    stopping = loop.create_task(stop_house())
    await asyncio.wait({*running, stopped, stopping}, timeout=STOPS_WITHIN.total_seconds())


async def chat(settings: Settings, *, page: bool = False) -> None:
    """Open the chat in the terminal: one person, real time, no token; `page`: in a browser too."""
    use_packaged_zones()
    async with open_house(settings) as house, AsyncExitStack() as stack:
        notes = [await _beside(settings, house, stack)] if page else []
        terminal = Terminal(library=house.library, clock=house.clock, studio=house.studio)
        house.messengers[terminal.platform] = terminal
        house.alarm.start()
        keeping = asyncio.create_task(house.duties.keep(house.messengers))
        try:
            await terminal.run(house.front, typed_lines(), *notes)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, house.stop(), return_exceptions=True)


async def _beside(settings: Settings, house: House, stack: AsyncExitStack) -> Phrase:
    """The page beside the terminal, as long as the stack; where it is, or why it is not there."""
    try:
        page = make_page(
            settings, front=house.front, library=house.library, clock=house.clock,
            studio=house.studio,
        )  # fmt: skip
        address = await stack.enter_async_context(page_open(page, settings))
        house.messengers[page.platform] = page.messenger
        return phrase("adapter.web.open", address=address)
    except ConfigError as exc:
        return phrase("adapter.web.closed", why=exc.faults[0])


async def chat_jsonl(settings: Settings, url: str | None) -> None:
    """Run the machine-readable chat over standard input and output; `url` is where to keep it."""
    use_packaged_zones()
    async with AsyncExitStack() as stack:
        store = await SqlStore.open(url or IN_MEMORY, works=True)
        stack.push_async_callback(store.close)
        files = stack.enter_context(_handed_out())
        tools = await _tools(settings, stack)
        lines = make_json_lines(store, files, tools, _studio(settings, tools.library))
        await lines.run(lines_of(sys.stdin.buffer))


@contextmanager
def _handed_out() -> Iterator[Path]:
    """A folder for files that are handed out; they stay, for who reads the answers afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="karani-"))
    try:
        yield folder
    finally:
        with suppress(OSError):
            folder.rmdir()


def make_json_lines(
    store: SqlStore, files: Path, tools: Tools | None = None, studio: Studio | None = None
) -> JsonLines:
    """The machine-readable chat over a store; every restart is a new coach on the same one.

    `tools` and `studio` are made anew unless given: many chats may share them.
    """
    tools = tools or make_tools(Library.load(), "")
    library = tools.library
    clock = VirtualClock(START)

    def starts(messenger: LocalMessenger) -> Coach:
        return make_coach(SqlStore(store.database), tools, messenger)

    world = World(clock=clock, starts=starts)
    return JsonLines(
        world=world, library=library, files=files, write=_write_line,
        studio=studio or Studio(library),
    )  # fmt: skip


def make_coach(store: Store, tools: Tools, messenger: Messenger) -> Coach:
    """One life of the coach over a store, with no memory of another; its beats are called."""
    library = tools.library
    courier = Courier(store, library, {messenger.platform: messenger})
    front = Front(Desk(store, tools), library, lambda _: None)
    return Coach(front=front, pulse=Pulse(store, courier))


def make_tools(library: Library, operator: str, second: SecondReader | None = None) -> Tools:
    """What every use case may use.

    Raises:
        ContentFault: if the words that plain words are read with cannot be used.
    """
    _look_through_words(library)
    names = {
        pose: tuple(
            name
            for catalogue in library.catalogues.values()
            for name in (pose, *catalogue.names(f"pose.{pose}.aliases"))
        )
        for pose in library.poses
    }
    try:
        body = build(CONTENT)
        wishes = WishReader(names, sensed=body.intents)
        # It reads its files with the first words. Every message goes through it, red flags first,
        # so that a fault in them must end the start and not the answers.
        body.check()
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as exc:
        raise ContentFault(not_usable(CONTENT, exc)) from exc
    return Tools(library=library, wishes=wishes, body=body, operator=operator, second=second)


def _look_through_words(library: Library) -> None:
    reader = Reader(CONTENT)
    look_at_the_late(reader)
    look_for_words(library, reader)
    reader.faults += missing(library)
    if reader.faults:
        raise ContentFault(reader.faults)


def _write_line(text: str) -> None:
    # Always UTF-8, whatever the terminal's own encoding is.
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()
