"""The loopback Telegram in a process of its own, so that its work is nobody's time but its own.

It writes its address as a line of JSON; then, for each line `{"people": 200, "updates": 2000}`,
those people write so many messages at once, and the line that comes back says how many seconds
passed until the last one was answered, and what was refused. `{"first": 1001, "known": 10000}`
makes so many people known; `{"ask": 150, "apart": 333}` has so many write one after the other, so
many milliseconds apart, and says how long each waited.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count, cycle, islice
from time import perf_counter

from scheduler.clock import SystemClock
from tests.fakes.telegram_server import TelegramServer

TOKEN = "123:abc"
LONGEST_SECONDS = 120.0

# Each is answered with one message of words; pictures are measured by themselves.
MESSAGES = (
    "/poses", "what helps me sleep", "/conditions", "/help", "can I do it with a hernia?",
    "good evening", "thank you", "/reminders", "/progress", "which poses are there",
)  # fmt: skip


async def main() -> None:
    loop = asyncio.get_running_loop()
    async with TelegramServer(token=TOKEN) as server:
        _tell({"url": server.url})
        ids = count(1_000_000)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            match asked:
                case {"people": people, "updates": updates}:
                    _tell(await _crowd(server, ids, people, updates))
                case {"first": first, "known": known}:
                    for number in range(first, first + known):
                        server.user(number)
                        # They have written to the bot before.
                        server.world.rooms[number].shut = None
                    _tell({})
                case {"ask": ask, "apart": apart}:
                    _tell(await _asks(server, ids, ask, apart / 1000))


async def _crowd(
    server: TelegramServer, ids: count[int], people: int, updates: int
) -> dict[str, object]:
    # Whoever polls is there before anybody writes.
    server.calls.clear()
    await server.wait_for(lambda: server.calls_to("getUpdates"), seconds=LONGEST_SECONDS)
    crowd = [server.user(number) for number in islice(ids, people)]
    words = cycle(MESSAGES)
    began = perf_counter()
    for number in range(updates):
        server.says(crowd[number % people], next(words))
    sent = 0

    def all_answered() -> bool:
        nonlocal sent
        sent += sum(call.method == "sendMessage" for call in server.calls)
        server.calls.clear()
        return sent >= updates

    await server.wait_for(all_answered, seconds=LONGEST_SECONDS)
    took = perf_counter() - began
    refusals, server.refusals = server.refusals, []
    return {"seconds": took, "refusals": refusals}


async def _asks(
    server: TelegramServer, ids: count[int], ask: int, apart: float
) -> dict[str, object]:
    """So many people ask one after the other, so many seconds apart; how long each waited."""
    clock = SystemClock()
    took = []
    for number in islice(ids, ask):
        person = server.user(number)
        server.calls.clear()
        began = perf_counter()
        server.says(person, "/help")

        def answered(chat: int = number) -> bool:
            return any(
                call.method == "sendMessage" and call.params.get("chat_id") == chat
                for call in server.calls
            )

        await server.wait_for(answered, seconds=LONGEST_SECONDS)
        waited = perf_counter() - began
        took.append(1000 * waited)
        await clock.sleep(max(0.0, apart - waited))
    refusals, server.refusals = server.refusals, []
    return {"milliseconds": took, "refusals": refusals}


def _tell(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
