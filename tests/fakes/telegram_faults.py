"""What goes wrong on request: refusals, silence, cut connections, and the limits on speed."""

import enum
import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.telegram_errors import BotApiError, too_many
from tests.fakes.telegram_world import Room

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
_OVERALL = (30, 1.0)
_PAID = (1000, 1.0)
_PER_CHAT = (1, 1.0)
_PER_GROUP = (20, 60.0)


class Break(enum.Enum):
    """How a connection fails."""

    HANGS = enum.auto()
    CUTS = enum.auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong; `done` when the method takes effect all the same."""

    how: Break | BotApiError
    done: bool


class Faults:
    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = defaultdict(deque)

    def plan(self, method: str, fault: Fault, times: int = 1) -> None:
        self._planned[method.lower()].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        planned = self._planned[method.lower()]
        return planned.popleft() if planned else None


class Limits:
    """Counts messages sent; over the documented limits it refuses with the seconds to wait."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._sent: dict[object, deque[float]] = defaultdict(deque)

    def check(self, room: Room, *, paid: bool = False) -> None:
        chat = _PER_CHAT if room.private else _PER_GROUP
        whole = ("paid", *_PAID) if paid else ("overall", *_OVERALL)
        windows = (whole, (room.id, *chat))
        now = self._now()
        for name, most, seconds in windows:
            times = self._sent[name]
            while times and times[0] <= now - seconds:
                times.popleft()
            if len(times) >= most:
                raise too_many(max(math.ceil(times[0] + seconds - now), 1))
        for name, _, _ in windows:
            self._sent[name].append(now)
