"""Many small things done in one go: what is asked for while one go lasts is done in the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class Gathering(Generic[Asked, Answered]):
    """Gathers what is asked for.

    Args:
        do: does many at once, and answers in their order.
        pause: waits before each go, so that there is more to gather.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Awaitable[Sequence[Answered]]],
        pause: Callable[[], Awaitable[None]],
    ) -> None:
        self._do = do
        self._pause = pause
        self._waiting: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self._going: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answered:
        """Have one thing done, with others; raises what the go raised."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answered] = loop.create_future()
        self._waiting.append((asked, answer))
        if self._going is None:
            self._going = loop.create_task(self._go())
        return await answer

    async def _go(self) -> None:
        try:
            while self._waiting:
                await self._pause()
                batch, self._waiting = self._waiting, []
                wanted = [(asked, answer) for asked, answer in batch if not answer.done()]
                if wanted:
                    await self._once(wanted)
        finally:
            self._going = None

    async def _once(self, wanted: list[tuple[Asked, asyncio.Future[Answered]]]) -> None:
        try:
            answers = await self._do([asked for asked, _ in wanted])
        except Exception as exc:  # noqa: BLE001 - whoever asked is told, and goes on as it can
            for _, answer in wanted:
                if not answer.done():
                    answer.set_exception(exc)
            return
        for (_, answer), answered in zip(wanted, answers, strict=True):
            if not answer.done():
                answer.set_result(answered)
