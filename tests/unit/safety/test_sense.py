"""What one pass over words tells both readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.coach.safety.reader import SafetyReader
from bot.coach.safety.sense import Sense
from bot.coach.understanding.meaning import Intent
from content.model import Verdict

WORDS = Path(__file__).parents[3] / "content" / "locales" / "en" / "reading" / "safety"


@pytest.fixture(scope="module")
def sense() -> Sense:
    return Sense(WORDS)


@pytest.mark.parametrize("said", [(), ("hello",), ("my", "chest", "hurts"), ("wall",) * 80])
def test_shares_add_up(sense: Sense, said: tuple[str, ...]) -> None:
    """Of topics, verdicts and wishes each the shares are of one whole, for any length of words."""
    shares = sense.shares(said)
    for told in (shares.topics, shares.verdicts, shares.intents):
        assert sum(told.values()) == pytest.approx(1.0, abs=1e-5)


def test_classes_are_known(sense: Sense) -> None:
    """Verdicts are all verdicts, and wishes are none but those that the coach can be asked for."""
    shares = sense.shares(("hello",))
    assert set(shares.verdicts) == {verdict.value for verdict in Verdict}
    assert set(shares.intents) <= {intent.value for intent in Intent}


def test_words_are_gone_over_once(sense: Sense) -> None:
    """The last words are remembered: the second reader of a message costs no second pass."""
    assert sense.shares(("tight", "chest")) is sense.shares(("tight", "chest"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("remind me at 10pm", Intent.SET_REMINDER),
        ("delete everything you know about me", Intent.DELETE_MY_DATA),
        ("thanks, that was lovely", Intent.SMALLTALK_THANKS),
    ],
)
def test_wishes_are_told(reader: SafetyReader, text: str, intent: Intent) -> None:
    """The likeliest wish of plain words is the one that they are for."""
    intents = reader.intents(reader.hear(text))
    assert max(intents, key=lambda name: intents[name]) == intent


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("my chest hurts and my arm is numb", Verdict.EMERGENCY), ("hello there", Verdict.UNKNOWN)],
)
def test_verdicts_are_told(reader: SafetyReader, text: str, verdict: Verdict) -> None:
    """The likeliest verdict of plain words is the one that they call for."""
    called = reader.meaning(text).called
    assert max(called, key=lambda name: called[name]) == verdict
