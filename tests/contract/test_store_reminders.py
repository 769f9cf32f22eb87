"""What every store promises of reminders and their nights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from bot.coach.ports import Rung, Store
from bot.coach.reminders.reminder import Night, Outcome
from scheduler.recurrence import DailyAt
from tests.contract.stores import DAY, MINUTE, NOW, SECOND, TONIGHT, entry, reminder, somebody


async def test_a_reminder_comes_back_as_it_was(store: Store) -> None:
    """Each value of a reminder is the same after storing, its rule included."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        added = await work.reminders.add(
            reminder(
                whose,
                rule=DailyAt(clock=time(0, 30), days=frozenset({6, 0, 3})),
                zone="+05:30",
                pose="child",
                seconds=240,
                leeway=15,
            )
        )
        changed = replace(
            added,
            rule=DailyAt(clock=time(23, 45), on=date(2027, 1, 1)),
            last_night=TONIGHT,
            paused_until=NOW + DAY,
            snoozed_until=NOW + SECOND,
            snoozed_night=TONIGHT,
            regular_at=None,
            removed_at=NOW,
        )
        assert await work.reminders.get(added.id) == added
        await work.reminders.save(changed)
        await work.commit()
    async with store.work() as work:
        assert await work.reminders.get(added.id) == changed
        assert await work.reminders.get(added.id + 1) is None


async def test_reminders_are_listed_in_the_order_in_which_they_were_made(store: Store) -> None:
    """Removed ones, and other people's, are not in the list."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        late = await work.reminders.add(reminder(whose, rule=DailyAt(clock=time(23))))
        await work.reminders.add(reminder(whose, removed_at=NOW))
        await work.reminders.add(reminder(other))
        early = await work.reminders.add(reminder(whose, rule=DailyAt(clock=time(21))))
        assert await work.reminders.of(whose) == (late, early)


async def test_what_was_removed_together_is_found_by_its_instant(store: Store) -> None:
    """Undo brings back what one removal took, and nothing else."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        first = await work.reminders.add(reminder(whose, removed_at=NOW))
        await work.reminders.add(reminder(whose, removed_at=NOW - SECOND))
        await work.reminders.add(reminder(other, removed_at=NOW))
        await work.reminders.add(reminder(whose))
        second = await work.reminders.add(reminder(whose, removed_at=NOW))
        assert await work.reminders.removed_at(whose, NOW) == (first, second)


async def test_what_was_removed_lately_is_found(store: Store) -> None:
    """From an instant on, that one too; neither what is there nor what is another's."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        first = await work.reminders.add(reminder(whose, removed_at=NOW))
        await work.reminders.add(reminder(whose, removed_at=NOW - SECOND))
        await work.reminders.add(reminder(other, removed_at=NOW))
        await work.reminders.add(reminder(whose))
        later = await work.reminders.add(reminder(whose, removed_at=NOW + SECOND))
        assert await work.reminders.removed_since(whose, NOW) == (first, later)


async def test_due_reminders_come_earliest_first_up_to_a_limit(store: Store) -> None:
    """Due counts the earlier of the regular ring and the snoozed one; a removed one is never."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        regular = await work.reminders.add(reminder(whose, regular_at=NOW - SECOND))
        snoozed = await work.reminders.add(
            reminder(whose, regular_at=NOW + DAY, snoozed_until=NOW - 2 * SECOND)
        )
        await work.reminders.add(reminder(whose, regular_at=NOW + SECOND))
        await work.reminders.add(reminder(whose, regular_at=None))
        await work.reminders.add(reminder(whose, regular_at=NOW - DAY, removed_at=NOW))
        due = await work.reminders.due(NOW, 10)
        assert [one.reminder for one in due] == [snoozed, regular]
        assert await work.reminders.due(NOW, 1) == due[:1]


async def test_what_came_of_alike_reminders_is_written_for_each_of_them(store: Store) -> None:
    """Each is wound, with its night and an entry of its own for its person; none comes twice."""
    people = [(await somebody(store, str(number))).id for number in range(3)]
    async with store.work() as work:
        for whose in people:
            await work.reminders.add(reminder(whose, seconds=60 * whose))
        await work.commit()
    async with store.work() as work:
        found = await work.reminders.due(NOW, 10)
        for due in found:
            night = Night(reminder=due.reminder.id, night=TONIGHT, outcome=Outcome.CREATED, at=NOW)
            wound = replace(due.reminder, last_night=TONIGHT, regular_at=NOW + DAY)
            rung = Rung(
                whose=due.whose, reminder=wound, nights=(night,),
                rings=(("tonight", entry(0, subject=0)),),
            )  # fmt: skip
            await work.reminders.rung([rung, rung])
        await work.commit()
    async with store.work() as work:
        for whose in people:
            (mine,) = await work.reminders.of(whose)
            assert (mine.last_night, mine.due_at, mine.seconds) == (TONIGHT, NOW + DAY, 60 * whose)
            settled = await work.reminders.night(mine.id, TONIGHT)
            assert settled is not None
            assert settled.outcome is Outcome.CREATED
        entries = await work.outbox.claim(NOW, 10, NOW + DAY)
        assert [(one.key, one.practitioner, one.subject) for one in entries] == [
            (f"reminder:{one}:tonight", person, one) for due in found for one, person in due.whose
        ]


async def test_those_whose_ring_depends_on_something_else_are_not_alike(store: Store) -> None:
    """Another person's zone, reach or quiet, a snooze, a pause, a leeway: dealt with by itself."""
    plain = (await somebody(store, "1", zone="Europe/Berlin")).id
    differ = [
        (await somebody(store, "2", zone="Asia/Kolkata")).id,
        (await somebody(store, "3", zone="Europe/Berlin", reachable=False)).id,
        (await somebody(store, "4", zone="Europe/Berlin", quiet=True)).id,
    ]
    async with store.work() as work:
        for whose in (plain, *differ):
            await work.reminders.add(reminder(whose))
        for changes in (
            {"zone": "Asia/Tokyo"},
            {"snoozed_until": NOW},
            {"paused_until": NOW + DAY},
            {"last_night": TONIGHT},
            {"leeway": 15},
            {"leeway": 15},
            {"rule": DailyAt(clock=time(22, 30), on=TONIGHT)},
        ):
            await work.reminders.add(reminder(plain, **changes))
        due = await work.reminders.due(NOW, 20)
        assert [one.others for one in due] == [()] * 11
        assert await work.reminders.due(NOW, 20) == due


async def test_a_night_has_one_outcome_the_last_that_was_written(store: Store) -> None:
    """What became of a night replaces what was written of it before."""
    whose = (await somebody(store)).id
    async with store.work() as work:
        bedtime = await work.reminders.add(reminder(whose))
        created = Night(reminder=bedtime.id, night=TONIGHT, outcome=Outcome.CREATED, at=NOW)
        sent = replace(created, outcome=Outcome.SENT, at=NOW + SECOND)
        await work.reminders.settle(created)
        assert await work.reminders.night(bedtime.id, TONIGHT) == created
        await work.reminders.settle(sent)
        await work.commit()
    async with store.work() as work:
        assert await work.reminders.night(bedtime.id, TONIGHT) == sent
        assert await work.reminders.night(bedtime.id, TONIGHT + DAY) is None


async def test_nights_that_nobody_heard_are_listed_the_latest_first(store: Store) -> None:
    """Missed and undelivered ones since an instant, of this person."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        mine = (await work.reminders.add(reminder(whose))).id
        theirs = (await work.reminders.add(reminder(other))).id
        nights = [
            Night(reminder=mine, night=TONIGHT - 3 * DAY, outcome=Outcome.MISSED, at=NOW - 3 * DAY),
            Night(reminder=mine, night=TONIGHT - 2 * DAY, outcome=Outcome.MISSED, at=NOW - 2 * DAY),
            Night(reminder=mine, night=TONIGHT - DAY, outcome=Outcome.SENT, at=NOW - DAY),
            Night(reminder=mine, night=TONIGHT, outcome=Outcome.UNDELIVERED, at=NOW),
            Night(reminder=theirs, night=TONIGHT, outcome=Outcome.MISSED, at=NOW),
        ]
        for night in nights:
            await work.reminders.settle(night)
        since = NOW - 2 * DAY
        assert await work.reminders.undelivered(whose, since) == (nights[3], nights[1])


async def test_those_yet_to_ring_are_walked_by_id(store: Store) -> None:
    """Everybody's, some at a time; removed ones and those that are over are not among them."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        first = await work.reminders.add(reminder(whose))
        await work.reminders.add(reminder(whose, removed_at=NOW))
        await work.reminders.add(reminder(whose, regular_at=None))
        second = await work.reminders.add(reminder(other))
        third = await work.reminders.add(reminder(whose, zone="Asia/Tokyo"))
        found, upto = await work.reminders.ringing(0, 2)
        assert [one.reminder for due in found for one in due.each()] == [first, second]
        assert upto == second.id
        (due,), upto = await work.reminders.ringing(second.id, 2)
        assert (due.reminder, due.others, upto) == (third, (), third.id)
        assert await work.reminders.ringing(third.id, 2) == ((), 0)


async def test_what_is_due_is_counted_by_minute(store: Store) -> None:
    """From an instant to before another, in order; of one platform those who can be reached."""
    start = NOW.replace(second=0, microsecond=0) + MINUTE
    whose = (await somebody(store)).id
    other = (await somebody(store, "8", reachable=False)).id
    async with store.work() as work:
        for seconds in (0, 59, 60, 600):
            at = start + seconds * SECOND
            await work.reminders.add(reminder(whose, regular_at=at))
        await work.reminders.add(reminder(other, regular_at=start + SECOND))
        await work.reminders.add(reminder(whose, regular_at=None))
        until = start + 600 * SECOND
        found = await work.reminders.due_by_minute(start, until)
        theirs = await work.reminders.due_by_minute(start, until, "telegram")
        assert found == ((start, 3), (start + MINUTE, 1))
        assert theirs == ((start, 2), (start + MINUTE, 1))
        assert await work.reminders.due_by_minute(start, until, "discord") == ()
