"""Answers about the body around a practice: their shape, their length, whom to call."""

from __future__ import annotations

import pytest

from tests.journeys.evening import ANA, Evening, shared_tools
from tests.journeys.practising import NONE, told

LIBRARY = shared_tools().library
MOST_WORDS = 90


def words_of(key: str) -> str:
    text = LIBRARY.catalogue("en").entries[key]
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize(
    "asked",
    ["i have {}", "i have {} and glaucoma", "my mum has {} and high blood pressure and zorbl rot"],
)
async def test_no_answer_is_longer_than_ninety_words(evening: Evening, asked: str) -> None:
    """Every topic, alone, beside another, for somebody else: 90 words at most, sources apart."""
    for topic in LIBRARY.topics:
        question = asked.format(words_of(f"topic.{topic}.name"))
        (seen, *_) = await evening.says(ANA, f"/safety {question}")
        assert len(seen.text.split()) <= MOST_WORDS, question


async def test_who_tells_how_they_feel_is_not_told_that_it_is_good(evening: Evening) -> None:
    """Without a session to keep it with, words on how it felt may be good news or bad."""
    seen = await evening.says(ANA, "that made me feel worse")
    assert not any("good" in message.text.casefold() for message in seen)


async def test_the_verdict_leads_and_the_sources_stand_behind_a_button(evening: Evening) -> None:
    """Verdict, what to do, why; where that comes from is one press away."""
    (seen,) = await evening.says(ANA, "/safety can i do it with glaucoma")
    lines = seen.text.splitlines()
    assert lines[:3] == [words_of(f"topic.glaucoma.{part}") for part in ("first", "do", "why")]
    assert "pmc.ncbi" not in seen.text
    (sources,) = await evening.presses(ANA, "Sources")
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC4689525" in sources.text
    assert "No clinician has reviewed this." in sources.text


async def test_what_to_ask_the_doctor_and_how_to_describe_the_pose(evening: Evening) -> None:
    """The doctor needs the pose in words: head and heart level, hips bent, 10 minutes."""
    await evening.says(ANA, "/safety i have glaucoma")
    (seen,) = await evening.presses(ANA, "What to ask the doctor")
    assert words_of("topic.glaucoma.ask") in seen.text
    assert all(part in seen.text for part in ("head and heart level", "hips bent", "10 minutes"))


@pytest.mark.parametrize(
    ("place", "locale", "number"),
    [
        ("Berlin", "en-GB", "112"),  # the zone goes before the locale
        ("London", "de-DE", "999"),
        ("New York", None, "911"),
        (None, "en-GB", "999"),
        (None, "en-AU", "000"),
    ],
)
async def test_an_emergency_shows_the_countrys_number(
    evening: Evening, place: str | None, locale: str | None, number: str
) -> None:
    """By zone before locale."""
    if locale:
        await evening.says(ANA, "/help", locale=locale)
    if place:
        await evening.says(ANA, f"/timezone {place}")
    (seen,) = await evening.says(ANA, "crushing chest pain")
    assert f"call {number} now" in seen.text


@pytest.mark.parametrize("locale", [None, "en", "de", "x-zz"])
async def test_where_the_country_is_unknown_three_numbers_are_shown(
    evening: Evening, locale: str | None
) -> None:
    """112, 911 and 999 where nobody knows, or a language alone is known."""
    (seen,) = await evening.says(ANA, "crushing chest pain", locale=locale)
    assert all(number in seen.text for number in ("112", "911", "999"))


async def test_what_is_not_covered_is_never_called_fine(evening: Evening) -> None:
    """An honest "not covered", and how to describe the pose to a doctor."""
    (seen,) = await evening.says(ANA, "/safety i have zorblax disease")
    assert seen.verdict in {"unknown", "ask_doctor"}
    assert "won't say it is fine" in seen.text


async def test_none_of_these_holds_no_more_once_a_condition_is_said(evening: Evening) -> None:
    """Told of glaucoma a week later, the next start asks again instead of starting."""
    await evening.says(ANA, "/session legsup 3")
    await evening.presses(ANA, NONE)
    await evening.says(ANA, "/stop")
    await evening.says(ANA, "/safety i have glaucoma now")
    assert (await evening.says(ANA, "/session legsup 3"))[0].needs == "screening"


async def test_questions_about_somebody_else_change_nothing_for_oneself(evening: Evening) -> None:
    """A friend's glaucoma does not bring the question back."""
    await evening.says(ANA, "/session legsup 3")
    await evening.presses(ANA, NONE)
    await evening.says(ANA, "/stop")
    await evening.says(ANA, "my friend has glaucoma, can she do it?")
    assert "in the hold" in told(await evening.says(ANA, "/session legsup 3"))
