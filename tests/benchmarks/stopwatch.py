"""Where the time of an update goes: the coach's own methods, timed from outside while it serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from inspect import iscoroutinefunction
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.telegram.outbound import Outbound
from bot.coach.safety.reader import SafetyReader
from bot.coach.understanding.wishes import WishReader
from bot.delivery.front import Front
from bot.store.link import Link

PARTS: tuple[tuple[str, type, str], ...] = (
    ("read", SafetyReader, "read"),
    ("read", WishReader, "read"),
    ("store", Link, "read"),
    ("store", Link, "write"),
    ("store", Link, "commit"),
    ("store", AsyncConnection, "start"),
    ("store", AsyncConnection, "close"),
    ("serve", Front, "serve"),
    ("send", Outbound, "show"),
)
"""What is counted as what; `serve` holds `read` and `store` within it."""


@dataclass(slots=True)
class Stopwatch:
    """Sums seconds by part. True to the clock only while one update is served at a time."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time the parts as long as this is open."""
        with ExitStack() as stack:
            for part, owner, name in PARTS:
                stack.enter_context(
                    patch.object(owner, name, self._timed(part, getattr(owner, name)))
                )
            yield

    def split(self, whole: float, updates: int) -> dict[str, float]:
        """Milliseconds an update by part; `whole` is one update's in all."""
        each = {part: 1000 * spent / updates for part, spent in self.seconds.items()}
        return {
            "dispatch (poll, parse, the person's lane)": whole - each["serve"] - each["send"],
            "read (safety and wishes)": each["read"],
            "store": each["store"],
            "answer (use case, words)": each["serve"] - each["read"] - each["store"],
            "send (render, HTTP there and back)": each["send"],
        }

    def _timed(self, part: str, method: Callable[..., Any]) -> Callable[..., Any]:
        async def waited(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any method
            began = perf_counter()
            try:
                return await method(*args, **kwargs)
            finally:
                self.seconds[part] += perf_counter() - began

        def called(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any method
            began = perf_counter()
            try:
                return method(*args, **kwargs)
            finally:
                self.seconds[part] += perf_counter() - began

        return waited if iscoroutinefunction(method) else called
