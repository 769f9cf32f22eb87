"""An evening with the coach as a test lives it: the real coach, the real store, virtual time.

Everything goes in and out through the lines of the local chat, so that a journey sees what a
person would see and nothing else.
"""

from __future__ import annotations

import functools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.local.jsonl import JsonLines
from bot.app import IN_MEMORY, make_json_lines, make_tools
from bot.coach.visit import Tools
from bot.media.studio import Studio
from bot.store.work import SqlStore
from content.library import Library
from scheduler.clock import use_packaged_zones

ANA = "ana"
OPERATOR = "hello@example.org"


@functools.cache
def shared_tools() -> Tools:
    """The readers and the content: they never change, and take most of a start's time."""
    return make_tools(Library.load(), OPERATOR)


@functools.cache
def shared_studio() -> Studio:
    """Pictures are drawn once for all tests of a process."""
    return Studio(shared_tools().library)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message as it was seen. `choices` are payloads by their labels; `raw` is the whole line."""

    at: datetime
    to: str
    group: str | None
    kind: str
    number: int
    replaces: int | None
    text: str
    choices: dict[str, str]
    silent: bool
    private: bool
    until: datetime | None
    raw: dict[str, Any] = field(repr=False)

    @property
    def intent(self) -> str | None:
        """How the line that this answers was read."""
        understood = self.raw["understood"]
        return understood["intent"] if understood else None

    @property
    def slots(self) -> dict[str, Any]:
        """What was read beside the intent."""
        understood = self.raw["understood"]
        return dict(understood["slots"]) if understood else {}

    @property
    def asked(self) -> bool:
        """Whether the wish was unclear and nothing was changed."""
        return bool(self.raw["understood"] and self.raw["understood"].get("asked"))

    @property
    def needs(self) -> str | None:
        """What must come first: screening, zone or time."""
        return self.raw["understood"].get("needs") if self.raw["understood"] else None

    @property
    def verdict(self) -> str | None:
        """The verdict of an answer about the body."""
        return self.raw["safety"]["verdict"] if self.raw["safety"] else None

    @property
    def utc(self) -> str:
        """When it was seen, as HH:MM:SS in UTC."""
        return self.at.strftime("%H:%M:%S")


@dataclass(slots=True)
class Evening:
    """Drives the local chat line by line; each call gives the messages that were seen of it.

    `history` holds every message seen so far, the last one last.
    """

    chat: JsonLines
    store: SqlStore
    history: list[Seen] = field(default_factory=list)
    _written: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def begin(
        cls, files: Path, now: str | None = None, *, tools: Tools | None = None
    ) -> AsyncIterator[Evening]:
        """A coach over an empty database; `now` names the instant at which all begins."""
        use_packaged_zones()
        store = await SqlStore.open(IN_MEMORY)
        try:
            chat = make_json_lines(store, files, tools or shared_tools(), shared_studio())
            evening = cls(chat, store)
            evening.chat.write = evening._written.append
            if now is not None:
                await evening.now(now)
            yield evening
        finally:
            await store.close()

    async def says(self, user: str, text: str, *, locale: str | None = None) -> list[Seen]:
        """Somebody writes in their private chat."""
        return await self.line(user=user, text=text, **({"locale": locale} if locale else {}))

    async def group(self, user: str, group: str, text: str) -> list[Seen]:
        """Somebody writes in a group."""
        return await self.line(user=user, group=group, text=text)

    async def presses(
        self, user: str, button: str, *, message: int | None = None, group: str | None = None
    ) -> list[Seen]:
        """Somebody presses a button, by the label it shows on their latest message with it, or by
        its payload.
        """
        said: dict[str, Any] = {"user": user, "press": self._payload(user, button, message)}
        if message is not None:
            said["message"] = message
        if group is not None:
            said["group"] = group
        return await self.line(**said)

    async def located(self, user: str, latitude: float, longitude: float) -> list[Seen]:
        """Somebody shares where they are, in degrees."""
        return await self.line(user=user, location=[latitude, longitude])

    async def blocks(self, user: str, *, blocked: bool = True) -> None:
        """The platform refuses to deliver to somebody from now on, or delivers again."""
        await self.line(user=user, blocked=blocked)

    async def advance(self, seconds: float) -> list[Seen]:
        """Time passes; what fell due on the way, each at its own instant."""
        return await self.line(advance=seconds)

    async def now(self, instant: str) -> list[Seen]:
        """Time passes until an instant (ISO 8601 with its offset)."""
        return await self.line(now=instant)

    async def restart(self, *, down: float = 0) -> list[Seen]:
        """The coach dies as by a kill and is started again, `down` seconds later."""
        return await self.line(restart=True, **({"down": down} if down else {}))

    async def line(self, **said: Any) -> list[Seen]:  # noqa: ANN401 - JSON
        """Any line at all; AssertionError if the chat calls it a bad one."""
        seen, errors = await self.raw_line(json.dumps(said, ensure_ascii=False).encode())
        assert not errors, errors
        return seen

    async def raw_line(self, raw: bytes) -> tuple[list[Seen], list[str]]:
        """The bytes of a line; what was seen of it, and what was wrong with it."""
        *out, end = await self.out(raw)
        assert "end" in end, end
        errors = [value["error"] for value in out if "error" in value]
        seen = [_seen(value) for value in out if "error" not in value]
        self.history += seen
        return seen, errors

    async def out(self, raw: bytes) -> list[dict[str, Any]]:
        """All that is written for the bytes of a line, its end included."""
        self._written.clear()
        await self.chat.run([raw])
        return [json.loads(text) for text in self._written]

    def _payload(self, user: str, button: str, message: int | None) -> str:
        for seen in reversed(self.history):
            theirs = seen.to == user and message in {None, seen.number}
            if theirs and button in seen.choices:
                return seen.choices[button]
        # A payload that nobody was offered may be tried too; a label without a button is a slip.
        assert ":" in button, f"{user} sees no button {button!r}"
        return button


def _seen(value: dict[str, Any]) -> Seen:
    return Seen(
        at=datetime.fromisoformat(value["at"]),
        to=value["to"],
        group=value["group"],
        kind=value["kind"],
        number=value["message"],
        replaces=value["replaces"],
        text=value["text"],
        choices={c["label"]: c["press"] for row in value["choices"] for c in row},
        silent=value["silent"],
        private=value["private"],
        until=datetime.fromisoformat(value["until"]) if value["until"] else None,
        raw=value,
    )
