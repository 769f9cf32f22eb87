"""What a person's phone shows and does, the same on both platforms, with the instant of arrival.

What has arrived is kept as it was then: it is what a verdict on losses and repeats rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from scheduler.clock import SystemClock
from tests.fakes.discord_server import DiscordServer, Interaction
from tests.fakes.discord_server import Person as DiscordPerson
from tests.fakes.discord_views import as_displayed, rows_of, source_of
from tests.fakes.discord_wire import Json
from tests.fakes.telegram_calls import Call
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person as TelegramPerson

CLOCK = SystemClock()
LOOKS_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message as it arrived; `buttons` are payloads by label."""

    at: datetime
    text: str
    buttons: dict[str, str]

    @property
    def first_line(self) -> str:
        return self.text.partition("\n")[0]

    def payload(self, code: str) -> str | None:
        """The first payload of a kind of button."""
        return next((p for p in self.buttons.values() if p.startswith(f"{code}:")), None)


class Phone(Protocol):
    """One person with the coach open.

    `patience`: seconds after which they ask again. Telegram keeps what is written to a coach that
    is down; Discord says after 3 s that the app did not respond, and forgets it.
    """

    patience: float

    @property
    def name(self) -> str:
        """The platform, and the account there."""
        ...

    def arrived(self) -> list[Arrival]:
        """Every message of the coach, the earliest first."""
        ...

    def offers(self, label: str) -> bool:
        """Whether a button with this label is on the screen now."""
        ...

    async def command(self, words: str, **options: str) -> bool:
        """Give a command with its options, in their order; whether it was answered in time."""
        ...

    async def press(self, label: str) -> bool:
        """Press a button on the latest message with it; whether it was answered in time."""
        ...


class Telegram(TelegramServer):
    """The loopback server, which remembers when each message arrived.

    `on_its_way`: what an answer waits for after its request has had its effect.
    """

    def __init__(
        self, token: str, on_its_way: Callable[[], Awaitable[None]], *, limits: bool = False
    ) -> None:
        super().__init__(token=token, limits=limits, clock=lambda: CLOCK.now().timestamp())
        self._on_its_way = on_its_way
        self.arrivals: dict[int, list[Arrival]] = defaultdict(list)
        self.moves: dict[int, int] = defaultdict(int)

    async def _run(self, call: Call) -> object:
        result = await super()._run(call)
        method = call.method.lower()
        sends = method.startswith("send") and method != "sendchataction"
        if sends or method.startswith("editmessage"):
            self.moves[call.number("chat_id")] += 1
        if sends:
            rows = (call.params.get("reply_markup") or {}).get("inline_keyboard", [])
            buttons = {b["text"]: b.get("callback_data", "") for row in rows for b in row}
            said = call.text("text") or call.text("caption")
            arrival = Arrival(at=CLOCK.now(), text=said, buttons=buttons)
            self.arrivals[call.number("chat_id")].append(arrival)
            await self._on_its_way()
        return result


@dataclass(slots=True)
class TelegramPhone:
    server: Telegram
    person: TelegramPerson
    patience: float = 8.0

    @property
    def name(self) -> str:
        return f"telegram {self.person.id}"

    def arrived(self) -> list[Arrival]:
        return self.server.arrivals[self.person.id]

    def offers(self, label: str) -> bool:
        return any(label in seen.labels for seen in self.server.said(self.person))

    async def command(self, words: str, **options: str) -> bool:
        before = self.server.moves[self.person.id]
        self.server.says(self.person, " ".join([f"/{words}", *options.values()]))
        return await self._moves(before)

    async def press(self, label: str) -> bool:
        before = self.server.moves[self.person.id]
        shown = next(s for s in reversed(self.server.said(self.person)) if label in s.labels)
        self.server.presses(self.person, shown, shown.button(label).data or "")
        return await self._moves(before)

    async def _moves(self, before: int) -> bool:
        until = CLOCK.now().timestamp() + self.patience
        while self.server.moves[self.person.id] == before:
            if CLOCK.now().timestamp() > until:
                return False
            await CLOCK.sleep(LOOKS_EVERY_SECONDS)
        return True


@dataclass(slots=True)
class DiscordPhone:
    server: DiscordServer
    person: DiscordPerson
    patience: float = 3.5
    _read: list[Arrival] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"discord {self.person.id}"

    def arrived(self) -> list[Arrival]:
        for at, payload in self.server.posted(self.person)[len(self._read) :]:
            self._read.append(_arrival(at, payload))
        return self._read

    def offers(self, label: str) -> bool:
        return any(label in seen.offers for seen in self.server.dm(self.person))

    async def command(self, words: str, **options: str) -> bool:
        return await self._answered(
            self.server.slash(self.person, words, **dict[str, Any](options))
        )

    async def press(self, label: str) -> bool:
        shown = next(s for s in reversed(self.server.dm(self.person)) if label in s.offers)
        return await self._answered(self.server.chooses(self.person, shown, label))

    async def _answered(self, interaction: Interaction) -> bool:
        until = CLOCK.now().timestamp() + self.patience
        while not interaction.acknowledged or interaction.loading:
            if CLOCK.now().timestamp() > until:
                return False
            await CLOCK.sleep(LOOKS_EVERY_SECONDS)
        return True


def _arrival(at: datetime, payload: Json) -> Arrival:
    buttons = {label: custom_id for row in rows_of(payload) for label, custom_id in row}
    return Arrival(at=at, text=as_displayed(source_of(payload)), buttons=buttons)
