"""What every store promises of uploaded files: one name for each place, kept for a time."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.ports import Store
from tests.contract.stores import NOW

ONE, TWO = "telegram:1", "telegram:2"
CARD, SHEET = "a" * 64, "b" * 64


async def keep(store: Store, place: str, digest: str, name: str, days: float = 0) -> None:
    async with store.work() as work:
        await work.uploads.keep(place, digest, name, NOW + timedelta(days=days))
        await work.commit()


async def named(store: Store, place: str, digest: str) -> str | None:
    async with store.work() as work:
        return await work.uploads.named(place, digest)


async def test_a_name_is_found_by_its_place_and_content(store: Store) -> None:
    """Another bot, or another content, has a name of its own or none."""
    await keep(store, ONE, CARD, "photo-1")
    assert await named(store, ONE, CARD) == "photo-1"
    assert await named(store, TWO, CARD) is None
    assert await named(store, ONE, SHEET) is None


async def test_a_later_name_takes_the_place_of_an_earlier(store: Store) -> None:
    """What was uploaded again goes by its new name."""
    await keep(store, ONE, CARD, "photo-1")
    await keep(store, ONE, CARD, "photo-2")
    assert await named(store, ONE, CARD) == "photo-2"


async def test_a_refused_name_is_forgotten(store: Store) -> None:
    """And only that one; forgetting what is not there changes nothing."""
    await keep(store, ONE, CARD, "photo-1")
    await keep(store, TWO, CARD, "photo-2")
    async with store.work() as work:
        await work.uploads.drop(ONE, CARD)
        await work.uploads.drop(ONE, SHEET)
        await work.commit()
    assert await named(store, ONE, CARD) is None
    assert await named(store, TWO, CARD) == "photo-2"


async def test_what_was_not_committed_is_not_kept(store: Store) -> None:
    """All of a unit of work, or none."""
    async with store.work() as work:
        await work.uploads.keep(ONE, CARD, "photo-1", NOW)
    assert await named(store, ONE, CARD) is None


async def test_names_are_erased_after_ninety_days(store: Store) -> None:
    """A picture that is still wanted is uploaded once more; the table does not only grow."""
    await keep(store, ONE, CARD, "photo-1")
    await keep(store, ONE, SHEET, "photo-2", days=1)
    async with store.work() as work:
        await work.sweep(NOW + timedelta(days=90, seconds=1))
        await work.commit()
    assert await named(store, ONE, CARD) is None
    assert await named(store, ONE, SHEET) == "photo-2"
