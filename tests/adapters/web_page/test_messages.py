"""What is said in the page and how it comes back: answers, cues, tabs, a server that restarts."""

from __future__ import annotations

from datetime import timedelta

from tests.adapters.web_page.bench import Browser, Coach, browser, payload, text_of

MINUTE = timedelta(minutes=1)


async def begins_a_minute(ana: Browser) -> None:
    (asked,) = await ana.says("/session legsup 1 min")
    shown = await ana.presses(asked, "None of these")
    assert "cosy" in text_of(shown[-1])


async def test_an_answer_has_lines_choices_and_where_the_session_stands(ana: Browser) -> None:
    """The same tree that every platform gets, as plain values."""
    (welcome,) = await ana.says("/start")
    assert "Karani" in text_of(welcome)
    assert welcome["standing"]["phase"] == "idle"
    assert [len(row) for row in welcome["choices"]] == [1, 1, 1]
    assert {line["style"] for line in welcome["lines"]} == {"paragraph"}


async def test_a_section_takes_the_place_of_the_one_it_was_pressed_on(ana: Browser) -> None:
    """A card stays one message."""
    (card,) = await ana.says("/pose legsup")
    (steps,) = await ana.presses(card, "Steps")
    assert steps["replaces"] == card["id"]
    assert "step" in {line["style"] for line in steps["lines"]}


async def test_the_same_post_is_acted_on_once(ana: Browser) -> None:
    """A page that is not sure whether it was heard says it again under the same key."""
    first = await ana.posts(text="/remind 22:30", key="the-same-key")
    again = await ana.posts(text="/remind 22:30", key="the-same-key")
    assert first[1]["messages"]
    assert (again[0], again[1]["messages"]) == (200, [])


async def test_cues_arrive_on_their_second_with_the_time_that_they_run_to(ana: Browser) -> None:
    """A ring is drawn from what each message says of the session."""
    async with ana.listening() as stream:
        await begins_a_minute(ana)
        seen = [await stream.message() for _ in range(3)]
        assert seen[-1]["standing"]["phase"] == "settling"
        await ana.coach.passes(3 * MINUTE)
        cues = [await stream.message()]
        while cues[-1]["standing"]["phase"] != "coming_out":
            cues.append(await stream.message())
    phases = dict.fromkeys(cue["standing"]["phase"] for cue in cues)
    assert list(phases) == ["settling", "holding", "coming_out"]
    opening = next(cue for cue in cues if cue["standing"]["phase"] == "holding")
    assert not opening["silent"]
    assert opening["standing"]["until"] - opening["standing"]["since"] == 60_000
    assert opening["at"] == opening["standing"]["since"]
    steers = {one.get("steer") for row in opening["choices"] for one in row}
    assert steers == {"pause", "extend", "stop", "wrong"}


async def test_a_pause_holds_the_time_still(ana: Browser) -> None:
    """Paused, the stretch that waits is told with the instant at which it stopped."""
    await begins_a_minute(ana)
    async with ana.listening():
        await ana.coach.passes(timedelta(seconds=60))
        (paused,) = await ana.says("/pause")
    standing = paused["standing"]
    assert standing["phase"] == "paused"
    assert standing["until"] - standing["pausedAt"] == 40_000
    assert (standing["title"], standing["label"]) == ("Legs Up the Wall", "Paused")


async def test_every_tab_of_a_person_shows_the_same(ana: Browser) -> None:
    """What is answered in one tab appears in the other under the same id; nobody else's does."""
    async with browser(ana.coach) as ben, ben.listening() as bens:
        async with ana.listening() as one, ana.listening() as other:
            (answer,) = await ana.says("/poses")
            assert (await one.message())["id"] == answer["id"]
            assert (await other.message())["id"] == answer["id"]
        (own,) = await ben.says("/start")
        assert (await bens.message())["id"] == own["id"]


async def test_a_line_that_broke_is_taken_up_where_it_broke(ana: Browser) -> None:
    """What was said meanwhile is shown on return, once."""
    async with ana.listening() as stream:
        await ana.says("/poses")
        last = (await stream.message())["id"]
    (missed,) = await ana.says("/help")
    async with ana.listening(after=last) as stream:
        assert (await stream.message())["id"] == missed["id"]
        (fresh,) = await ana.says("/status")
        assert (await stream.message())["id"] == fresh["id"]


async def test_a_cue_waits_for_somebody_to_be_there(ana: Browser) -> None:
    """With no tab open nothing is lost within its grace; it comes at once on return."""
    await begins_a_minute(ana)
    await ana.coach.passes(2 * MINUTE)
    async with ana.listening() as stream:
        await ana.coach.woken()
        cue = await stream.message()
        assert cue["standing"]["phase"] == "coming_out"
        assert "I'm down" in {one["label"] for row in cue["choices"] for one in row}


async def test_a_reminder_that_nobody_saw_is_told_of_as_missed(ana: Browser) -> None:
    """After its grace it does not ring any more."""
    await ana.says("/timezone UTC")
    await ana.says("/remind 21:30")
    await ana.coach.passes(timedelta(hours=2))
    async with ana.listening() as stream:
        (listed,) = await ana.says("/reminders")
        assert (await stream.message())["id"] == listed["id"]
    assert "21:30" in text_of(listed)


async def test_a_reminder_rings_in_an_open_tab(ana: Browser) -> None:
    """At the person's own evening, with a bell."""
    await ana.says("/timezone UTC")
    await ana.says("/remind 21:30")
    async with ana.listening() as stream:
        await ana.coach.passes(timedelta(minutes=30))
        rung = await stream.message()
    assert (rung["kind"], rung["silent"], rung.get("standing")) == ("reminder", False, None)


async def test_a_session_goes_on_after_the_coach_was_killed(coach: Coach, ana: Browser) -> None:
    """The same cookie, the same buttons, the rest of the cues."""
    await begins_a_minute(ana)
    async with ana.listening() as stream:
        await coach.passes(timedelta(seconds=45))
    await coach.kill()
    coach.clock.move_to(coach.clock.now() + timedelta(seconds=10))
    await coach.start()
    async with ana.listening(after="0-0") as stream:
        await coach.passes(MINUTE)
        cue = await stream.message()
        while cue["standing"]["phase"] != "coming_out":
            cue = await stream.message()
        shown = await ana.presses(cue, "I'm down")
    assert "1 minute" in text_of(shown[0])


async def test_what_is_erased_leaves_nothing_behind(ana: Browser) -> None:
    """The browser becomes a stranger's, its other tabs are ended, and the receipt is all it has."""
    await ana.says("/timezone UTC")
    before = (await ana.enters())["you"]
    (asked,) = await ana.says("/forget")
    press = payload(asked, "Erase everything")
    async with ana.listening() as tab:
        status, answer = await ana.posts(press=press, message=asked["id"])
        ended = False
        try:
            while True:
                await tab.next()
        except EOFError:
            ended = True
    assert (status, answer["erased"], ended) == (200, True, True)
    assert answer["you"] != before
    assert (await ana.enters())["you"] == answer["you"]
    async with ana.listening(after=asked["id"]) as stream:
        (first,) = await ana.says("/reminders")
        assert (await stream.message())["lines"] == answer["messages"][0]["lines"]
        assert (await stream.message())["id"] == first["id"]


async def test_a_copy_of_everything_is_handed_over(ana: Browser) -> None:
    """A file comes with its name, its kind and its bytes."""
    (copy,) = await ana.says("/export")
    (file,) = copy["files"]
    assert (file["name"], file["type"]) == ("karani.json", "application/json")
    assert file["data"]
