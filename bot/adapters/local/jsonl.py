"""The local chat for programs: a JSON object a line in, the messages of it out.

docs/local-chat.md is the contract; it is a public interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, assert_never

from bot.adapters.local.acts import (
    LONGEST_LINE,
    Act,
    Advance,
    BadLineError,
    Blocks,
    Does,
    Move,
    Restart,
    act_of,
    parsed,
    within_years,
)
from bot.adapters.local.markup import plain
from bot.adapters.local.world import Shown, World
from bot.coach.understanding.wish_slots import slots
from bot.media.studio import Picture, Studio
from content.library import Library

START = datetime(2026, 1, 1, tzinfo=UTC)

# Some readers end a line at these too; in JSON they may be written as escapes.
_NO_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(slots=True)
class JsonLines:
    """Reads lines, lets the world happen, and writes what is seen of it.

    `files` is the folder that attached files and pictures are put into, made when the first one is.
    """

    world: World
    library: Library
    files: Path
    studio: Studio
    write: Callable[[str], None]
    _begun: bool = False
    _named: bool = False
    _line: int = 0
    _drawn: dict[str, str] = field(default_factory=dict)

    async def run(self, lines: Iterable[bytes]) -> None:
        """Act on every line, to the end of the input."""
        for raw in lines:
            self._line += 1
            said: dict[str, Any] = {}
            try:
                if raw.strip():
                    said = parsed(raw)
                    for shown in await self._do(act_of(said)):
                        self._put(self._message(shown))
            except BadLineError as exc:
                self._put({"error": str(exc), "line": self._line})
            self._put({"end": self._line, "id": said.get("id")})

    async def _do(self, act: Act) -> list[Shown]:
        begins, self._begun = not self._begun, True
        match act:
            case Move(to=instant):
                return await self._move(instant, begins=begins)
            case Advance(seconds=seconds):
                return await self._move_on(self._after(seconds))
            case Restart(down=down):
                return await self._restart(self._after(down))
            case Does():
                self.world.tell_locale(act.user, act.locale)
                if act.content is None:
                    return []
                return await self.world.say(act.user, act.group, act.content, act.message)
            case Blocks():
                self.world.tell_locale(act.user, act.locale)
                self.world.block(act.user, blocked=act.blocked)
                return []
            case _:
                assert_never(act)

    async def _move(self, instant: datetime, *, begins: bool) -> list[Shown]:
        first, self._named = not self._named, True
        if first and (begins or instant < self.world.clock.now()):
            # The first one may name any instant: where the clock stood before was only made up.
            self.world.clock.set_to(instant)
            return await self.world.catch_up()
        return await self._move_on(instant)

    async def _move_on(self, instant: datetime) -> list[Shown]:
        if instant < self.world.clock.now():
            raise BadLineError(
                f"now: it is {_iso(self.world.clock.now())}; the clock only moves forward"
            )
        return await self.world.move_to(instant)

    def _after(self, seconds: float) -> datetime:
        return within_years(self.world.clock.now() + timedelta(seconds=seconds))

    async def _restart(self, up_again: datetime) -> list[Shown]:
        self.world.kill()
        self.world.clock.move_to(up_again)
        return await self.world.catch_up()

    def _message(self, shown: Shown) -> dict[str, Any]:
        message = shown.message
        prints = self.studio.prints(message)
        images = [one for one in prints if one.picture.width]
        sounds = [one.picture for one in prints if not one.picture.width]
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
            "images": [{"path": self._drawing(one.picture), "alt": one.alt} for one in images],
            "files": [
                *(self._file(shown, one.name, one.data) for one in message.files),
                *(self._file(shown, one.name, one.data) for one in sounds),
            ],
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

    def _drawing(self, picture: Picture) -> str:
        """Where a picture is: written once, however many messages show it."""
        if picture.digest not in self._drawn:
            folder = self.files / "pictures"
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{picture.digest[:16]}-{picture.name}"
            path.write_bytes(picture.data)
            self._drawn[picture.digest] = str(path)
        return self._drawn[picture.digest]

    def _file(self, shown: Shown, name: str, data: bytes) -> dict[str, str]:
        folder = self.files / str(shown.number)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / Path(name).name
        path.write_bytes(data)
        return {"name": name, "path": str(path)}

    def _put(self, value: dict[str, Any]) -> None:
        self.write(json.dumps(value, ensure_ascii=False).translate(_NO_LINE_ENDS))


def lines_of(source: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long only so much that this can be seen."""
    enough = LONGEST_LINE + len(b"\r\n") + 1
    while raw := source.readline(enough):
        rest = raw
        while len(rest) == enough and not rest.endswith(b"\n"):
            rest = source.readline(enough)
        yield raw


def _iso(instant: datetime) -> str:
    text = instant.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace(".000", "").replace("+00:00", "Z")
