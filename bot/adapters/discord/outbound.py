"""Messages on their way into people's conversations with the bot on Discord."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import blake2s
from random import SystemRandom

import discord

from bot.adapters.discord.errors import as_delivery_errors
from bot.adapters.discord.markup import Sheet, sheets
from bot.adapters.discord.parts import new_parts
from bot.coach.errors import GoneError, RetryLaterError
from bot.coach.ports import Lane
from bot.coach.talk.replies import Attachment, Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from bot.delivery.pace import Pace, Rank, rank_of
from bot.media.studio import Print, Studio
from scheduler.ports import Clock

PLATFORM = "discord"

SEND_WITHIN_SECONDS = 25.0
NOT_CONNECTED_SECONDS = 5.0
TRIES = 4
LONGEST_WAIT_SECONDS = 15.0
"""An answer that would come later than that is not waited for by its reader either."""

KNOWN = 100_000
"""Conversations whose number is remembered, so that each of them is opened once."""

NONCE_BYTES = 12
"""As 24 characters; Discord takes 25."""

_chance = SystemRandom()


class Outbound:
    """The way into people's conversations with the bot. A Messenger.

    Args:
        client: the client of the moment; None while there is none that is logged in.
        clock: for the pauses between tries.
        pace: how fast the token may speak; what a route allows besides, discord.py keeps to.
        studio: draws what messages show; None: words alone.
    """

    platform = PLATFORM

    def __init__(
        self,
        client: Callable[[], discord.Client | None],
        clock: Clock,
        pace: Pace,
        studio: Studio | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._pace = pace
        self._studio = studio
        self._known: OrderedDict[str, int] = OrderedDict()

    async def send(self, to: ChatAddress, message: Message, *, nonce: str, lane: Lane) -> Receipt:
        """Send a message; its last part, which has the buttons, is the one in the receipt.

        Raises:
            RetryLaterError: network, overload, rate limit, not connected.
            BlockedError: direct messages are closed to the coach.
            GoneError: no such person.
            RefusedError: the message will never be taken.
        """
        receipt = Receipt(message="")
        for number, sheet in enumerate(await self.sheets(message)):
            once = f"{nonce}/{number}"
            receipt = await self.post(
                to, sheet, silent=message.silent, once=once, rank=rank_of(lane)
            )
        return receipt

    async def sheets(self, message: Message) -> tuple[Sheet, ...]:
        """The message as Discord's, its pictures on the first: attachments' addresses expire."""
        made = sheets(message)
        if self._studio is None or not made:
            return made
        if any(line.beside for line in message.lines):
            made = await asyncio.to_thread(_beside, made, message, self._studio)
        if not message.pictures:
            return made
        images = tuple(map(_attachment, await asyncio.to_thread(self._studio.prints, message)))
        pictures = tuple(one for one in images if one.media_type.startswith("image/"))
        sounds = tuple(one for one in images if one not in pictures)
        first = replace(made[0], images=pictures)
        made = (first, *made[1:])
        return (*made[:-1], replace(made[-1], files=(*made[-1].files, *sounds)))

    async def post(
        self, to: ChatAddress, sheet: Sheet, *, silent: bool, once: str, rank: Rank
    ) -> Receipt:
        """Send one part in its turn; `once` is the same for every try of the same one.

        Raises:
            DeliveryError: as for `send`.
        """
        known = to.chat in self._known
        try:
            return await self._post(to, sheet, silent=silent, once=once, rank=rank)
        except GoneError:
            self._known.pop(to.chat, None)
            # Perhaps it is only the conversation that is no more, not the person.
            if not known:
                raise
        return await self._post(to, sheet, silent=silent, once=once, rank=rank)

    async def insist(self, to: ChatAddress, sheet: Sheet, *, silent: bool, once: str) -> None:
        """Send one part to somebody who waits for it: again, as long as that may help soon.

        Raises:
            DeliveryError: as for `send`, if it did not.
        """
        for attempt in range(TRIES):
            try:
                await self.post(to, sheet, silent=silent, once=once, rank=Rank.ANSWER)
            except RetryLaterError as exc:
                if exc.seconds > LONGEST_WAIT_SECONDS or attempt == TRIES - 1:
                    raise
                if not exc.too_fast:
                    await self._clock.sleep(exc.seconds * _chance.uniform(1.0, 1.25))
            else:
                return

    async def conversation(self, to: ChatAddress, rank: Rank) -> discord.PartialMessageable:
        """The conversation with the person of an address, opened in its turn if it is not known.

        Raises:
            DeliveryError: if there is none, or none can be opened now.
        """
        client = self._client()
        if client is None:
            raise RetryLaterError(NOT_CONNECTED_SECONDS)
        if not (to.chat.isascii() and to.chat.isdecimal()):
            raise GoneError("no id of a person")
        if to.chat not in self._known:
            async with self._in_turn(to, rank):
                opened = await client.create_dm(discord.Object(int(to.chat)))
            self._known[to.chat] = opened.id
            if len(self._known) > KNOWN:
                self._known.popitem(last=False)
        return client.get_partial_messageable(
            self._known[to.chat], type=discord.ChannelType.private
        )

    async def _post(
        self, to: ChatAddress, sheet: Sheet, *, silent: bool, once: str, rank: Rank
    ) -> Receipt:
        channel = await self.conversation(to, rank)
        async with self._in_turn(to, rank):
            sent = await channel.send(**new_parts(sheet), silent=silent, nonce=_nonce(to, once))
        return Receipt(message=str(sent.id))

    @asynccontextmanager
    async def _in_turn(self, to: ChatAddress, rank: Rank) -> AsyncIterator[None]:
        """The turn to ask for one thing; what Discord refuses is raised as ours."""
        async with self._pace.turn(to.chat, rank):
            try:
                with as_delivery_errors():
                    async with asyncio.timeout(SEND_WITHIN_SECONDS):
                        yield
            except RetryLaterError as told:
                if told.too_fast:
                    self._hold_back(told, to, rank)
                raise

    def _hold_back(self, told: RetryLaterError, to: ChatAddress, rank: Rank) -> None:
        """Nothing goes there for exactly as long as Discord says."""
        if told.everywhere:
            self._pace.stop(told.seconds)
        else:
            self._pace.stop(told.seconds, chat=to.chat, rank=rank)


def _beside(made: tuple[Sheet, ...], message: Message, studio: Studio) -> tuple[Sheet, ...]:
    """The same sheets with what stands beside their words drawn."""
    small = {shown: _attachment(one) for shown, one in studio.small_prints(message).items()}
    return tuple(
        replace(
            sheet,
            passages=tuple(
                replace(one, thumb=small.get(one.beside)) if one.beside else one
                for one in sheet.passages
            ),
        )
        for sheet in made
    )


def _attachment(one: Print) -> Attachment:
    picture = one.picture
    return Attachment(
        name=picture.name, media_type=picture.media_type, data=picture.data, alt=one.alt
    )


def _nonce(to: ChatAddress, once: str) -> str:
    # Discord keeps nonces by author, not by channel: the address is part of it.
    said = f"{to.chat}/{once}".encode("utf-8", "replace")
    return blake2s(said, digest_size=NONCE_BYTES).hexdigest()
