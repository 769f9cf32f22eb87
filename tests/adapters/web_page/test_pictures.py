"""Pictures at addresses that say themselves what is drawn: they outlive a restart, unforged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.adapters.web_page.bench import Browser

PNG = b"\x89PNG\r\n\x1a\n"


async def fetched(ana: Browser, address: str) -> tuple[int, bytes]:
    async with ana.session.get(address) as response:
        return response.status, await response.read()


async def test_a_card_is_there_at_night_and_by_day(ana: Browser) -> None:
    """Each with words for who cannot see it; the two are not the same picture."""
    (card,) = await ana.says("/pose legsup")
    (picture,) = card["pictures"]
    assert picture["alt"]
    drawn = [await fetched(ana, f"{picture['at']}/{look}.png") for look in ("night", "day")]
    assert [status for status, _ in drawn] == [200, 200]
    assert all(data.startswith(PNG) for _, data in drawn)
    assert drawn[0] != drawn[1]


async def test_a_list_has_each_pose_beside_its_name(ana: Browser) -> None:
    """Small and square, there to be fetched, with words for who cannot see it."""
    (listed,) = await ana.says("/poses")
    beside = [one["beside"] for one in listed["lines"] if one["style"] == "item"]
    assert len({one["at"] for one in beside}) == len(beside) > 1
    assert all(one["alt"] for one in beside)
    for one in beside:
        status, data = await fetched(ana, f"{one['at']}/day.png")
        assert (status, data[:8]) == (200, PNG)


async def test_an_address_is_good_after_a_restart(ana: Browser) -> None:
    """What was said before is still shown."""
    (card,) = await ana.says("/pose needle steps")
    address = f"{card['pictures'][0]['at']}/night.png"
    before = await fetched(ana, address)
    await ana.coach.kill()
    await ana.coach.start()
    assert await fetched(ana, address) == before


async def test_every_movement_of_a_session_is_shown(ana: Browser) -> None:
    """The plan first, then what is to be done, each picture there to be fetched."""
    (asked,) = await ana.says("/session needle 3 min")
    shown = await ana.presses(asked, "None of these")
    async with ana.listening() as stream:
        await ana.coach.passes(timedelta(minutes=6))
        shown += [await stream.message() for _ in range(8)]
    addresses = [one["at"] for message in shown for one in message.get("pictures", ())]
    assert len(addresses) > 6
    for address in addresses:
        assert (await fetched(ana, f"{address}/night.png"))[0] == 200


@pytest.mark.parametrize("look", ["dusk.png", "night.gif", "night", "night.png.png"])
async def test_there_are_two_looks(ana: Browser, look: str) -> None:
    """Anything else is nothing."""
    (card,) = await ana.says("/pose legsup")
    assert await fetched(ana, f"{card['pictures'][0]['at']}/{look}") == (404, b"")


async def test_nobody_else_can_have_pictures_drawn(ana: Browser) -> None:
    """Another letter in an address, and it is nobody's."""
    (card,) = await ana.says("/pose legsup")
    folder, code = card["pictures"][0]["at"].rsplit("/", 1)
    said, _, signature = code.partition(".")
    forged = (
        said, f"{said}.", f"{said}.{signature[:-2]}", f"x{said}.{signature}", f".{signature}",
        "é.é", "a.b", f"{said * 20}.{signature}",
    )  # fmt: skip
    for one in forged:
        assert (await fetched(ana, f"{folder}/{one}/night.png"))[0] == 404
