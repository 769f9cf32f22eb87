"""What a message of Discord is made of: words, layouts, files, and choices that work for ever."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias

import discord

from bot.adapters.discord.choices import MENU, Control, Knob, Menu
from bot.adapters.discord.markup import Passage, Sheet
from bot.coach.talk.replies import Attachment

ALT_UNITS = 256
"""Discord takes 1,024 with a file, and 256 in a gallery."""

View: TypeAlias = discord.ui.View | discord.ui.LayoutView


class Presses(Protocol):
    """A client that can be told of presses."""

    async def pressed(self, interaction: discord.Interaction[Any], payload: str) -> None:
        """Somebody pressed a button, or chose from a menu."""
        ...


class PressButton(
    discord.ui.DynamicItem[discord.ui.Button[View]], template=rf"(?s:(?!{MENU}).+)"
):  # fmt: skip
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


class ChoiceMenu(discord.ui.DynamicItem[discord.ui.Select[View]], template=rf"{MENU}\d+"):
    """A menu whose options are payloads as buttons carry them."""

    def __init__(self, menu: Menu, row: int | None = None) -> None:
        options = [discord.SelectOption(label=one.label, value=one.payload) for one in menu.options]
        super().__init__(discord.ui.Select(custom_id=menu.name, options=options, row=row))

    @classmethod
    async def from_custom_id(
        cls,
        _: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> ChoiceMenu:
        """The menu that was chosen from."""
        options = tuple(
            Knob(label=one.label, payload=one.value) for one in getattr(item, "options", ())
        )
        return cls(Menu(name=match.string, options=options))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the choice on, as a press."""
        client: Presses = interaction.client
        await client.pressed(interaction, self.item.values[0])


def new_parts(sheet: Sheet) -> dict[str, Any]:
    """What a new message is made of; what it lacks is left out."""
    parts: dict[str, Any] = {
        "content": sheet.content or None,
        "files": _files(sheet),
        "view": _layout(sheet) if sheet.passages else _view(sheet),
    }
    return {name: part for name, part in parts.items() if part}


def changed_parts(sheet: Sheet, *, layout: bool = False) -> dict[str, Any]:
    """What a message becomes; what it lacks is taken away.

    Args:
        sheet: what it becomes.
        layout: it is a layout already, which no message ceases to be.
    """
    layout = layout or bool(sheet.passages)
    return {
        "content": None if layout else sheet.content or None,
        "embeds": [],
        "attachments": _files(sheet),
        "view": _layout(sheet) if layout else _view(sheet),
    }


def _files(sheet: Sheet) -> list[discord.File]:
    return [
        discord.File(
            io.BytesIO(one.data), filename=one.name, description=one.alt[:ALT_UNITS] or None
        )
        for one in (*sheet.images, *sheet.thumbs, *sheet.files)
    ]


def _layout(sheet: Sheet) -> discord.ui.LayoutView:
    """A card in its frame: what there is to see, its words, and below them what to choose."""
    view = discord.ui.LayoutView(timeout=None)
    parts = list(_shown(sheet))
    if sheet.passages:
        view.add_item(discord.ui.Container(*parts, accent_colour=sheet.colour))
    else:
        for part in parts:
            view.add_item(part)
    # Presses are found by their payload; kept by message, views would only fill the memory.
    view.stop()
    return view


def _shown(sheet: Sheet) -> Iterator[discord.ui.Item[Any]]:
    if sheet.images:
        yield discord.ui.MediaGallery(
            *(
                discord.MediaGalleryItem(_attached(one), description=one.alt[:ALT_UNITS] or None)
                for one in sheet.images
            )
        )
    for passage in sheet.passages:
        yield _said(passage)
    if sheet.content:
        yield discord.ui.TextDisplay(sheet.content)
    for file in sheet.files:
        # What no component names is not shown.
        yield discord.ui.File(_attached(file))
    for control in sheet.controls:
        yield discord.ui.ActionRow(*_items(control))
    if sheet.link:
        yield discord.ui.ActionRow(_opener(sheet.link))


def _said(passage: Passage) -> discord.ui.Item[Any]:
    if passage.thumb is None:
        return discord.ui.TextDisplay(passage.text)
    alt = passage.thumb.alt[:ALT_UNITS] or None
    small = discord.ui.Thumbnail[Any](_attached(passage.thumb), description=alt)
    return discord.ui.Section(passage.text, accessory=small)


def _attached(file: Attachment) -> str:
    return f"attachment://{file.name}"


def _view(sheet: Sheet) -> discord.ui.View | None:
    if not (sheet.controls or sheet.link):
        return None
    view = discord.ui.View(timeout=None)
    for number, control in enumerate(sheet.controls):
        for item in _items(control, number):
            view.add_item(item)
    if sheet.link:
        view.add_item(_opener(sheet.link))
    view.stop()
    return view


def _items(control: Control, row: int | None = None) -> list[discord.ui.Item[Any]]:
    if isinstance(control, Menu):
        return [ChoiceMenu(control, row)]
    return [PressButton(knob, row) for knob in control]


def _opener(link: Knob) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=link.label, url=link.payload)
