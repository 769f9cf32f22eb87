"""What is asked before a session, in all its branches, and what it changes."""

from __future__ import annotations

import pytest

from bot.coach.talk.actions import Challenge, Start
from content.model import Verdict
from tests.journeys.evening import ANA, Evening, Seen, shared_tools
from tests.journeys.practising import COMES_OUT, NONE, told

GROUPS = {
    "Eyes", "Blood pressure or heart", "Blood clot, veins or stroke", "Hernia",
    "Pregnancy or a new baby", "Surgery or injury", "Something else",
}  # fmt: skip
AGREED = "My doctor said yes"
START = "/session legsup 5"
DESCRIBED = ("head and heart level", "hips bent", "10 minutes")

LIBRARY = shared_tools().library
NARROW = [(group.id, topic) for group in LIBRARY.screening for topic in group.topics]
TOPICS = {**LIBRARY.topics}


def words_of(key: str) -> str:
    text = LIBRARY.catalogue("en").entries[key]
    assert isinstance(text, str)
    return text


async def picks(evening: Evening, *labels: str, said: str = START) -> Seen:
    """Starts, picks these groups, and ends the choice; the last page."""
    await evening.says(ANA, said)
    for label in labels:
        await evening.presses(ANA, label)
    return (await evening.presses(ANA, "That's all"))[0]


def started(seen: list[Seen]) -> bool:
    return any("in the hold" in one.text for one in seen)


async def test_it_is_asked_by_buttons_before_anything_starts(evening: Evening) -> None:
    """The groups, none of these, rather not say; nothing runs until one is chosen."""
    (asks,) = await evening.says(ANA, START)
    assert asks.needs == "screening"
    assert set(asks.choices) == {*GROUPS, NONE, "Rather not say"}
    assert "Nothing is running." in told(await evening.says(ANA, "/status"))


async def test_several_may_be_chosen_and_let_go_in_one_message(evening: Evening) -> None:
    """A choice is marked in place; a second press takes it back."""
    (asks,) = await evening.says(ANA, START)
    (one,) = await evening.presses(ANA, "Eyes")
    (two,) = await evening.presses(ANA, "Hernia")
    assert (one.replaces, two.replaces) == (asks.number, one.number)
    assert {"✓ Eyes", "✓ Hernia", "That's all"} <= set(two.choices)
    assert NONE not in two.choices
    await evening.presses(ANA, "✓ Eyes")
    (three,) = await evening.presses(ANA, "✓ Hernia")
    assert {*GROUPS, NONE} <= set(three.choices)


async def test_each_group_opens_one_narrower_question(evening: Evening) -> None:
    """Of two groups both are asked, one after the other, and both answers count."""
    first = await picks(evening, "Blood pressure or heart", "Pregnancy or a new baby")
    assert first.text == "Blood pressure or heart: which one?"
    (second,) = await evening.presses(ANA, "High, but controlled")
    assert second.text == "Pregnancy or a new baby: which one?"
    (both,) = await evening.presses(ANA, "Up to week 13")
    assert "controlled blood pressure" in both.text
    assert "early pregnancy" in both.text


@pytest.mark.parametrize(("group", "topic"), NARROW)
async def test_every_narrower_answer_has_the_outcome_of_its_verdict(
    evening: Evening, group: str, topic: str
) -> None:
    """avoid never starts, ask_doctor after a doctor's yes, caution and ok at once and adjusted."""
    await picks(evening, words_of(f"screening.group.{group}"))
    seen = await evening.presses(ANA, words_of(f"screening.topic.{topic}"))
    verdict = LIBRARY.topics[topic].verdict_for("legs_up_wall")
    first = words_of(f"topic.{topic}.first")
    match verdict:
        case Verdict.AVOID:
            assert not started(seen)
            _says_why_and_what_instead(seen[0], topic)
            assert "Nothing is running." in told(await evening.says(ANA, "/status"))
            return
        case Verdict.ASK_DOCTOR:
            assert first in seen[0].text
            assert words_of(f"topic.{topic}.ask") in seen[0].text
            assert not started(seen)
            seen = await evening.presses(ANA, AGREED)
        case _:
            pass
    assert started(seen)
    if f"topic.{topic}.adjust" in LIBRARY.catalogue("en").entries:
        assert seen[1].text == words_of(f"topic.{topic}.adjust")


def _says_why_and_what_instead(page: Seen, topic: str) -> None:
    plain = page.text.replace("112, 911 or 999 (whichever works where you are)", "{number}")
    for part in ("first", "why", "ask"):
        assert words_of(f"topic.{topic}.{part}") in plain, part
    assert all(part in page.text for part in DESCRIBED)
    instead = LIBRARY.catalogue("en").entries.get(f"topic.{topic}.instead")
    assert str(instead or "nothing reviewed in its place") in page.text
    assert AGREED not in page.choices


@pytest.mark.parametrize("group", [group.id for group in LIBRARY.screening])
async def test_left_open_a_group_counts_as_its_strictest(evening: Evening, group: str) -> None:
    """Not sure: the strictest verdict of the group, said to be that, and not to be remembered."""
    await picks(evening, words_of(f"screening.group.{group}"))
    (seen,) = await evening.presses(ANA, "Not sure")
    found = next(g for g in LIBRARY.screening if g.id == group)
    severest = max(TOPICS[t].verdict.severity for t in found.topics)
    assert TOPICS[found.strictest].verdict.severity == severest < Verdict.EMERGENCY.severity
    assert "Left open, the strictest of these counts." in seen.text
    assert words_of(f"topic.{found.strictest}.first") in seen.text
    assert not [label for label in seen.choices if label.startswith("Remember")]


async def test_none_of_these_is_remembered_for_ninety_days(evening: Evening) -> None:
    """None of these: no question for 90 days, then it is asked again."""
    await evening.says(ANA, START)
    assert started(await evening.presses(ANA, NONE))
    await evening.says(ANA, "/stop")
    await evening.advance(90 * 86_400 - 60)
    assert started(await evening.says(ANA, START))
    await evening.says(ANA, "/stop")
    await evening.advance(120)
    assert (await evening.says(ANA, START))[0].needs == "screening"


async def test_rather_not_say_starts_with_the_general_caution_and_is_asked_again(
    evening: Evening,
) -> None:
    """It starts, gently, and nothing of it is remembered."""
    await evening.says(ANA, START)
    seen = await evening.presses(ANA, "Rather not say")
    assert "come down for pain, pressure in the head or eyes, numbness or dizziness" in told(seen)
    assert started(seen)
    await evening.says(ANA, "/stop")
    assert (await evening.says(ANA, START))[0].needs == "screening"


async def test_any_other_answer_is_asked_again_at_every_start(evening: Evening) -> None:
    """Without "Remember" nothing is kept, from a caution, a doctor's yes and a no alike."""
    for group, topic in (
        ("Blood pressure or heart", "Low blood pressure"),
        ("Hernia", "Repaired and healed"),
    ):
        await picks(evening, group)
        assert started(await evening.presses(ANA, topic))
        await evening.says(ANA, "/stop")
    await picks(evening, "Eyes")
    await evening.presses(ANA, "Glaucoma")
    assert (await evening.says(ANA, START))[0].needs == "screening"
    async with evening.store.work() as work:
        assert await work.people.conditions(1) == ()


async def test_what_is_remembered_answers_from_then_on(evening: Evening) -> None:
    """Remember: no question at the next start; the adjustment comes; /conditions clears it."""
    await picks(evening, "Blood pressure or heart")
    seen = await evening.presses(ANA, "Low blood pressure")
    assert "I'll remember low blood pressure" in told(
        await evening.presses(ANA, "Remember for next time")
    )
    await evening.says(ANA, "/stop")
    again = await evening.says(ANA, START)
    assert started(again)
    assert again[1].text == seen[1].text == words_of("topic.low_blood_pressure.adjust")
    await evening.says(ANA, "/stop")
    await evening.says(ANA, "/conditions")
    await evening.presses(ANA, "dc1:all")
    assert (await evening.says(ANA, START))[0].needs == "screening"


async def test_remember_still_works_long_after_and_after_a_restart(evening: Evening) -> None:
    """The button says all that it means: the next day it keeps what it said."""
    await picks(evening, "Eyes")
    await evening.presses(ANA, "Glaucoma")
    await evening.says(ANA, "/poses")
    await evening.advance(30 * 3600)
    await evening.restart()
    await evening.presses(ANA, "Remember for next time")
    (seen,) = await evening.says(ANA, START)
    assert "Glaucoma: not this one" in seen.text
    assert "What I told you" in seen.choices


async def test_a_remembered_yes_of_the_doctor_is_not_asked_again(evening: Evening) -> None:
    """With the doctor's yes remembered the next session starts at once, adjusted."""
    await picks(evening, "Blood pressure or heart")
    await evening.presses(ANA, "High, but controlled")
    await evening.presses(ANA, AGREED)
    await evening.presses(ANA, "Remember for next time")
    await evening.says(ANA, "/stop")
    seen = await evening.says(ANA, START)
    assert started(seen)
    assert seen[1].text == words_of("topic.controlled_hypertension.adjust")


async def test_a_yes_of_the_doctor_to_what_is_remembered_is_kept(evening: Evening) -> None:
    """Remembered first and agreed to later: it is asked once."""
    await evening.says(ANA, "/safety i have controlled high blood pressure")
    await evening.presses(ANA, "Remember this")
    (asks,) = await evening.says(ANA, START)
    assert AGREED in asks.choices
    assert started(await evening.presses(ANA, AGREED))
    await evening.says(ANA, "/stop")
    assert started(await evening.says(ANA, START))


async def test_several_remembered_are_weighed_together(evening: Evening) -> None:
    """One condition that speaks against it is enough; the others are named too."""
    await picks(evening, "Eyes", "Blood clot, veins or stroke")
    await evening.presses(ANA, "Glaucoma")
    (seen,) = await evening.presses(ANA, "A blood clot in the past")
    assert words_of("topic.glaucoma.first") in seen.text
    assert words_of("topic.past_blood_clot.first") in seen.text
    await evening.presses(ANA, "Remember glaucoma")
    await evening.presses(ANA, "Remember an old blood clot")
    shown = told(await evening.says(ANA, "/conditions"))
    assert "glaucoma" in shown
    assert "old blood clot" in shown


@pytest.mark.parametrize("pose", ["legsup", "thread the needle", "butterfly", "supported"])
async def test_what_is_remembered_holds_for_every_way_to_start(evening: Evening, pose: str) -> None:
    """From words, a card, a reminder or the programme: the condition stands before each."""
    await evening.says(ANA, "/safety i have glaucoma")
    await evening.presses(ANA, "Remember this")
    assert not started(await evening.says(ANA, f"start {pose} for 3 minutes"))
    id_ = (await evening.says(ANA, f"/pose {pose}"))[0].slots["pose"]
    assert not started(await evening.presses(ANA, Start(id_, 180).pack()))
    await evening.says(ANA, "/challenge join")
    assert not started(await evening.presses(ANA, Challenge("begin").pack()))


async def test_a_reminders_start_asks_too(evening: Evening) -> None:
    """From a reminder's Start the question comes each night, as from any other."""
    await evening.says(ANA, "/timezone London")
    await evening.says(ANA, "/remind 22:30")
    for _ in range(2):
        while not (rang := [s for s in await evening.advance(3600) if s.kind == "reminder"]):
            pass
        start = next(label for label in rang[0].choices if label.startswith("Start"))
        (asks,) = await evening.presses(ANA, start)
        assert asks.needs == "screening"
        await evening.presses(ANA, "Hernia")
        await evening.presses(ANA, "That's all")
        assert started(await evening.presses(ANA, "Repaired and healed"))
        await evening.says(ANA, "/stop")


# In words


@pytest.mark.parametrize("said", ["none", "no", "nope", "none of these", "nothing", "i'm healthy"])
async def test_none_may_be_said(evening: Evening, said: str) -> None:
    """A no answers the question as the button does, and is remembered."""
    await evening.says(ANA, START)
    assert started(await evening.says(ANA, said))
    await evening.says(ANA, "/stop")
    assert started(await evening.says(ANA, START))


@pytest.mark.parametrize("said", ["rather not say", "I'd rather not say", "prefer not to say"])
async def test_rather_not_may_be_said(evening: Evening, said: str) -> None:
    """It starts, with the caution."""
    await evening.says(ANA, START)
    seen = await evening.says(ANA, said)
    assert "Then gently" in told(seen)
    assert started(seen)


@pytest.mark.parametrize(
    ("said", "part", "verdict"),
    [
        ("i have glaucoma", "Glaucoma: not this one", "avoid"),
        ("glaucoma and asthma", "Glaucoma: not this one", "avoid"),
        ("a hernia, and low blood pressure", "hernia", "avoid"),
        ("my blood pressure is high but controlled by medicine", "Ask the doctor", "ask_doctor"),
        ("low blood pressure", "in the hold", "caution"),
    ],
)
async def test_a_condition_may_be_said(
    evening: Evening, said: str, part: str, verdict: str
) -> None:
    """Words about the body count as the answer, and say what was made of them."""
    await evening.says(ANA, START)
    seen = await evening.says(ANA, said)
    assert part in told(seen)
    assert (seen[0].intent, seen[0].verdict) == ("start_session", verdict)


@pytest.mark.parametrize(
    ("said", "part"), [("eyes", "Eyes: which one?"), ("heart", "heart: which one?"),
                       ("pregnant", "baby: which one?"), ("something else", "in a few words")]
)  # fmt: skip
async def test_a_group_may_be_said(evening: Evening, said: str, part: str) -> None:
    """The name of a choice opens its narrower question."""
    await evening.says(ANA, START)
    assert part in told(await evening.says(ANA, said))


async def test_words_lose_no_group_that_was_picked(evening: Evening) -> None:
    """Eyes picked, and a hernia written: the eyes are still asked about."""
    await evening.says(ANA, START)
    await evening.presses(ANA, "Eyes")
    (seen,) = await evening.says(ANA, "low blood pressure")
    assert seen.text == "Eyes: which one?"
    (seen,) = await evening.presses(ANA, "Glaucoma")
    assert "Glaucoma: not this one" in seen.text


async def test_fine_words_after_a_grave_choice_start_nothing(evening: Evening) -> None:
    """Something fine said last does not outweigh what was chosen before."""
    await picks(evening, "Eyes", "Something else")
    await evening.presses(ANA, "Glaucoma")
    seen = await evening.says(ANA, "i also have restless legs")
    assert not started(seen)
    assert "Glaucoma: not this one" in told(seen)


@pytest.mark.parametrize(
    "said", ["my toe went funny", "zorblax syndrome", "crohns and a spleen thing"]
)
async def test_something_else_that_is_not_covered_needs_a_doctor(
    evening: Evening, said: str
) -> None:
    """What nothing reviewed covers is said to be that, and starts after a doctor's yes only."""
    await picks(evening, "Something else")
    (seen,) = await evening.says(ANA, said)
    assert "nothing reviewed on that" in seen.text
    assert all(part in seen.text for part in DESCRIBED)
    assert started(await evening.presses(ANA, AGREED))


async def test_something_else_and_rather_not_or_nothing_after_all(evening: Evening) -> None:
    """Whoever picked it and then says no goes on with what else was chosen."""
    await picks(evening, "Something else")
    assert started(await evening.presses(ANA, "Rather not say"))
    await evening.says(ANA, "/stop")
    await picks(evening, "Something else")
    assert started(await evening.says(ANA, "nothing, sorry"))


async def test_a_doctors_yes_may_be_said(evening: Evening) -> None:
    """Yes to the doctor's page counts as the button."""
    await picks(evening, "Hernia")
    await evening.presses(ANA, "Hiatal hernia")
    assert started(await evening.says(ANA, "yes"))


async def test_somebody_elses_body_answers_nothing(evening: Evening) -> None:
    """My mother's glaucoma is answered for her, and the question stays."""
    await evening.says(ANA, START)
    seen = await evening.says(ANA, "my mother has glaucoma")
    assert not started(seen)
    assert "The same goes for them" in told(seen)
    assert started(await evening.presses(ANA, NONE))


async def test_words_that_say_nothing_are_asked_again(evening: Evening) -> None:
    """Not understood: the question once more, with nothing changed."""
    await evening.says(ANA, START)
    (seen,) = await evening.says(ANA, "qwertz")
    assert (seen.needs, {*GROUPS} <= set(seen.choices)) == ("screening", True)


async def test_a_command_wins_and_the_question_lapses_for_words(evening: Evening) -> None:
    """A command is done at once; words no longer answer, the buttons still do."""
    await evening.says(ANA, START)
    assert (await evening.says(ANA, "/poses"))[0].intent == "list_poses"
    assert not started(await evening.says(ANA, "none"))


async def test_words_lapse_after_ten_minutes_and_buttons_do_not(evening: Evening) -> None:
    """After 10 minutes of silence words are a wish of their own; a press still answers."""
    await evening.says(ANA, START)
    await evening.advance(601)
    assert not started(await evening.says(ANA, "zzz qq"))
    await evening.says(ANA, START)
    await evening.advance(900)
    assert started(await evening.presses(ANA, NONE))


async def test_an_old_screening_button_is_stale(evening: Evening) -> None:
    """A second start's question makes the first one's buttons stale; a doctor's yes too."""
    (first,) = await evening.says(ANA, START)
    await evening.says(ANA, "/session butterfly 3")
    assert "earlier moment" in told(await evening.presses(ANA, first.choices[NONE]))
    assert started(await evening.presses(ANA, NONE))
    assert "earlier moment" in told(await evening.presses(ANA, "dy1:2"))


async def test_answers_are_not_kept_for_long(evening: Evening) -> None:
    """Left alone for hours, what was picked is gone, and the button says how to go on."""
    await evening.says(ANA, START)
    await evening.presses(ANA, "Eyes")
    await evening.advance(3 * 3600)
    async with evening.store.work() as work:
        assert "eyes" not in str(await work.people.everything(1))
    (seen,) = await evening.presses(ANA, "That's all")
    assert "A start asks it again." in seen.text
    assert (await evening.presses(ANA, "Start 10 minutes"))[0].needs == "screening"


async def test_forged_answers_start_nothing(evening: Evening) -> None:
    """None of these with a group picked, a topic of another group, a yes before its page: no."""
    await evening.says(ANA, START)
    for payload in ("sc1:1:glaucoma", "dy1:1", "sc1:1:done", "sc1:1:zzz"):
        assert not started(await evening.presses(ANA, payload)), payload
    await evening.presses(ANA, "Eyes")
    for payload in ("sc1:1:none", "sc1:1:rather_not"):
        assert not started(await evening.presses(ANA, payload)), payload
    assert "That's all" in evening.history[-1].choices


async def test_the_whole_session_follows_a_screening(evening: Evening) -> None:
    """Through two groups and a doctor's yes the session is still the one that was asked for."""
    await picks(evening, "Hernia", "Surgery or injury", said="/session supported 2")
    await evening.presses(ANA, "Repaired and healed")
    await evening.presses(ANA, "A slipped disc or sciatica")
    seen = await evening.presses(ANA, AGREED)
    seen += await evening.advance(400)
    opened = next(one for one in seen if one.until)
    close = next(one for one in seen if COMES_OUT in one.text)
    assert (close.at - opened.at).total_seconds() == 120
    assert words_of("topic.past_hernia_repair.adjust") in told(seen)
    assert words_of("topic.herniated_disc_sciatica.adjust") in told(seen)
