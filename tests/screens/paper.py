"""What the loopback servers hold for a person, drawn as their telephone would show it.

The likeness is a rough one: what counts is which words, pictures and choices arrived, and in what
order. Colours and shapes are those of a night theme of each platform.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from tests.fakes.discord_components import (
    BUTTON,
    CONTAINER,
    FILE,
    GALLERY,
    ROW,
    SECTION,
    TEXT,
)
from tests.fakes.discord_views import Seen as OnDiscord
from tests.fakes.discord_views import as_displayed
from tests.fakes.discord_wire import Json
from tests.fakes.telegram_world import Seen as OnTelegram

WIDTH, HEIGHT = 390, 780

_TAGS = {
    "bold": "b", "italic": "i", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
    "underline": "u", "date_time": "em",
}  # fmt: skip
_HEADS = {"## ": "h2", "### ": "h3", "-# ": "small", "> ": "blockquote"}
_TIME = re.compile(r"<t:\d+:R>")

_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { width: 390px; min-height: 780px; padding: 12px; font: 15px/1.4 sans-serif; display: flex;
  flex-direction: column; justify-content: flex-end; gap: 10px; color: #e8e8ea }
.telegram { background: #0e1621 } .discord { background: #1e1f22 }
img { width: 100%; display: block; border-radius: 8px }
p { white-space: pre-wrap } blockquote { border-left: 3px solid #5a6785; padding-left: 8px }
h2 { font-size: 19px } h3 { font-size: 16px } small { color: #9a9ca3 } em { color: #8ab4f8 }
.own { align-self: flex-end; background: #2b5278; border-radius: 14px; padding: 8px 12px }
.bubble { background: #182533; border-radius: 14px; overflow: hidden }
.bubble p { padding: 8px 12px } .bubble img { border-radius: 0 }
.row { display: flex; gap: 6px; margin-top: 6px }
.row span { flex: 1; text-align: center; padding: 8px 4px; border-radius: 8px; font-size: 14px }
.telegram .row span { background: #223345 }
.frame { background: #2b2d31; border-left: 4px solid; border-radius: 8px; padding: 12px;
  display: flex; flex-direction: column; gap: 8px }
.section { display: flex; gap: 12px; justify-content: space-between }
.section img { width: 85px; height: 85px; flex: none }
.discord .row { margin: 0 } .discord .row span { background: #4e5058 }
.row .menu { text-align: left; padding-left: 12px; background: #1e1f22 !important }
"""


def telegram(seen: Iterable[OnTelegram]) -> str:
    """A page of HTML with these messages of Telegram's, the latest at the bottom."""
    return _page("telegram", (_of_telegram(one) for one in seen))


def discord(seen: Iterable[OnDiscord]) -> str:
    """A page of HTML with these messages of Discord's, the latest at the bottom."""
    return _page("discord", (_of_discord(one) for one in seen))


def _page(platform: str, parts: Iterable[str]) -> str:
    head = f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>'
    return f'{head}<body class="{platform}">{"".join(parts)}'


def _of_telegram(seen: OnTelegram) -> str:
    if not seen.from_bot:
        return f'<div class="own">{escape(seen.text)}</div>'
    picture = _image(seen.content) if seen.content and seen.media in {"photo", "animation"} else ""
    words = f"<p>{_with_entities(seen.text, seen.entities)}</p>" if seen.text else ""
    rows = "".join(_row(button.text for button in row) for row in seen.buttons)
    return f'<div><div class="bubble">{picture}{words}</div>{rows}</div>'


def _with_entities(text: str, entities: Iterable[Json]) -> str:
    """The text with its marks; their places are counted in UTF-16 units."""
    marks: dict[int, str] = {}
    for one in entities:
        tag = _TAGS.get(one["type"])
        if tag:
            start, end = one["offset"], one["offset"] + one["length"]
            marks[start] = marks.get(start, "") + f"<{tag}>"
            marks[end] = f"</{tag}>" + marks.get(end, "")
    made, at = [], 0
    for letter in text:
        made += [marks.get(at, ""), escape(letter)]
        at += len(letter.encode("utf-16-le")) // 2
    return "".join([*made, marks.get(at, "")])


def _of_discord(seen: OnDiscord) -> str:
    if not seen.by_bot:
        return f'<div class="own">{escape(seen.text)}</div>'
    pictures = {one.filename: one.content for one in seen.files}
    said = "".join(_markdown(seen.raw["content"]))
    parts = "".join(_component(one, pictures) for one in seen.raw["components"])
    loose = "" if seen.raw["flags"] & 1 << 15 else "".join(map(_image, pictures.values()))
    return f"<div>{said}{loose}{parts}</div>"


def _component(one: Json, pictures: dict[str, bytes]) -> str:
    match one["type"]:
        case kind if kind == CONTAINER:
            inner = "".join(_component(part, pictures) for part in one["components"])
            return (
                f'<div class="frame" style="border-color: #{one["accent_color"]:06x}">{inner}</div>'
            )
        case kind if kind == TEXT:
            return f"<div>{''.join(_markdown(one['content']))}</div>"
        case kind if kind == SECTION:
            words = "".join(_component(part, pictures) for part in one["components"])
            small = _image(pictures[one["accessory"]["media"]["url"].rpartition("/")[2]])
            return f'<div class="section"><div>{words}</div>{small}</div>'
        case kind if kind == GALLERY:
            names = (item["media"]["url"].rpartition("/")[2] for item in one["items"])
            return "".join(_image(pictures[name]) for name in names)
        case kind if kind == FILE:
            return _row([one["file"]["url"].rpartition("/")[2]])
        case kind if kind == ROW:
            return _row(_labels(one["components"]), menu=one["components"][0]["type"] != BUTTON)
        case _:
            raise ValueError(f"no drawing of a component of type {one['type']}")


def _labels(items: Iterable[Json]) -> Iterator[str]:
    for item in items:
        if item["type"] == BUTTON:
            yield item["label"]
        else:
            # What Discord itself writes on a menu that says nothing.
            yield f"Make a selection ({len(item['options'])})"


def _markdown(source: str) -> Iterator[str]:
    for row in source.split("\n"):
        mark = next((mark for mark in _HEADS if row.startswith(mark)), "")
        tag = _HEADS.get(mark, "p")
        text = _TIME.sub("in 10 minutes", row.removeprefix(mark))
        strong = "b" if text.startswith("**") else "span"
        yield f"<{tag}><{strong}>{escape(as_displayed(text)) or '&nbsp;'}</{strong}></{tag}>"


def _row(labels: Iterable[str], *, menu: bool = False) -> str:
    kind = ' class="menu"' if menu else ""
    return (
        f'<div class="row">{"".join(f"<span{kind}>{escape(one)}</span>" for one in labels)}</div>'
    )


def _image(data: Any) -> str:  # noqa: ANN401 - bytes of whatever the servers keep
    return f'<img src="data:image/png;base64,{b64encode(data).decode()}">'
