"""What every store promises of leases: one holder at a time, and a number that only grows."""

from __future__ import annotations

import asyncio

from bot.coach.ports import Store
from tests.contract.stores import NOW, SECOND

TEN = 10 * SECOND


async def take(store: Store, holder: str, at: float = 0, name: str = "telegram") -> int | None:
    now = NOW + at * SECOND
    async with store.work() as work:
        number = await work.leases.take(name, holder, now, now + TEN)
        await work.commit()
    return number


async def holds(store: Store, number: int) -> bool:
    async with store.work() as work:
        return await work.leases.holds("telegram", number)


async def release(store: Store, number: int) -> None:
    async with store.work() as work:
        await work.leases.release("telegram", number)
        await work.commit()


async def test_the_first_takes_it_and_the_second_does_not(store: Store) -> None:
    """As long as it runs, somebody else is told no and changes nothing."""
    assert await take(store, "here") == 1
    assert await take(store, "there", 9.9) is None
    assert await holds(store, 1)


async def test_its_holder_holds_on_to_it_under_the_same_number(store: Store) -> None:
    """Renewed in time it never changes hands; after its end too, if nobody came meanwhile."""
    assert [await take(store, "here", at) for at in (0, 3, 6, 30)] == [1, 1, 1, 1]
    assert await take(store, "there", 39) is None


async def test_what_has_lapsed_goes_to_the_next_under_a_higher_number(store: Store) -> None:
    """From its end on, to the millisecond; the former holder's number is refused."""
    await take(store, "here")
    assert await take(store, "there", 10) == 2
    assert not await holds(store, 1)
    assert await holds(store, 2)
    assert await take(store, "here", 11) is None


async def test_what_was_let_go_is_free_at_once(store: Store) -> None:
    """And its number still grows."""
    await take(store, "here")
    await release(store, 1)
    assert await take(store, "there", 1) == 2


async def test_letting_go_under_an_old_number_changes_nothing(store: Store) -> None:
    """Who has lost it cannot take it from the next."""
    await take(store, "here")
    await take(store, "there", 10)
    await release(store, 1)
    assert await take(store, "here", 11) is None
    assert await holds(store, 2)


async def test_an_end_that_a_fast_clock_has_written_is_not_waited_for(store: Store) -> None:
    """A machine whose clock was an hour ahead has died: nobody waits for that hour."""
    await take(store, "here", 3600)
    assert await take(store, "there") == 2
    assert await take(store, "elsewhere", 9) is None


async def test_leases_have_nothing_to_do_with_each_other(store: Store) -> None:
    """Each name has its own holder and its own numbers."""
    await take(store, "here")
    assert await take(store, "there", name="discord") == 1


async def test_a_lease_that_nobody_ever_held_is_not_held(store: Store) -> None:
    """No row, no number."""
    assert not await holds(store, 1)


async def test_of_many_who_come_at_once_one_gets_it(store: Store) -> None:
    """Whatever the order in which they are served."""
    got = await asyncio.gather(*(take(store, f"machine {n}") for n in range(8)))
    assert sorted(number for number in got if number is not None) == [1]
