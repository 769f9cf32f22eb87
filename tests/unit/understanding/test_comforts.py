"""A breath beside a session, a bell and still pictures, as people say them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.coach.understanding.meaning import Intent, Surroundings, WishRead
from tests.journeys.evening import shared_tools

AROUND = Surroundings(now=datetime(2026, 11, 22, 21, 0, tzinfo=UTC))


def read(text: str) -> WishRead:
    return shared_tools().wishes.read(text, AROUND)


@pytest.mark.parametrize(
    ("text", "seconds", "breath"),
    [
        ("/session 10m breath 4-6", 600, (4, 0, 6)),
        ("/session legsup 10 min with breath 4-7-8", 600, (4, 7, 8)),
        ("/session breath 4-6", None, (4, 0, 6)),
        ("/session 10m breath 0-30", 600, (0, 0, 30)),
        ("/session 10m breath fast", 600, (0, 0, 0)),
        ("start 10 minutes with breath 4-6", 600, (4, 0, 6)),
        ("butterfly for 5 minutes with a 4-7-8 breath", 300, (4, 7, 8)),
        ("start legs up 10 min breathing 4 6", 600, (4, 0, 6)),
        ("10 minutes legs up, in for 4 out for 6", 600, (4, 0, 6)),
        ("start 10 minutes in 4 hold 7 out 8", 600, (4, 7, 8)),
    ],
)
def test_a_breath_is_read_beside_a_session(
    text: str, seconds: int | None, breath: tuple[int, int, int]
) -> None:
    """Its numbers are counts, and the session keeps its own length."""
    wish = read(text).best
    assert (wish.intent, wish.seconds, wish.breath) == (Intent.START_SESSION, seconds, breath)


@pytest.mark.parametrize(
    "text",
    [
        "what is 4-7-8 breathing", "is breath 4-6 ok with asthma", "breathe 4-6",
        "remind me at 22:30", "start a 10 minute session", "/session 10 min",
        "i am out of breath", "12:30 session",
    ],
)  # fmt: skip
def test_a_breath_is_read_nowhere_else(text: str) -> None:
    """Questions about a breath, times and lengths stay what they are."""
    assert read(text).best.breath is None


@pytest.mark.parametrize(
    ("text", "intent", "on"),
    [
        ("/bell on", Intent.SET_BELL, True),
        ("/bell off", Intent.SET_BELL, False),
        ("/bell", Intent.SET_BELL, None),
        ("/motion off", Intent.SET_MOTION, False),
        ("/motion on", Intent.SET_MOTION, True),
        ("/still", Intent.SET_MOTION, False),
        ("turn the bell on please", Intent.SET_BELL, True),
        ("I'd like a bell at the end of the hold", Intent.SET_BELL, True),
        ("no bell, please", Intent.SET_BELL, False),
        ("Don't ring the bell!", Intent.SET_BELL, False),
        ("reduced motion", Intent.SET_MOTION, False),
        ("no animations please", Intent.SET_MOTION, False),
        ("turn the animation back on", Intent.SET_MOTION, True),
    ],
)
def test_a_comfort_is_switched(text: str, intent: Intent, *, on: bool | None) -> None:
    """By command or in plain words, and only as the whole of what is said."""
    wish = read(text).best
    assert (wish.intent, wish.on) == (intent, on)


@pytest.mark.parametrize(
    "text", ["give me a bell at 10pm", "my belly hurts", "stop", "the doorbell rang"]
)
def test_other_words_switch_nothing(text: str) -> None:
    """A bell to be woken by is a reminder, and "stop" ends a session."""
    assert read(text).best.intent is not Intent.SET_BELL
