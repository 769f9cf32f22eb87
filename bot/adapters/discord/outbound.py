"""Messages on their way to Discord: into a conversation, or back to what somebody did there.

What somebody does (a command, a press) wants an answer within 3 s, takes one, and then follow-ups
for 15 minutes. What no longer goes that way goes into the person's conversation with the bot.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2s
from typing import Any, Protocol

import discord
import structlog

from bot.adapters.discord.errors import FAILURES, as_delivery_errors
from bot.adapters.discord.markup import Knob, Sheet, sheets
from bot.coach.errors import DeliveryError, GoneError, RetryLaterError
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from bot.delivery.messenger import Receipt
from scheduler.ports import Clock

PLATFORM = "discord"

SEND_WITHIN_SECONDS = 25.0
NOT_CONNECTED_SECONDS = 5.0
TRIES = 4
LONGEST_WAIT_SECONDS = 15.0
"""An answer that would come later than that is not waited for by its reader either."""

NONCE_BYTES = 12
"""As 24 characters; Discord takes 25."""

ALREADY_ANSWERED = 40060
UNKNOWN_MESSAGE = 10008
WAY_CLOSED = frozenset({10062, 10015, 50027, 40094})
"""Too late for an answer, the token's 15 minutes are over, no further follow-up."""

_log = structlog.get_logger()


class Presses(Protocol):
    """A client that can be told of presses."""

    async def pressed(self, interaction: discord.Interaction[Any], payload: str) -> None:
        """Somebody pressed a button."""
        ...


class PressButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?s:.+)"):
    """A button whose payload says all, so that it works after a restart and next week.

    The template takes whatever is on the bot's own messages: the core answers what is stale.
    """

    def __init__(self, knob: Knob, row: int | None = None) -> None:
        super().__init__(discord.ui.Button(label=knob.label, custom_id=knob.payload, row=row))

    @classmethod
    async def from_custom_id(
        cls,
        _: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> PressButton:
        """The button that was pressed."""
        label = getattr(item, "label", None) or "?"
        return cls(Knob(label=label, payload=match.string))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press on."""
        client: Presses = interaction.client
        await client.pressed(interaction, self.custom_id)


class Outbound:
    """The way into people's conversations with the bot. A Messenger.

    Args:
        client: the client of the moment; None while there is none that is logged in.
        clock: for the pauses between tries.
    """

    platform = PLATFORM

    def __init__(self, client: Callable[[], discord.Client | None], clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def send(self, to: ChatAddress, message: Message, *, nonce: str) -> Receipt:
        """Send a message; its last part, which has the buttons, is the one in the receipt.

        Raises:
            RetryLaterError: network, overload, rate limit, not connected.
            BlockedError: direct messages are closed to the coach.
            GoneError: no such person.
            RefusedError: the message will never be taken.
        """
        receipt = Receipt(message="")
        for number, sheet in enumerate(sheets(message)):
            once = f"{nonce}/{number}"
            receipt = await self.post(to, sheet, silent=message.silent, once=once)
        return receipt

    async def post(self, to: ChatAddress, sheet: Sheet, *, silent: bool, once: str) -> Receipt:
        """Send one part; `once` is the same for every try of the same one.

        Raises:
            DeliveryError: as for `send`.
        """
        channel = await self.conversation(to)
        with as_delivery_errors():
            async with asyncio.timeout(SEND_WITHIN_SECONDS):
                sent = await channel.send(**_new(sheet), silent=silent, nonce=_nonce(to, once))
        return Receipt(message=str(sent.id))

    async def insist(self, to: ChatAddress, sheet: Sheet, *, silent: bool, once: str) -> None:
        """Send one part to somebody who waits for it: again, as long as that may help soon.

        Raises:
            DeliveryError: as for `send`, if it did not.
        """
        for _ in range(TRIES - 1):
            try:
                await self.post(to, sheet, silent=silent, once=once)
            except RetryLaterError as exc:
                if exc.seconds > LONGEST_WAIT_SECONDS:
                    raise
                await self._clock.sleep(exc.seconds)
            else:
                return
        await self.post(to, sheet, silent=silent, once=once)

    async def conversation(self, to: ChatAddress) -> discord.DMChannel:
        """The conversation with the person of an address.

        Raises:
            DeliveryError: if there is none, or none can be opened now.
        """
        client = self._client()
        if client is None:
            raise RetryLaterError(NOT_CONNECTED_SECONDS)
        if not (to.chat.isascii() and to.chat.isdecimal()):
            raise GoneError("no id of a person")
        with as_delivery_errors():
            async with asyncio.timeout(SEND_WITHIN_SECONDS):
                return await client.create_dm(discord.Object(int(to.chat)))


class Answering:
    """The way back to one thing that a person did.

    Args:
        interaction: the command or press.
        out: the way into the person's conversation, for what no longer goes back.
        home: that conversation.
        among_others: others are listening where it was done.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        out: Outbound,
        *,
        home: ChatAddress,
        among_others: bool,
    ) -> None:
        self._interaction = interaction
        self._out = out
        self._home = home
        self._among_others = among_others
        self._is_press = interaction.type is discord.InteractionType.component
        self._own = _is_own(interaction)
        self._edited = False
        self._thinking = False
        self._closed = False
        self._shown = 0

    async def hold(self, *, thinking: bool = False) -> None:
        """Tell Discord that an answer comes. A press shows nothing of it unless `thinking`."""
        thinking = thinking or not self._is_press
        try:
            await self._interaction.response.defer(
                ephemeral=self._among_others and thinking, thinking=thinking
            )
        except FAILURES as exc:
            # Too late, told before, or the network: the answer itself is what counts.
            _log.debug("discord_not_held", kind=type(exc).__name__)
        else:
            self._thinking = thinking

    async def show(self, messages: tuple[Message, ...], *, link: Knob | None = None) -> None:
        """Show the messages in order; one that replaces the pressed one comes first.

        Args:
            messages: what to show; nothing ends the spinning on a pressed button.
            link: a button that opens an address, below each of them.

        Raises:
            DeliveryError: if one could not be shown; the rest is left out then.
        """
        if self._is_press:
            messages = tuple(sorted(messages, key=lambda message: not message.replaces))
        for message in messages:
            for sheet in sheets(message):
                await self._show(replace(sheet, link=link), message)
        if self._is_press and not self._interaction.response.is_done():
            await self.hold()

    async def _show(self, sheet: Sheet, message: Message) -> None:
        self._shown += 1
        if not self._closed:
            try:
                with as_delivery_errors():
                    await self._back(sheet, message)
            except DeliveryError as exc:
                refused = exc.__cause__
                closed = isinstance(refused, discord.HTTPException) and refused.code in WAY_CLOSED
                if not closed and not isinstance(exc, RetryLaterError):
                    raise
                self._closed = True
            else:
                return
        once = f"{self._interaction.id}/{self._shown}"
        await self._out.insist(self._home, sheet, silent=message.silent, once=once)

    async def _back(self, sheet: Sheet, message: Message) -> None:
        """Edit, fill the answer that was promised, answer, or follow up."""
        interaction = self._interaction
        if self._may_edit(message) and await self._edit(sheet):
            return
        if self._thinking:
            await interaction.edit_original_response(**_changed(sheet))
            self._thinking = False
            return
        hidden = self._among_others and (message.private or not self._own)
        how: dict[str, Any] = {**_new(sheet), "ephemeral": hidden, "silent": message.silent}
        if not interaction.response.is_done():
            try:
                await interaction.response.send_message(**how)
            except discord.HTTPException as exc:
                # The same update, delivered twice, has been answered before.
                if exc.code != ALREADY_ANSWERED:
                    raise
            else:
                return
        await interaction.followup.send(**how)

    def _may_edit(self, message: Message) -> bool:
        """Whether the pressed message gives way: what others see only to what others may see."""
        pressed = self._interaction.message
        if not message.replaces or self._edited or not self._is_press or pressed is None:
            return False
        if not self._among_others or pressed.flags.ephemeral:
            return True
        return self._own and not message.private

    async def _edit(self, sheet: Sheet) -> bool:
        """Put the sheet in the place of the pressed message, if that is still there."""
        self._edited = True
        interaction = self._interaction
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(**_changed(sheet))
            else:
                await interaction.response.edit_message(**_changed(sheet))
        except discord.HTTPException as exc:
            if exc.code not in {UNKNOWN_MESSAGE, ALREADY_ANSWERED}:
                raise
            return False
        return True


def _is_own(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message with the button is an answer to the person who presses it."""
    pressed = interaction.message
    if pressed is None or pressed.flags.ephemeral or pressed.interaction_metadata is None:
        return True
    return pressed.interaction_metadata.user.id == interaction.user.id


def _nonce(to: ChatAddress, once: str) -> str:
    # Discord keeps nonces by author, not by channel: the address is part of it.
    said = f"{to.chat}/{once}".encode("utf-8", "replace")
    return blake2s(said, digest_size=NONCE_BYTES).hexdigest()


def _new(sheet: Sheet) -> dict[str, Any]:
    """What a new message is made of; what it lacks is left out."""
    parts: dict[str, Any] = {
        "content": sheet.content or None,
        "embeds": _embeds(sheet),
        "files": _files(sheet),
        "view": _view(sheet),
    }
    return {name: part for name, part in parts.items() if part}


def _changed(sheet: Sheet) -> dict[str, Any]:
    """What a message becomes; what it lacks is taken away."""
    return {
        "content": sheet.content or None,
        "embeds": _embeds(sheet),
        "attachments": _files(sheet),
        "view": _view(sheet),
    }


def _embeds(sheet: Sheet) -> list[discord.Embed]:
    if not (sheet.title or sheet.body):
        return []
    return [
        discord.Embed(
            title=sheet.title or None, description=sheet.body or None, colour=sheet.colour
        )
    ]


def _files(sheet: Sheet) -> list[discord.File]:
    return [discord.File(io.BytesIO(one.data), filename=one.name) for one in sheet.files]


def _view(sheet: Sheet) -> discord.ui.View | None:
    if not (sheet.rows or sheet.link):
        return None
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(sheet.rows):
        for knob in row:
            view.add_item(PressButton(knob, row=number))
    if sheet.link:
        view.add_item(discord.ui.Button(label=sheet.link.label, url=sheet.link.payload))
    # Presses are found by their payload; kept by message, views would only fill the memory.
    view.stop()
    return view
