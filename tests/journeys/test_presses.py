"""Buttons, whoever presses them and however late: a polite answer, and nobody else's evening."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.coach.talk.actions import Action
from bot.store.tables import metadata
from tests.journeys.evening import ANA, Evening, Seen

BOB = "bob"

CALM = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def rows(evening: Evening, account: str) -> dict[str, list[Any]]:
    """Every stored row of a person, by table; what the clock has to do among them."""
    async with evening.store.database.engine.connect() as connection:
        people = metadata.tables["people"]
        whose = select(people.c.id).where(people.c.account == account).scalar_subquery()
        found = {}
        for name, table in metadata.tables.items():
            column = people.c.id if name == "people" else table.c.get("practitioner")
            if column is not None:
                asked = select(table).where(column == whose)
                found[name] = [tuple(row) for row in await connection.execute(asked)]
        return found


async def full_evening(evening: Evening) -> list[Seen]:
    """An evening with every kind of button in it: ana's session runs, her reminder stands."""
    seen = list(evening.history)
    for text in (
        "/start", "/poses", "/pose legsup", "/help", "/timezone Berlin", "/remind 23:30",
        "/remind 07:00", "/reminders", "/conditions", "/challenge", "/language",
        "/safety i have glaucoma", "/privacy", "/forget", "/session legsup 5",
    ):  # fmt: skip
        seen += await evening.says(ANA, text)
    seen += await evening.presses(ANA, "None of these")
    seen += await evening.presses(ANA, "Something is wrong")
    seen += await evening.advance(90)
    seen += await evening.says(ANA, "/status")
    return seen


def payloads(seen: list[Seen]) -> list[str]:
    """Every button that was seen, once."""
    return list(dict.fromkeys(p for message in seen for p in message.choices.values()))


@CALM
@given(payload=st.text(max_size=80), group=st.sampled_from([None, "studio"]))
async def test_any_payload_is_answered(evening: Evening, payload: str, group: str | None) -> None:
    """Whatever a forged button carries, its answer is in words."""
    payload = payload.encode("utf-8", "ignore").decode()
    seen = await evening.line(user=ANA, press=payload, **({"group": group} if group else {}))
    assert seen
    assert all(message.text for message in seen)


_WORDS = st.sampled_from((
    "legs_up_wall", "thread_the_needle_wall", "overview", "video", "pause", "resume", "stop",
    "down", "wrong", "status", "change", "delete", "wake", "chest", "numb", "gone", "stays",
    "else", "none", "done", "open", "rather_not", "eyes", "glaucoma", "all", "menu", "sources",
    "doctor", "2026-11-22", "2026-13-45", "9999-12-31", "0001-01-01", "22:30", "25:99", "join",
    "again", "leave", "begin", "Europe/Berlin", "+05:30", "+99:99", "../../etc/passwd", "en",
    "xx-XX-xx", "help", "forget", "export", "session legsup 10", "safety chest pain", "start",
)) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)  # fmt: skip
_NUMBERS = st.sampled_from((0, 1, 2, 3, 5, 60, 600, 1200, 86_400, 10**9, 10**15 - 1)) | st.integers(
    0, 40
)


@st.composite
def forged(draw: st.DrawFn) -> str:
    """A payload of a known code with any fields of the right number."""
    kind = draw(st.sampled_from(Action.__subclasses__()))
    hints = kind.__annotations__
    names = [name for name in kind.__dataclass_fields__ if name in hints]
    values = [str(draw(_NUMBERS if hints[name] == "int" else _WORDS)) for name in names]
    return ":".join([kind.code, *values])


@settings(CALM, max_examples=400)
@given(pressed=st.lists(forged(), min_size=1, max_size=4))
async def test_any_values_of_any_button_are_answered(evening: Evening, pressed: list[str]) -> None:
    """A known code with values that nobody was offered is answered too, in any order of events."""
    if not evening.history:
        await full_evening(evening)
    for payload in pressed:
        seen = await evening.line(user=ANA, press=payload)
        assert seen, payload
        assert all(message.text for message in seen), payload


@settings(CALM, max_examples=200)
@given(payload=forged())
async def test_nobody_moves_another_ones_things(evening: Evening, payload: str) -> None:
    """Whatever bob presses, not a row of ana's changes."""
    if not evening.history:
        await full_evening(evening)
    before = await rows(evening, ANA)
    assert await evening.line(user=BOB, press=payload)
    assert await rows(evening, ANA) == before


async def test_other_peoples_buttons_are_theirs(evening: Evening) -> None:
    """Each button of ana's evening, pressed by bob, gets an answer and changes nothing of hers."""
    hers = payloads(await full_evening(evening))
    assert len(hers) > 40
    before = await rows(evening, ANA)
    assert before["sessions"]
    assert before["reminders"]
    for payload in hers:
        seen = await evening.line(user=BOB, press=payload)
        assert seen, payload
        assert {message.to for message in seen} == {BOB}
    assert await rows(evening, ANA) == before


async def test_an_old_evenings_buttons_are_answered_politely(evening: Evening) -> None:
    """A month later, after a restart, every button still means something or says kindly not."""
    theirs = payloads(await full_evening(evening))
    await evening.restart(down=31 * 86_400)
    for payload in theirs:
        seen = await evening.line(user=ANA, press=payload)
        assert seen, payload
        assert all(message.text for message in seen)


@pytest.mark.parametrize("steps", [
    ["/session legsup 2", "None of these"],
    ["/session legsup 2", "None of these", "Stop"],
    ["/timezone Berlin", "/remind 23:30", "/reminders", "Delete", "Undo"],
    ["/timezone Berlin", "/remind 23:30", "/reminders", "Pause for a week"],
    ["/challenge", "Join"],
    ["/forget", "Erase everything"],
    ["/safety i have glaucoma", "Remember this"],
])  # fmt: skip
async def test_a_button_pressed_twice_acts_once(evening: Evening, steps: list[str]) -> None:
    """The second of two presses is answered, and leaves everything as the first left it."""
    for step in steps[:-1]:
        await (evening.says if step.startswith("/") else evening.presses)(ANA, step)
    payload = next(
        m.choices[steps[-1]] for m in reversed(evening.history) if steps[-1] in m.choices
    )
    assert await evening.line(user=ANA, press=payload)
    once = await rows(evening, ANA)
    assert await evening.line(user=ANA, press=payload)
    twice = await rows(evening, ANA)
    for name in once.keys() - {"people"}:
        assert twice[name] == once[name], name


async def test_a_button_from_another_version_is_told_kindly(evening: Evening) -> None:
    """A payload of a version that this coach does not speak says where to go on."""
    (answer,) = await evening.line(user=ANA, press="s9:legs_up_wall:600:quietly")
    assert answer.intent == "unknown"
    assert "earlier" in answer.text
