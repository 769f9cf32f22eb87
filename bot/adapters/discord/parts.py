"""What a message of Discord is made of: words, embeds, files, and buttons that work for ever."""

from __future__ import annotations

import io
import re
from typing import Any, Protocol

import discord

from bot.adapters.discord.markup import Knob, Sheet

ALT_UNITS = 1024


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


def new_parts(sheet: Sheet) -> dict[str, Any]:
    """What a new message is made of; what it lacks is left out."""
    parts: dict[str, Any] = {
        "content": sheet.content or None,
        "embeds": _embeds(sheet),
        "files": _files(sheet),
        "view": _view(sheet),
    }
    return {name: part for name, part in parts.items() if part}


def changed_parts(sheet: Sheet) -> dict[str, Any]:
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
    embed = discord.Embed(
        title=sheet.title or None, description=sheet.body or None, colour=sheet.colour
    )
    if sheet.images:
        embed.set_image(url=f"attachment://{sheet.images[0].name}")
    return [embed]


def _files(sheet: Sheet) -> list[discord.File]:
    return [
        discord.File(
            io.BytesIO(one.data), filename=one.name, description=one.alt[:ALT_UNITS] or None
        )
        for one in (*sheet.images, *sheet.files)
    ]


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
