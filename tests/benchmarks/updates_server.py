"""The loopback Telegram in a process of its own, so that its work is nobody's time but its own.

It writes its address as a line of JSON; then, for each line `{"people": 200, "updates": 2000}`,
those people write so many messages at once, and the line that comes back says how many seconds
passed until the last one was answered, and what was refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count, cycle, islice
from time import perf_counter

from tests.fakes.telegram_server import TelegramServer

TOKEN = "123:abc"
LONGEST_SECONDS = 120.0

# Each is answered with one message.
MESSAGES = (
    "/poses", "what does legs up the wall do for me", "/pose butterfly", "/help",
    "can I do it with a hernia?", "how do I do thread the needle", "thank you", "/reminders",
    "/progress", "which poses are there",
)  # fmt: skip


async def main() -> None:
    loop = asyncio.get_running_loop()
    async with TelegramServer(token=TOKEN) as server:
        _tell({"url": server.url})
        ids = count(1000)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            asked = json.loads(line)
            _tell(await _crowd(server, ids, asked["people"], asked["updates"]))


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


def _tell(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
