"""The real program in processes of its own, to be killed without a word."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.benchmarks.figures import environment
from tests.crash.at_work import Life
from tests.crash.phones import CLOCK

ROOT = Path(__file__).parents[2]
START_SECONDS = 2.5
"""Of real time, until a process serves, on a machine with nothing else to do."""

SLOWEST = 3.0

STARTS_WITHIN_SECONDS = 180.0
STOPS_WITHIN_SECONDS = 15.0
_LEVEL = re.compile(r"\blevel=(error|critical)\b.*?\bevent=(\S+)")


@dataclass(slots=True)
class Karani:
    """One machine that runs `python -m bot run`, again and again.

    `told` holds every line that it wrote, of all its lives, `course` each of these.
    """

    folder: Path
    settings: dict[str, str]
    command: tuple[str, ...] = ("-m", "bot", "run")
    told: list[str] = field(default_factory=list)
    kills: list[datetime] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    course: list[Life] = field(default_factory=list)
    _process: Process | None = None
    _reader: asyncio.Task[None] | None = None
    _serving: asyncio.Event = field(default_factory=asyncio.Event)
    _said: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def starts(self, *, wait: bool = True) -> None:
        """Begin a life; with `wait`, until it says that it serves."""
        self._serving = asyncio.Event()
        self.course.append(Life(began=CLOCK.now()))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *self.command, cwd=self.folder,
            env={**environment(**self.settings), "PYTHONPATH": str(ROOT)},
            stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
        )  # fmt: skip
        self._reader = asyncio.create_task(
            self._reads(self._process, self._serving, self.course[-1])
        )
        if wait:
            await self.serves()

    async def serves(self) -> None:
        """Wait until it says so.

        Raises:
            AssertionError: if it ends first, or takes too long; with its last lines.
        """
        assert self._process is not None
        ended = asyncio.create_task(self._process.wait())
        serving = asyncio.create_task(self._serving.wait())
        await asyncio.wait(
            {ended, serving}, timeout=STARTS_WITHIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        ended.cancel()
        serving.cancel()
        assert self._serving.is_set(), "\n".join(["it does not serve:", *self.told[-20:]])

    async def says(self, words: str, *, seconds: float = 20) -> None:
        """Wait until this life has written a line with these words."""
        async with asyncio.timeout(seconds), self._said:
            await self._said.wait_for(lambda: any(words in it for it in self.course[-1].told))

    async def dies(self) -> None:
        """SIGKILL: nothing of it gets another instruction."""
        await self._ends(signal.SIGKILL)
        self.kills.append(CLOCK.now())

    async def stops(self) -> int:
        """SIGTERM, as an operator stops it; its exit status."""
        await self._ends(signal.SIGTERM)
        return self.statuses[-1]

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def slowness(self) -> float:
        """How many times longer than usual its latest whole start took; 1 at least, 3 at most."""
        took = [one.served - one.began for one in self.course if one.served is not None]
        usual = took[-1].total_seconds() / START_SECONDS if took else 1.0
        return min(max(1.0, usual), SLOWEST)

    @property
    def lives(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def errors(self) -> list[str]:
        """Events of level error, each as often as it was told."""
        found = (_LEVEL.search(line) for line in self.told)
        return [match[2] for match in found if match]

    async def _ends(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            os.kill(process.pid, how)
        try:
            async with asyncio.timeout(STOPS_WITHIN_SECONDS):
                self.statuses.append(await process.wait())
        except TimeoutError:
            process.kill()
            self.statuses.append(await process.wait())
        if self._reader is not None:
            await self._reader
        self.course[-1].ended = CLOCK.now()

    async def _reads(self, process: Process, serving: asyncio.Event, life: Life) -> None:
        assert process.stderr is not None
        async for raw in process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.told.append(line)
            life.told.append(line)
            async with self._said:
                self._said.notify_all()
            if "event=serving" in line:
                life.served = CLOCK.now()
                serving.set()
