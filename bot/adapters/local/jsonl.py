"""The local chat for programs: a JSON object a line in, the messages of it out.

docs/local-chat.md is the contract; it is a public interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.local.markup import plain
from bot.adapters.local.world import Shown, World, addressed
from bot.coach.talk.requests import Location, Words
from bot.coach.understanding.wish_slots import slots
from content.library import Library

START = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST_LINE = 1 << 20
"""Bytes of an input line, at most."""

LONGEST_MOVE = 100 * 365 * 86_400
"""Seconds that one line may move the clock by."""

_KEYS = {
    "now", "advance", "user", "group", "text", "press", "message", "location", "locale",
    "blocked", "restart", "down", "id",
}  # fmt: skip
_ACTS = ("now", "advance", "restart", "text", "press", "location", "blocked", "locale")


class BadLineError(ValueError):
    """The line cannot be acted on; the message says why and what would be right."""


@dataclass(slots=True)
class JsonLines:
    """Reads lines, lets the world happen, and writes what is seen of it."""

    world: World
    library: Library
    files: Path
    write: Callable[[str], None]
    _started: bool = False
    _line: int = 0

    async def run(self, lines: Iterable[bytes]) -> None:
        """Act on every line, to the end of the input."""
        for raw in lines:
            self._line += 1
            said: dict[str, Any] = {}
            try:
                said = _parsed(raw)
                for shown in await self._act(said):
                    self._put(self._message(shown))
            except BadLineError as exc:
                self._put({"error": str(exc), "line": self._line})
            self._put({"end": self._line, "id": said.get("id")})

    async def _act(self, said: dict[str, Any]) -> list[Shown]:
        if "now" in said:
            return await self._move(_instant(said["now"]), first=not self._started)
        if "advance" in said:
            seconds = _number(said, "advance")
            return await self._move(self.world.clock.now() + timedelta(seconds=seconds))
        if "restart" in said:
            return await self._restart(said)
        return await self._somebody(said)

    async def _move(self, instant: datetime, *, first: bool = False) -> list[Shown]:
        if first:
            # The first one may name any instant: nothing has happened yet.
            self._started = True
            self.world.clock.set_to(instant)
            return []
        self._started = True
        try:
            return await self.world.move_to(instant)
        except ValueError as exc:
            raise BadLineError(f"now: {exc}") from exc

    async def _restart(self, said: dict[str, Any]) -> list[Shown]:
        if said["restart"] is not True:
            raise BadLineError("restart: only true is known")
        down = _number(said, "down") if "down" in said else 0.0
        self.world.kill()
        self.world.clock.move_to(self.world.clock.now() + timedelta(seconds=down))
        self._started = True
        return await self.world.catch_up()

    async def _somebody(self, said: dict[str, Any]) -> list[Shown]:
        user = _word(said, "user")
        group = _word(said, "group") if said.get("group") is not None else None
        self._started = True
        if "locale" in said:
            self.world.locales[user] = _word(said, "locale")
        if "blocked" in said:
            return self._block(user, blocked=said["blocked"])
        if "text" in said:
            text = _word(said, "text", empty=True)
            if group is not None and not addressed(text):
                return []
            return await self.world.say(user, group, Words(text))
        if "press" in said:
            message = said.get("message")
            if message is not None and (not isinstance(message, int) or isinstance(message, bool)):
                raise BadLineError("message: a message's number is a whole number")
            payload = _word(said, "press", empty=True)
            return await self.world.press(user, group, payload, message)
        if "location" in said:
            return await self.world.say(user, group, _location(said["location"]))
        return []

    def _block(self, user: str, *, blocked: object) -> list[Shown]:
        if not isinstance(blocked, bool):
            raise BadLineError("blocked: true or false")
        if blocked:
            self.world.blocked.add(user)
        else:
            self.world.blocked.discard(user)
        return []

    def _message(self, shown: Shown) -> dict[str, Any]:
        message = shown.message
        return {
            "at": _iso(shown.at),
            "to": shown.to,
            "group": shown.group,
            "kind": message.kind.value,
            "message": shown.number,
            "replaces": shown.replaces,
            "text": plain(message),
            "choices": [
                [{"label": choice.label, "press": choice.action.pack()} for choice in row]
                for row in message.choices
            ],
            "images": [],
            "files": [self._file(shown, f.name, f.data) for f in message.files],
            "until": _iso(message.until) if message.until else None,
            "silent": message.silent,
            "private": shown.group is None or message.private,
            "understood": self._understood(shown),
            "safety": self._safety(shown),
        }

    def _understood(self, shown: Shown) -> dict[str, Any] | None:
        understood = shown.spoken.understood if shown.spoken else None
        if understood is None:
            return None
        said: dict[str, Any] = {
            "intent": understood.wish.intent.value,
            "slots": slots(understood.wish),
        }
        if understood.asked:
            said["asked"] = True
        if understood.needs:
            said["needs"] = understood.needs
        return said

    def _safety(self, shown: Shown) -> dict[str, Any] | None:
        found = shown.spoken.assessment if shown.spoken else None
        if found is None:
            return None
        known = [self.library.topics[t] for t in found.topics if t in self.library.topics]
        sources = dict.fromkeys(source for topic in known for source in topic.sources)
        return {
            "verdict": found.verdict.value,
            "topics": list(found.topics),
            "sources": [self._source(source) for source in sources],
        }

    def _source(self, source_id: str) -> str:
        source = self.library.sources[source_id]
        return f"{source.title}, {source.url}" if source.url else f"{source.title}, {source.where}"

    def _file(self, shown: Shown, name: str, data: bytes) -> dict[str, str]:
        folder = self.files / str(shown.number)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / Path(name).name
        path.write_bytes(data)
        return {"name": name, "path": str(path)}

    def _put(self, value: dict[str, Any]) -> None:
        self.write(json.dumps(value, ensure_ascii=False))


def _parsed(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise BadLineError("longer than 1 MiB")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError) as exc:
        raise BadLineError("no JSON object: write one object a line") from exc
    if not isinstance(said, dict):
        raise BadLineError("no JSON object: write one object a line")
    if unknown := sorted(set(said) - _KEYS):
        raise BadLineError(f"no such key: {unknown[0]}")
    _refuse_surrogates(said)
    if not any(act in said for act in _ACTS):
        raise BadLineError(f"nothing to do: one of {', '.join(_ACTS)} is needed")
    return said


def _refuse_surrogates(said: dict[str, Any]) -> None:
    for key, value in said.items():
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError as exc:
                raise BadLineError(f"{key}: a lone surrogate is no text") from exc


def _instant(value: object) -> datetime:
    with suppress(ValueError):
        if isinstance(value, str):
            instant = datetime.fromisoformat(value)
            if instant.utcoffset() is not None:
                return instant.astimezone(UTC)
    raise BadLineError('now: an instant with its offset, such as "2026-11-22T21:00:00Z"')


def _number(said: dict[str, Any], key: str) -> float:
    value = said[key]
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= LONGEST_MOVE
    ):
        raise BadLineError(f"{key}: seconds, 0 or more")
    return float(value)


def _word(said: dict[str, Any], key: str, *, empty: bool = False) -> str:
    value = said.get(key)
    if not isinstance(value, str) or (not value and not empty):
        raise BadLineError(f"{key}: a text is needed")
    return value


def _location(value: object) -> Location:
    match value:
        case [int() | float() as latitude, int() | float() as longitude]:
            if abs(latitude) <= 90 and abs(longitude) <= 180:  # noqa: PLR2004 - degrees
                return Location(float(latitude), float(longitude))
    raise BadLineError("location: [latitude, longitude] in degrees")


def _iso(instant: datetime) -> str:
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace(".000", "").replace("+00:00", "Z")
