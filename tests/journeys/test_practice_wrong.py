"""When something is wrong in a session: six answers, red flags in plain words, and what follows."""

from __future__ import annotations

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
    told,
)

SIX = ["Chest or breath", "Head or eyes", "Dizzy or sick", "Numb or tingling",
       "Back, hip or knee", "Something else"]  # fmt: skip
TONIGHT = "22:30"


async def test_it_asks_once_with_six_answers(evening: Evening) -> None:
    """ "Something is wrong" asks what it is, and the hold goes on until that is known."""
    await holds(evening, "/session legsup 5")
    (asks,) = await evening.presses(ANA, WRONG)
    assert list(asks.choices) == SIX
    assert "up" in told(await evening.says(ANA, "/status"))


async def test_chest_or_breath_is_an_emergency_without_another_question(evening: Evening) -> None:
    """The first answer: stop, sit up, the number; the session and the coaching end there."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    (help_now,) = await evening.presses(ANA, "Chest or breath")
    assert help_now.verdict == "emergency"
    assert help_now.text.startswith("Stop. Come down and sit up.")
    assert all(number in help_now.text for number in ("112", "911", "999"))
    assert help_now.choices == {}
    assert await evening.advance(24 * 3600) == []


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("Head or eyes", "sit up"),
        ("Dizzy or sick", "dizziness ends the pose"),
        ("Back, hip or knee", "Stop at sharp pain"),
        ("Something else", "in your own words"),
    ],
)
@pytest.mark.parametrize("seconds", [5, 40])
async def test_all_others_but_tingling_end_the_hold(
    evening: Evening, answer: str, part: str, seconds: int
) -> None:
    """The way down comes first, then what to do; one more cue if nobody says that they are down."""
    await holds(evening, "/session legsup 5", seconds=seconds)
    await evening.presses(ANA, WRONG)
    out, then = await evening.presses(ANA, answer)
    assert COMES_OUT in out.text
    assert DOWN in out.choices
    assert part in then.text
    later = cues(await evening.advance(600))
    assert [STILL_UP in one.text for one in later] == [True]


@pytest.mark.parametrize("answer", SIX[1:3] + SIX[4:])
async def test_while_getting_in_it_brings_down_too_and_offers_no_new_start(
    evening: Evening, answer: str
) -> None:
    """Before the bell the legs may be on the wall: the way down, and no button to begin again."""
    await begins(evening, "/session legsup 5")
    await evening.advance(25)
    await evening.presses(ANA, WRONG)
    seen = await evening.presses(ANA, answer)
    assert COMES_OUT in told(seen)
    assert not [label for one in seen for label in one.choices if label.startswith("Start")]


async def test_tingling_says_to_shake_the_legs_out_and_asks(evening: Evening) -> None:
    """Numb or tingling: shake out; if it goes, the session goes on as it was."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    (shake,) = await evening.presses(ANA, "Numb or tingling")
    assert "Shake your legs out" in shake.text
    assert list(shake.choices) == ["It goes", "It stays"]
    assert "as long as it is comfortable" in told(await evening.presses(ANA, "It goes"))
    assert "Half way" in told(await evening.advance(200))


async def test_tingling_that_stays_ends_it_and_says_whom_to_ask(evening: Evening) -> None:
    """If it stays: the way down, and a doctor."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    await evening.presses(ANA, "Numb or tingling")
    out, then = await evening.presses(ANA, "It stays")
    assert COMES_OUT in out.text
    assert "ask a doctor" in then.text
    assert out.verdict == "ask_doctor"


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("my knee", "Stop at sharp pain"),
        ("dizzy", "dizziness"),
        ("my eyes", "pressure in the head"),
        ("numb", "Shake your legs out"),
        ("chest", "112"),
        ("something else", "in your own words"),
    ],
)
async def test_what_is_wrong_may_be_said_in_a_word(evening: Evening, said: str, part: str) -> None:
    """Whoever types in place of pressing is answered alike."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    assert part in told(await evening.says(ANA, said))


@pytest.mark.parametrize(
    ("said", "goes"),
    [("yes", True), ("it's gone", True), ("better now", True), ("no", False),
     ("still there", False), ("it stays", False), ("not gone", False)],
)  # fmt: skip
async def test_whether_it_goes_may_be_said(evening: Evening, said: str, goes: bool) -> None:
    """A yes or a no, or words for them, answer whether the tingling goes."""
    await holds(evening, "/session legsup 5")
    await evening.presses(ANA, WRONG)
    await evening.presses(ANA, "Numb or tingling")
    seen = await evening.says(ANA, said)
    assert (COMES_OUT not in told(seen)) == goes, told(seen)


async def test_it_can_be_pressed_on_the_way_down_and_afterwards(evening: Evening) -> None:
    """Dizziness comes on standing up too: the button of an ended session still asks."""
    await holds(evening, "/session legsup 1", seconds=61)
    assert WRONG in evening.history[-1].choices
    await evening.presses(ANA, DOWN)
    assert list((await evening.presses(ANA, WRONG))[0].choices) == SIX
    (then,) = await evening.presses(ANA, "Dizzy or sick")
    assert "Roll to a side" in then.text


async def test_nobody_ends_another_ones_session(evening: Evening) -> None:
    """Somebody else's button says that it is over, but the emergency answer is for everybody."""
    opened = (await holds(evening, "/session legsup 5"))[-1]
    payload = opened.choices[WRONG]
    assert "over" in told(await evening.presses("bea", payload))
    await evening.presses(ANA, WRONG)
    wrongs = evening.history[-1].choices
    assert "over" in told(await evening.presses("bea", wrongs["Dizzy or sick"]))
    assert "112" in told(await evening.presses("bea", wrongs["Chest or breath"]))
    assert "up" in told(await evening.says(ANA, "/status"))


@pytest.mark.parametrize(
    "said",
    [
        "my chest hurts and it goes into my left arm",
        "i cant breathe",
        "half my face is drooping",
        "worst headache of my life all of a sudden",
        "/extend chest pain",
        "4 but my chest is tight and hurts",
    ],
)
@pytest.mark.parametrize("where", ["getting in", "up", "paused", "on the way down"])
async def test_a_red_flag_in_any_words_ends_the_session_at_once(
    evening: Evening, said: str, where: str
) -> None:
    """Whatever was being done, a red flag is answered first, and nothing more is coached."""
    if where == "getting in":
        await begins(evening, "/session legsup 5")
    else:
        await holds(evening, "/session legsup 5", seconds=60)
    if where == "paused":
        await evening.says(ANA, "/pause")
    if where == "on the way down":
        await evening.says(ANA, "/stop")
    (help_now,) = await evening.says(ANA, said)
    assert help_now.verdict == "emergency"
    assert await evening.advance(24 * 3600) == []
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))


@pytest.mark.parametrize("what", ["screening", "tingling", "feeling", "help"])
async def test_a_red_flag_goes_before_every_open_question(evening: Evening, what: str) -> None:
    """The question lapses, and what it stood for does not go on."""
    if what == "screening":
        await evening.says(ANA, "/session legsup 5")
    elif what == "help":
        await evening.says(ANA, "i have chest pain")
        await evening.says(ANA, "/session legsup 5")
    else:
        await holds(evening, "/session legsup 1", seconds=30 if what == "tingling" else 61)
        await evening.presses(ANA, *([WRONG] if what == "tingling" else [DOWN]))
        if what == "tingling":
            await evening.presses(ANA, "Numb or tingling")
    (help_now,) = await evening.says(ANA, "yes and now my chest hurts badly")
    assert help_now.verdict == "emergency"
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))


async def test_a_symptom_in_words_ends_the_hold_but_not_the_coaching(evening: Evening) -> None:
    """Felt in the pose and no red flag: the verdict, then the way down."""
    await holds(evening, "/session legsup 5")
    verdict, out = await evening.says(ANA, "i feel dizzy")
    assert verdict.verdict == "stop"
    assert COMES_OUT in out.text
    assert [STILL_UP in one.text for one in await evening.advance(600)] == [True]


async def test_a_condition_in_words_is_answered_and_offers_the_way_out(evening: Evening) -> None:
    """Glaucoma told in the hold: the answer as always, with Stop beside it; the next start asks."""
    await holds(evening, "/session legsup 5")
    (seen,) = await evening.says(ANA, "i have glaucoma by the way")
    assert seen.verdict == "avoid"
    assert {"Stop", WRONG} <= set(seen.choices)
    await evening.presses(ANA, "Stop")
    await evening.presses(ANA, DOWN)
    assert (await evening.says(ANA, "/session legsup 5"))[0].needs == "screening"


async def test_somebody_elses_symptom_ends_nothing(evening: Evening) -> None:
    """What another person feels is answered for them, and the hold goes on."""
    await holds(evening, "/session legsup 5")
    await evening.says(ANA, "my husband feels dizzy when he does this")
    assert "up" in told(await evening.says(ANA, "/status"))


async def test_after_an_emergency_a_start_asks_whether_help_was_had(evening: Evening) -> None:
    """Starting again asks once; a no waits, a yes goes on with what was wished for."""
    await begins(evening, "/session legsup 5")
    await evening.says(ANA, "my chest hurts and my arm is numb")
    (asks,) = await evening.says(ANA, "/session butterfly 4")
    assert "Did you get help since?" in asks.text
    assert "that comes first" in told(await evening.presses(ANA, "Not yet"))
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))
    await evening.says(ANA, "/session butterfly 4")
    seen = await evening.presses(ANA, "Yes, I did")
    assert seen[-1].needs == "screening" or "Eyes" in seen[-1].choices
    seen = await evening.presses(ANA, NONE)
    assert "Butterfly" in told(seen)
    assert "4 minutes" in told(seen)
    await evening.says(ANA, "/stop")
    assert "help" not in told(await evening.says(ANA, "/session legsup 5"))


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("yes", True),
        ("yes i did", True),
        ("i saw a doctor", True),
        ("no", False),
        ("i haven't", False),
    ],
)
async def test_whether_help_was_had_is_answered_in_words(
    evening: Evening, said: str, asks: bool
) -> None:
    """The answer may be typed."""
    await evening.says(ANA, "i have crushing chest pain")
    await evening.says(ANA, "/session legsup 5")
    seen = await evening.says(ANA, said)
    assert ("Eyes" in seen[-1].choices) == asks, told(seen)


@pytest.mark.parametrize("by", ["words", "button"])
async def test_after_an_emergency_reminders_wait_until_the_person_writes(
    evening: Evening, by: str
) -> None:
    """No reminder that night nor the next; a word from the person, and they ring again."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.says(ANA, f"/remind {TONIGHT}")
    if by == "words":
        await evening.says(ANA, "crushing chest pain")
    else:
        await holds(evening, "/session legsup 1")
        await evening.presses(ANA, WRONG)
        await evening.presses(ANA, "Chest or breath")
    assert await evening.advance(3 * 24 * 3600) == []
    await evening.restart()
    assert await evening.advance(24 * 3600) == []
    await evening.says(ANA, "hello")
    seen = await evening.advance(24 * 3600)
    assert [one.kind for one in seen] == ["reminder"]


async def test_suicidal_words_get_warmth_and_the_same_quiet(evening: Evening) -> None:
    """A person to reach, no advice on the pose, and nothing asked of them by itself."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, f"/remind {TONIGHT}")
    await holds(evening, "/session legsup 5", seconds=60)
    (seen,) = await evening.says(ANA, "i want to kill myself")
    assert seen.verdict == "emergency"
    assert "999" in seen.text
    assert "116 123" in seen.text or "reach a person" in seen.text
    assert seen.choices == {}
    assert await evening.advance(3 * 24 * 3600) == []


async def test_that_it_waits_is_stored_and_not_why(evening: Evening) -> None:
    """What is kept of an emergency is a mark; no topic and no word."""
    await holds(evening, "/session legsup 5")
    await evening.says(ANA, "crushing chest pain, i feel like dying")
    async with evening.store.work() as work:
        kept = str(await work.people.everything(1))
    assert "chest" not in kept
    assert "pain" not in kept
