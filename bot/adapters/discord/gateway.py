"""Discord from the first connection to the last: reach it, listen, come back, close."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.http import Route

from bot.adapters.discord.errors import FAILURES
from bot.adapters.discord.inbound import PATIENCE_SECONDS, Front, Inbound
from bot.adapters.discord.outbound import PLATFORM, Outbound
from bot.adapters.discord.parts import ChoiceMenu, PressButton
from bot.adapters.discord.register import Tree
from bot.delivery.messenger import Messenger
from bot.delivery.pace import DISCORD, Limits, Ours, Pace
from bot.media.studio import Studio
from content.library import Library
from scheduler.ports import Clock

API_VERSION = "/api/v10"

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
HANDSHAKE_SECONDS = 60.0
IDENTIFY_PAUSE_SECONDS = 5.0
"""Discord takes one IDENTIFY in five seconds."""

LAST_ANSWERS_SECONDS = 5.0
"""How long answers under way may still take once the coach is told to stop."""

LONGEST_RATE_WAIT_SECONDS = 30.0
"""Up to here discord.py waits for a rate limit itself; it allows no less."""

TRIES_AT_RESUME_ADDRESS = 3
GOING_AWAY, WRONG_TOKEN = 1000, 4004

_chance = SystemRandom()
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shards:
    """Which of a bot's shards are held here, of how many in all.

    Discord brings a server's events to shard (id >> 22) % count, and every direct message to 0.
    """

    held: tuple[int, ...]
    count: int


class Gateway:
    """One bot on Discord.

    Args:
        token: the bot's token, never logged.
        front: the door of the core.
        library: for the commands' descriptions and completions, and the adapter's few words.
        clock: for the instants of requests and for pauses.
        api_url: root of a REST server, `/api/v10` follows; Discord's own if None.
        gateway_url: WebSocket address of the gateway; Discord's own if None.
        patience: seconds that an answer may take before Discord is told that it comes.
        limits: how fast this token may speak.
        ours: whether what the clock has given birth to is this process's to send; None: always.
        shards: those to hold; None for the whole gateway as one line.
        studio: draws what pages show; None: words alone.
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
        gateway_url: str | None = None,
        patience: float = PATIENCE_SECONDS,
        limits: Limits = DISCORD,
        ours: Ours | None = None,
        shards: Shards | None = None,
        studio: Studio | None = None,
    ) -> None:
        self._token = token
        self._library = library
        self._clock = clock
        self._api_url = api_url
        self._gateway_url = gateway_url
        self._shards = shards
        self._clients: list[_Client] = []
        self._identifying = asyncio.Lock()
        self._out = Outbound(self._logged_in, clock, Pace(limits, clock, ours), studio)
        self._inbound = Inbound(
            front=front, library=library, clock=clock, out=self._out, patience=patience
        )
        self._pauses = Pauses(clock)

    @property
    def messenger(self) -> Messenger:
        """The way out for what the clock has given birth to."""
        return self._out

    async def run(self) -> None:
        """Serve until cancelled; returns only if the token, or what it may do, is refused."""
        self._point_library()
        shards = self._shards
        if shards is None:
            await self._hold(self._pauses)
            return
        await asyncio.gather(
            *(self._hold(Pauses(self._clock), shard, shards.count) for shard in shards.held)
        )

    async def _hold(
        self, pauses: Pauses, shard: int | None = None, count: int | None = None
    ) -> None:
        """Serve one shard, or all there is, until cancelled or refused."""
        while True:
            client = _Client(
                self._inbound, self._library, self._clock, pauses, self._identifying,
                shard_id=shard, shard_count=count,
            )  # fmt: skip
            self._clients.append(client)
            try:
                await client.login(self._token)
                await client.connect()
            except discord.LoginFailure:
                _log.error("discord_token_refused")
                return
            except discord.ConnectionClosed as exc:
                if exc.code == WRONG_TOKEN:
                    _log.error("discord_token_refused")
                else:
                    _log.error("discord_gateway_refused", code=exc.code)
                return
            except FAILURES as exc:
                await pauses.wait_out(exc)
            except Exception as exc:  # noqa: BLE001 - the loop outlives what nobody foresaw
                _log.exception("discord_failed")
                await pauses.wait_out(exc)
            finally:
                await self._inbound.finish(LAST_ANSWERS_SECONDS)
                self._clients.remove(client)
                await client.close()

    def _logged_in(self) -> discord.Client | None:
        return next((client for client in self._clients if client.user is not None), None)

    def _point_library(self) -> None:
        # Below this level it logs addresses with tokens in them, and what people write.
        logging.getLogger("discord").setLevel(logging.ERROR)
        # discord.py has no setting for another address; these are read at each request.
        if self._api_url is not None:
            Route.BASE = self._api_url.rstrip("/") + API_VERSION
        if self._gateway_url is not None:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._gateway_url)


class Pauses:
    """Pauses between tries, each about twice the one before, until something works."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = FIRST_PAUSE_SECONDS
        self.failures = 0

    async def wait_out(self, exc: BaseException) -> None:
        """Say once that something is wrong, and wait."""
        if not self.failures:
            _log.warning("discord_unreachable", kind=type(exc).__name__)
        self.failures += 1
        pause, self._next = self._next, min(2 * self._next, LONGEST_PAUSE_SECONDS)
        await self._clock.sleep(pause * _chance.uniform(0.75, 1.0))

    def end(self) -> None:
        """It works."""
        if self.failures:
            _log.info("discord_back")
        self.failures = 0
        self._next = FIRST_PAUSE_SECONDS


class _Client(discord.Client):
    """discord.py's client with our pauses: a session is resumed however long the line was cut."""

    def __init__(  # noqa: PLR0913 - what one line is held with
        self,
        inbound: Inbound,
        library: Library,
        clock: Clock,
        pauses: Pauses,
        identifying: asyncio.Lock,
        *,
        shard_id: int | None,
        shard_count: int | None,
    ) -> None:
        super().__init__(
            shard_id=shard_id,
            shard_count=shard_count,
            intents=discord.Intents(guilds=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.01,
            max_ratelimit_timeout=LONGEST_RATE_WAIT_SECONDS,
        )
        self._inbound = inbound
        self._library = library
        self._clock = clock
        self._pauses = pauses
        self._identifying = identifying
        self._tree = Tree(self, library, inbound.command)

    async def setup_hook(self) -> None:
        """Register what has changed; a refusal there leaves the older commands working."""
        self.add_dynamic_items(PressButton, ChoiceMenu)
        if self.shard_id:
            # The commands are the whole bot's: the first shard registers them.
            return
        try:
            await self._tree.register(self._library)
        except discord.HTTPException as exc:
            _log.error("discord_commands_not_registered", status=exc.status, code=exc.code)

    async def pressed(self, interaction: discord.Interaction[Any], payload: str) -> None:
        """Somebody pressed a button."""
        await self._inbound.press(interaction, payload)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote to the bot."""
        await self._inbound.message(message)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log a defect of ours without what anybody wrote."""
        _log.exception("discord_event_failed", event=event_method)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait before another IDENTIFY, by our clock: one shard after the other."""
        if initial and not shard_id:
            return
        async with self._identifying:
            await self._clock.sleep(IDENTIFY_PAUSE_SECONDS)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Listen until closed.

        As discord.py's own, but for three things: a first connection that fails is tried again,
        the pauses are short enough for a person who waits, and they are the clock's.

        Raises:
            discord.ConnectionClosed: if Discord will not have this bot.
        """
        line: DiscordWebSocket | None = None
        resume = False
        while not self.is_closed():
            heard = False
            try:
                opening = DiscordWebSocket.from_client(self, **self._terms(line, resume=resume))
                line = self.ws = await asyncio.wait_for(opening, HANDSHAKE_SECONDS)
                while True:
                    await line.poll_event()
                    self._pauses.end()
                    heard = True
            except ReconnectWebSocket as exc:
                resume = exc.resume
                if not heard:
                    await self._pauses.wait_out(exc)
            except (*FAILURES, discord.ConnectionClosed) as exc:
                if isinstance(exc, discord.ConnectionClosed) and exc.code != GOING_AWAY:
                    raise
                if not reconnect:
                    raise
                resume = True
                await self._pauses.wait_out(exc)

    def _terms(self, line: DiscordWebSocket | None, *, resume: bool) -> dict[str, Any]:
        """How to open the next line: anew, or where the last one broke off."""
        if line is None or not resume or line.session_id is None:
            return {"initial": line is None, "shard_id": self.shard_id}
        known = line.gateway if self._pauses.failures < TRIES_AT_RESUME_ADDRESS else None
        return {
            "resume": True,
            "shard_id": self.shard_id,
            "session": line.session_id,
            "sequence": line.sequence,
            "gateway": known,
        }
