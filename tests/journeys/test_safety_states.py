"""The same question gets the same answer whatever else is going on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.evening import Evening, shared_tools
from tests.journeys.practising import holds

SAMPLE = Path(__file__).parents[1] / "safety" / "sample.jsonl"
QUESTIONS = [json.loads(line)["q"] for line in SAMPLE.read_text("utf-8").splitlines()]
START = "start legs up the wall for 20 minutes"


async def answered(
    evening: Evening, user: str, text: str, group: str | None = None
) -> tuple[str | None, list[str]]:
    """Verdict and topics of the last answer to somebody's words."""
    said = {"user": user, "text": text} | ({"group": group} if group else {})
    (*_, last) = [one for one in await evening.line(**said) if one.to == user and one.raw["safety"]]
    safety: dict[str, Any] = last.raw["safety"]
    return safety["verdict"], list(safety["topics"])


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
async def test_a_question_is_answered_the_same_in_every_state(
    evening: Evening, number: int
) -> None:
    """No session, in a session, in a group, after a restart: one verdict, and the same topics."""
    asked = f"/safety {QUESTIONS[number]}"
    alone = await answered(evening, "alone", asked)
    await holds(evening, START, user="holding")
    holding = await answered(evening, "holding", asked)
    grouped = await answered(evening, "grouped", asked, group="mat")
    await holds(evening, START, user="back")
    await evening.restart(down=30)
    back = await answered(evening, "back", asked)
    assert {"holding": holding, "grouped": grouped, "back": back} == dict.fromkeys(
        ("holding", "grouped", "back"), alone
    )
    found = shared_tools().body.read(QUESTIONS[number], asked=True).assessment
    assert alone == (found.verdict, list(found.topics))


@pytest.mark.parametrize(
    "words",
    [
        "not chest pain exactly, just tight",
        "no chest pain, just tightness",
        "it isn't chest pain, more of a squeeze",
    ],
)
async def test_what_only_the_word_pain_is_denied_of_is_an_emergency_all_the_same(
    evening: Evening, words: str
) -> None:
    """Hearts press and squeeze more often than they hurt, and people say that it is no pain."""
    assert (await evening.says("ana", words))[0].raw["safety"]["verdict"] == "emergency"


@pytest.mark.parametrize(
    "words",
    [
        "no chest pain, just tight hamstrings, can I do it",
        "no chest pain, no pressure, just tired",
        "no chest pain or tightness",
    ],
)
async def test_what_is_denied_of_the_chest_and_said_of_something_else_is_none(
    evening: Evening, words: str
) -> None:
    """Who says that the chest is well is not sent to an ambulance."""
    assert (await evening.says("ana", words))[0].raw["safety"]["verdict"] != "emergency"
