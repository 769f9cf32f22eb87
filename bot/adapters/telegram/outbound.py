"""From messages to Telegram's calls: sent, changed in place, with files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from random import SystemRandom
from typing import TypeVar

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.album import CAPTION_UNITS, Album
from bot.adapters.telegram.errors import (
    AGAIN_SECONDS,
    TOO_LONG,
    delivery_error,
    has_no_text,
    is_group,
    unchanged,
)
from bot.adapters.telegram.inbound import PLATFORM, Asked
from bot.adapters.telegram.markup import Part, bare, halves, keyboard, parts, units
from bot.coach.errors import DeliveryError, GoneError, RefusedError, RetryLaterError
from bot.coach.ports import Lane, Store
from bot.coach.talk.replies import Attachment, Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from bot.delivery.pace import Pace, Rank, rank_of
from bot.delivery.uploaded import Uploaded
from bot.media.studio import Picture, Print, Studio
from scheduler.ports import Clock

TRIES = 4
"""Times that each call of an answer is tried while the person waits for it."""

MOST_WAITS = 12
"""Rate limits that a call of an answer waits out: each wait is as long as Telegram says."""

PATIENCE_SECONDS = 60.0
"""The longest wait that Telegram may ask for before an answer is given up."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")
_log = structlog.get_logger()
_chance = SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where a message goes, and how.

    `rank`: who goes first; an answer is tried with patience, for all else the outbox has it.
    `place`: the message to put it in place of. `under`: the person's message that it answers.
    """

    to: ChatAddress
    silent: bool
    rank: Rank
    place: int | None = None
    under: int | None = None

    @property
    def chat(self) -> int:
        return int(self.to.chat)

    @property
    def thread(self) -> int | None:
        return int(self.to.thread) if self.to.thread else None

    @property
    def reply(self) -> ReplyParameters | None:
        if self.under is None:
            return None
        return ReplyParameters(self.under, allow_sending_without_reply=True)


class Outbound:
    """The way out to Telegram, for answers and for what the clock has given birth to.

    `bot_name` is known once the bot is connected; before that everything is for later. Without a
    `studio` the words go out alone; with a `store` a picture is uploaded once and for all starts.
    """

    def __init__(
        self,
        bot: Bot,
        clock: Clock,
        pace: Pace,
        studio: Studio | None = None,
        store: Store | None = None,
    ) -> None:
        self.platform = PLATFORM
        self.bot_name: str | None = None
        self._bot = bot
        self._clock = clock
        self._pace = pace
        self._studio = studio
        # The number of a bot is what its token begins with; the secret is what follows.
        place = f"{PLATFORM}:{bot.token.partition(':')[0]}"
        self._album = Album(bot, Uploaded(place, clock, store))

    async def send(
        self,
        to: ChatAddress,
        message: Message,
        *,
        nonce: str,  # noqa: ARG002 - Telegram knows no key against repeats
        lane: Lane,
    ) -> Receipt:
        """Send a message; see `Messenger` for the errors."""
        way = _Way(to=to, silent=message.silent, rank=rank_of(lane))
        return Receipt(message=str(await self._deliver(message, way)))

    async def show(self, messages: Iterable[Message], asked: Asked) -> None:
        """Answer a request: in order, patiently, and in place of what was pressed if wanted.

        What cannot be shown is logged; nothing is raised, since nobody is left to be told.
        """
        to, place, under = asked.request.address, asked.pressed, asked.under
        for message in messages:
            way = _Way(
                to=to,
                silent=message.silent,
                rank=Rank.ANSWER,
                place=place if message.replaces else None,
                under=under,
            )
            try:
                to = await self._follow(message, way)
            except RefusedError:
                continue
            except DeliveryError as exc:
                _log.warning("telegram_answer_not_delivered", kind=type(exc).__name__)
                return
            place, under = (None if message.replaces else place), None

    async def _follow(self, message: Message, way: _Way) -> ChatAddress:
        """Deliver a message, where the chat has moved to if it has; where it went."""
        try:
            await self._deliver(message, way)
        except GoneError as gone:
            if gone.moved_to is None:
                raise
            await self._deliver(message, replace(way, to=gone.moved_to, place=None, under=None))
            return gone.moved_to
        return way.to

    async def _deliver(self, message: Message, way: _Way) -> int:
        """The number of the last message that it became, the one with the buttons."""
        if self.bot_name is None:
            raise RetryLaterError(AGAIN_SECONDS, everywhere=True)
        number: int | None = None
        keys = keyboard(message, self.bot_name)
        texts = parts(message.lines)
        prints = await self._prints(message)
        images = [one.picture for one in prints if one.picture.width]
        if images and len(texts) == 1 and units(texts[0].text) <= CAPTION_UNITS:
            number = await self._captioned(images.pop(0), texts[0], keys, way)
            texts, way = (), replace(way, place=None, under=None)
        for image in images:
            await self._beside(image, way)
        for part in texts:
            below = keys if part is texts[-1] else None
            number = await self._text(part, below, way)
            way = replace(way, place=None, under=None)
        for file in message.files:
            below = keys if number is None else None
            sent = await self._call(partial(self._send_file, file, below, way), way)
            number = number or sent
        if number is None:
            raise RefusedError("an empty message")
        for sound in (one.picture for one in prints if not one.picture.width):
            # The words are out and have rung: a second try would say them again.
            with suppress(DeliveryError):
                await self._beside(sound, replace(way, silent=True, under=None))
        return number

    async def _beside(self, picture: Picture, way: _Way) -> None:
        """Send a picture or a sound of its own; if it is not taken, the words go on without it."""
        with suppress(RefusedError):
            await self._call(partial(self._send_picture, picture, None, None, way), way)

    async def _prints(self, message: Message) -> tuple[Print, ...]:
        if self._studio is None or not message.pictures:
            return ()
        return await asyncio.to_thread(self._studio.prints, message)

    async def _captioned(
        self, image: Picture, part: Part, keys: InlineKeyboardMarkup | None, way: _Way
    ) -> int:
        """Show a picture with the words below it; where that is refused, the words alone."""
        place = way.place
        try:
            if place is not None and await self._call(
                partial(self._album.edit, way.chat, place, image, part, keys), way, new=False
            ):
                return place
            return await self._call(partial(self._send_picture, image, part, keys, way), way)
        except RefusedError:
            return await self._text(part, keys, replace(way, place=None))

    async def _send_picture(
        self, picture: Picture, part: Part | None, keys: InlineKeyboardMarkup | None, way: _Way
    ) -> int:
        return await self._album.send(
            way.chat,
            picture,
            part,
            reply_markup=keys,
            disable_notification=way.silent,
            message_thread_id=way.thread,
            reply_parameters=way.reply,
        )

    async def _text(self, part: Part, keys: InlineKeyboardMarkup | None, way: _Way) -> int:
        if way.place is not None and await self._call(
            partial(self._edit, part, keys, way.chat, way.place), way, new=False
        ):
            return way.place
        try:
            return await self._call(partial(self._send_text, part, keys, way), way)
        except RefusedError as refused:
            if TOO_LONG in str(refused).lower():
                pieces = halves(part)
            elif keys is not None or part.entities:
                pieces = (bare(part),)
            else:
                raise
        # The words matter more than their dress: a fault in a button must not lose an answer.
        numbers = [
            await self._call(partial(self._send_text, one, None, way), way) for one in pieces
        ]
        return numbers[-1]

    async def _send_text(self, part: Part, keys: InlineKeyboardMarkup | None, way: _Way) -> int:
        paid = self._pace.pays(way.rank)
        try:
            return await self._send_once(part, keys, way, paid=paid)
        except BadRequest as refused:
            if not paid:
                raise
            number = await self._send_once(part, keys, way, paid=False)
            # It goes for nothing: it was the paying that Telegram does not let this bot do.
            self._pace.stop_paying()
            _log.warning("telegram_paid_broadcast_refused", reason=refused.message)
            return number

    async def _send_once(
        self, part: Part, keys: InlineKeyboardMarkup | None, way: _Way, *, paid: bool
    ) -> int:
        sent = await self._bot.send_message(
            way.chat,
            part.text,
            entities=part.entities,
            reply_markup=keys,
            disable_notification=way.silent,
            message_thread_id=way.thread,
            reply_parameters=way.reply,
            link_preview_options=NO_PREVIEW,
            allow_paid_broadcast=paid or None,
        )
        return sent.message_id

    async def _send_file(
        self, file: Attachment, keys: InlineKeyboardMarkup | None, way: _Way
    ) -> int:
        sent = await self._bot.send_document(
            way.chat,
            file.data,
            filename=file.name,
            reply_markup=keys,
            disable_notification=way.silent,
            message_thread_id=way.thread,
        )
        return sent.message_id

    async def _edit(
        self, part: Part, keys: InlineKeyboardMarkup | None, chat: int, place: int
    ) -> bool:
        """Whether the message reads so now; not if it is gone, or is none that has a text."""
        try:
            await self._bot.edit_message_text(
                part.text,
                chat,
                place,
                entities=part.entities,
                reply_markup=keys,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as refused:
            if not has_no_text(refused) or units(part.text) > CAPTION_UNITS:
                return unchanged(refused)
        else:
            return True
        # The pressed message shows a picture, which stays, with these words below it.
        return await self._edit_caption(part, keys, chat, place)

    async def _edit_caption(
        self, part: Part, keys: InlineKeyboardMarkup | None, chat: int, place: int
    ) -> bool:
        try:
            await self._bot.edit_message_caption(
                chat,
                place,
                caption=part.text,
                caption_entities=part.entities,
                reply_markup=keys,
            )
        except BadRequest as refused:
            return unchanged(refused)
        return True

    async def _call(self, call: Callable[[], Awaitable[T]], way: _Way, *, new: bool = True) -> T:
        """Make a call in its turn; for somebody who waits, again while that may help.

        `new`: it makes a message; what only changes one counts for the whole token, not its chat.
        """
        tries = waits = 0
        while True:
            try:
                return await self._in_turn(call, way, new=new)
            except RetryLaterError as later:
                tries, waits = tries + (not later.too_fast), waits + later.too_fast
                spent = tries == TRIES or waits == MOST_WAITS
                if way.rank is not Rank.ANSWER or spent or later.seconds > PATIENCE_SECONDS:
                    raise
                if not later.too_fast:
                    pause = max(later.seconds, 2.0 ** (tries - 1))
                    await self._clock.sleep(pause * _chance.uniform(1.0, 1.25))

    async def _in_turn(self, call: Callable[[], Awaitable[T]], way: _Way, *, new: bool) -> T:
        chat = way.to.chat if new else None
        async with self._pace.turn(chat, way.rank, group=is_group(way.to)):
            try:
                return await call()
            except TelegramError as exc:
                failed = delivery_error(exc, way.to)
                if isinstance(failed, RetryLaterError) and failed.too_fast:
                    self._hold_back(failed, way)
                raise failed from exc

    def _hold_back(self, told: RetryLaterError, way: _Way) -> None:
        """Nothing goes there for exactly as long as Telegram says."""
        if told.everywhere:
            self._pace.stop(told.seconds)
        else:
            self._pace.stop(told.seconds, chat=way.to.chat, rank=way.rank)
