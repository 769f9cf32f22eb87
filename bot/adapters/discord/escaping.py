"""Plain text for Discord: nothing in it that cannot be shown, nothing that could be markup."""

from __future__ import annotations

import re

_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but the line feed, marks that turn the direction of all that follows, and halves of
# characters.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")
_SIGNS = r"[\\*_~|`<\[\]@]|://|:(?=[^\s:]+:)"
_AT_LINE_START = r"^[^\S\n]*(?:[>#+-]|\d+(?=[.)]))"
_SPECIAL = re.compile(rf"https?://\S+|{_SIGNS}|{_AT_LINE_START}", re.MULTILINE)
_IN_ADDRESS = re.compile(_SIGNS)
_PLAIN_ADDRESS = re.compile(r"https?://(?!\S*:\w+:)[A-Za-z0-9./?=&%#+,;:-]+[.,;:!?)]*")
"""An address without any sign of markup in it, which is left alone so that it can be followed."""


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def clean(text: str) -> str:
    """The text with nothing in it that cannot be shown."""
    text = _UNSEEN.sub("", _NEWLINES.sub("\n", text).replace("\t", " "))
    return _BLANK_LINES.sub("\n\n", text).strip()


def escaped(text: str) -> str:
    """The text in Markdown that shows as the text."""
    return _SPECIAL.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if sign.startswith("http"):
        return sign if _PLAIN_ADDRESS.fullmatch(sign) else _IN_ADDRESS.sub(_escape, sign)
    if sign[-1].isdigit():
        # Before the point of "1." at the start of a line, which would be a list.
        return f"{sign}\\"
    return r"\://" if sign == "://" else f"{sign[:-1]}\\{sign[-1]}"
