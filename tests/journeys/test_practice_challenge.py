"""The thirty evenings from the first to the last, and what /progress says of them."""

from __future__ import annotations

import pytest

from content.model import Evening as EveningOf
from tests.journeys.evening import ANA, Evening, Seen, shared_tools
from tests.journeys.practising import COMES_OUT, DOWN, NONE, told

LIBRARY = shared_tools().library
PROGRAMME = next(iter(LIBRARY.programmes.values()))
DAY = 86_400


def words_of(key: str) -> str:
    text = LIBRARY.catalogue("en").entries[key]
    assert isinstance(text, str)
    return text


def part_of(evening: EveningOf, part: str) -> str:
    return words_of(f"programme.{PROGRAMME.id}.evenings.{evening.id}.{part}")


async def joined(evening: Evening) -> None:
    """Ana has joined, and nothing applies to her."""
    await evening.says(ANA, "/session legsup 1")
    await evening.presses(ANA, NONE)
    await evening.says(ANA, "/stop")
    await evening.says(ANA, "/challenge")
    await evening.presses(ANA, "Join")


async def practises(evening: Evening) -> list[Seen]:
    """Begins what is offered and lies through it to the end; all that was seen."""
    seen = await evening.presses(ANA, "Begin this evening")
    while not any(COMES_OUT in one.text for one in seen):
        seen = [*seen, *(await evening.advance(30))]
    return [*seen, *(await evening.presses(ANA, DOWN))]


def test_it_is_thirty_different_evenings_over_poses_lengths_and_breath() -> None:
    """Thirty, each unlike the others, each with a thought of a sentence or two."""
    evenings = PROGRAMME.evenings
    assert len(evenings) == 30
    assert len({(one.pose, one.seconds, one.breath) for one in evenings}) > 20
    assert {one.pose for one in evenings} == set(LIBRARY.poses)
    assert len({part_of(one, "thought") for one in evenings}) == 30
    for one in evenings:
        assert 1 <= part_of(one, "thought").count(".") + part_of(one, "thought").count("?") <= 3


async def test_who_has_not_joined_is_told_what_it_is(evening: Evening) -> None:
    """Thirty evenings at one's own pace, and a choice to join."""
    (seen,) = await evening.says(ANA, "/challenge")
    assert "a missed evening waits" in seen.text
    assert list(seen.choices) == ["Join"]


async def test_all_thirty_evenings_in_their_order(evening: Evening) -> None:
    """Each night the next: title, pose, length, breath, thought; then it is all done."""
    await joined(evening)
    for number, one in enumerate(PROGRAMME.evenings, start=1):
        (page,) = await evening.says(ANA, "/challenge")
        assert page.text.startswith(f"Evening {number}: {part_of(one, 'title')}")
        assert part_of(one, "thought") in page.text
        assert words_of(f"pose.{one.pose}.name") in page.text
        assert ("Breathe in for" in page.text) == (one.breath is not None)
        seen = await practises(evening)
        opened = [s for s in seen if s.until]
        length = sum((s.until - s.at).total_seconds() for s in opened if s.until)
        assert length == one.seconds
        (done,) = await evening.says(ANA, "/challenge")
        if number < 30:
            assert "Tonight's evening is done" in done.text
        await evening.advance(DAY - (evening.history[-1].at.timestamp() % DAY) + 21 * 3600)
    (over,) = await evening.says(ANA, "/challenge")
    assert over.text == "All 30 evenings are done. They can be begun again."
    (again,) = await evening.presses(ANA, "Begin again")
    assert again.text.startswith("Evening 1:")
    progress = told(await evening.says(ANA, "/progress"))
    assert "30 nights so far." in progress


async def test_a_missed_evening_waits(evening: Evening) -> None:
    """A week without practice changes nothing, and is not mentioned."""
    await joined(evening)
    await practises(evening)
    await evening.advance(7 * DAY)
    (page,) = await evening.says(ANA, "/challenge")
    assert page.text.startswith("Evening 2:")
    assert "miss" not in page.text


async def test_an_evening_counts_only_when_it_was_practised(evening: Evening) -> None:
    """Stopped while getting in, or after some seconds: the same evening waits."""
    await joined(evening)
    await evening.presses(ANA, "Begin this evening")
    await evening.says(ANA, "/stop")
    assert "Evening 1:" in told(await evening.says(ANA, "/challenge"))
    await evening.presses(ANA, "Begin this evening")
    await evening.advance(50)
    await evening.says(ANA, "/stop")
    await evening.presses(ANA, DOWN)
    assert "Evening 1:" in told(await evening.says(ANA, "/challenge"))
    await evening.presses(ANA, "Begin this evening")
    await evening.advance(100)
    await evening.says(ANA, "/stop")
    assert "is done" in told(await evening.says(ANA, "/challenge"))


async def test_another_session_does_not_count_for_it(evening: Evening) -> None:
    """The same pose and length begun elsewhere leaves the evening waiting."""
    await joined(evening)
    await evening.says(ANA, "/session legsup 3")
    await evening.advance(600)
    assert "Evening 1:" in told(await evening.says(ANA, "/challenge"))


async def test_the_next_one_may_be_done_the_same_night(evening: Evening) -> None:
    """Done tonight says so, and offers the next for whoever wants it now."""
    await joined(evening)
    await practises(evening)
    (done,) = await evening.says(ANA, "/challenge")
    assert "the first of thirty" in done.text
    seen = await evening.presses(ANA, "Do the next one now")
    assert words_of(f"pose.{PROGRAMME.evenings[1].pose}.name") in told(seen)


async def test_an_evening_ends_what_runs_only_after_asking_and_still_counts(
    evening: Evening,
) -> None:
    """Begun while another session runs: it asks, and begun instead it is still the evening."""
    await joined(evening)
    await evening.says(ANA, "/session butterfly 5")
    (asks,) = await evening.presses(ANA, "Begin this evening")
    assert asks.asked
    await evening.presses(ANA, "End it and start this")
    await evening.advance(400)
    assert "is done" in told(await evening.says(ANA, "/challenge"))


async def test_an_evening_goes_on_through_the_screening_and_a_restart(evening: Evening) -> None:
    """What has to be asked first does not lose the evening."""
    await evening.says(ANA, "/challenge join")
    assert (await evening.presses(ANA, "Begin this evening"))[0].needs == "screening"
    await evening.restart()
    await evening.presses(ANA, NONE)
    await evening.advance(400)
    assert "is done" in told(await evening.says(ANA, "/challenge"))


async def test_an_evening_goes_on_after_help_was_had(evening: Evening) -> None:
    """The question for help keeps the evening too."""
    await joined(evening)
    await evening.says(ANA, "crushing chest pain")
    await evening.presses(ANA, "Begin this evening")
    await evening.presses(ANA, "Yes, I did")
    await evening.presses(ANA, NONE)
    await evening.advance(400)
    assert "is done" in told(await evening.says(ANA, "/challenge"))


@pytest.mark.parametrize("how", ["Leave", "/challenge leave", "leave the challenge"])
async def test_it_can_be_left_and_left_for_good(evening: Evening, how: str) -> None:
    """Leaving is one step; joining again begins at the first; Undo gives the place back."""
    await joined(evening)
    await practises(evening)
    await evening.says(ANA, "/challenge")
    (left,) = await (evening.presses(ANA, how) if how == "Leave" else evening.says(ANA, how))
    assert "You have left the thirty evenings." in left.text
    assert list((await evening.says(ANA, "/challenge"))[0].choices) == ["Join"]
    (back,) = await evening.presses(ANA, "Undo")
    assert back.text.startswith("Evening 2:")
    await evening.says(ANA, "/challenge leave")
    (first,) = await evening.says(ANA, "/challenge join")
    assert first.text.startswith("Evening 1:")


@pytest.mark.parametrize("how", ["Begin again", "/challenge again", "restart the challenge"])
async def test_it_can_be_begun_again_and_that_undone(evening: Evening, how: str) -> None:
    """From the first once more; a slip of the thumb loses no evening."""
    await joined(evening)
    await practises(evening)
    await evening.says(ANA, "/challenge")
    (first,) = await (evening.presses(ANA, how) if how == "Begin again" else evening.says(ANA, how))
    assert first.text.startswith("Evening 1:")
    (back,) = await evening.presses(ANA, "Undo")
    assert back.text.startswith("Evening 2:")


async def test_a_session_of_an_evening_that_was_left_counts_as_practice_only(
    evening: Evening,
) -> None:
    """Left or begun again meanwhile, what runs goes on and counts for no evening."""
    await joined(evening)
    await evening.presses(ANA, "Begin this evening")
    await evening.says(ANA, "/challenge leave")
    await evening.advance(400)
    await evening.says(ANA, "/challenge join")
    assert "Evening 1:" in told(await evening.says(ANA, "/challenge"))
    assert "1 night so far" in told(await evening.says(ANA, "/progress"))


async def test_joining_twice_changes_nothing(evening: Evening) -> None:
    """Whoever is in it stays where they are."""
    await joined(evening)
    await practises(evening)
    assert "is done" in told(await evening.says(ANA, "/challenge join"))


@pytest.mark.parametrize("payload", ["c1:back_31", "c1:back_", "c1:zzz", "c1:back_-1"])
async def test_forged_places_are_stale(evening: Evening, payload: str) -> None:
    """Nobody is put where no evening is."""
    await joined(evening)
    assert "earlier moment" in told(await evening.presses(ANA, payload))
    assert "Evening 1:" in told(await evening.says(ANA, "/challenge"))


# Progress


async def test_progress_of_nothing_is_kind(evening: Evening) -> None:
    """Nothing yet: no zero, no reproach, a way to begin."""
    (seen,) = await evening.says(ANA, "/progress")
    assert seen.text == "Nothing yet. The first evening is the one you like."
    assert list(seen.choices) == ["Start 10 minutes"]


async def test_progress_shows_nights_minutes_and_thirty_marks(evening: Evening) -> None:
    """Nights and minutes in all, the last 30 evenings as a row of marks, and no streak."""
    await joined(evening)
    for gap in (1, 3, 40):
        await evening.says(ANA, "/session legsup 10")
        await evening.advance(700)
        await evening.presses(ANA, DOWN)
        await evening.advance(gap * DAY - 700)
    (seen,) = await evening.says(ANA, "/progress")
    assert "3 nights so far." in seen.text
    assert "30 minutes of rest in all." in seen.text
    marks = seen.text.split(": ")[-1].replace(" ", "")
    assert (len(marks), marks.count("●")) == (30, 0)
    await evening.says(ANA, "/session legsup 10")
    await evening.advance(700)
    (seen,) = await evening.says(ANA, "/progress")
    assert seen.text.split(": ")[-1].replace(" ", "") == "·" * 29 + "●"
    assert "streak" not in seen.text


async def test_a_night_runs_from_noon_to_noon_in_the_persons_zone(evening: Evening) -> None:
    """Two sessions around midnight are one night; the next evening is another."""
    await evening.says(ANA, "/timezone Berlin")
    await joined(evening)
    for hours in (1.5, 2, 20):
        await evening.advance(hours * 3600)
        await evening.says(ANA, "/session legsup 1")
        await evening.advance(120)
        await evening.presses(ANA, DOWN)
    assert "2 nights so far." in told(await evening.says(ANA, "/progress"))
