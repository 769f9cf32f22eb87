"""docs/local-chat.md: an open question of the coach, and what answers it or lets it lapse."""

from __future__ import annotations

import pytest

from tests.journeys.evening import ANA, Evening

QUESTIONS = {
    "zone": (("/remind 22:35",), "Lisbon"),
    "time": (("/timezone Lisbon", "/remind butterfly"), "22:35"),
    "screening": (("/session legsup 3",), "none of these"),
}


async def went_on(evening: Evening, question: str) -> bool:
    """Whether the wish that waited was fulfilled."""
    if question == "screening":
        return "Legs Up the Wall" in (await evening.says(ANA, "/status"))[0].text
    waited_for = "22:35" if question == "zone" else "Butterfly"
    return waited_for in (await evening.says(ANA, "/reminders"))[0].text


async def asked(evening: Evening, question: str) -> str:
    """Open a question; the words that answer it."""
    opening, answer = QUESTIONS[question]
    for text in opening:
        seen = await evening.says(ANA, text)
    assert seen[0].needs == question
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
async def test_words_answer_it(evening: Evening, question: str) -> None:
    """Free text counts as the answer, and the wish goes on."""
    words = await asked(evening, question)
    seen = await evening.says(ANA, words)
    assert seen[0].needs is None
    assert await went_on(evening, question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_command_wins_and_it_lapses(evening: Evening, question: str) -> None:
    """After a command the same words answer nothing any more."""
    words = await asked(evening, question)
    (answer,) = await evening.says(ANA, "/poses")
    assert answer.intent == "list_poses"
    await evening.says(ANA, words)
    assert not await went_on(evening, question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_question_about_the_body_by_command_wins_too(
    evening: Evening, question: str
) -> None:
    """/safety is a command like any other."""
    words = await asked(evening, question)
    await evening.says(ANA, "/safety glaucoma")
    await evening.says(ANA, words)
    assert not await went_on(evening, question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_a_red_flag_wins_and_it_lapses(evening: Evening, question: str) -> None:
    """Help comes first, and nothing goes on behind it."""
    words = await asked(evening, question)
    (answer, *_) = await evening.says(ANA, "i have crushing chest pain")
    assert answer.verdict == "emergency"
    await evening.says(ANA, words)
    assert not await went_on(evening, question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_it_lapses_after_ten_minutes_of_silence(evening: Evening, question: str) -> None:
    """Ten minutes later it still waits; a second more and the words are words again."""
    words = await asked(evening, question)
    await evening.advance(601)
    await evening.says(ANA, words)
    assert not await went_on(evening, question)


@pytest.mark.parametrize("question", QUESTIONS)
async def test_it_waits_for_ten_minutes(evening: Evening, question: str) -> None:
    """Within ten minutes the answer is one, over a restart too."""
    words = await asked(evening, question)
    await evening.advance(300)
    await evening.restart(down=300)
    seen = await evening.says(ANA, words)
    assert seen[0].needs is None
    assert await went_on(evening, question)


async def test_how_it_felt_is_answered_in_words(evening: Evening) -> None:
    """After "I'm down" the one question takes a number or a word."""
    await evening.says(ANA, "/session legsup 1")
    await evening.presses(ANA, "None of these")
    await evening.advance(120)
    down = await evening.presses(ANA, "I'm down")
    assert down[-1].kind == "check_in"
    (felt,) = await evening.says(ANA, "4")
    assert (felt.intent, felt.slots) == ("log_checkin", {"feeling": 4})


async def test_words_in_a_group_leave_a_private_question_open(evening: Evening) -> None:
    """What is said among others answers no private question, and does not let it lapse."""
    await evening.says(ANA, "/remind 22:35")
    await evening.group(ANA, "studio", "@karani thanks")
    await evening.group(ANA, "studio", "@karani Lisbon")
    assert "22:35" not in (await evening.says(ANA, "/reminders"))[0].text


async def test_a_group_does_not_close_a_private_question(evening: Evening) -> None:
    """A word in a group in between, and the private chat still knows what it asked."""
    await evening.says(ANA, "/remind 22:35")
    await evening.group(ANA, "studio", "@karani thanks")
    seen = await evening.says(ANA, "Lisbon")
    assert any("22:35" in message.text for message in seen)


async def test_a_zone_by_command_answers_it(evening: Evening) -> None:
    """/timezone is the answer itself, in other words."""
    await evening.says(ANA, "/remind 22:35")
    seen = await evening.says(ANA, "/timezone Lisbon")
    assert any("22:35" in message.text for message in seen)


async def test_a_location_answers_it(evening: Evening) -> None:
    """Sharing where one is answers the question for the zone."""
    await evening.says(ANA, "/remind 22:35")
    seen = await evening.located(ANA, 48.85, 2.35)
    assert any("22:35" in message.text for message in seen)
    assert "Paris" in (await evening.says(ANA, "/timezone"))[0].text
