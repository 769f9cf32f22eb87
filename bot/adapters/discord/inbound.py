"""What people do on Discord, as requests; and their answers on the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

import discord
import structlog

from bot.adapters.commands import COMMANDS
from bot.adapters.discord.answering import Answering
from bot.adapters.discord.choices import Knob
from bot.adapters.discord.outbound import PLATFORM, Outbound
from bot.coach.errors import BlockedError, DeliveryError
from bot.coach.talk.actions import OpenPrivate, StaleActionError, unpack
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Message, reply, say
from bot.coach.talk.requests import Account, ChatAddress, Content, Place, Press, Request, Words
from bot.delivery.pace import Rank
from bot.delivery.wording import worded
from content.library import ENGLISH, Library
from content.phrases import phrase
from scheduler.ports import Clock

PATIENCE_SECONDS = 1.5
"""How long an answer may take before Discord, which waits 3 s, is told that it comes."""

_OPTIONS = {command.name: [one.name for one in command.options] for command in COMMANDS}
_NAMED = {one.name for command in COMMANDS for one in command.options if one.named}
_WRITTEN = {discord.MessageType.default, discord.MessageType.reply}

_log = structlog.get_logger()


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


class Inbound:
    """Takes what people do, asks the front, and shows what it says.

    Args:
        front: the door of the core.
        library: for the adapter's own few words.
        clock: for the instants of requests.
        out: the way into people's conversations.
        patience: seconds that an answer may take before it is announced.
    """

    def __init__(
        self, *, front: Front, library: Library, clock: Clock, out: Outbound, patience: float
    ) -> None:
        self._front = front
        self._library = library
        self._clock = clock
        self._out = out
        self._patience = patience
        self._busy: set[asyncio.Task[Any]] = set()

    async def command(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody sent a slash command, also one that is no longer in the table."""
        async with self._answering(interaction) as way:
            said = Words(words_of(interaction.data or {}))
            await self._serve(_request(interaction, said, self._clock.now()), way)

    async def press(self, interaction: discord.Interaction[Any], payload: str) -> None:
        """Somebody pressed a button."""
        async with self._answering(interaction) as way:
            now = self._clock.now()
            start = _start_in_private(payload)
            if start is None:
                await self._serve(_request(interaction, Press(payload), now), way)
            elif among_others(interaction):
                await self._go_private(_request(interaction, Words(start), now), way)
            else:
                await self._serve(_request(interaction, Words(start), now), way)

    async def message(self, message: discord.Message) -> None:
        """Somebody wrote into their conversation with the bot."""
        if message.guild is not None or message.author.bot or message.type not in _WRITTEN:
            return
        home, key = home_of(message.author), str(message.id)
        request = Request(
            account=Account(platform=PLATFORM, id=home.chat),
            address=home,
            place=Place.PRIVATE,
            content=Words(message.content),
            at=self._clock.now(),
            key=key,
        )
        with self._under_way():
            try:
                # In a task of its own, as what is asked by a command: they start in order.
                spoken = await asyncio.ensure_future(self._front.serve(request))
                await self._send(home, spoken.messages, once=key)
            except DeliveryError as exc:
                _log.warning("discord_answer_not_shown", kind=type(exc).__name__)
            except Exception:  # noqa: BLE001 - a defect of ours: logged, and told in words
                _log.exception("discord_message_failed")
                with suppress(DeliveryError):
                    await self._send(home, (self._said("error.ours", None),), once=f"{key}/sorry")

    async def finish(self, seconds: float) -> None:
        """Wait so long for the answers under way, then end them."""
        if self._busy:
            await asyncio.wait(set(self._busy), timeout=seconds)
        left = set(self._busy)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self, request: Request, way: Answering) -> None:
        """Answer in time, or announce the answer in time and give it later."""
        asked = asyncio.ensure_future(self._front.serve(request))
        try:
            answered, _ = await asyncio.wait({asked}, timeout=self._patience)
            if not answered:
                await way.hold()
            spoken = await asked
        finally:
            asked.cancel()
        await way.show(spoken.messages)

    async def _go_private(self, request: Request, way: Answering) -> None:
        """Go on in the person's conversation, and point there where they pressed."""
        home = request.home
        if home is None:
            raise ValueError("a request from among others names the person's own conversation")
        await way.hold(thinking=True)
        moved = replace(request, place=Place.PRIVATE, address=home, whispers=False, home=None)
        spoken = await self._front.serve(moved)
        if not spoken.messages:
            return
        try:
            conversation = await self._out.conversation(home, Rank.ANSWER)
            await self._send(home, spoken.messages, once=request.key or "")
        except BlockedError:
            await way.show((self._said("adapter.discord.closed", request.locale),))
        else:
            await way.show(
                (self._said("adapter.discord.opened", request.locale),),
                link=Knob(
                    label=self._text("adapter.discord.open", request.locale),
                    payload=conversation.jump_url,
                ),
            )

    async def _send(self, home: ChatAddress, messages: Iterable[Message], *, once: str) -> None:
        for number, message in enumerate(messages):
            for part, sheet in enumerate(await self._out.sheets(message)):
                key = f"{once}/{number}/{part}"
                await self._out.insist(home, sheet, silent=message.silent, once=key)

    @asynccontextmanager
    async def _answering(self, interaction: discord.Interaction[Any]) -> AsyncIterator[Answering]:
        """The way back; whatever goes wrong on it ends here."""
        others = among_others(interaction)
        way = Answering(interaction, self._out, home=home_of(interaction.user), among_others=others)
        with self._under_way():
            try:
                yield way
            except DeliveryError as exc:
                _log.warning("discord_answer_not_shown", kind=type(exc).__name__)
            except Exception:  # noqa: BLE001 - a defect of ours: logged, and told in words
                _log.exception("discord_interaction_failed")
                with suppress(DeliveryError):
                    await way.show((self._said("error.ours", str(interaction.locale)),))

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an answer is under way outside of any task")
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)

    def _said(self, key: str, locale: str | None) -> Message:
        reader = Reader(tongue=locale or ENGLISH, zone=UTC)
        return worded(reply(say(key)), reader, self._library, self._clock.now())

    def _text(self, key: str, locale: str | None) -> str:
        return self._library.catalogue(locale or ENGLISH).text(phrase(key), UTC)


def words_of(data: Mapping[str, Any]) -> str:
    """A slash command as the person would have typed it: "/pose legs_up_wall steps"."""
    filled = {one["name"]: str(one.get("value", "")) for one in data.get("options") or ()}
    name = str(data.get("name", ""))
    values = [
        f"{option} {filled[option]}"
        if option in _NAMED and option not in filled[option].casefold()
        else filled[option]
        for option in _OPTIONS.get(name, filled)
        if option in filled
    ]
    return " ".join([f"/{name}", *values])


def among_others(interaction: discord.Interaction[Any]) -> bool:
    """Whether it was done anywhere but in the person's own conversation with the bot."""
    return not interaction.context.dm_channel


def home_of(person: discord.abc.Snowflake) -> ChatAddress:
    """A person's conversation with the bot, named by the person."""
    return ChatAddress(platform=PLATFORM, chat=str(person.id))


def _request(interaction: discord.Interaction[Any], content: Content, now: datetime) -> Request:
    home, others = home_of(interaction.user), among_others(interaction)
    return Request(
        account=Account(platform=PLATFORM, id=home.chat),
        address=ChatAddress(platform=PLATFORM, chat=str(interaction.channel_id))
        if others
        else home,
        place=Place.GROUP if others else Place.PRIVATE,
        content=content,
        at=now,
        locale=str(interaction.locale),
        whispers=others,
        home=home if others else None,
        key=str(interaction.id),
    )


def _start_in_private(payload: str) -> str | None:
    """The command that goes on in private, if the payload means that."""
    try:
        action = unpack(payload)
    except StaleActionError:
        return None
    return f"/start {action.start}" if isinstance(action, OpenPrivate) else None
