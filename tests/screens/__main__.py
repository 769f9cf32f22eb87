"""`python -m tests.screens`: draws what Telegram and Discord were sent into `docs/pictures`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser

from bot.adapters.telegram.gateway import Gateway as Telegram
from tests.adapters.pictures import shared_studio
from tests.browser.page import open_browser
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Seen
from tests.journeys import test_telegram_evening as on_telegram
from tests.journeys.discord_bed import in_bed
from tests.journeys.house import House
from tests.screens import paper

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
COLOURS = 64
IN_THE_HOLD = timedelta(seconds=75)


async def main() -> None:
    async with open_browser() as chrome:
        async with _on_telegram() as evening:
            await evening.says("/pose legsup")
            await _kept(chrome, "telegram-pose", paper.telegram(_telegrams(evening, 2)))
            await evening.says("/session legsup 10")
            await _presses(evening, "None of these")
            await evening.house.passes(IN_THE_HOLD)
            await _kept(chrome, "telegram-hold", paper.telegram(_telegrams(evening, 4)))
        with pytest.MonkeyPatch.context() as patched:
            await _in_bed(chrome, patched)


async def _in_bed(chrome: Browser, patched: pytest.MonkeyPatch) -> None:
    async with in_bed(patched) as bed:
        await bed.slash("poses")
        await _kept(chrome, "discord-poses", paper.discord(bed.dm[-1:]))
        await bed.slash("pose", name="legsup")
        await _kept(chrome, "discord-pose", paper.discord(bed.dm[-1:]))
        await bed.slash("session", name="legsup", length="10 min")
        await bed.presses("None of these")
        await bed.house.passes(IN_THE_HOLD)
        await _kept(chrome, "discord-hold", paper.discord(bed.dm[-4:]))


async def _presses(evening: on_telegram.Evening, label: str) -> None:
    """Press what stands on the latest message, and wait for what is said to it."""
    server, ana = evening.server, evening.ana
    *_, shown = before = server.said(ana)
    server.presses(ana, shown, shown.button(label).data or "")
    await server.wait_for(lambda: len(server.said(ana)) > len(before))


def _telegrams(evening: on_telegram.Evening, last: int) -> list[Seen]:
    return evening.server.chat(evening.ana)[-last:]


@asynccontextmanager
async def _on_telegram() -> AsyncIterator[on_telegram.Evening]:
    async with TelegramServer(token=on_telegram.TOKEN) as server, House.open() as house:
        gateway = Telegram(
            token=on_telegram.TOKEN, front=house.front, library=house.library, clock=house.clock,
            api_url=server.url, studio=shared_studio(),
        )  # fmt: skip
        house.messengers[gateway.platform] = gateway.messenger
        async with _running(gateway):
            await server.wait_for(lambda: server.calls_to("getUpdates"))
            ana = server.user(7, first_name="Ana", language_code="en")
            yield on_telegram.Evening(server, house, ana)


@asynccontextmanager
async def _running(gateway: Telegram) -> AsyncIterator[None]:
    task = asyncio.create_task(gateway.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _kept(chrome: Browser, name: str, page: str) -> None:
    """Leave a small picture of the page's end, in few colours."""
    tab = await chrome.new_page(viewport={"width": paper.WIDTH, "height": paper.HEIGHT})
    try:
        await tab.set_content(page)
        await tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        seen = Image.open(BytesIO(await tab.screenshot()))
    finally:
        await tab.close()
    few = seen.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    asyncio.run(main())
