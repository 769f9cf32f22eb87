"""The page in a real browser, used as a person uses it: by what is seen, by clicks or by keys."""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, async_playwright, expect

from tests.adapters.web_page.bench import Coach

PICTURES = Path(__file__).parents[2] / "build" / "pictures" / "web"
"""Where screenshots are left, for whoever looks at the run."""

USUAL = "/usr/bin/chromium"
SECONDS = 10
expect.set_options(timeout=SECONDS * 1000)

WIDTHS = {320: 640, 1280: 800}
"""Sizes of a small telephone and of a laptop, height by width."""

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """Where Chromium is; without one the test is skipped, or fails where it is asked for."""
    path = os.environ.get("CHROMIUM") or USUAL
    if not Path(path).is_file():
        why = f"no Chromium at {path}: apt-get install chromium, or set CHROMIUM"
        if os.environ.get("KARANI_REQUIRE_CHROMIUM") == "1":
            pytest.fail(why)
        pytest.skip(why)
    return path


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Chromium without a window, with an empty profile of its own."""
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Seen:
    """One tab with the page in it. `said` is what the browser's console said, which is nothing.

    Without slots: Playwright keeps something of its own on whoever it calls back.
    """

    page: Page
    coach: Coach
    said: list[str] = field(default_factory=list)
    shot: str = ""

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        browser: Browser,
        coach: Coach,
        *,
        look: str = "night",
        width: int = 320,
        still: bool = False,
        shot: str = "",
    ) -> AsyncIterator[Seen]:
        context = await browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]}, locale="en-GB",
            color_scheme="dark" if look == "night" else "light",
            reduced_motion="reduce" if still else "no-preference",
            timezone_id="Europe/Lisbon",
        )  # fmt: skip
        context.set_default_timeout(SECONDS * 1000)
        await context.add_init_script(f"localStorage.setItem('karani.look', '{look}')")
        try:
            yield await cls.tab(await context.new_page(), coach, shot)
        finally:
            await context.close()

    @classmethod
    async def tab(cls, page: Page, coach: Coach, shot: str = "") -> Seen:
        """Open the page in a tab."""
        seen = cls(page, coach, shot=shot)
        page.on("console", seen.hears)
        page.on("pageerror", lambda error: seen.said.append(str(error)))
        await page.goto(coach.url)
        await page.locator("html[data-ready=yes]").wait_for()
        return seen

    def hears(self, message: ConsoleMessage) -> None:
        """What the console says; there should be nothing."""
        # The line to a coach that is being started again is cut, and the browser says so.
        if "ERR_" not in message.text:
            self.said.append(message.text)

    async def says(self, text: str) -> None:
        """Write something and send it."""
        await self.page.fill("#write", text)
        await self.page.click("#say button")

    async def presses(self, label: str) -> None:
        """Click the last button with a label that can be seen."""
        await self.button(label).click()

    def button(self, label: str) -> Locator:
        return self.page.locator("button:visible").filter(has_text=re.compile(f"^{label}$")).last

    async def sees(self, text: str) -> None:
        """Wait until a text can be seen."""
        await expect(self.page.get_by_text(text).locator("visible=true").last).to_be_visible()

    async def phase(self, phase: str) -> None:
        """Wait until the session's view shows a phase."""
        await self.page.locator(f'#session:visible[data-phase="{phase}"]').wait_for()

    async def tabs_to(self, label: str) -> None:
        """Walk with the Tab key to a control, by its name."""
        for _ in range(80):
            await self.page.keyboard.press("Tab")
            if await self.focused() == label:
                return
        raise AssertionError(f"the Tab key does not lead to {label!r}")

    async def focused(self) -> str:
        """The name of what has the focus."""
        name = await self.page.evaluate(
            "() => { const one = document.activeElement;"
            " return (one.labels?.[0] ?? one).textContent.trim(); }"
        )
        return str(name)

    async def photographed(self, view: str) -> None:
        """Leave a picture of the view."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.drawn()
        await self.page.screenshot(path=PICTURES / f"{self.shot}{view}.png", animations="disabled")

    async def drawn(self) -> None:
        """Wait until every picture is there."""
        await self.page.evaluate(
            "() => Promise.all([...document.images].map((one) => one.decode().catch(() => {})))"
        )

    async def faults(self) -> list[str]:
        """What axe-core finds wrong with what can be seen, one line for each."""
        if not await self.page.evaluate("() => 'axe' in window"):
            await self.page.evaluate(AXE)
        run = f"() => axe.run(document, {{runOnly: {json.dumps(RULES)}}})"
        found: dict[str, Any] = await self.page.evaluate(run)
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"] for node in one["nodes"]
        ]  # fmt: skip
