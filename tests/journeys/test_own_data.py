"""What is kept about somebody: told, handed over, and gone for good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import metadata
from tests.journeys.evening import ANA, OPERATOR, Evening, Seen

BOB = "bob"
TELLING = "my cat Fridolin sleeps on my hernia scar"
"""Words that stand nowhere else, so that they would be found."""


async def raw_rows(evening: Evening) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    async with evening.store.database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in await connection.execute(select(table))]
            for name, table in metadata.tables.items()
        }


async def lives_an_evening(evening: Evening, user: str) -> None:
    """Something in every table: sessions, nights, reminders, conditions, a programme, an outbox."""
    for text in ("/timezone Berlin", "/remind 22:30", "/remind 23:15", "/challenge join",
                 TELLING, "/safety glaucoma", "/session legsup 1"):  # fmt: skip
        await evening.says(user, text)
    await evening.presses(user, "None of these")
    await evening.advance(400)
    await evening.says(user, "4")
    await evening.says(user, "/conditions add glaucoma")
    await evening.now("2026-11-24T23:00:00Z")


def exported(answer: Seen) -> dict[str, Any]:
    (file,) = answer.raw["files"]
    found: dict[str, Any] = json.loads(Path(file["path"]).read_text("utf-8"))
    return found


async def test_privacy_says_what_how_long_why_and_by_whom(evening: Evening) -> None:
    """In plain words, with the periods and the operator's contact, and two ways on."""
    (answer,) = await evening.says(ANA, "/privacy")
    for said in ("90 days", "18 months", "reminders", "body", OPERATOR):
        assert said in answer.text
    assert list(answer.choices) == ["A copy of it", "Forget me"]


async def test_export_holds_every_row_and_nobody_elses(evening: Evening) -> None:
    """Every table with something of ana's is in her file, and bob is not."""
    await lives_an_evening(evening, ANA)
    await evening.says(BOB, "/remind 21:11")
    (answer,) = await evening.says(ANA, "/export")
    everything = exported(answer)
    stored = await raw_rows(evening)
    (me,) = everything["people"]
    for name, table in metadata.tables.items():
        if "practitioner" not in table.c:
            continue
        place = list(table.c.keys()).index("practitioner")
        mine = [row for row in stored[name] if row[place] == me["id"]]
        assert len(everything[name]) == len(mine), name
    assert all(everything[name] for name in ("sessions", "reminders", "nights", "practised"))
    assert everything["conditions"]
    assert everything["enrolments"]
    assert BOB not in json.dumps(everything)


async def test_what_somebody_writes_is_stored_nowhere(evening: Evening) -> None:
    """Not a word of a message is in any row, or in the export."""
    await lives_an_evening(evening, ANA)
    everything = json.dumps(await raw_rows(evening), default=str)
    (answer,) = await evening.says(ANA, "/export")
    for word in ("Fridolin", "fridolin", "sleeps"):
        assert word not in everything
        assert word not in json.dumps(exported(answer))


async def test_after_an_emergency_it_is_stored_that_it_waits_and_not_why(
    evening: Evening,
) -> None:
    """No topic, no word of it is in the rows: only that reminders wait."""
    await evening.says(ANA, "i want to end my life")
    stored = json.dumps(await raw_rows(evening), default=str)
    assert "suicid" not in stored
    assert "emergency" not in stored


async def test_a_location_is_used_once_and_not_kept(evening: Evening) -> None:
    """The zone is kept, the place is not."""
    await evening.located(ANA, 48.8566, 2.3522)
    stored = json.dumps(await raw_rows(evening), default=str)
    assert "Europe/Paris" in stored
    assert "48.8" not in stored
    assert "2.35" not in stored


@pytest.mark.parametrize("confirm", ["Erase everything", "yes"])
async def test_forget_leaves_nothing(evening: Evening, confirm: str) -> None:
    """After one confirmation no table has a row of ana's, her outbox included, and bob is whole."""
    await lives_an_evening(evening, ANA)
    await evening.says(BOB, "/timezone Lisbon")
    await evening.says(BOB, "/remind 21:11")
    bobs = {name: rows for name, rows in (await raw_rows(evening)).items() if name != "people"}
    (asked,) = await evening.says(ANA, "/forget")
    assert asked.asked
    if confirm == "yes":
        (receipt,) = await evening.says(ANA, "yes")
    else:
        (receipt,) = await evening.presses(ANA, confirm)
    assert "Erased on" in receipt.text
    assert "24" in receipt.text or "25" in receipt.text
    stored = await raw_rows(evening)
    assert [row for row in stored["people"] if ANA in row] == []
    (bob,) = stored["people"]
    for name, table in metadata.tables.items():
        if "practitioner" in table.c:
            place = list(table.c.keys()).index("practitioner")
            assert {row[place] for row in stored[name]} <= {bob[0]}, name
    assert bobs["reminders"][-1] in stored["reminders"]


async def test_after_forgetting_nothing_rings(evening: Evening) -> None:
    """Nothing that was waiting to be sent goes out, that night or any other."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.says(ANA, "/remind 22:30")
    await evening.says(ANA, "/session legsup 5")
    await evening.presses(ANA, "None of these")
    await evening.advance(30)
    await evening.says(ANA, "/forget")
    await evening.presses(ANA, "Erase everything")
    assert await evening.now("2027-01-01T00:00:00Z") == []


async def test_who_was_forgotten_is_met_anew(evening: Evening) -> None:
    """Writing again begins at the beginning: no zone, no reminder, no conditions."""
    await lives_an_evening(evening, ANA)
    await evening.says(ANA, "/forget")
    await evening.presses(ANA, "Erase everything")
    assert (await evening.says(ANA, "/remind 22:30"))[0].needs == "zone"
    assert "no reminder" in (await evening.says(ANA, "/reminders"))[0].text
    assert "nothing about your body" in (await evening.says(ANA, "/conditions"))[0].text


@pytest.mark.parametrize("decline", ["Keep it", "no"])
async def test_declining_erases_nothing(evening: Evening, decline: str) -> None:
    """One word, and all is as it was."""
    await lives_an_evening(evening, ANA)
    before = await raw_rows(evening)
    await evening.says(ANA, "/forget")
    (answer,) = (
        await evening.says(ANA, decline) if decline == "no" else await evening.presses(ANA, decline)
    )
    assert answer.text == "Nothing was erased."
    after = await raw_rows(evening)
    for name in before.keys() - {"people"}:
        assert after[name] == before[name]


async def test_the_confirmation_lapses(evening: Evening) -> None:
    """A quarter of an hour later the button erases nothing any more."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.says(ANA, "/forget")
    await evening.advance(900)
    (answer,) = await evening.presses(ANA, "Erase everything")
    assert "Erased" not in answer.text
    assert (await evening.says(ANA, "/remind 22:30"))[0].needs is None


async def test_nobody_erases_somebody_else(evening: Evening) -> None:
    """Ana's confirmation in bob's hand erases neither of them."""
    await evening.says(ANA, "/timezone Berlin")
    await evening.says(BOB, "/timezone Berlin")
    (asked,) = await evening.says(ANA, "/forget")
    (answer,) = await evening.line(user=BOB, press=asked.choices["Erase everything"])
    assert "Erased" not in answer.text
    assert len((await raw_rows(evening))["people"]) == 2


async def test_conditions_are_shown_added_removed_and_cleared(evening: Evening) -> None:
    """What may be remembered about the body is the person's to change, by button and in words."""
    (none,) = await evening.says(ANA, "/conditions")
    assert "nothing about your body" in none.text
    await evening.presses(ANA, "Add something")
    (added,) = await evening.says(ANA, "glaucoma")
    assert "remember glaucoma" in added.text
    await evening.says(ANA, "/conditions add a hernia")
    (shown,) = await evening.says(ANA, "/conditions")
    assert ("glaucoma" in shown.text, "hernia" in shown.text) == (True, True)
    (dropped,) = await evening.presses(ANA, "Forget glaucoma")
    assert "Forgotten" in dropped.text
    (dropped,) = await evening.says(ANA, "/conditions remove hernia")
    assert "Forgotten" in dropped.text
    await evening.says(ANA, "/conditions add glaucoma")
    (cleared,) = await evening.says(ANA, "/conditions clear")
    assert "Nothing about your body" in cleared.text
    assert (await raw_rows(evening))["conditions"] == []


async def test_nothing_is_remembered_about_a_body_unasked(evening: Evening) -> None:
    """Asking about a condition, or naming one before a session, keeps it nowhere for long."""
    await evening.says(ANA, "can i do this with glaucoma?")
    await evening.says(ANA, "/session legsup 3")
    await evening.says(ANA, "i have glaucoma")
    assert (await raw_rows(evening))["conditions"] == []
    await evening.advance(2 * 86_400)
    assert "glaucoma" not in json.dumps(await raw_rows(evening), default=str)


async def test_an_answered_question_about_the_body_leaves_no_trace(evening: Evening) -> None:
    """A day of silence later no row names what was asked about."""
    await evening.says(ANA, "my mother had a stroke, may she do this?")
    await evening.advance(2 * 86_400)
    assert "stroke" not in json.dumps(await raw_rows(evening), default=str)
