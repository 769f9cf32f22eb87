"""Telegram from the first connection to the last: reach it, listen, serve, close.

The library's `Application` and `Updater` are left out: they are a dispatcher for handlers and a
poll loop with pauses and log lines of its own. What is needed of the library is its `Bot`.
"""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress
from datetime import UTC, timedelta
from functools import partial
from random import SystemRandom
from typing import Any, Protocol

import structlog
from telegram import Bot, CallbackQuery, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.adapters.telegram.errors import delay_of
from bot.adapters.telegram.http import AiohttpRequest, PollRequest
from bot.adapters.telegram.inbound import KINDS, PLATFORM, Asked, Me, asked
from bot.adapters.telegram.lanes import Lanes
from bot.adapters.telegram.menus import set_menus
from bot.adapters.telegram.outbound import Outbound
from bot.adapters.telegram.webhook import Door, Webhook
from bot.coach.ports import Store
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Message, reply, say
from bot.coach.talk.requests import Request
from bot.delivery.messenger import Messenger
from bot.delivery.pace import TELEGRAM, Limits, Ours, Pace
from bot.delivery.wording import worded
from bot.media.studio import Studio
from content.library import Library
from scheduler.ports import Clock

API_URL = "https://api.telegram.org"
POLL = timedelta(seconds=50)
CONNECTIONS = 64
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
AT_ONCE = timedelta(0)
SERVED_WITHIN_SECONDS = 0.1
"""How long a poll waits for what the last one brought, before it asks for more beside that."""

LAST_ANSWERS_SECONDS = 5.0
"""How long answers under way may still take once the coach is told to stop."""

LOOKED_AT_EVERY_SECONDS = 60.0
"""How soon it is found that somebody else has taken the webhook away."""

_TROUBLES = {Conflict: "another_poller", RetryAfter: "too_fast"}

_log = structlog.get_logger()
_chance = SystemRandom()


class Spoken(Protocol):
    """What the front has to say."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """In the order in which to show them."""
        ...


class Front(Protocol):
    """The door of the core."""

    async def serve(self, request: Request) -> Spoken:
        """Answer a request; never raises for what a person typed."""
        ...


class Gateway:
    """One bot on Telegram.

    Args:
        token: the bot's token, never logged.
        front: the door of the core.
        library: for the words of the menu of commands.
        clock: for the instants of requests and for pauses.
        api_url: root of a Bot API server: `/bot<token>/...` and `/file/bot<token>/...` follow;
            Telegram's own if None.
        limits: how fast this token may speak.
        ours: whether what the clock has given birth to is this process's to send; None: always.
        webhook: where Telegram calls; None to poll it.
        studio: draws what pages show; None: words alone.
        store: remembers what was uploaded; None: until the end of the process.
    """

    platform = PLATFORM

    def __init__(  # noqa: PLR0913 - keyword-only: what makes one bot, each with a meaning of its own
        self,
        *,
        token: str,
        front: Front,
        library: Library,
        clock: Clock,
        api_url: str | None = None,
        limits: Limits = TELEGRAM,
        ours: Ours | None = None,
        webhook: Webhook | None = None,
        studio: Studio | None = None,
        store: Store | None = None,
    ) -> None:
        _quiet_library()
        root = (api_url or API_URL).rstrip("/")
        self._polling = PollRequest()
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=AiohttpRequest(connections=CONNECTIONS),
            get_updates_request=self._polling,
        )
        self._front = front
        self._library = library
        self._clock = clock
        self._lanes = Lanes()
        self._out = Outbound(self._bot, clock, Pace(limits, clock, ours), studio, store)
        self._door = Door(webhook, self._brought) if webhook else None
        self._next_update = 0
        self._taken: dict[int, asyncio.Event] = {}
        self._trouble: str | None = None
        self._pause = FIRST_PAUSE_SECONDS

    @property
    def messenger(self) -> Messenger:
        """The way out for what the clock has given birth to."""
        return self._out

    async def run(self) -> None:
        """Serve until cancelled; returns only if the token is refused."""
        try:
            while True:
                try:
                    await (self._listen() if self._door is None else self._open(self._door))
                except InvalidToken:
                    _log.error("telegram_token_refused")
                    return
                except Exception as exc:  # noqa: BLE001 - the loop outlives what it cannot read
                    await self._wait_out(exc)
        finally:
            if self._door is not None:
                self._door.shut()
            await self._lanes.finish(LAST_ANSWERS_SECONDS)
            if self._door is not None:
                await self._door.close()
            self._out.bot_name = None
            await self._bot.shutdown()

    async def _listen(self) -> None:
        if self._out.bot_name is None:
            await self._connect()
        waits_for = await self._first_unserved()
        updates = await self._bot.get_updates(
            offset=self._next_update if waits_for is None else waits_for,
            timeout=POLL if waits_for is None else AT_ONCE,
            allowed_updates=KINDS,
        )
        self._well()
        self._polling.careful = False
        for update in updates:
            if update.update_id not in self._taken:
                self._taken[update.update_id] = served = asyncio.Event()
                await self._take(update, served)
                self._next_update = max(self._next_update, update.update_id + 1)

    async def _first_unserved(self) -> int | None:
        """The number of the first update that is not dealt with; None if all are.

        To ask for later ones is to confirm it, and what is confirmed dies with this process.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(SERVED_WITHIN_SECONDS):
                for served in self._taken.values():
                    await served.wait()
        first = min((n for n, served in self._taken.items() if not served.is_set()), default=None)
        self._taken = {n: done for n, done in self._taken.items() if first and n >= first}
        return first

    async def _open(self, door: Door) -> None:
        """Have Telegram call, and look now and then whether it still has the address."""
        if self._out.bot_name is None:
            await self._connect()
        await door.open()
        while True:
            await door.look(self._bot, KINDS)
            self._well()
            await self._clock.sleep(LOOKED_AT_EVERY_SECONDS)

    def _well(self) -> None:
        if self._trouble is not None:
            _log.info("telegram_back")
        self._trouble, self._pause = None, FIRST_PAUSE_SECONDS

    async def _connect(self) -> None:
        await self._bot.initialize()
        if self._door is None:
            # Telegram refuses to be polled as long as it has an address to call.
            await self._bot.delete_webhook()
        try:
            await set_menus(self._bot, self._library)
        except TelegramError as exc:
            _log.warning("telegram_menus_not_set", kind=type(exc).__name__)
        self._out.bot_name = self._bot.username
        _log.info("telegram_connected", bot=self._bot.username)

    async def _wait_out(self, exc: Exception) -> None:
        """Say once what is wrong, and wait, each time longer."""
        self._polling.careful = not isinstance(exc, TelegramError)
        trouble = _TROUBLES.get(type(exc), "unreachable")
        if trouble != self._trouble:
            _log.warning("telegram_waits", why=trouble, kind=type(exc).__name__)
        self._trouble = trouble
        pause = delay_of(exc) if isinstance(exc, RetryAfter) else self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        await self._clock.sleep(pause * _chance.uniform(1.0, 1.25))

    async def _take(
        self, update: Update, served: asyncio.Event | None = None
    ) -> asyncio.Event | None:
        """Put an update into its lane; what tells that it was answered, if it is anybody's.

        `served` is set as soon as nothing of it can be lost any more.
        """
        if update.callback_query is not None:
            self._lanes.beside(partial(_acknowledge, update.callback_query))
        person = update.effective_user
        served = served or asyncio.Event()
        if person is None:
            served.set()
            return None
        return await self._lanes.put(person.id, partial(self._serve, update, served))

    async def _brought(self, told: dict[str, Any]) -> None:
        """Deal with an update that Telegram has brought."""
        try:
            update = Update.de_json(told, self._bot)
        except Exception as exc:  # noqa: BLE001 - whatever is wrong with it, once more is no better
            _log.error("telegram_update_not_readable", kind=type(exc).__name__)
            return
        done = await self._take(update)
        if done is not None:
            await done.wait()

    async def _serve(self, update: Update, served: asyncio.Event) -> None:
        what: Asked | None = None
        try:
            me = Me(id=self._bot.id, name=self._bot.username)
            what = asked(update, me, self._clock.now())
            if what is None:
                return
            spoken = await self._front.serve(what.request)
            served.set()
            await self._out.show(spoken.messages, what)
        except Exception:
            # A defect of ours: told to the person in words, and logged by the lane.
            if what is not None:
                await self._out.show((self._sorry(what.request),), what)
            raise
        finally:
            served.set()

    def _sorry(self, request: Request) -> Message:
        reader = Reader(tongue=request.locale or "en", zone=UTC)
        return worded(reply(say("error.ours")), reader, self._library, request.at)


async def _acknowledge(query: CallbackQuery) -> None:
    """End the spinning on the button, whatever the press comes to."""
    try:
        await query.answer()
    except TelegramError as exc:
        # Too old to be acknowledged, or the network: the answer itself is what counts.
        _log.debug("telegram_press_not_acknowledged", kind=type(exc).__name__)


def _quiet_library() -> None:
    """Keep the library from logging what people write, and from warning of its own future."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    for name in ("telegram", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
