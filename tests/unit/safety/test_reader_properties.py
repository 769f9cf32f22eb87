"""What never makes the safety reader milder, for all kinds of words around."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coach.safety.reader import SafetyReader
from content.model import Verdict
from tests.safety.evaluate import read_rows

HERE = Path(__file__).parents[2] / "safety"
TEXTS = [
    row.text
    for row in read_rows(HERE / "sample.jsonl")
    if row.verdicts[0] not in {Verdict.UNKNOWN, Verdict.OK}
]
DENIED = ["i dont have epilepsy", "no asthma", "never had gout", "i do not have a hernia"]
POLITE = ["please", "thank you so much", "sorry to bother you", "hope you are well"]
WEATHER = ["It is raining here.", "The sun is out today.", "Very windy this evening."]

relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def severity(reader: SafetyReader, text: str) -> int:
    return reader.read(text, asked=True).assessment.verdict.severity


@relaxed
@given(st.sampled_from(TEXTS), st.sampled_from(DENIED))
def test_denied_conditions(reader: SafetyReader, text: str, denied: str) -> None:
    """Denying some other condition never makes a verdict milder."""
    if any(word in text for word in denied.split()[-1:]):
        return
    assert severity(reader, f"{text}. {denied}") >= severity(reader, text)


@relaxed
@given(st.sampled_from(TEXTS), st.sampled_from(POLITE + WEATHER), st.booleans())
def test_politeness_and_weather(reader: SafetyReader, text: str, aside: str, before: bool) -> None:
    """Politeness and the weather never make a verdict milder."""
    said = f"{aside} {text}" if before else f"{text}. {aside}"
    assert severity(reader, said) >= severity(reader, text)


@relaxed
@given(st.sampled_from(TEXTS))
def test_capitals(reader: SafetyReader, text: str) -> None:
    """Capitals never change a verdict."""
    assert severity(reader, text.upper()) == severity(reader, text)


@relaxed
@given(st.sampled_from(TEXTS), st.data())
def test_swapped_letters(reader: SafetyReader, text: str, data: st.DataObject) -> None:
    """Two swapped letters within a word of six or more never make a verdict milder."""
    words = text.split(" ")
    long = [i for i, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not long:
        return
    place = data.draw(st.sampled_from(long))
    word = words[place]
    at = data.draw(st.integers(1, len(word) - 3))
    words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert severity(reader, " ".join(words)) >= severity(reader, text)


@relaxed
@given(st.text(max_size=400))
def test_any_text_is_read(reader: SafetyReader, text: str) -> None:
    """No text at all raises."""
    reader.read(text)
    reader.read(text, asked=True, in_session=True)
