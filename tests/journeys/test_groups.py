"""With others listening: what is the group's, what is the person's alone, what opens the chat."""

from __future__ import annotations

import pytest

from tests.journeys.evening import ANA, Evening

STUDIO = "studio"


@pytest.mark.parametrize(
    "text",
    [
        "hello everybody",
        "can i do it with glaucoma",
        "i have chest pain",
        "karani is nice",
        "mail me at ana@karanix.example",
        "stop",
        "",
        "/pose@otherbot legsup",
    ],
)
async def test_what_is_not_said_to_it_is_not_read(evening: Evening, text: str) -> None:
    """Without a command or its name in it, nothing but the end comes back."""
    assert await evening.group(ANA, STUDIO, text) == []


@pytest.mark.parametrize(
    "text",
    ["/poses", "/poses@karani", "@karani which poses are there", "which poses are there, @Karani?"],
)
async def test_a_command_or_its_name_is_heard(evening: Evening, text: str) -> None:
    """A command, or its name anywhere and in any case, is answered in the group."""
    (answer,) = await evening.group(ANA, STUDIO, text)
    assert (answer.intent, answer.group, answer.to) == ("list_poses", STUDIO, ANA)


async def test_a_place_shared_in_a_group_is_not_read(evening: Evening) -> None:
    """Where somebody is, told to a group, is not told to the coach."""
    assert await evening.line(user=ANA, group=STUDIO, location=[48.85, 2.35]) == []
    assert (await evening.says(ANA, "/remind 22:30"))[0].needs == "zone"


@pytest.mark.parametrize(
    "text",
    ["@karani i have crushing chest pain", "/safety i have crushing chest pain",
     "/poses i can't breathe and my chest hurts"],
)  # fmt: skip
async def test_an_emergency_is_answered_in_full_where_it_was_written(
    evening: Evening, text: str
) -> None:
    """Everybody may read it: somebody there may be the one who helps."""
    (answer, *_) = await evening.group(ANA, STUDIO, text)
    assert (answer.verdict, answer.private, answer.group) == ("emergency", False, STUDIO)
    assert "112" in answer.text


@pytest.mark.parametrize("text", ["@karani can i do this with glaucoma?", "/safety glaucoma"])
async def test_any_other_answer_about_the_body_is_the_persons_alone(
    evening: Evening, text: str
) -> None:
    """The verdict is for who asked."""
    (answer, *_) = await evening.group(ANA, STUDIO, text)
    assert (answer.verdict, answer.private, answer.group) == ("avoid", True, STUDIO)


PRIVATE_ONLY = {
    "/session butterfly 3": "start_session",
    "/pause": "pause_session",
    "/resume": "resume_session",
    "/extend 2": "extend_session",
    "/stop": "stop_session",
    "/status": "session_status",
    "/remind 22:30": "set_reminder",
    "/reminders": "list_reminders",
    "/remind off": "cancel_reminder",
    "/snooze": "snooze_reminder",
    "/skip": "skip_tonight",
    "/timezone Berlin": "set_timezone",
    "/conditions": "show_conditions",
    "/progress": "show_progress",
    "/challenge": "challenge_today",
    "/export": "export_my_data",
    "/forget": "delete_my_data",
}


@pytest.mark.parametrize(("text", "intent"), PRIVATE_ONLY.items())
async def test_what_is_private_opens_the_private_chat(
    evening: Evening, text: str, intent: str
) -> None:
    """The command is understood, nothing is done or told there, and the button leads on."""
    (answer,) = await evening.group(ANA, STUDIO, text)
    assert answer.intent == intent
    assert list(answer.choices) == ["Open our chat"]
    went_on, *_ = await evening.presses(ANA, "Open our chat", group=STUDIO)
    assert (went_on.group, went_on.replaces) == (None, None)
    assert went_on.intent != "unknown"


async def test_a_session_asked_for_in_a_group_begins_in_private_as_it_was_asked(
    evening: Evening,
) -> None:
    """Pose and length go along through the button."""
    await evening.group(ANA, STUDIO, "/session butterfly 3")
    asked, *_ = await evening.presses(ANA, "Open our chat", group=STUDIO)
    assert (asked.intent, asked.needs) == ("start_session", "screening")
    assert asked.slots == {"pose": "butterfly_wall", "minutes": 3}


async def test_nothing_private_is_told_in_a_group(evening: Evening) -> None:
    """With a session, a reminder and a condition there, the group hears of none of them."""
    for text in ("/timezone Berlin", "/remind 23:45", "/session legsup 5"):
        await evening.says(ANA, text)
    await evening.presses(ANA, "None of these")
    await evening.says(ANA, "/safety glaucoma")
    await evening.presses(ANA, "Remember this")
    for text in [*PRIVATE_ONLY, "/start", "/help", "/poses", "/privacy", "@karani thanks"]:
        for message in await evening.group(ANA, STUDIO, text):
            assert "23:45" not in message.text
            assert "laucoma" not in message.text
            assert " left" not in message.text


async def test_a_session_goes_on_in_private_while_a_group_talks(evening: Evening) -> None:
    """Cues come to the private chat, whatever is said in groups meanwhile."""
    await evening.says(ANA, "/session legsup 1")
    await evening.presses(ANA, "None of these")
    await evening.group(ANA, STUDIO, "@karani stop")
    cues = await evening.advance(300)
    assert "I'm down" in cues[-1].choices
    assert {message.group for message in cues} == {None}


async def test_somebody_met_in_a_group_can_be_reminded_in_private(evening: Evening) -> None:
    """Who was only seen in a group is the same person in the private chat."""
    await evening.group(ANA, STUDIO, "/poses")
    await evening.says(ANA, "/timezone UTC")
    await evening.says(ANA, "/remind 22:30")
    (rang,) = await evening.now("2026-11-22T22:30:00Z")
    assert (rang.kind, rang.to, rang.group) == ("reminder", ANA, None)


async def test_the_pose_cards_turn_in_a_group_too(evening: Evening) -> None:
    """What is about the pose and nobody's body can be looked at together."""
    (card,) = await evening.group(ANA, STUDIO, "/pose legsup")
    (steps,) = await evening.presses(ANA, "Steps", group=STUDIO, message=card.number)
    assert (steps.group, steps.replaces) == (STUDIO, card.number)
