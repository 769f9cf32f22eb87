"""Every view, at night and by day, on a small telephone and a laptop: axe-core finds no fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.adapters.web_page.bench import Coach
from tests.browser.page import WIDTHS, Seen

NARROWEST_TARGET = 24
THUMB = 44


@asynccontextmanager
async def looked_at(
    chrome: Browser, coach: Coach, look: str, width: int
) -> AsyncIterator[tuple[Seen, dict[str, list[str]]]]:
    """A tab, and what is found wrong in each of its views."""
    found: dict[str, list[str]] = {}
    async with Seen.open(chrome, coach, look=look, width=width, still=True,
                         shot=f"{look}-{width}-") as ana:  # fmt: skip
        yield ana, found
        assert ana.said == []


async def look_at(ana: Seen, view: str, found: dict[str, list[str]]) -> None:
    """Photograph a view and note what is wrong with it."""
    await ana.photographed(view)
    wrong = await ana.faults()
    wrong += await ana.page.evaluate(TOO_SMALL, NARROWEST_TARGET)
    if await ana.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append("it is wider than the screen")
    if wrong:
        found[view] = wrong


TOO_SMALL = """(least) => [...document.querySelectorAll("button, a, input, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest(".skip, .skip *"))
  .filter((one) => !one.matches(".skip"))
  .map((one) => [one, (one.matches("input") ? one.parentElement : one).getBoundingClientRect()])
  .filter(([one, box]) => box.width < least || box.height < least)
  .map(([one, box]) => `target-size: ${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("look", ["night", "day"])
async def test_no_view_has_a_fault(chrome: Browser, coach: Coach, look: str, width: int) -> None:
    """From hello to the question how it felt, each view as it is then seen."""
    async with looked_at(chrome, coach, look, width) as (ana, found):
        await ana.sees("I'm Karani")
        await look_at(ana, "hello", found)
        await ana.says("/poses")
        await ana.sees("Four ways")
        await look_at(ana, "poses", found)
        await ana.says("/pose legsup")
        await ana.sees("Viparita Karani")
        await look_at(ana, "pose", found)
        await ana.presses("Steps")
        await ana.sees("Sit sideways")
        await look_at(ana, "steps", found)
        await ana.says("/session needle 10 min")
        await ana.sees("does any of this apply")
        await look_at(ana, "screening", found)
        await ana.presses("None of these")
        await ana.phase("settling")
        await look_at(ana, "session-settling", found)
        await through_a_session(ana, found)
        await ana.presses("I'm down")
        await ana.sees("How do you feel now")
        await look_at(ana, "felt", found)
        await ana.says("/safety I have glaucoma")
        await ana.sees("Glaucoma: not this one")
        await look_at(ana, "safety", found)
        await ana.presses("Menu")
        await look_at(ana, "menu", found)
        await ana.page.keyboard.press("Escape")
        await coach.kill()
        await expect(ana.page.locator("#line")).to_have_text("Trying to reach the coach")
        await look_at(ana, "lost", found)
    assert found == {}


async def through_a_session(ana: Seen, found: dict[str, list[str]]) -> None:
    await ana.coach.passes(timedelta(seconds=90))
    await ana.phase("holding")
    await look_at(ana, "session-holding", found)
    await ana.presses("Dim")
    await look_at(ana, "session-dimmed", found)
    await ana.presses("Dim")
    await ana.presses("Something is wrong")
    await ana.sees("What is it")
    await look_at(ana, "session-wrong", found)
    await ana.presses("Chat")
    await ana.sees("Back to the session")
    await look_at(ana, "session-chat", found)
    await ana.page.click("#to-session")
    await ana.presses("Pause")
    await ana.phase("paused")
    await look_at(ana, "session-paused", found)
    await ana.presses("Go on")
    await ana.presses("Stop")
    await ana.phase("coming_out")
    await look_at(ana, "session-coming-out", found)


async def test_pause_and_stop_are_in_reach_of_a_thumb(ana: Seen) -> None:
    """In the lower half of a small telephone's screen, without scrolling, and large."""
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.coach.passes(timedelta(seconds=41))
    await ana.phase("holding")
    for label in ("Pause", "Stop", "Something is wrong"):
        box = await ana.button(label).bounding_box()
        assert box is not None
        assert box["height"] >= THUMB
        assert box["width"] >= 2 * THUMB
        assert box["y"] >= WIDTHS[320] / 2
        assert box["y"] + box["height"] <= WIDTHS[320]


async def test_cues_are_told_to_whoever_listens(ana: Seen) -> None:
    """What comes with a bell interrupts a screen reader, the rest waits its turn; the ring's time
    is a timer, which is read when asked for.
    """
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    polite, now = ana.page.locator("#told"), ana.page.locator("#told-now")
    await expect(polite).to_contain_text("Choose a cosy place")
    assert await polite.get_attribute("aria-live") == "polite"
    await ana.coach.passes(timedelta(seconds=41))
    await expect(now).to_contain_text("Legs heavy against the wall")
    assert await now.get_attribute("role") == "alert"
    await ana.coach.passes(timedelta(seconds=31))
    await expect(polite).to_contain_text("Half way")
    await expect(ana.page.get_by_role("timer")).to_be_visible()


async def test_nothing_moves_for_who_wants_it_still(chrome: Browser, coach: Coach) -> None:
    """The circle stands; otherwise it breathes, and never faster than three seconds one way."""
    moves = (
        "document.querySelector('.breath').getAnimations()"
        ".map((one) => one.effect.getTiming().duration)"
    )
    for still in (True, False):
        async with Seen.open(chrome, coach, still=still) as ana:
            await ana.says("/session legsup 1 min")
            await ana.presses("None of these")
            await ana.phase("settling")
            assert await ana.page.evaluate(moves) == ([] if still else [10_000])


async def test_by_the_hour_it_is_night_from_eight(chrome: Browser, coach: Coach) -> None:
    """Whatever the system likes by day; a dark system is night at noon too."""
    for scheme, hour, look in (("light", 12, "day"), ("light", 21, "night"), ("dark", 12, "night")):
        async with Seen.open(chrome, coach, look="day" if scheme == "light" else "night") as ana:
            await ana.page.clock.install(time=f"2026-11-22T{hour}:00:00+00:00")
            await ana.page.context.add_init_script("localStorage.setItem('karani.look', 'auto')")
            await ana.page.reload()
            assert await ana.page.evaluate("document.documentElement.dataset.look") == look
