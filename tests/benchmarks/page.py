"""How soon the page takes words in a browser, and how much is loaded for it; on loopback."""

from __future__ import annotations

from statistics import median

from tests.adapters.web_page.bench import Coach
from tests.benchmarks.figures import Figure, show
from tests.browser.measure import bytes_of, milliseconds_to_write
from tests.browser.page import Seen, open_browser

RUNS = 15


async def measure() -> None:
    async with open_browser() as chrome, Coach.open() as coach, Seen.open(chrome, coach) as ana:
        first = await bytes_of(ana)
        times = sorted([await milliseconds_to_write(ana) for _ in range(RUNS)])
        await ana.says("/pose legsup")
        await ana.sees("Viparita Karani")
        await ana.drawn()
        card = await bytes_of(ana)
    pictures = [size for address, size in card.items() if "/picture/" in address]
    show(
        "The page in Chromium",
        [
            Figure(what="from the request until words can be written, nothing kept from before",
                   result=f"{median(times):.0f} ms ({times[0]:.0f} to {times[-1]:.0f})",
                   goal="200 ms"),
            Figure(what=f"all that is loaded, {len(first)} files, unpacked",
                   result=f"{sum(first.values()) / 1000:.0f} kB", goal="150 kB"),
            Figure(what="and with a pose's card, its picture",
                   result=f"{sum(pictures) / 1000:.0f} kB", goal="60 kB"),
        ],
    )  # fmt: skip
