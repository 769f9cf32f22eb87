"""What was given up can be seen, and sent again while it means something."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.errors import BlockedError, RefusedError
from bot.delivery.undelivered import sent_again, told
from scheduler.punctuality import REMINDER_GRACE
from tests.unit.delivery.house import LIBRARY, MINUTE, SECOND, TEN, House


async def given_up(refusal: Exception) -> House:
    """A house where Ana's reminder was refused."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [refusal]
    await house.rings()
    await house.deliver()
    return house


async def test_it_is_told_by_number_kind_instant_and_reason() -> None:
    """No name, no chat, no words."""
    house = await given_up(RefusedError("refused with 400"))
    assert await told(house.store) == [
        (
            "1 reminder (reminder), due 2026-11-22 21:30:00 UTC, given_up 2026-11-22 21:30:00 UTC"
            " after 1 try: refused with 400"
        )
    ]


async def test_it_goes_out_again_within_its_grace() -> None:
    """The night is told as sent then, as if nothing had been wrong."""
    house = await given_up(RefusedError("refused"))
    later = TEN + 10 * MINUTE
    assert await sent_again(house.store, LIBRARY, 1, later) == (["1 goes out again"], True)
    await house.deliver(later)
    assert house.messenger.chats == ["ana"]
    assert await house.nights() == ["sent"]
    assert await told(house.store) == []


async def test_what_is_too_late_stays_given_up() -> None:
    """Nobody is woken because an operator tidies up."""
    house = await given_up(RefusedError("refused"))
    late = TEN + REMINDER_GRACE + SECOND
    lines, found = await sent_again(house.store, LIBRARY, None, late)
    assert lines == ["1 is too late: it meant something until 2026-11-22 22:15:00 UTC"]
    assert found
    await house.deliver(late)
    assert house.messenger.chats == []


async def test_who_has_blocked_and_what_is_not_true_any_more_stay() -> None:
    """Each with its reason; a number that was not given up is nothing."""
    house = await given_up(BlockedError("blocked"))
    lines, _ = await sent_again(house.store, LIBRARY, None, TEN)
    assert lines == ["1 stays given up: the person cannot be reached until they write"]
    house = await given_up(RefusedError("refused"))
    (reminder,) = house.store.tables.reminders.values()
    house.store.tables.reminders[1] = replace(reminder, removed_at=TEN)
    lines, _ = await sent_again(house.store, LIBRARY, 1, TEN)
    assert lines == ["1 stays given up: it is not true now"]
    assert await sent_again(house.store, LIBRARY, 7, TEN) == ([], False)
