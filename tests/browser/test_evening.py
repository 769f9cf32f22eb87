"""The first evening in a browser: by clicks, by keys alone, and with a coach that is killed."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import Browser, Route, expect

from tests.adapters.web_page.bench import Coach
from tests.browser.page import Seen


async def test_the_first_evening_by_clicks(ana: Seen) -> None:
    """Hello, a pose, a session with all its cues, how it felt, a reminder, a safety answer."""
    await ana.sees("I'm Karani")
    await ana.presses("Legs Up the Wall")
    await ana.sees("Viparita Karani")
    await ana.presses("Steps")
    await ana.sees("Sit sideways")
    assert await ana.page.locator("#log .coach").count() == 1
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.phase("settling")
    await ana.sees("Choose a cosy place")
    assert await ana.page.evaluate("document.body.dataset.awake") == "yes"

    await ana.coach.passes(timedelta(seconds=41))
    await ana.phase("holding")
    await ana.sees("Legs heavy against the wall")
    time = await ana.page.inner_text("#session-time")
    assert time in {"1:00", "0:59", "0:58", "0:57"}
    await ana.presses("Pause")
    await ana.phase("paused")
    await ana.presses("Go on")
    await ana.phase("holding")
    await ana.coach.passes(timedelta(seconds=61))
    await ana.phase("coming_out")
    await ana.sees("Bend your knees")
    await ana.presses("I'm down")
    await expect(ana.page.locator("#session")).to_be_hidden()
    await ana.presses("4")
    await ana.sees("Good night, whenever you are ready")

    await ana.presses("Remind me at night")
    await ana.says("22:30")
    await ana.sees("Where are you")
    await ana.presses("Menu")
    await ana.page.click("#zone")
    await ana.sees("I'll ring every night at 22:30")
    await ana.says("/safety i have glaucoma")
    await ana.sees("Glaucoma: not this one")
    await ana.coach.passes(timedelta(hours=26))
    await ana.sees("It's 22:30. 10 minutes up the wall, if you like.")
    await ana.presses("Not tonight")
    await ana.sees("Not tonight. Sleep well.")


async def test_the_first_evening_by_keyboard(ana: Seen) -> None:
    """Nothing but Tab, Enter and letters; the focus goes where the evening goes."""
    keys = ana.page.keyboard
    await keys.press("Tab")
    assert await ana.focused() == "Go to writing"
    await keys.press("Enter")
    await keys.type("/pose legsup")
    await keys.press("Enter")
    await ana.sees("Viparita Karani")
    await keys.press("Shift+Tab")
    assert await ana.focused() == "Start 10 minutes"
    await keys.press("Enter")
    await ana.sees("does any of this apply tonight")
    await ana.tabs_to("None of these")
    await keys.press("Enter")
    await ana.phase("settling")
    assert await ana.focused() == "Legs Up the Wall"
    await ana.tabs_to("Pause")
    await keys.press("Enter")
    await ana.phase("paused")
    assert await ana.focused() == "Go on"
    await keys.press("Enter")
    await ana.phase("settling")
    await ana.tabs_to("Chat")
    await keys.press("Enter")
    await ana.tabs_to("Send")
    await ana.page.locator("#to-session").focus()
    await keys.press("Enter")
    await ana.tabs_to("Stop")
    await keys.press("Enter")
    await ana.sees("Stopped before it began")
    assert "Stopped before it began" in await ana.focused()
    await ana.tabs_to("Write to the coach")
    await ana.page.focus("#menu-open")
    await keys.press("Enter")
    await expect(ana.page.locator("#menu")).to_be_visible()
    await keys.press("Escape")
    await expect(ana.page.locator("#menu")).to_be_hidden()
    assert await ana.focused() == "Menu"


async def test_a_session_goes_on_when_the_coach_is_killed_in_its_middle(ana: Seen) -> None:
    """The ring goes on, what was pressed meanwhile is heard, and the rest of the cues arrive."""
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.coach.passes(timedelta(seconds=41))
    await ana.phase("holding")
    await ana.coach.kill()
    await expect(ana.page.locator("#line")).to_have_text("Trying to reach the coach")
    assert await ana.page.is_visible("#ring")
    await ana.presses("Pause")
    await ana.coach.start()
    await ana.phase("paused")
    await expect(ana.page.locator("#line")).to_have_text("")
    await ana.page.reload()
    await ana.phase("paused")
    await ana.presses("Go on")
    await ana.coach.passes(timedelta(seconds=61))
    await ana.phase("coming_out")
    await ana.presses("I'm down")
    await ana.sees("1 minute in Legs Up the Wall tonight")
    said = await ana.page.locator("#log .message").all_inner_texts()
    assert sum("Legs heavy against the wall" in one for one in said) == 1


async def test_an_emergency_in_a_session_comes_before_all_else(ana: Seen) -> None:
    """The session's view gives way to what to do now, told at once, its beginning in sight."""
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.coach.passes(timedelta(seconds=41))
    await ana.phase("holding")
    await ana.presses("Something is wrong")
    await ana.presses("Chest or breath")
    await expect(ana.page.locator("#session")).to_be_hidden()
    last = ana.page.locator("#log .message").last
    await expect(last.locator(".lines > :first-child")).to_be_in_viewport()
    first = await last.locator(".lines > :first-child").inner_text()
    await expect(ana.page.locator("#told-now")).to_contain_text(first)
    assert await last.evaluate("(one) => document.activeElement === one")


async def test_what_was_said_is_there_after_a_reload_and_in_another_tab(ana: Seen) -> None:
    """The same conversation in both, none of it twice."""
    await ana.says("/poses")
    await ana.sees("Butterfly")
    before = await ana.page.locator("#log .message").all_inner_texts()
    await ana.page.reload()
    await ana.sees("Butterfly")
    assert await ana.page.locator("#log .message").all_inner_texts() == before
    other = await Seen.tab(await ana.page.context.new_page(), ana.coach)
    assert await other.page.locator("#log .message").all_inner_texts() == before
    await other.says("/privacy")
    await other.sees("What I keep about you")
    await ana.sees("/privacy")
    await ana.sees("What I keep about you")
    assert await ana.page.locator("#log .message").count() == len(before) + 2
    await ana.page.reload()
    assert await ana.page.locator("#log .message").count() == len(before) + 2


async def test_each_browser_is_somebody_else(ana: Seen, chrome: Browser, coach: Coach) -> None:
    """Nobody sees another's conversation."""
    await ana.says("/poses")
    await ana.sees("Butterfly")
    async with Seen.open(chrome, coach) as ben:
        await ben.sees("I'm Karani")
        assert await ben.page.locator("#log .message").count() == 1


async def test_what_is_forgotten_is_forgotten_in_the_browser_too(ana: Seen) -> None:
    """After the one confirmation the receipt is all that is left, here and in another tab."""
    await ana.says("/timezone Lisbon")
    await ana.says("/forget")
    other = await Seen.tab(await ana.page.context.new_page(), ana.coach)
    await ana.presses("Erase everything")
    await ana.sees("Erased on")
    assert await ana.page.locator("#log .message").count() == 1
    await other.sees("Erased on")
    assert await other.page.locator("#log .message").count() == 1
    kept = await ana.page.evaluate(
        "Object.keys(localStorage).filter((key) => key.includes('said'))"
    )
    assert len(kept) == 1


async def test_a_copy_of_everything_can_be_kept(ana: Seen) -> None:
    """The file is handed to the person, and not left in what the browser remembers."""
    await ana.says("/export")
    async with ana.page.expect_download() as handed:
        await ana.page.get_by_role("link", name="Keep the file: karani.json").click()
    assert (await handed.value).suggested_filename == "karani.json"
    kept = await ana.page.evaluate("JSON.stringify(localStorage)")
    assert "application/json" not in kept


async def test_the_bell_rings_where_it_is_wanted(ana: Seen) -> None:
    """With what opens, switches and closes a hold; not with the rest, and not when it is off."""
    await ana.page.context.add_init_script(
        "window.tones = 0; window.OscillatorNode = class extends OscillatorNode {"
        " constructor(...all) { super(...all); window.tones += 1; } };"
    )
    await ana.page.reload()
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.phase("settling")
    assert await ana.page.evaluate("window.tones") == 0
    await ana.coach.passes(timedelta(seconds=41))
    await ana.phase("holding")
    rung = await ana.page.evaluate("window.tones")
    assert rung > 0
    await ana.presses("Bell")
    await ana.coach.passes(timedelta(seconds=61))
    await ana.phase("coming_out")
    assert await ana.page.evaluate("window.tones") == rung


async def test_a_browser_without_cookies_is_told_what_is_missing(
    chrome: Browser, coach: Coach
) -> None:
    """In words, and not by a page that opens itself again and again."""
    context = await chrome.new_context(locale="en-GB")
    page = await context.new_page()
    await context.route("**/*", _without_cookies)
    await page.goto(coach.url)
    await expect(page.locator("#line")).to_contain_text("needs its cookie")
    await context.close()


async def _without_cookies(route: Route) -> None:
    if route.request.url.endswith("/enter"):
        answer = await route.fetch()
        headers = {k: v for k, v in answer.headers.items() if k != "set-cookie"}
        await route.request.frame.page.context.clear_cookies()
        await route.fulfill(response=answer, headers=headers)
    else:
        await route.continue_()


async def test_a_reminder_reaches_whoever_has_the_page_behind_others(
    chrome: Browser, coach: Coach
) -> None:
    """The browser tells of it if the person lets it, once, and the tab is marked."""
    async with Seen.open(chrome, coach) as ana:
        await ana.page.context.grant_permissions(["notifications"])
        await ana.page.context.add_init_script(
            "window.told = []; window.Notification = class extends EventTarget {"
            " static permission = 'granted';"
            " static async requestPermission() { return 'granted'; }"
            " constructor(name, { body }) { super(); window.told.push(`${name}: ${body}`); } };"
        )
        await ana.page.reload()
        await ana.presses("Menu")
        await ana.presses("Tell me when this page is behind others")
        await expect(ana.page.locator("#line")).to_contain_text("A reminder shows over other pages")
        await ana.says("/timezone UTC")
        await ana.says("/remind 21:30")
        await ana.sees("I'll ring every night at 21:30")
        await ana.page.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true, configurable: true })"
        )
        await coach.passes(timedelta(minutes=31))
        await ana.sees("It's 21:30")
        told = "Karani: It's 21:30. 10 minutes up the wall, if you like."
        assert await ana.page.evaluate("window.told") == [told]
        assert (await ana.page.title()).startswith("\u2022")


async def test_the_circle_breathes_as_it_was_asked_to(ana: Seen) -> None:
    """By the counts of the session from its opening on; by the usual ones in the next."""
    lasts = "document.querySelector('.breath').getAnimations()[0].effect.getTiming().duration"
    await ana.says("/session legsup 1 min breath 4-7-8")
    await ana.presses("None of these")
    await ana.phase("settling")
    assert await ana.page.evaluate(lasts) == 10_000
    await ana.coach.passes(timedelta(seconds=60))
    await ana.phase("holding")
    assert await ana.page.evaluate(lasts) == 19_000
    await ana.presses("Stop")
    await ana.presses("I'm down")
    await ana.says("/session legsup 1 min")
    await ana.phase("settling")
    assert await ana.page.evaluate(lasts) == 10_000


async def test_the_circle_stands_for_who_told_the_coach_so(ana: Seen) -> None:
    """No motion: said in words, it holds for the page as for every picture."""
    await ana.says("/session legsup 1 min")
    await ana.presses("None of these")
    await ana.presses("Chat")
    await ana.says("/motion off")
    await ana.coach.passes(timedelta(seconds=60))
    await ana.page.click("#to-session")
    await ana.phase("holding")
    moves = "document.querySelector('.breath').getAnimations().length"
    assert await ana.page.evaluate(moves) == 0
