"""Leases in a dictionary."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.coach.leases import BELIEVED, Leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    holder: str
    number: int
    until: datetime


class FakeLeases(Leases):
    def __init__(self, rows: dict[str, Held]) -> None:
        self._rows = rows

    async def take(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        held = self._rows.get(name)
        number = 1
        if held is not None:
            if held.holder != holder and now < held.until <= now + BELIEVED:
                return None
            number = held.number + (held.holder != holder)
        self._rows[name] = Held(holder=holder, number=number, until=until)
        return number

    async def release(self, name: str, number: int) -> None:
        held = self._rows.get(name)
        if held is not None and held.number == number:
            free = replace(held, holder="", until=datetime.min.replace(tzinfo=held.until.tzinfo))
            self._rows[name] = free

    async def holds(self, name: str, number: int) -> bool:
        held = self._rows.get(name)
        return held is not None and held.number == number
