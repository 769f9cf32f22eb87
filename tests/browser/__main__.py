"""`python -m tests.browser`: takes the pictures of the page in `docs/pictures` anew."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser

from tests.adapters.web_page.bench import Coach
from tests.browser.page import Seen, open_browser

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 48


async def main() -> None:
    async with open_browser() as chrome:
        await _telephone(chrome)
        await _laptop(chrome)


async def _telephone(chrome: Browser) -> None:
    async with Coach.open() as coach, Seen.open(chrome, coach, still=True) as ana:
        await ana.page.set_viewport_size({"width": 390, "height": 780})
        await ana.says("/pose legsup")
        await ana.sees("Viparita Karani")
        await _kept(ana, "browser-pose")
        await ana.says("/session legsup 10 min")
        await ana.presses("None of these")
        await ana.coach.passes(timedelta(seconds=7))
        await ana.sees("Sit sideways")
        await _kept(ana, "browser-getting-in")
        await ana.coach.passes(timedelta(seconds=35))
        await ana.phase("holding")
        await _kept(ana, "browser-hold")


async def _laptop(chrome: Browser) -> None:
    async with Coach.open() as coach, Seen.open(
        chrome, coach, look="day", width=1280, still=True
    ) as ana:  # fmt: skip
        await ana.says("/session needle 10 min")
        await ana.presses("None of these")
        await ana.coach.passes(timedelta(seconds=75))
        await ana.phase("holding")
        await _kept(ana, "browser-day")


async def _kept(ana: Seen, name: str) -> None:
    """Leave a small picture of what is seen, in few colours."""
    await ana.drawn()
    seen = Image.open(BytesIO(await ana.page.screenshot(animations="disabled")))
    few = seen.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
