"""Guided sessions as a person lives them: every cue at its second, and what steers them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.evening import ANA, Evening
from tests.journeys.practising import (
    COMES_OUT,
    DOWN,
    NONE,
    STILL_UP,
    WRONG,
    begins,
    cues,
    holds,
    mine,
    timeline,
    told,
)

STEERING = {"Pause", "2 minutes more", "Stop", WRONG}


async def test_a_minute_of_legs_up_says_every_cue_at_its_second(evening: Evening) -> None:
    """A one-minute session: settling in, the bell, half way, the way down, one more cue."""
    seen = await begins(evening, "/session legsup 1")
    seen += await evening.advance(300)
    shown = [(at, text[:60], silent) for at, text, silent in timeline(seen)]
    assert shown == [
        ("21:00:00", "Choose a cosy place by a wall. In bed, legs up the headboard", True),
        ("21:00:06", "Sit sideways, one hip to the wall, then lower yourself onto ", True),
        ("21:00:12", "Shuffle in until your hips are as near the wall as feels com", True),
        ("21:00:20", "Walk your feet up, one after the other, until your body make", True),
        ("21:00:27", "Adjust what you like: a pillow under the head, the arms wide", True),
        ("21:00:34", "Breathe slowly through your nose: one long, deep breath in, ", True),
        ("21:00:40", "Legs heavy against the wall. Knees soft, jaw loose.", False),
        ("21:01:10", "Half way. Breathe out a little more slowly than in.", True),
        ("21:01:40", "Bend your knees and draw them in to your chest.", False),
        ("21:03:40", "If your legs are still up: bend your knees, roll to one side", False),
    ]


async def test_each_step_of_settling_in_stays_for_its_words(evening: Evening) -> None:
    """Settling in shows each step for 2 s and 0.3 s a word, whatever the pose."""
    for user, pose in enumerate(("legsup", "thread the needle", "butterfly", "supported")):
        seen = await begins(evening, f"/session {pose} 5", str(user))
        seen += await evening.advance(120)
        settling = cues(mine(seen, str(user)))
        opened = next(i for i, one in enumerate(settling) if one.until)
        clock, begun = 0.0, settling[0].at
        for one in settling[:opened]:
            assert (one.at - begun).total_seconds() == round(clock)
            clock += 2 + 0.3 * len(one.text.split())
        assert (settling[opened].at - begun).total_seconds() == round(clock)
        await evening.says(str(user), "/stop")


async def test_without_a_pose_or_a_length_it_is_ten_minutes_of_legs_up(evening: Evening) -> None:
    """/session alone is legs up the wall, 10 minutes in the hold."""
    seen = await holds(evening, "/session")
    opened = next(one for one in seen if one.until)
    assert "Legs Up the Wall" in told(seen)
    assert opened.until == opened.at + timedelta(minutes=10)


async def test_both_sides_are_held_equally_and_the_switch_has_its_own_time(
    evening: Evening,
) -> None:
    """Thread the Needle: first side, 20 s for the switch, the second side for exactly as long."""
    seen = await begins(evening, "/session thread the needle 6")
    seen += await evening.advance(600)
    sounding = [one for one in cues(seen) if not one.silent]
    first, switch, second, close = sounding[:4]
    assert switch.text.startswith("Other side: left ankle over right thigh")
    assert switch.at - first.at == close.at - second.at == timedelta(minutes=3)
    assert second.at - switch.at == timedelta(seconds=20)
    assert first.until == switch.at
    assert second.until == close.at
    assert "This side until" in first.text
    assert COMES_OUT in close.text


async def test_what_can_be_done_is_offered_with_every_cue_of_the_hold(evening: Evening) -> None:
    """Pause, 2 minutes more, Stop and "Something is wrong" stand with the start and each cue."""
    seen = await begins(evening, "/session legsup 3")
    assert set(seen[0].choices) == STEERING
    seen = cues(await evening.advance(600))
    held = [one for one in seen if one.at >= next(one.at for one in seen if one.until)]
    assert [set(one.choices) for one in held[:-2]] == [STEERING] * (len(held) - 2)
    assert [set(one.choices) for one in held[-2:]] == [{DOWN, WRONG}] * 2


async def test_the_bell_is_told_of_once(evening: Evening) -> None:
    """The first session says that Do Not Disturb silences the bell; no other does."""
    assert "Do Not Disturb" in told(await begins(evening, "/session legsup 1"))
    await evening.says(ANA, "/stop")
    assert "Do Not Disturb" not in told(await begins(evening, "/session legsup 1"))


@pytest.mark.parametrize(
    ("said", "nearest", "reason"),
    [
        ("/session legsup 25", "20 minutes", "numb legs"),
        ("/session legsup 30 s", "1 minute", "numb legs"),
        ("/session thread the needle 12", "10 minutes", "5 minutes a side"),
        ("start legs up the wall for 2 hours", "20 minutes", "numb legs"),
    ],
)
async def test_a_length_that_is_not_held_has_a_reason_and_a_nearest(
    evening: Evening, said: str, nearest: str, reason: str
) -> None:
    """Outside the range: the reason and the nearest allowed length, which a button starts."""
    (seen,) = await evening.says(ANA, said)
    assert reason in seen.text
    assert f"The nearest is {nearest}." in seen.text
    assert list(seen.choices) == [f"Start {nearest}"]
    assert (await evening.presses(ANA, f"Start {nearest}"))[0].needs == "screening"


async def test_a_pause_says_to_come_down_a_little_and_keeps_what_is_left(
    evening: Evening,
) -> None:
    """Pause: bend the knees; nothing is said; after it the rest comes at its distances."""
    await holds(evening, "/session legsup 3", seconds=60)
    (paused,) = await evening.says(ANA, "/pause")
    assert paused.text.startswith("Bend your knees and come down a little.")
    assert set(paused.choices) == {"Go on", "Stop", WRONG}
    assert await evening.advance(200) == []
    assert "paused with 2 minutes left" in (await evening.says(ANA, "/status"))[0].text
    (resumed,) = await evening.presses(ANA, "Go on")
    assert "2 minutes left" in resumed.text
    assert resumed.until == resumed.at + timedelta(minutes=2)
    seen = cues(await evening.advance(130))
    assert [(one.at - resumed.at).total_seconds() for one in seen] == [30, 60, 120]


async def test_after_five_minutes_of_pause_the_way_down_is_said(evening: Evening) -> None:
    """A pause of 5 minutes ends in the come-out, with sound."""
    await holds(evening, "/session legsup 10", seconds=60)
    paused = (await evening.says(ANA, "pause"))[0]
    (over,) = await evening.advance(301)
    assert over.at == paused.at + timedelta(minutes=5)
    assert over.text.startswith("That was five minutes.")
    assert COMES_OUT in over.text
    assert not over.silent
    (down, _) = await evening.presses(ANA, DOWN)
    assert "6 minutes in Legs Up the Wall" in down.text


async def test_a_pause_while_getting_in_ends_in_the_way_down_too(evening: Evening) -> None:
    """The legs may be on the wall already: who never goes on is brought down."""
    await begins(evening, "/session legsup 10")
    await evening.advance(25)
    assert "Paused" in (await evening.says(ANA, "/pause"))[0].text
    seen = await evening.advance(301)
    assert COMES_OUT in told(seen)
    assert "Good." in told(await evening.presses(ANA, DOWN))


async def test_a_pause_never_passes_the_longest_time_up(evening: Evening) -> None:
    """At the end of the longest hold a pause is as short as what is left."""
    await holds(evening, "/session thread the needle 10", seconds=560)
    (paused,) = await evening.says(ANA, "/pause")
    assert "After 1 minute I bring you out." in paused.text
    (over,) = await evening.advance(120)
    assert over.at == paused.at + timedelta(seconds=60)
    assert over.text.startswith("This is as long as it goes tonight.")


async def test_two_minutes_more_move_the_end_and_give_a_new_last_minute(
    evening: Evening,
) -> None:
    """Extending says how long it is now; the countdown and the cues follow."""
    seen = await holds(evening, "/session legsup 3", seconds=130)
    end = next(one.until for one in seen if one.until)
    assert end is not None
    (more,) = await evening.presses(ANA, "2 minutes more")
    assert more.until == end + timedelta(minutes=2)
    assert more.text.startswith("2 minutes more: 2 min 50 s until the end.")
    after = [one for one in cues(await evening.advance(240)) if COMES_OUT not in one.text]
    assert [(one.utc, one.text.split(".")[0]) for one in after[:1]] == [
        ((end + timedelta(minutes=1)).strftime("%H:%M:%S"), "One minute left"),
    ]


async def test_extensions_stop_at_the_longest_hold(evening: Evening) -> None:
    """More than the pose allows is cut to what it allows, and then said to be all."""
    await holds(evening, "/session legsup 17")
    assert "2 minutes more" in (await evening.says(ANA, "/extend"))[0].text
    less = (await evening.says(ANA, "/extend 5"))[0].text
    assert "1 minute more is what this pose allows tonight" in less
    (no,) = await evening.says(ANA, "/extend")
    assert "This is as long as it goes tonight." in no.text
    assert "From 1 minute to 20" in no.text


async def test_what_a_pause_used_up_cannot_be_added(evening: Evening) -> None:
    """Pauses count as time up: of 20 minutes 4 in a pause leave no room for more."""
    await holds(evening, "/session legsup 18", seconds=30)
    await evening.says(ANA, "/pause")
    await evening.advance(240)
    resumed = (await evening.says(ANA, "/resume"))[0]
    assert resumed.until is not None
    assert "as long as it goes" in (await evening.says(ANA, "/extend"))[0].text
    opened = next(one for one in evening.history if one.until)
    assert resumed.until - opened.at <= timedelta(minutes=20)


async def test_stop_in_a_hold_brings_the_legs_down_and_asks_how_it_was(evening: Evening) -> None:
    """Stop: the way down, "I'm down", the truth about the time, one question."""
    await holds(evening, "/session legsup 10", seconds=90)
    (out,) = await evening.says(ANA, "stop")
    assert COMES_OUT in out.text
    down, question = await evening.presses(ANA, DOWN)
    assert down.text == "1 min 30 s in Legs Up the Wall tonight. Stay lying as long as you like."
    assert (question.kind, list(question.choices)) == ("check_in", ["1", "2", "3", "4", "5"])
    assert "Thank you" in (await evening.presses(ANA, "5"))[0].text
    assert await evening.advance(3600) == []


async def test_stop_while_getting_in_ends_it_at_once(evening: Evening) -> None:
    """Before the hold there is nothing to come out of; nothing is counted."""
    await begins(evening, "/session legsup 10")
    await evening.advance(5)
    assert "Stopped before it began." in told(await evening.presses(ANA, "Stop"))
    assert await evening.advance(3600) == []
    assert "Nothing yet" in told(await evening.says(ANA, "/progress"))


async def test_stop_pressed_twice_shows_the_way_down_again(evening: Evening) -> None:
    """A double press ends nothing twice."""
    await holds(evening, "/session legsup 10")
    first = await evening.presses(ANA, "Stop")
    again = await evening.presses(ANA, "Stop")
    assert [one.text for one in again] == [one.text for one in first]


@pytest.mark.parametrize("said", ["I'm down", "im down", "i am down now", "down", "done", "/stop"])
async def test_down_can_be_said(evening: Evening, said: str) -> None:
    """On the way down the words for it count as the button does."""
    await begins(evening, "/session legsup 1")
    await evening.advance(110)
    seen = await evening.says(ANA, said)
    assert "1 minute in Legs Up the Wall tonight" in told(seen), said
    assert seen[-1].kind == "check_in"


async def test_without_an_answer_one_more_cue_and_then_silence(evening: Evening) -> None:
    """Two minutes after the come-out one more sounding cue; then it closes by itself."""
    await begins(evening, "/session legsup 1")
    seen = await evening.advance(4 * 3600)
    assert [one.silent for one in seen if STILL_UP in one.text] == [False]
    assert seen[-1].text.startswith(STILL_UP)
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))
    assert "1 night so far" in told(await evening.says(ANA, "/progress"))


async def test_down_in_time_brings_no_more_cue(evening: Evening) -> None:
    """Who says that they are down is left alone."""
    await begins(evening, "/session legsup 1")
    await evening.advance(110)
    await evening.presses(ANA, DOWN)
    assert await evening.advance(3600) == []


async def test_a_second_session_asks(evening: Evening) -> None:
    """One session a person: another start asks, and what runs goes on until it is answered."""
    await holds(evening, "/session legsup 3")
    (asks,) = await evening.says(ANA, "/session butterfly 5")
    assert asks.asked
    assert "Legs Up the Wall is running." in asks.text
    assert "5 minutes of Butterfly at the Wall" in asks.text
    assert "One minute left" in told(await evening.advance(130))
    seen = await evening.presses(ANA, "End it and start this")
    assert "Butterfly at the Wall" in seen[0].text
    assert "Legs Up" not in told(await evening.advance(30))


async def test_nothing_ends_for_a_length_that_is_not_held(evening: Evening) -> None:
    """What could not begin anyway is not offered in place of what runs."""
    await holds(evening, "/session legsup 3")
    (seen,) = await evening.says(ANA, "/session legsup 0")
    assert "The nearest is 1 minute." in seen.text
    assert "End it and start this" not in seen.choices
    assert "Legs Up the Wall" in told(await evening.says(ANA, "/status"))


@pytest.mark.parametrize(("said", "pose"), [("yes", "Butterfly"), ("no", "Legs Up the Wall")])
async def test_whether_to_end_what_runs_is_answered_in_words(
    evening: Evening, said: str, pose: str
) -> None:
    """A yes begins the other one, a no leaves all as it is."""
    await holds(evening, "/session legsup 3")
    await evening.says(ANA, "/session butterfly 5")
    await evening.says(ANA, said)
    assert pose in told(await evening.says(ANA, "/status"))


async def test_whatever_else_is_written_is_answered_and_the_cues_go_on(evening: Evening) -> None:
    """A session disturbs no other wish, and no other wish disturbs a session."""
    plain = await begins(evening, "/session legsup 10", "bea")
    talking = await begins(evening, "/session legsup 10")
    says = {
        "/pose butterfly": "Butterfly",
        "/poses": "Four ways",
        "/safety can i do this with migraine": "migraine",
        "i have glaucoma": "Glaucoma",
        "/progress": "evening",
        "/help": "",
        "thanks": "",
        "what is asthma to this": "",
        "/challenge": "Thirty",
        "gibberish zzz": "didn't get that",
        "/privacy": "",
    }
    for said, part in says.items():
        talking += (seen := await evening.says(ANA, said))
        assert seen[0].kind == "reply", said
        assert part in told(seen), said
        later = await evening.advance(61)
        talking, plain = talking + mine(later), plain + mine(later, "bea")
    later = await evening.advance(600)
    assert timeline(talking + mine(later)) == timeline(plain + mine(later, "bea"))


async def test_each_state_has_its_status(evening: Evening) -> None:
    """/status says where one is: nothing, getting in, up, paused, on the way down."""
    said = [told(await evening.says(ANA, "/status"))]
    await begins(evening, "/session legsup 3")
    said.append(told(await evening.says(ANA, "/status")))
    await evening.advance(100)
    said.append(told(await evening.says(ANA, "how long left")))
    await evening.says(ANA, "/pause")
    said.append(told(await evening.says(ANA, "/status")))
    await evening.says(ANA, "/stop")
    said.append(told(await evening.says(ANA, "/status")))
    parts = ["Nothing is running", "begins in 40 seconds", "1 minute up, 2 minutes left",
             "paused with 2 minutes left", "on the way down"]  # fmt: skip
    assert [part for part, text in zip(parts, said, strict=True) if part not in text] == []


@pytest.mark.parametrize("said", ["/pause", "/resume", "/extend", "/stop", "/status"])
async def test_steering_nothing_says_that_nothing_runs(evening: Evening, said: str) -> None:
    """Without a session each command says so and offers one."""
    (seen,) = await evening.says(ANA, said)
    assert seen.text == "Nothing is running."
    assert list(seen.choices) == ["Start 10 minutes"]


async def test_words_that_fit_the_moment(evening: Evening) -> None:
    """Pausing twice, going on with nothing paused, steering on the way down: said as it is."""
    await holds(evening, "/session legsup 3")
    assert "nothing is paused" in told(await evening.says(ANA, "/resume"))
    await evening.says(ANA, "/pause")
    assert "It is paused." in told(await evening.says(ANA, "/pause"))
    await evening.says(ANA, "/stop")
    for said in ("/pause", "/extend 3"):
        assert "on the way down" in told(await evening.says(ANA, said))


@pytest.mark.parametrize(
    ("said", "feeling"),
    [("4", 4), ("much better", 5), ("2", 2), ("worse", 1), ("5!", 5), ("about a 3", 3)],
)
async def test_the_question_after_a_session_is_answered_in_words(
    evening: Evening, said: str, feeling: int
) -> None:
    """How it feels may be written; the answer is kept with its session."""
    await holds(evening, "/session legsup 3", seconds=60)
    await evening.says(ANA, "stop")
    await evening.presses(ANA, DOWN)
    (seen,) = await evening.says(ANA, said)
    assert (seen.intent, seen.slots) == ("log_checkin", {"feeling": feeling})
    kind = "tell me" if feeling <= 2 else "Good night"
    assert kind in seen.text


async def test_a_feeling_goes_to_the_session_that_was_asked_about(evening: Evening) -> None:
    """An older question's button rates its own session, not the latest."""
    await holds(evening, "/session legsup 1", seconds=61)
    await evening.presses(ANA, DOWN)
    first = evening.history[-1]
    await holds(evening, "/session legsup 1", seconds=61)
    await evening.presses(ANA, DOWN)
    await evening.presses(ANA, first.choices["2"])
    await evening.presses(ANA, evening.history[-2].choices.get("5", "fe1:2:5"))
    async with evening.store.work() as work:
        assert [one.feeling for one in await work.practice.of(1)] == [2, 5]


async def test_a_command_goes_before_the_question(evening: Evening) -> None:
    """The question lapses for a command, and silence makes nothing of it."""
    await holds(evening, "/session legsup 1", seconds=61)
    await evening.presses(ANA, DOWN)
    assert (await evening.says(ANA, "/poses"))[0].intent == "list_poses"
    assert (await evening.says(ANA, "4"))[0].intent != "log_checkin"


async def test_two_people_practise_side_by_side(evening: Evening) -> None:
    """One person's session says nothing to another, and no button reaches over."""
    await holds(evening, "/session legsup 3")
    await holds(evening, "/session thread the needle 4", user="bea")
    theirs = next(one for one in reversed(evening.history) if one.to == ANA and one.choices)
    (seen,) = await evening.presses("bea", theirs.choices["Stop"])
    assert "over" in seen.text
    assert "Legs Up the Wall" in told(await evening.says(ANA, "/status"))


async def test_a_session_belongs_in_the_private_chat(evening: Evening) -> None:
    """In a group the command opens the private chat, where it goes on."""
    (seen,) = await evening.group(ANA, "studio", "/session legsup 5")
    assert seen.group == "studio"
    assert "Eyes" not in seen.choices
    (asks,) = await evening.presses(ANA, next(iter(seen.choices)), group="studio")
    assert (asks.group, asks.needs) == (None, "screening")
    assert "5 minutes" in (await evening.presses(ANA, NONE))[0].text


async def test_buttons_of_an_ended_session_say_so(evening: Evening) -> None:
    """A stale button gets a polite word and changes nothing."""
    opened = (await holds(evening, "/session legsup 3"))[-1]
    await evening.says(ANA, "stop")
    await evening.presses(ANA, DOWN)
    for label in ("Pause", "2 minutes more", "Stop"):
        (seen,) = await evening.presses(ANA, opened.choices[label])
        assert seen.text == "That session is over."
