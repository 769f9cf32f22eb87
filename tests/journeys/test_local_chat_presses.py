"""docs/local-chat.md: a press is understood as the thing pressed, with the slots that it fixes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.evening import ANA, Evening


async def in_session(evening: Evening) -> None:
    """A session of five minutes, just begun."""
    await evening.says(ANA, "/session legsup 5")
    await evening.presses(ANA, "None of these")


@pytest.mark.parametrize(
    ("opening", "label", "intent", "slots"),
    [
        ("/start", "Legs Up the Wall", "show_pose",
         {"pose": "legs_up_wall", "section": "overview"}),
        ("/start", "Start 10 minutes", "start_session", {"pose": "legs_up_wall", "minutes": 10}),
        ("/start", "Remind me at night", "set_reminder", {"error": "no_time"}),
        ("/help", "Reminders", "help", {}),
        ("/pose legsup", "Tips", "show_pose", {"pose": "legs_up_wall", "section": "tips"}),
        ("/session legsup 3", "Eyes", "start_session", {"pose": "legs_up_wall", "minutes": 3}),
        ("/session legsup 3", "None of these", "start_session",
         {"pose": "legs_up_wall", "minutes": 3}),
        ("/session legsup 3", "Rather not say", "start_session",
         {"pose": "legs_up_wall", "minutes": 3}),
        ("/remind", "22:30", "set_reminder", {"time": "22:30"}),
        ("/language", "English", "set_language", {"language": "en"}),
        ("/privacy", "A copy of it", "export_my_data", {}),
        ("/privacy", "Forget me", "delete_my_data", {}),
        ("/forget", "Keep it", "delete_my_data", {}),
        ("/forget", "Erase everything", "delete_my_data", {}),
        ("/conditions", "Add something", "set_conditions", {}),
        ("/safety glaucoma", "Sources", "safety_question", {}),
        ("/safety glaucoma", "What to ask the doctor", "safety_question", {}),
        ("/safety glaucoma", "Remember this", "set_conditions", {}),
        ("/challenge", "Join", "challenge_join", {}),
    ],
)  # fmt: skip
async def test_a_press_is_understood_as_the_thing_pressed(
    evening: Evening, opening: str, label: str, intent: str, slots: dict[str, Any]
) -> None:
    """A button has the intent that words for it would have, with the slots that it fixes."""
    await evening.says(ANA, opening)
    answer, *_ = await evening.presses(ANA, label)
    assert (answer.intent, answer.slots) == (intent, slots)


@pytest.mark.parametrize(
    ("label", "intent", "slots"),
    [
        ("Pause", "pause_session", {}),
        ("Stop", "stop_session", {}),
        ("2 minutes more", "extend_session", {"minutes": 2}),
        ("Something is wrong", "safety_question", {}),
    ],
)
async def test_a_press_in_a_session_is_understood(
    evening: Evening, label: str, intent: str, slots: dict[str, Any]
) -> None:
    """In a session, and once it is long over, the button is read as what it is for."""
    await in_session(evening)
    await evening.advance(60)
    pressed = next(m.choices[label] for m in reversed(evening.history) if label in m.choices)
    answer, *_ = await evening.line(user=ANA, press=pressed)
    assert (answer.intent, answer.slots) == (intent, slots)
    await evening.advance(86_400)
    answer, *_ = await evening.line(user=ANA, press=pressed)
    assert answer.intent == intent


@pytest.mark.parametrize(
    ("label", "intent", "slots"),
    [
        ("Start 10 minutes", "start_session", {"pose": "legs_up_wall", "minutes": 10}),
        ("Snooze 20 min", "snooze_reminder", {"minutes": 20}),
        ("Not tonight", "skip_tonight", {}),
    ],
)
async def test_a_press_on_a_reminder_is_understood(
    evening: Evening, label: str, intent: str, slots: dict[str, Any]
) -> None:
    """The three buttons of a reminder are read as what they are for."""
    await evening.says(ANA, "/timezone UTC")
    await evening.says(ANA, "/remind 22:30")
    await evening.now("2026-11-22T22:30:00Z")
    answer, *_ = await evening.presses(ANA, label)
    assert (answer.intent, answer.slots) == (intent, slots)


async def test_every_pressed_button_is_understood(evening: Evening) -> None:
    """No answer to a press leaves open how it was read."""
    await in_session(evening)
    for text in ("/start", "/help", "/pose legsup", "/safety glaucoma", "/language", "/privacy"):
        await evening.says(ANA, text)
    buttons = {p for m in evening.history for p in m.choices.values()}
    for payload in sorted(buttons):
        answer, *_ = await evening.line(user=ANA, press=payload)
        assert answer.intent, payload
