"""A message as the person in front of the screen sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.fakes.discord_components import (
    BUTTON,
    LINK_STYLE,
    ROW,
    SELECTS,
    TEXT,
    walk,
)
from tests.fakes.discord_limits import SUPPRESS_NOTIFICATIONS, embed_texts
from tests.fakes.discord_wire import Json, Upload
from tests.fakes.discord_world import Message

_AT_LINE_START = re.compile(r"^(?:#{1,3} |-# |>>> |> )+", re.MULTILINE)
_INNER = r"((?:\\.|[^\\])+?)"
_MARKUP = re.compile(
    r"\\([!-/:-@\[-`{-~])"
    rf"|```(?:\w+\n)?(.+?)```|(?<!`)`([^`]+)`(?!`)|\[{_INNER}\]\(<?\S+?>?\)"
    rf"|\*\*{_INNER}\*\*|__{_INNER}__|~~{_INNER}~~|\|\|{_INNER}\|\|"
    rf"|\*(?=\S){_INNER}\*|(?<!\w)_(?=\S){_INNER}_(?!\w)",
    re.DOTALL,
)
_VERBATIM = (1, 2, 3)


def as_displayed(markdown: str) -> str:
    """Give what is left on the screen of a Markdown text: no marks, no escapes."""

    def shown(match: re.Match[str]) -> str:
        group = match.lastindex or 0
        inner: str = match[group]
        return inner if group in _VERBATIM else _MARKUP.sub(shown, inner)

    return _MARKUP.sub(shown, _AT_LINE_START.sub("", markdown))


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A select menu: `options` as (label, value)."""

    custom_id: str
    placeholder: str
    options: tuple[tuple[str, str], ...]
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message on a person's screen, with all edits so far.

    Args:
        text: All its texts, one below the other, as displayed.
        source: The same in Markdown, as sent.
        rows: The enabled and disabled buttons as (label, custom id); a link's id is its address.
        silent: Sent without a notification.
        loading: "Karani is thinking..."
        raw: The message of Discord's API.
    """

    id: int
    channel_id: int
    text: str
    source: str
    rows: tuple[tuple[tuple[str, str], ...], ...]
    disabled: frozenset[str]
    menus: tuple[Menu, ...]
    files: tuple[Upload, ...]
    silent: bool
    ephemeral: bool
    loading: bool
    edited: bool
    by_bot: bool
    raw: Json

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons by label."""
        return {label: custom_id for row in self.rows for label, custom_id in row}

    @property
    def offers(self) -> dict[str, tuple[str, tuple[str, ...] | None]]:
        """All there is to choose, by label: a custom id, and the value in a menu."""
        listed = {
            label: (menu.custom_id, (value,))
            for menu in self.menus
            for label, value in menu.options
        }
        return {**listed, **{label: (name, None) for label, name in self.buttons.items()}}


def seen(message: Message) -> Seen:
    payload = message.payload
    source = source_of(payload)
    components = [component for _, component in walk(payload["components"])]
    return Seen(
        id=message.id,
        channel_id=message.channel.id,
        text=as_displayed(source),
        source=source,
        rows=rows_of(payload),
        disabled=frozenset(
            one["custom_id"] for one in components if one.get("disabled") and "custom_id" in one
        ),
        menus=tuple(_menu(one) for one in components if one["type"] in SELECTS),
        files=tuple(message.files),
        silent=bool(message.flags & SUPPRESS_NOTIFICATIONS),
        ephemeral=message.ephemeral,
        loading=message.loading,
        edited=payload["edited_timestamp"] is not None,
        by_bot=message.author is None,
        raw=payload,
    )


def source_of(payload: Json) -> str:
    """All texts of a message, in Markdown, one below the other."""
    return "\n".join(_texts(payload))


def rows_of(payload: Json) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The buttons of a message as (label, custom id), row by row."""
    return tuple(_rows(payload))


def _texts(payload: Json) -> Iterator[str]:
    if payload["content"]:
        yield payload["content"]
    for embed in payload["embeds"]:
        yield from embed_texts(embed)
    for _, component in walk(payload["components"]):
        if component["type"] == TEXT:
            yield component["content"]


def _rows(payload: Json) -> Iterator[tuple[tuple[str, str], ...]]:
    for place, component in walk(payload["components"]):
        if component["type"] == ROW:
            buttons = [one for one in component["components"] if one["type"] == BUTTON]
            if buttons:
                yield tuple(_button(one) for one in buttons)
        elif component["type"] == BUTTON and place[-1] == "accessory":
            yield (_button(component),)


def _button(button: Json) -> tuple[str, str]:
    emoji = (button.get("emoji") or {}).get("name") or ""
    label = f"{emoji} {button.get('label') or ''}".strip()
    reference = button.get("url") if button["style"] == LINK_STYLE else button.get("custom_id")
    return label, reference or ""


def _menu(select: Json) -> Menu:
    options = select.get("options") or ()
    return Menu(
        custom_id=select["custom_id"],
        placeholder=select.get("placeholder") or "",
        options=tuple((option["label"], option["value"]) for option in options),
        disabled=bool(select.get("disabled")),
    )
