"""What a token carries, and what is told beforehand of an evening that brings more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.capacity import Capacity, capacity_of, fullest, herd_of
from bot.delivery.herd_watch import HerdWatch
from bot.delivery.pace import DISCORD, PAID_BROADCAST, TELEGRAM
from bot.delivery.pulse import SWEEP_EVERY, Pulse
from tests.unit.delivery.house import HOUR, MINUTE, PLATFORM, TEN, House

TOKEN = capacity_of("telegram", TELEGRAM)
SMALL = Capacity(platform=PLATFORM, reminders=1 / 900, cues=1)
"""One reminder in a quarter of an hour: three within the grace."""


def test_the_arithmetic_of_a_token() -> None:
    """25 a second in 45 minutes, fourteen messages in ten; what is bought, and Discord."""
    assert (TOKEN.reminders_in_grace, TOKEN.sessions_at_once) == (67_500, 1071)
    bought = capacity_of("telegram", replace(TELEGRAM, paid=PAID_BROADCAST))
    assert (bought.reminders_in_grace, bought.sessions_at_once) == (2_619_000, 1071)
    discord = capacity_of("discord", DISCORD)
    assert (discord.reminders_in_grace, discord.sessions_at_once) == (113_400, 1800)


@pytest.mark.parametrize(("many", "left"), [(67_500, None), (67_501, 1), (120_000, 52_500)])
def test_a_herd_of_one_minute_is_too_large_beyond_the_grace(many: int, left: int | None) -> None:
    """What the token does in 45 minutes still fits; each one more is left behind."""
    herd = herd_of(TOKEN, [(TEN - HOUR, 5), (TEN, many), (TEN + 2 * HOUR, 5)])
    assert (herd.left if herd else None) == left
    if herd:
        assert (herd.at, herd.reminders) == (TEN, many)


def test_what_is_spread_over_a_quarter_of_an_hour_is_carried_longer() -> None:
    """Of 80,000 in one minute 12,500 are lost, over fifteen none: they are sent meanwhile."""
    assert herd_of(TOKEN, [(TEN, 80_000)]) is not None
    assert herd_of(TOKEN, [(TEN + n * MINUTE, 80_000 // 15) for n in range(15)]) is None


@given(st.lists(st.integers(0, 40), max_size=30), st.integers(1, 4))
def test_a_herd_is_what_a_queue_of_that_speed_would_lose(counts: list[int], speed: int) -> None:
    """Sent one by one in order, each of a minute at its beginning, until it is too late."""
    grace = 45
    capacity = Capacity(platform="", reminders=speed / 60, cues=1)
    minutes = [(TEN + n * MINUTE, count) for n, count in enumerate(counts)]
    free, lost = 0, 0
    for minute, count in enumerate(counts):
        for _ in range(count):
            at = max(free, minute * speed)
            if at < (minute + grace) * speed:
                free = at + 1
            else:
                lost += 1
    herd = herd_of(capacity, minutes)
    assert (herd is not None) == (lost > 0)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 9)), min_size=1))
def test_the_fullest_stretch_is_the_fullest_of_all(given_: list[tuple[int, int]]) -> None:
    """No other stretch of one grace has more."""
    minutes = sorted({TEN + n * MINUTE: count for n, count in given_}.items())

    def within(start: datetime) -> int:
        return sum(count for at, count in minutes if start <= at < start + 45 * MINUTE)

    at, count = fullest(minutes)
    assert count == within(at) == max(within(start) for start, _ in minutes)


@pytest.fixture
def warned() -> Iterator[list[dict[str, object]]]:
    with structlog.testing.capture_logs() as logs:
        yield logs  # type: ignore[misc]


def warnings(logs: list[dict[str, object]]) -> list[dict[str, object]]:
    return [one for one in logs if one["event"] == "herd_too_large"]


async def beats(house: House, now: datetime, *watched: Capacity) -> None:
    """The first beat of a process that was started now."""
    watch = HerdWatch({one.platform: one for one in watched})
    await Pulse(house.store, house.courier, watch=watch).beat(now)


async def test_a_herd_is_told_hours_before_once_an_evening(warned: list[dict[str, object]]) -> None:
    """With the numbers and what helps; the next start and the next hour say nothing more."""
    house = House()
    for number in range(5):
        await house.moves_in(f"p{number}")
    await beats(house, TEN - 8 * HOUR, SMALL)
    await beats(house, TEN - 7 * HOUR, SMALL)
    (told,) = warnings(warned)
    assert told["log_level"] == "warning"
    assert (told["platform"], told["at"]) == (PLATFORM, "2026-11-22 21:30 UTC")
    assert (told["reminders"], told["in_time"], told["too_late"]) == (5, 3, 2)
    assert "leeway" in str(told["helps"])
    assert "a second bot" in str(told["helps"])


async def test_the_next_evening_is_told_again(warned: list[dict[str, object]]) -> None:
    """As soon as tonight's have rung, a day ahead."""
    house = House()
    for number in range(5):
        await house.moves_in(f"p{number}")
    watch = HerdWatch({PLATFORM: SMALL})
    pulse = Pulse(house.store, house.courier, watch=watch)
    for hours in range(-8, 20):
        await pulse.beat(TEN + hours * SWEEP_EVERY)
    assert [one["at"] for one in warnings(warned)] == [
        "2026-11-22 21:30 UTC", "2026-11-23 21:30 UTC",
    ]  # fmt: skip


async def test_what_fits_is_not_told(warned: list[dict[str, object]]) -> None:
    """Three in one grace; others hours later; another platform's; who cannot be reached."""
    house = House()
    for number in range(3):
        await house.moves_in(f"p{number}")
    for number in range(3, 6):
        await house.moves_in(f"p{number}", time(1, 30), due=TEN + 3 * HOUR)
    await beats(house, TEN - 8 * HOUR, SMALL)
    gone = await house.moves_in("gone")
    async with house.store.work() as work:
        await work.people.save(replace(gone, reachable=False))
        await work.commit()
    await beats(house, TEN - 8 * HOUR, SMALL, replace(SMALL, platform="elsewhere"))
    assert warnings(warned) == []


@pytest.mark.parametrize("paid", [False, True])
async def test_paid_broadcast_is_named_where_it_is_for_sale(
    warned: list[dict[str, object]], paid: bool
) -> None:
    """For Telegram, with its price; not to who has it already."""
    house = House()
    for number in range(20):
        person = await house.moves_in(f"p{number}")
        account = replace(person.account, platform="telegram")
        async with house.store.work() as work:
            await work.people.save(replace(person, account=account))
            await work.commit()
    await beats(house, TEN - 8 * HOUR, replace(SMALL, platform="telegram", paid=paid))
    (told,) = warnings(warned)
    assert ("TELEGRAM_PAID_BROADCAST=true" in str(told["helps"])) is not paid
    assert ("2 Stars at most" in str(told["helps"])) is not paid
