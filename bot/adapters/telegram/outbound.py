"""From messages to Telegram's calls: sent, changed in place, with files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

import structlog
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.errors import AGAIN_SECONDS, delivery_error, unchanged
from bot.adapters.telegram.inbound import PLATFORM, Asked
from bot.adapters.telegram.markup import Part, keyboard, parts
from bot.coach.errors import DeliveryError, RefusedError, RetryLaterError
from bot.coach.talk.replies import Attachment, Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from scheduler.ports import Clock

TRIES = 4
"""Times that each call of an answer is tried while the person waits for it."""

PATIENCE_SECONDS = 60.0
"""The longest wait that Telegram may ask for before an answer is given up."""

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")
_log = structlog.get_logger()


class _Calling(Protocol):
    """How a call is made: once, or with patience. Raises only errors of ours."""

    async def __call__(self, call: Callable[[], Awaitable[T]], to: ChatAddress) -> T: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """Where a message goes, and how.

    `place`: the message to put it in place of. `under`: the person's message that it answers.
    """

    to: ChatAddress
    silent: bool
    calling: _Calling
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

    `bot_name` is known once the bot is connected; before that everything is for later.
    """

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self.platform = PLATFORM
        self.bot_name: str | None = None
        self._bot = bot
        self._clock = clock

    async def send(
        self,
        to: ChatAddress,
        message: Message,
        *,
        nonce: str,  # noqa: ARG002 - Telegram knows no key against repeats
    ) -> Receipt:
        """Send a message; see `Messenger` for the errors."""
        way = _Way(to=to, silent=message.silent, calling=_once)
        return Receipt(message=str(await self._deliver(message, way)))

    async def show(self, messages: Iterable[Message], asked: Asked) -> None:
        """Answer a request: in order, patiently, and in place of what was pressed if wanted.

        What cannot be shown is logged; nothing is raised, since nobody is left to be told.
        """
        place, under = asked.pressed, asked.under
        for message in messages:
            way = _Way(
                to=asked.request.address,
                silent=message.silent,
                calling=self._patiently,
                place=place if message.replaces else None,
                under=under,
            )
            try:
                await self._deliver(message, way)
            except RefusedError:
                continue
            except DeliveryError as exc:
                _log.warning("telegram_answer_not_delivered", kind=type(exc).__name__)
                return
            place, under = (None if message.replaces else place), None

    async def _deliver(self, message: Message, way: _Way) -> int:
        """The number of the last message that it became, the one with the buttons."""
        if self.bot_name is None:
            raise RetryLaterError(AGAIN_SECONDS, everywhere=True)
        number: int | None = None
        keys = keyboard(message, self.bot_name)
        texts = parts(message.lines)
        for part in texts:
            below = keys if part is texts[-1] else None
            number = await self._text(part, below, way)
            way = replace(way, place=None, under=None)
        for file in message.files:
            below = keys if number is None else None
            sent = await way.calling(partial(self._send_file, file, below, way), way.to)
            number = number or sent
        if number is None:
            raise RefusedError("an empty message")
        return number

    async def _text(self, part: Part, keys: InlineKeyboardMarkup | None, way: _Way) -> int:
        if way.place is not None and await way.calling(
            partial(self._edit, part, keys, way.chat, way.place), way.to
        ):
            return way.place
        try:
            return await way.calling(partial(self._send_text, part, keys, way), way.to)
        except RefusedError:
            if keys is None and not part.entities:
                raise
        # The words matter more than their dress: a fault in a button must not lose an answer.
        bare = Part(text=part.text, entities=())
        return await way.calling(partial(self._send_text, bare, None, way), way.to)

    async def _send_text(self, part: Part, keys: InlineKeyboardMarkup | None, way: _Way) -> int:
        sent = await self._bot.send_message(
            way.chat,
            part.text,
            entities=part.entities,
            reply_markup=keys,
            disable_notification=way.silent,
            message_thread_id=way.thread,
            reply_parameters=way.reply,
            link_preview_options=NO_PREVIEW,
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
            return unchanged(refused)
        return True

    async def _patiently(self, call: Callable[[], Awaitable[T]], to: ChatAddress) -> T:
        for attempt in range(TRIES - 1):
            try:
                return await _once(call, to)
            except RetryLaterError as later:
                if later.seconds > PATIENCE_SECONDS:
                    raise
                await self._clock.sleep(max(later.seconds, 2.0**attempt))
        return await _once(call, to)


async def _once(call: Callable[[], Awaitable[T]], to: ChatAddress) -> T:
    try:
        return await call()
    except TelegramError as exc:
        raise delivery_error(exc, to) from exc
