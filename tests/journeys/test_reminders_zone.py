"""Where somebody's evening is: asked once, in every form, and moved with them."""

from __future__ import annotations

import json

import pytest

from tests.journeys.evening import Evening
from tests.journeys.nights_in import ANA, lives_in, rings, rung

NEEDED = "Where are you, so that I ring at your own evening?"


async def test_the_first_reminder_asks_for_the_zone_and_goes_on(evening: Evening) -> None:
    """The wish is kept while the place is asked for, and set when it is known."""
    (asked,) = await evening.says(ANA, "/remind 22:30 butterfly for 5 minutes")
    assert asked.text.startswith(NEEDED)
    assert (asked.intent, asked.needs) == ("set_reminder", "zone")
    zone, done = await evening.says(ANA, "I'm in berlin")
    assert zone.text == "Berlin, Europe/Berlin. It is 22:00 there."
    assert done.text.startswith("I'll ring every night at 22:30 for 5 minutes of Butterfly")
    assert rings(await evening.advance(3600)) == ["22 21:30"]


async def test_time_then_zone_then_it_is_set(evening: Evening) -> None:
    """What is missing is asked for one after the other; the pose is kept all the way."""
    (time,) = await evening.says(ANA, "/remind butterfly")
    assert (time.text, time.needs) == ("At what time?", "time")
    (zone,) = await evening.says(ANA, "half ten")
    assert zone.needs == "zone"
    _, done = await evening.says(ANA, "lisbon")
    assert done.text.startswith("I'll ring every night at 22:30 for Butterfly")
    assert "Europe/Lisbon" in done.text


async def test_the_time_may_be_pressed_and_the_place_shared(evening: Evening) -> None:
    """Buttons and a location answer as words do; the place itself is not kept."""
    await evening.says(ANA, "/remind")
    await evening.presses(ANA, "22:30")
    zone, done = await evening.located(ANA, 52.52, 13.405)
    assert zone.text == "Berlin, Europe/Berlin. It is 22:00 there."
    assert "every night at 22:30, Europe/Berlin" in done.text
    (file,) = (await evening.says(ANA, "/export"))[0].raw["files"]
    with open(file["path"], encoding="utf-8") as kept:  # noqa: ASYNC230, PTH123 - a small file
        exported = kept.read()
    assert "52.5" not in exported
    assert "13.4" not in exported


async def test_a_locale_offers_its_likely_zones(evening: Evening) -> None:
    """One press answers; the key is in the payload."""
    (asked,) = await evening.says(ANA, "/remind 22:30", locale="de")
    assert asked.choices["Europe/Berlin"] == "z1:Europe/Berlin"
    _, done = await evening.presses(ANA, "Europe/Berlin")
    assert "Europe/Berlin" in done.text


async def test_a_place_that_is_not_known_is_asked_for_again(evening: Evening) -> None:
    """The wish still waits after a wrong answer, and after an unclear one."""
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "qwxzzk")
    assert seen.text.startswith("I don't know that place.")
    (seen,) = await evening.says(ANA, "usa")
    assert seen.asked
    assert "z1:America/New_York" in seen.choices.values()
    _, done = await evening.presses(ANA, "z1:America/New_York")
    assert done.text.startswith("I'll ring every night at 22:30, America/New York")


async def test_after_ten_minutes_of_silence_nothing_waits(evening: Evening) -> None:
    """The question lapses: a zone set later sets no reminder that nobody thinks of any more."""
    await evening.says(ANA, "/remind 22:30")
    await evening.advance(601)
    await lives_in(evening)
    (seen,) = await evening.says(ANA, "/reminders")
    assert seen.text.startswith("You have no reminder.")


async def test_another_command_lets_the_question_lapse(evening: Evening) -> None:
    """A command is a new matter; the place afterwards only sets the zone."""
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/poses")
    (seen,) = await evening.says(ANA, "/timezone berlin")
    assert seen.text == "Berlin, Europe/Berlin. It is 22:00 there."


async def test_a_zone_in_the_words_is_enough(evening: Evening) -> None:
    """Nothing is asked where the words say by which clock; the message shows that clock."""
    (seen,) = await evening.says(ANA, "/remind 22:30 Europe/Berlin")
    assert seen.text.startswith("I'll ring every night at 22:30, Europe/Berlin")
    (ring,) = rung(await evening.advance(3600))
    assert ring.text.startswith("It's 22:30.")


# Read before the zone is known: "tonight" is another date in Auckland than in Honolulu.
WAITED = {
    ("/remind tonight at 23:00", "Pacific/Auckland", "2026-11-22T21:00:00Z"): "23 10:00",
    ("/remind tonight at 23:00", "Pacific/Honolulu", "2026-11-22T21:00:00Z"): "23 09:00",
    ("/remind tomorrow at 22:00", "Pacific/Auckland", "2026-11-22T21:00:00Z"): "24 09:00",
    ("/remind 24 nov 22:00", "Pacific/Auckland", "2026-11-22T21:00:00Z"): "24 09:00",
    ("/remind 24 nov 22:00", "Europe/Berlin", "2026-11-22T21:00:00Z"): "24 21:00",
    ("/remind today at 3pm", "America/Los_Angeles", "2026-11-22T21:00:00Z"): "22 23:00",
    ("/remind tonight at 23:00", "America/New_York", "2026-11-23T03:30:00Z"): "23 04:00",
    ("/remind in 20 min", "Asia/Kathmandu", "2026-11-22T21:00:00Z"): "22 21:20",
    ("/remind tonight at 00:30", "Asia/Kolkata", "2026-11-23T18:00:00Z"): "23 19:00",
}


@pytest.mark.parametrize(("said", "instant"), WAITED.items())
async def test_what_waited_for_the_zone_is_meant_by_its_clock(
    evening: Evening, said: tuple[str, str, str], instant: str
) -> None:
    """Dates and "today" are those of the place that is answered, not of UTC."""
    words, place, now = said
    await evening.now(now)
    (asked,) = await evening.says(ANA, words)
    assert asked.needs == "zone"
    await evening.says(ANA, f"/timezone {place}")
    assert rings(await evening.advance(3 * 86_400)) == [instant]


EVERYWHERE = [
    "Pacific/Kiritimati", "Pacific/Auckland", "Asia/Tokyo", "Asia/Kathmandu", "Europe/Berlin",
    "Atlantic/Azores", "America/New_York", "America/Los_Angeles", "Pacific/Honolulu",
]  # fmt: skip
ONCE = [
    "/remind tonight at 23:00", "/remind today at 3pm", "/remind tomorrow morning at 7",
    "/remind 24 nov 22:00", "/remind friday at 00:30", "/remind tonight at 9 or 10",
    "/remind in 2 hours", "remind me this evening at half past ten to do butterfly",
]  # fmt: skip


@pytest.mark.parametrize("hour", ["02:10", "14:20"])
async def test_the_zone_before_or_after_makes_no_difference(evening: Evening, hour: str) -> None:
    """Whoever says where they are afterwards gets what they would have got beforehand."""
    await evening.now(f"2026-11-23T{hour}:00Z")
    for zone in EVERYWHERE:
        for words in ONCE:
            before, after = f"before {zone} {words}", f"after {zone} {words}"
            await evening.says(before, f"/timezone {zone}")
            (known,) = await evening.says(before, words)
            (asked,) = await evening.says(after, words)
            assert asked.needs == "zone", after
            _, waited = await evening.says(after, f"/timezone {zone}")
            assert (waited.text, list(waited.choices)) == (known.text, list(known.choices)), after


async def test_what_is_over_in_that_place_is_said(evening: Evening) -> None:
    """Three in the afternoon is over in Berlin at ten in the evening, if not in Honolulu."""
    await evening.says(ANA, "/remind today at 3pm")
    _, seen = await evening.says(ANA, "/timezone berlin")
    assert seen.text == "That time is already over. Name a later one."


# The forms of /timezone; the clock shows which zone was taken.
PLACES = {
    "berlin": "Berlin, Europe/Berlin. It is 22:00 there.",
    "Europe/Berlin": "Berlin, Europe/Berlin. It is 22:00 there.",
    "europe/berlin": "Berlin, Europe/Berlin. It is 22:00 there.",
    "japan": "Asia/Tokyo. It is 06:00 there.",
    "München": "Europe/Berlin. It is 22:00 there.",
    "+05:30": "UTC+05:30. It is 02:30 there.",
    "UTC+3": "UTC+3. It is 00:00 there.",
    "gmt-5": "UTC-5. It is 16:00 there.",
    "America/Argentina/Buenos_Aires": "America/Argentina/Buenos Aires. It is 18:00 there.",
    "kathmandu": "Kathmandu, Asia/Kathmandu. It is 02:45 there.",
    "portland": "America/Los Angeles. It is 13:00 there.",
}


@pytest.mark.parametrize(("place", "said"), PLACES.items())
async def test_a_place_in_any_form_sets_the_zone(evening: Evening, place: str, said: str) -> None:
    """The place, its zone and its clock are said aloud, so that a wrong one is seen."""
    (seen,) = await evening.says(ANA, f"/timezone {place}")
    assert not seen.asked
    assert seen.text.endswith(said), seen.text


async def test_of_several_places_the_largest_is_taken_and_the_others_offered(
    evening: Evening,
) -> None:
    """The others carry their zone in the payload; one press changes it."""
    (seen,) = await evening.says(ANA, "/timezone portland")
    offered = {payload for payload in seen.choices.values() if payload.startswith("z1:")}
    assert "z1:America/New_York" in offered
    (seen,) = await evening.presses(ANA, "z1:America/New_York")
    assert seen.text == "New York, America/New York. It is 16:00 there."


@pytest.mark.parametrize(
    ("country", "zone"),
    [
        ("usa", "America/New_York"),
        ("brazil", "America/Sao_Paulo"),
        ("australia", "Australia/Sydney"),
        ("canada", "America/Toronto"),
        ("russia", "Europe/Moscow"),
    ],
)
async def test_a_country_with_several_zones_asks(evening: Evening, country: str, zone: str) -> None:
    """Nothing is set until one of them is chosen; each choice carries its key."""
    (seen,) = await evening.says(ANA, f"/timezone {country}")
    assert seen.asked
    assert f"z1:{zone}" in seen.choices.values()
    (listed,) = await evening.says(ANA, "/timezone")
    assert listed.text.startswith("Where are you")


async def test_an_unknown_place_may_be_answered_in_plain_words(evening: Evening) -> None:
    """After "I don't know that place" the nearest town alone is understood."""
    await evening.says(ANA, "/timezone qwxzzk")
    (seen,) = await evening.says(ANA, "berlin")
    assert seen.text.startswith("Berlin, Europe/Berlin.")


async def test_without_a_place_the_present_zone_is_said(evening: Evening) -> None:
    """And the next words may name another."""
    await lives_in(evening)
    (seen,) = await evening.says(ANA, "/timezone")
    assert seen.text == "You are in Europe/Berlin. Name a town to change it."
    (seen,) = await evening.says(ANA, "tokyo")
    assert "Asia/Tokyo" in seen.text


@pytest.mark.parametrize("payload", ["z1:Mars/Olympus", "z1:../../etc/passwd", "z1:+99:00", "z1:"])
async def test_a_forged_zone_is_refused(evening: Evening, payload: str) -> None:
    """No button makes a zone that does not exist."""
    (seen,) = await evening.line(user=ANA, press=payload)
    assert seen.text.startswith("That button is from an earlier moment.")
    (seen,) = await evening.says(ANA, "/timezone")
    assert seen.text.startswith("Where are you")


async def test_at_sea_the_nearest_hour_is_taken(evening: Evening) -> None:
    """A location without a country still has a clock."""
    (seen,) = await evening.located(ANA, 0.0, -30.0)
    assert seen.text == "UTC-2. It is 19:00 there."


# Moving. The reminder is for 22:30, it is 22:00 in Berlin.


async def test_a_move_moves_tonights_reminder(evening: Evening) -> None:
    """West before it rang: it rings at the new local time, once."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "/timezone london")
    assert seen.text.splitlines()[1] == (
        "Your reminder moves with you: every night at 22:30; next: tonight, in 1 h 30 min."
    )
    assert rings(await evening.advance(2 * 86_400)) == ["22 22:30", "23 22:30"]


async def test_a_flight_west_does_not_ring_twice_a_night(evening: Evening) -> None:
    """It rang in Berlin; in New York the same evening it does not ring again."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    assert rings(await evening.advance(3600)) == ["22 21:30"]
    (seen,) = await evening.says(ANA, "/timezone new york")
    assert seen.text.endswith("next: tomorrow, Mon 23 Nov.")
    assert rings(await evening.advance(2 * 86_400)) == ["24 03:30"]


async def test_a_flight_east_past_bedtime_leaves_the_night_alone(evening: Evening) -> None:
    """It is half past midnight in Istanbul's evening already: the next is tomorrow's."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    (seen,) = await evening.says(ANA, "/timezone dubai")
    assert seen.text.endswith("next: Mon 23 Nov.")
    assert rings(await evening.advance(2 * 86_400)) == ["23 18:30", "24 18:30"]


async def test_back_and_forth_rings_once_a_night(evening: Evening) -> None:
    """However often the zone changes in one evening."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    seen = []
    for place in ("london", "berlin", "lisbon", "madrid", "london", "berlin"):
        seen += await evening.says(ANA, f"/timezone {place}")
        seen += await evening.advance(1200)
    assert len(rings(seen)) == 1


async def test_a_date_that_is_lived_twice_rings_once(evening: Evening) -> None:
    """Auckland to Honolulu, over the date line: Monday evening comes again, its ring does not."""
    await lives_in(evening, "Pacific/Auckland")
    await evening.says(ANA, "/remind 22:30")
    assert rings(await evening.now("2026-11-23T10:00:00Z")) == ["23 09:30"]
    await lives_in(evening, "Pacific/Honolulu")
    assert rings(await evening.now("2026-11-26T00:00:00Z")) == ["25 08:30"]


async def test_over_the_date_line_eastwards_one_evening_is_one_night(evening: Evening) -> None:
    """It rang in Honolulu an hour ago: landing on the next date it is still the same night."""
    await lives_in(evening, "Pacific/Honolulu")
    await evening.says(ANA, "/remind 22:30")
    assert rings(await evening.now("2026-11-23T08:45:00Z")) == ["23 08:30"]
    await lives_in(evening, "Pacific/Auckland")
    assert rings(await evening.now("2026-11-24T10:00:00Z")) == ["24 09:30"]


async def test_a_reminder_by_another_clock_does_not_move(evening: Evening) -> None:
    """Whoever named a zone meant that zone."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30 london")
    (seen,) = await evening.says(ANA, "/timezone tokyo")
    assert seen.text == "Tokyo, Asia/Tokyo. It is 06:00 there."
    assert rings(await evening.advance(86_400)) == ["22 22:30"]


async def test_minutes_that_were_counted_stay_counted(evening: Evening) -> None:
    """In 20 minutes is in 20 minutes, wherever one is by then."""
    await lives_in(evening)
    await evening.says(ANA, "/remind in 20 min")
    await evening.says(ANA, "/timezone tokyo")
    assert rings(await evening.advance(86_400)) == ["22 21:20"]


async def test_a_single_one_that_the_move_leaves_behind_is_said(evening: Evening) -> None:
    """Tonight at 23:00 is over in Tokyo; it is told rather than lost."""
    await lives_in(evening)
    await evening.says(ANA, "/remind tonight 23:00")
    (seen,) = await evening.says(ANA, "/timezone tokyo")
    assert seen.text.splitlines()[1] == (
        "By that clock this one is over: once, Sun 22 Nov at 23:00."
    )


async def test_a_snooze_keeps_its_instant_over_a_move(evening: Evening) -> None:
    """Twenty minutes later is twenty minutes later."""
    await lives_in(evening)
    await evening.says(ANA, "/remind 22:30")
    await evening.advance(1800)
    await evening.presses(ANA, "Snooze 20 min")
    await evening.says(ANA, "/timezone london")
    assert rings(await evening.advance(2 * 86_400)) == ["22 21:50", "23 22:30"]


async def test_what_is_kept_of_the_question_holds_no_words(evening: Evening) -> None:
    """While the zone is asked for, times are kept, nothing that was written."""
    await evening.says(ANA, "/remind tonight at 23:00 for my poor old knees")
    (file,) = (await evening.says(ANA, "/export"))[0].raw["files"]
    with open(file["path"], encoding="utf-8") as kept:  # noqa: ASYNC230, PTH123 - a small file
        exported = json.dumps(json.load(kept))
    assert "knees" not in exported
    assert "tonight" not in exported
