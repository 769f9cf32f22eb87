"""The way back to what somebody did: an answer within 3 s, then follow-ups for 15 minutes.

What no longer goes that way goes into the person's conversation with the bot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import structlog

from bot.adapters.discord.choices import Knob
from bot.adapters.discord.errors import FAILURES, as_delivery_errors
from bot.adapters.discord.markup import Sheet
from bot.adapters.discord.outbound import Outbound
from bot.adapters.discord.parts import changed_parts, new_parts
from bot.coach.errors import DeliveryError, RetryLaterError
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress

ALREADY_ANSWERED = 40060
UNKNOWN_MESSAGE = 10008
WAY_CLOSED = frozenset({10062, 10015, 50027, 40094})
"""Too late for an answer, the token's 15 minutes are over, no further follow-up."""

_log = structlog.get_logger()


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
            for sheet in await self._out.sheets(message):
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
            await interaction.edit_original_response(**changed_parts(sheet))
            self._thinking = False
            return
        hidden = self._among_others and (message.private or not self._own)
        how: dict[str, Any] = {**new_parts(sheet), "ephemeral": hidden, "silent": message.silent}
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
        pressed = interaction.message
        layout = pressed is not None and pressed.flags.components_v2
        parts = changed_parts(sheet, layout=layout)
        try:
            if interaction.response.is_done():
                await interaction.edit_original_response(**parts)
            else:
                await interaction.response.edit_message(**parts)
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
