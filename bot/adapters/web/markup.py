"""A message as plain values for the page, which makes elements of them and never markup."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from bot.coach.talk.actions import Extend, Steer
from bot.coach.talk.replies import Choice, Illustration, Line, Message
from bot.coach.talk.standing import Standing

Value = dict[str, Any]


Drawn: TypeAlias = Callable[[Illustration[str]], Value]
"""What the page is told of a picture."""


def value_of(message: Message, *, at: datetime, drawn: Drawn | None = None) -> Value:
    """The message as JSON values; instants are milliseconds since 1970."""
    value: Value = {
        "at": millis(at),
        "kind": message.kind.value,
        "silent": message.silent,
        "lines": [_line(line, drawn) for line in message.lines],
        "choices": [[_choice(choice) for choice in row] for row in message.choices],
        "files": [
            {"name": file.name, "type": file.media_type, "data": b64encode(file.data).decode()}
            for file in message.files
        ],
    }
    if message.standing is not None:
        value["standing"] = _standing(message.standing)
    return value


def millis(at: datetime) -> int:
    """An instant in milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def _line(line: Line[str], drawn: Drawn | None) -> Value:
    shown: Value = {"style": line.style.value, "text": line.text}
    if line.until:
        shown["until"] = millis(line.until)
    if line.beside and drawn:
        shown["beside"] = drawn(line.beside)
    return shown


def _choice(choice: Choice[str]) -> Value:
    shown: Value = {"label": choice.label, "press": choice.action.pack()}
    match choice.action:
        case Steer(verb=verb):
            return {**shown, "steer": verb}
        case Extend():
            return {**shown, "steer": "extend"}
        case _:
            return shown


def _standing(standing: Standing[str]) -> Value:
    instants = {
        "since": standing.since, "until": standing.until, "pausedAt": standing.paused_at,
    }  # fmt: skip
    return {
        "phase": standing.phase.value,
        "title": standing.title,
        "label": standing.label,
        "still": standing.still,
        **{name: millis(at) if at else None for name, at in instants.items()},
    }
