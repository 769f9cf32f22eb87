"""What every store promises of the outbox."""

from __future__ import annotations

from dataclasses import replace

from bot.coach.ports import Closing, Fate, Lane, Purpose, Store
from bot.coach.talk.requests import ChatAddress
from tests.contract.stores import DAY, NOW, SECOND, entry, somebody

LEASE = NOW + 30 * SECOND


async def test_an_entry_is_claimed_as_it_was_put_with_one_more_attempt(store: Store) -> None:
    """Each value of an entry is the same after storing."""
    whose = (await somebody(store)).id
    put = entry(
        whose, "reminder:3:2026-11-22:regular", purpose=Purpose.REMINDER, lane=Lane.REMINDER,
        subject=3, part="2026-11-22", cue="",
    )  # fmt: skip
    async with store.work() as work:
        assert await work.outbox.put(put)
        await work.commit()
    async with store.work() as work:
        (claimed,) = await work.outbox.claim(NOW, 10, LEASE)
    assert claimed.id > 0
    assert claimed == replace(put, id=claimed.id, attempts=1)


async def test_a_key_is_put_once(store: Store) -> None:
    """A second entry of the same key changes nothing, even after the first was sent."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        assert await work.outbox.put(entry(whose))
        assert not await work.outbox.put(entry(whose, due_at=NOW - SECOND))
        (claimed,) = await work.outbox.claim(NOW, 10, LEASE)
        assert claimed.due_at == NOW
        await work.outbox.close(claimed.id, Fate.SENT, NOW)
        assert not await work.outbox.put(entry(whose))
        assert await work.outbox.claim(LEASE, 10, LEASE + SECOND) == ()


async def test_claims_go_by_lane_then_by_instant_up_to_a_limit(store: Store) -> None:
    """What closes a hold goes before an older reminder; what is not due yet stays."""
    whose = (await somebody(store)).id
    waiting = [
        entry(whose, "reminder", lane=Lane.REMINDER, due_at=NOW - 5 * SECOND),
        entry(whose, "mid", lane=Lane.MID_HOLD, due_at=NOW - 4 * SECOND),
        entry(whose, "close", lane=Lane.HOLD, due_at=NOW),
        entry(whose, "open", lane=Lane.HOLD, due_at=NOW - SECOND),
        entry(whose, "later", lane=Lane.HOLD, due_at=NOW + SECOND),
    ]
    async with store.work() as work:
        for one in waiting:
            await work.outbox.put(one)
        first = await work.outbox.claim(NOW, 3, LEASE)
        rest = await work.outbox.claim(NOW, 3, LEASE)
        assert [claimed.key for claimed in first] == ["open", "close", "mid"]
        assert [claimed.key for claimed in rest] == ["reminder"]


async def test_a_claim_lasts_until_its_lease_ends(store: Store) -> None:
    """Nobody else gets a leased entry; once the lease is over the next one does."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        await work.outbox.claim(NOW, 10, LEASE)
        await work.commit()
    async with store.work() as work:
        assert await work.outbox.claim(LEASE - SECOND, 10, LEASE) == ()
        (again,) = await work.outbox.claim(LEASE, 10, LEASE + SECOND)
        assert again.attempts == 2


async def test_a_claim_that_was_not_committed_never_happened(store: Store) -> None:
    """A process that dies between claim and commit leaves the entry to others."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        await work.commit()
    async with store.work() as work:
        await work.outbox.claim(NOW, 10, LEASE)
    async with store.work() as work:
        (claimed,) = await work.outbox.claim(NOW, 10, LEASE)
        assert claimed.attempts == 1


async def test_what_is_put_back_is_sent_at_its_new_instant(store: Store) -> None:
    """The lease ends at once, the attempt stays counted."""
    whose = (await somebody(store)).id
    later = NOW + 5 * SECOND
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        (claimed,) = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.put_back(claimed, later)
        assert await work.outbox.claim(later - SECOND, 10, LEASE) == ()
        (again,) = await work.outbox.claim(later, 10, LEASE)
        assert again == replace(claimed, due_at=later, attempts=2)


async def test_what_a_dead_process_had_in_hand_is_anybodys_at_once(store: Store) -> None:
    """Its leases end; what was put back keeps its instant, what is closed stays closed."""
    whose = (await somebody(store)).id
    later = NOW + 5 * SECOND
    async with store.work() as work:
        for key in ("session:1:0", "session:1:1", "session:1:2"):
            await work.outbox.put(entry(whose, key))
        in_hand, put_back, closed = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.put_back(put_back, later)
        await work.outbox.close(closed.id, Fate.SENT, NOW)
        await work.outbox.let_go()
        assert await work.outbox.claim(NOW, 10, LEASE) == (replace(in_hand, attempts=3),)
        assert [one.id for one in await work.outbox.claim(later, 10, LEASE)] == [put_back.id]


async def test_who_has_lost_a_claim_is_told_so_before_anybody_claims_it_again(
    store: Store,
) -> None:
    """A former holder that lives has none of it in hand any more, from the handover on."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        claimed = await work.outbox.claim(NOW, 10, LEASE)
        assert await work.outbox.still(claimed) == {claimed[0].id}
        await work.outbox.let_go()
        assert await work.outbox.still(claimed) == frozenset()


async def test_who_has_lost_a_claim_cannot_give_it_back(store: Store) -> None:
    """What another sends by now stays in that one's hands, at its own instant."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        (lost,) = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.let_go()
        (sent_now,) = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.put_back(lost, NOW)
        assert await work.outbox.claim(NOW + SECOND, 10, LEASE) == ()
        assert await work.outbox.still([sent_now]) == {sent_now.id}


async def test_the_leases_of_one_platform_end_and_no_others(store: Store) -> None:
    """A machine that takes over a platform has nothing to do with another's."""
    homes = {p: ChatAddress(platform=p, chat="7") for p in ("telegram", "discord")}
    people = [await somebody(store, p, home=home) for p, home in homes.items()]
    async with store.work() as work:
        for one in people:
            await work.outbox.put(entry(one.id, f"session:{one.id}:0"))
        await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.let_go(("discord",))
        assert [one.practitioner for one in await work.outbox.claim(NOW, 10, LEASE)] == [
            people[1].id
        ]


async def test_what_is_closed_is_never_sent_again(store: Store) -> None:
    """Not after its lease, and not by putting it back."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose))
        (claimed,) = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.close(claimed.id, Fate.REFUSED, NOW, "too long")
        await work.outbox.put_back(claimed, NOW)
        assert await work.outbox.claim(LEASE + SECOND, 10, LEASE) == ()
        assert await work.next_due() is None


async def test_a_machine_takes_only_what_is_for_the_platforms_that_it_sends_to(
    store: Store,
) -> None:
    """What is for elsewhere stays, and does not wake it; whoever has no home is anybody's."""
    homes = {"7": "telegram", "8": "discord", "9": None}
    for account, platform in homes.items():
        home = ChatAddress(platform=platform, chat=account) if platform else None
        whose = (await somebody(store, account, home=home)).id
        async with store.work() as work:
            await work.outbox.put(entry(whose, account))
            await work.commit()
    async with store.work() as work:
        assert await work.next_due(["nowhere"]) == NOW
        taken = await work.outbox.claim(NOW, 9, NOW + DAY, ["telegram"])
        await work.commit()
    assert [one.key for one in taken] == ["7", "9"]
    async with store.work() as work:
        assert await work.next_due(["telegram"]) == NOW + DAY
        assert await work.next_due(["discord", "telegram"]) == NOW
        assert await work.next_due() == NOW


async def test_what_waits_is_counted_by_lane(store: Store) -> None:
    """Due, open and in nobody's hands; a lane with nothing in it is not named."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        assert await work.outbox.waiting(NOW) == {}
        for number, lane in enumerate([Lane.REMINDER, Lane.REMINDER, Lane.HOLD, Lane.REMINDER]):
            await work.outbox.put(entry(whose, f"{number}", lane=lane))
        await work.outbox.put(entry(whose, "later", due_at=NOW + DAY))
        assert await work.outbox.waiting(NOW) == {Lane.HOLD: 1, Lane.REMINDER: 3}
        taken = await work.outbox.claim(NOW, 2, LEASE)
        assert await work.outbox.waiting(NOW) == {Lane.REMINDER: 2}
        assert await work.outbox.waiting(LEASE) == {Lane.HOLD: 1, Lane.REMINDER: 3}
        await work.outbox.close(taken[0].id, Fate.SENT, NOW)
        assert await work.outbox.waiting(LEASE) == {Lane.REMINDER: 3}


async def test_what_was_put_back_is_hastened_when_its_reader_is_there(store: Store) -> None:
    """Due now: what was tried before. Not: what is leased, what was never due, somebody else's."""
    whose, other = (await somebody(store)).id, (await somebody(store, "other")).id
    later = NOW + 30 * SECOND
    async with store.work() as work:
        for key, person in (("back", whose), ("leased", whose), ("other", other)):
            await work.outbox.put(entry(person, key))
        await work.outbox.put(entry(whose, "new", due_at=later))
        for claimed in await work.outbox.claim(NOW, 10, LEASE):
            if claimed.key != "leased":
                await work.outbox.put_back(claimed, later)
        assert await work.outbox.hasten(whose, NOW + SECOND)
        assert not await work.outbox.hasten(whose, NOW + SECOND)
        (again,) = await work.outbox.claim(NOW + SECOND, 10, LEASE)
        assert (again.key, again.due_at, again.attempts) == ("back", NOW + SECOND, 2)


async def test_what_was_given_up_is_told_and_can_be_opened_again(store: Store) -> None:
    """The latest first; not what was sent or no longer true. Opened, it is as if never tried."""
    whose = (await somebody(store)).id
    fates = [Fate.GIVEN_UP, Fate.SENT, Fate.EXPIRED, Fate.STALE, Fate.DROPPED]
    async with store.work() as work:
        await work.outbox.put_all([entry(whose, fate.value) for fate in fates])
        claimed = await work.outbox.claim(NOW, 10, LEASE)
        await work.outbox.close_all(
            [
                Closing(entry=one.id, fate=Fate(one.key), at=NOW + number * SECOND, reason="why")
                for number, one in enumerate(claimed)
            ]
        )
        told = await work.outbox.given_up(10)
        assert [one.fate for one in told] == [Fate.DROPPED, Fate.EXPIRED, Fate.GIVEN_UP]
        assert {(one.entry.attempts, one.reason) for one in told} == {(1, "why")}
        assert await work.outbox.given_up(1) == told[:1]
        await work.outbox.again(told[0].entry.id, NOW)
        await work.commit()
    async with store.work() as work:
        (again,) = await work.outbox.claim(NOW, 10, LEASE)
        assert again == told[0].entry
        assert await work.outbox.given_up(10) == told[1:]


async def test_claims_of_one_lane_leave_the_others(store: Store) -> None:
    """However many reminders wait, a lane is claimed by its own instants."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put_all(
            [
                entry(whose, f"{lane}:{seconds}", lane=lane, due_at=NOW - seconds * SECOND)
                for lane in Lane
                for seconds in (1, 2)
            ]
        )
        claimed = await work.outbox.claim(NOW, 10, LEASE, lane=Lane.MID_HOLD)
        assert [one.key for one in claimed] == ["mid_hold:2", "mid_hold:1"]


async def test_many_are_put_at_once_each_key_once(store: Store) -> None:
    """Keys that were there before, or come twice in the batch, add nothing."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put(entry(whose, "a"))
        await work.outbox.put_all([entry(whose, key) for key in ("a", "b", "b")])
        await work.outbox.put_all([])
        claimed = await work.outbox.claim(NOW, 10, LEASE)
        assert [one.key for one in claimed] == ["a", "b"]


async def test_what_is_claimed_anew_or_closed_is_no_longer_held(store: Store) -> None:
    """Who has lost the lease finds out before sending."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        await work.outbox.put_all([entry(whose, key) for key in ("a", "b", "c")])
        held = await work.outbox.claim(NOW, 10, LEASE)
        assert await work.outbox.still(held) == {one.id for one in held}
        await work.outbox.close(held[0].id, Fate.STALE, NOW)
        await work.outbox.claim(LEASE, 1, LEASE + SECOND)
        assert await work.outbox.still(held) == {held[2].id}
