"""What the courier does with whatever a platform does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.coach.errors import (
    BlockedError,
    DeliveryError,
    GoneError,
    RefusedError,
    RetryLaterError,
    StoreError,
)
from bot.coach.ports import Fate, Lane
from bot.coach.talk.requests import ChatAddress
from bot.delivery.claims import LEASE
from bot.delivery.courier import Courier
from bot.delivery.gate import IN_FLIGHT, ROOM
from bot.delivery.letters import MOST_ATTEMPTS
from scheduler.punctuality import REMINDER_GRACE
from tests.unit.delivery.house import (
    LIBRARY,
    MINUTE,
    PLATFORM,
    SECOND,
    TEN,
    FaultyStore,
    House,
    SmallMessenger,
)


async def test_a_reminder_is_sent_once_and_written_down() -> None:
    """The night is sent, the person knows what rang, and nothing is left."""
    house = House()
    ana = await house.moves_in("ana")
    await house.rings()
    await house.deliver()
    await house.deliver(TEN + 2 * LEASE)
    assert house.messenger.sent == [("ana", "reminder:1:2026-11-22")]
    assert (house.fates(), await house.nights()) == ([Fate.SENT], ["sent"])
    person = await house.person(ana)
    assert (person.rang_reminder, person.rang_at) == (1, TEN)


async def test_a_pause_that_is_asked_for_is_kept() -> None:
    """Not a second before it, and then the same message under the same nonce."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [RetryLaterError(7.5)]
    await house.rings()
    await house.deliver()
    assert house.ready() == [timedelta(seconds=7.5)]
    await house.deliver(TEN + 7 * SECOND)
    assert house.messenger.sent == []
    await house.deliver(TEN + 8 * SECOND)
    assert house.messenger.sent == [("ana", "reminder:1:2026-11-22")]


async def test_pauses_grow_to_a_minute() -> None:
    """A platform that is down is not hammered."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [RetryLaterError(0)] * 8
    await house.rings()
    waits, now = [], TEN
    for _ in range(8):
        await house.deliver(now)
        waits.append((TEN + house.ready()[0] - now).total_seconds())
        now = TEN + house.ready()[0]
    for wait, least in zip(waits, (2, 4, 8, 16, 32, 60, 60, 60), strict=True):
        assert least <= wait <= 1.25 * least


async def test_a_platform_that_is_down_for_40_minutes_gets_it_afterwards() -> None:
    """Within the grace nothing is given up."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [RetryLaterError(0)] * 999
    await house.rings()
    now = TEN
    while now < TEN + 40 * MINUTE:
        await house.deliver(now)
        now = TEN + house.ready()[0]
    house.messenger.answers.clear()
    await house.deliver(now)
    assert (house.fates(), await house.nights()) == ([Fate.SENT], ["sent"])


async def test_later_than_the_grace_is_missed() -> None:
    """It ends as missed, with the night told so, and never goes out."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [RetryLaterError(0)] * 999
    await house.rings()
    now = TEN
    while house.ready():
        await house.deliver(now)
        now += MINUTE
    assert now <= TEN + REMINDER_GRACE + MINUTE
    assert (house.fates(), await house.nights()) == ([Fate.EXPIRED], ["missed"])
    assert house.messenger.sent == []


async def test_a_pause_beyond_the_grace_is_not_waited_for() -> None:
    """It is missed at once: nobody is woken an hour later."""
    house = House()
    await house.moves_in("ana")
    house.messenger.answers["ana"] = [RetryLaterError(3000)]
    await house.rings()
    await house.deliver()
    assert (house.fates(), await house.nights()) == ([Fate.EXPIRED], ["missed"])


async def test_a_pause_for_the_whole_token_stops_everybody() -> None:
    """Whoever comes next is not even tried until it is over; other platforms go on."""
    other = SmallMessenger(platform="other")
    small = SmallMessenger()
    house = House(messenger=small, messengers={PLATFORM: small, "other": other})
    for name in ("ana", "ben", "cleo"):
        await house.moves_in(name)
    async with house.store.work() as work:
        cleo = await work.people.get(3)
        assert cleo is not None
        away = replace(cleo, home=ChatAddress(platform="other", chat="cleo"))
        await work.people.save(away)
        await work.commit()
    small.answers["ana"] = [RetryLaterError(30, everywhere=True)]
    await house.rings()
    await house.deliver()
    assert (small.tried, other.chats) == (["ana"], ["cleo"])
    await house.deliver(TEN + 29 * SECOND)
    assert small.tried == ["ana"]
    await house.deliver(TEN + 30 * SECOND)
    assert sorted(small.chats) == ["ana", "ben"]


async def test_who_has_blocked_is_left_alone() -> None:
    """Neither the rest of tonight's nor the next night's is tried, and the night is told."""
    house = House()
    ana = await house.moves_in("ana", time(22, 29), time(22, 30))
    house.messenger.answers["ana"] = [BlockedError("blocked")]
    await house.rings()
    await house.deliver()
    assert house.messenger.tried == ["ana"]
    assert house.fates() == [Fate.REFUSED, Fate.REFUSED]
    assert await house.nights() == ["undelivered", "undelivered"]
    assert not (await house.person(ana)).reachable
    await house.rings(TEN + timedelta(days=1))
    await house.deliver(TEN + timedelta(days=1))
    assert house.messenger.tried == ["ana"]


async def test_who_becomes_unreachable_before_it_is_sent_is_not_tried() -> None:
    """An entry written down while they were within reach ends as undelivered."""
    house = House()
    ana = await house.moves_in("ana")
    await house.rings()
    async with house.store.work() as work:
        await work.people.save(replace(ana, reachable=False))
        await work.commit()
    await house.deliver()
    assert (house.messenger.tried, await house.nights()) == ([], ["undelivered"])


async def test_a_chat_that_has_moved_is_followed() -> None:
    """At once, and for the nights to come."""
    house = House()
    ana = await house.moves_in("ana")
    there = ChatAddress(platform=PLATFORM, chat="ana-2")
    house.messenger.answers["ana"] = [GoneError("migrated", moved_to=there)]
    await house.rings()
    await house.deliver()
    await house.deliver(TEN + SECOND)
    assert house.messenger.chats == ["ana-2"]
    assert (await house.person(ana)).home == there


async def test_a_chat_that_is_gone_is_like_one_that_is_blocked() -> None:
    """Nothing more goes there until the person writes."""
    house = House()
    ana = await house.moves_in("ana")
    house.messenger.answers["ana"] = [GoneError("no such chat")]
    await house.rings()
    await house.deliver()
    assert house.fates() == [Fate.REFUSED]
    assert not (await house.person(ana)).reachable


@pytest.mark.parametrize("refusal", [RefusedError("too odd"), DeliveryError("no")])
async def test_a_refused_message_is_given_up_and_told(refusal: DeliveryError) -> None:
    """The person is still reachable: it was the message."""
    house = House()
    ana = await house.moves_in("ana")
    house.messenger.answers["ana"] = [refusal]
    await house.rings()
    await house.deliver()
    assert (house.fates(), await house.nights()) == ([Fate.GIVEN_UP], ["undelivered"])
    assert (await house.person(ana)).reachable


@pytest.mark.parametrize("fault", [ConnectionResetError(), KeyError("x"), TimeoutError()])
async def test_whatever_else_a_messenger_raises_is_tried_again(fault: Exception) -> None:
    """And the others of the batch are not touched by it."""
    house = House()
    for name in ("ana", "ben"):
        await house.moves_in(name)
    house.messenger.answers["ana"] = [fault]
    await house.rings()
    await house.deliver()
    assert house.messenger.chats == ["ben"]
    await house.deliver(TEN + 2 * SECOND)
    assert house.messenger.chats == ["ben", "ana"]


async def test_a_send_that_hangs_is_let_go_of() -> None:
    """A platform that never answers holds up nobody for longer than one send may take."""
    house = House(patience=timedelta(milliseconds=20))
    for name in ("ana", "ben"):
        await house.moves_in(name)
    house.messenger.answers["ana"] = [asyncio.Event().wait]  # type: ignore[list-item]
    await house.rings()
    await house.deliver()
    assert house.messenger.chats == ["ben"]
    await house.deliver(TEN + 2 * SECOND)
    assert house.messenger.chats == ["ben", "ana"]


async def test_a_platform_that_is_not_served_waits_for_its_adapter() -> None:
    """It goes out when the adapter is there, if that is within the grace."""
    served: dict[str, SmallMessenger] = {}
    house = House(messengers=served)
    await house.moves_in("ana")
    await house.rings()
    await house.deliver()
    assert house.ready() == [MINUTE]
    served[PLATFORM] = house.messenger
    await house.deliver(TEN + MINUTE)
    assert house.messenger.chats == ["ana"]


async def test_one_persons_messages_keep_their_order() -> None:
    """What follows one that has to wait, waits as well; then both go, the earlier one first."""
    house = House()
    await house.moves_in("ana", time(22, 28), time(22, 29), time(22, 30))
    house.messenger.answers["ana"] = [RetryLaterError(5)]
    await house.rings()
    await house.deliver()
    assert house.messenger.tried == ["ana"]
    await house.deliver(TEN + 5 * SECOND)
    assert [nonce.split(":")[1] for _, nonce in house.messenger.sent] == ["1", "2", "3"]


async def test_different_people_go_side_by_side_but_not_all_at_once() -> None:
    """As many as are let through at once, no more."""
    house, most_at_once = House(), ROOM[Lane.REMINDER]
    for number in range(2 * most_at_once):
        await house.moves_in(f"p{number}")
    now_open, most, gate = 0, 0, asyncio.Event()

    async def slowly() -> None:
        nonlocal now_open, most
        now_open += 1
        most = max(most, now_open)
        if most == most_at_once:
            gate.set()
        await gate.wait()
        now_open -= 1

    house.messenger.answers["*"] = [slowly for _ in range(2 * most_at_once)]
    await house.rings()
    await house.deliver()
    assert most == most_at_once
    assert len(house.messenger.sent) == 2 * most_at_once


async def test_what_is_no_longer_true_is_not_said() -> None:
    """A reminder removed between its hour and its sending is silent."""
    house = House()
    await house.moves_in("ana")
    await house.rings()
    async with house.store.work() as work:
        (reminder,) = await work.reminders.of(1)
        await work.reminders.save(replace(reminder, removed_at=TEN))
        await work.commit()
    await house.deliver()
    assert (house.fates(), house.messenger.tried) == ([Fate.STALE], [])


async def test_one_that_cannot_be_put_into_words_holds_up_nobody() -> None:
    """It is given up; the others of its batch go out."""
    house = House()
    for name in ("ana", "ben"):
        await house.moves_in(name)
    async with house.store.work() as work:
        (reminder,) = await work.reminders.of(1)
        await work.reminders.save(replace(reminder, pose="a_pose_that_was_taken_out"))
        await work.commit()
    await house.rings()
    await house.deliver()
    assert house.messenger.chats == ["ben"]
    assert house.fates() == [Fate.GIVEN_UP, Fate.SENT]


async def test_one_that_cannot_be_reckoned_is_put_aside() -> None:
    """A zone that no longer exists costs nobody else their night."""
    house = House()
    await house.moves_in("ana")
    await house.moves_in("ben")
    async with house.store.work() as work:
        (reminder,) = await work.reminders.of(1)
        await work.reminders.save(replace(reminder, zone="Mars/Olympus_Mons"))
        await work.commit()
    await house.rings()
    await house.deliver()
    assert house.messenger.chats == ["ben"]
    assert house.store.tables.reminders[1].regular_at == TEN + timedelta(days=1)


async def test_a_death_between_claim_and_send_costs_a_lease_not_the_night() -> None:
    """Nobody else takes it while it is leased; afterwards it goes out."""
    house = House()
    await house.moves_in("ana")
    await house.rings()
    async with house.store.work() as work:
        assert len(await work.outbox.claim(TEN, 9, TEN + LEASE)) == 1
        await work.commit()
    await house.deliver(TEN + LEASE - SECOND)
    assert house.messenger.sent == []
    await house.deliver(TEN + LEASE)
    assert house.messenger.chats == ["ana"]


async def test_a_death_in_mid_burst_repeats_only_what_was_in_flight() -> None:
    """What was sent is written down while others are sent; the rest is nobody's loss."""
    house, people = House(), 3 * IN_FLIGHT
    for number in range(people):
        await house.moves_in(f"p{number}")
    house.messenger.answers["p100"] = [asyncio.Event().wait]  # type: ignore[list-item]
    await house.rings()
    delivering = asyncio.ensure_future(house.deliver())
    await house.messenger.reached("p100")
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    done = [fate for fate in house.fates() if fate is Fate.SENT]
    assert len(house.messenger.sent) - len(done) <= IN_FLIGHT
    house.courier = Courier(house.store, LIBRARY, {PLATFORM: house.messenger})
    await house.deliver(TEN + LEASE + MINUTE)
    assert set(house.messenger.chats) == {f"p{number}" for number in range(people)}
    assert len(house.messenger.chats) - people <= IN_FLIGHT


async def test_a_database_that_fails_after_a_send_does_not_send_it_twice() -> None:
    """It is written down as soon as the database can be used again, before anything is claimed."""
    store = FaultyStore()
    house = House(store=store)
    await house.moves_in("ana")
    await house.rings()

    async def breaks() -> None:
        store.broken = True

    house.messenger.answers["ana"] = [breaks]
    await house.deliver()
    with pytest.raises(StoreError):
        await house.deliver(TEN + SECOND)
    store.broken = False
    await house.deliver(TEN + 2 * LEASE)
    assert house.messenger.chats == ["ana"]
    assert (house.fates(), await house.nights()) == ([Fate.SENT], ["sent"])


async def test_what_kills_the_process_again_and_again_is_given_up() -> None:
    """An entry claimed more often than any grace has room for is not tried for ever."""
    house = House()
    await house.moves_in("ana")
    await house.rings()
    row = house.store.tables.outbox[1]
    tired = replace(row.entry, attempts=MOST_ATTEMPTS)
    house.store.tables.outbox[1] = replace(row, entry=tired)
    await house.deliver()
    assert (house.fates(), house.messenger.tried) == ([Fate.GIVEN_UP], [])


async def test_put_off_while_on_its_way_is_what_became_of_the_night() -> None:
    """A message that fails after the person said "not tonight" is not called undelivered."""
    house = House()
    await house.moves_in("ana")
    await house.rings()

    async def skips() -> None:
        async with house.store.work() as work:
            night = await work.reminders.night(1, TEN.date())
            assert night is not None
            skipped = type(night.outcome).SKIPPED
            await work.reminders.settle(replace(night, outcome=skipped))
            await work.commit()
        raise RefusedError("no")

    house.messenger.answers["ana"] = [skips]
    await house.deliver()
    assert await house.nights() == ["skipped"]
