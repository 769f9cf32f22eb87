"""What every store promises of practitioners."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.coach.people.practitioner import Asking, Condition, Question
from bot.coach.ports import ConflictError, Store
from bot.coach.talk.requests import Account, ChatAddress
from tests.contract.stores import DAY, NOW, SECOND, person, somebody


async def test_a_person_is_found_by_account_and_by_id(store: Store) -> None:
    """A stored person has an id and version 1, and is found by either name."""
    added = await somebody(store, "7")
    await somebody(store, "8")
    async with store.work() as work:
        assert added.id > 0
        assert added == person("7", id=added.id, version=1)
        assert await work.people.by_account(Account(platform="telegram", id="7")) == added
        assert await work.people.get(added.id) == added


async def test_an_account_belongs_to_its_platform(store: Store) -> None:
    """The same number on another platform is somebody else."""
    await somebody(store, "7")
    async with store.work() as work:
        assert await work.people.by_account(Account(platform="discord", id="7")) is None
        assert await work.people.get(99) is None


async def test_everything_known_of_a_person_comes_back(store: Store) -> None:
    """Each value of a person is the same after storing, an open question included."""
    added = await somebody(store)
    changed = replace(
        added,
        home=ChatAddress(platform="telegram", chat="70", thread="3"),
        reachable=False,
        zone="Africa/Nairobi",
        language="sw",
        locale="en-GB",
        question=Question(
            id=4,
            asking=Asking.TIME,
            asked_at=NOW,
            kept={"pose": "child", "days": [0, 1], "n": None},
        ),
        asked=4,
        last_pose="child",
        rang_reminder=12,
        rang_at=NOW,
        well_since=NOW - DAY,
        quiet=True,
        owes_help=True,
        told_of_bell=True,
        bell=True,
        still=True,
    )
    async with store.work() as work:
        await work.people.save(changed)
        await work.commit()
    async with store.work() as work:
        assert await work.people.get(added.id) == replace(changed, version=2)


async def test_two_people_never_share_an_account(store: Store) -> None:
    """Making the same acquaintance twice is a conflict: the second one looks again."""
    await somebody(store)
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.people.add(person())


async def test_saving_over_somebody_elses_change_is_a_conflict(store: Store) -> None:
    """Only the latest version may be saved; what came first stays."""
    added = await somebody(store)
    async with store.work() as work:
        saved = await work.people.save(replace(added, zone="Europe/Berlin"))
        await work.commit()
    assert saved.version == added.version + 1
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.people.save(replace(added, zone="Asia/Tokyo"))
    async with store.work() as work:
        assert await work.people.get(added.id) == saved


async def test_saving_somebody_who_was_erased_is_a_conflict(store: Store) -> None:
    """Who has been forgotten does not come back by a late save."""
    added = await somebody(store)
    async with store.work() as work:
        await work.people.erase(added.id)
        await work.commit()
    with pytest.raises(ConflictError):
        async with store.work() as work:
            await work.people.save(added)


async def test_conditions_are_listed_by_age_and_changed_by_topic(store: Store) -> None:
    """One condition a topic, the earliest first; remembering it again changes it."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    glaucoma = Condition(topic="glaucoma", since=NOW)
    reflux = Condition(topic="reflux", since=NOW - DAY)
    agreed = replace(glaucoma, agreed_at=NOW + SECOND)
    async with store.work() as work:
        for condition in (glaucoma, reflux, agreed):
            await work.people.remember(whose, condition)
        await work.people.remember(other, glaucoma)
        await work.commit()
    async with store.work() as work:
        assert await work.people.conditions(whose) == (reflux, agreed)


@pytest.mark.parametrize(
    ("dropped", "left"),
    [(["reflux"], ["glaucoma"]), ([], ["glaucoma", "reflux"]), (None, [])],
)
async def test_conditions_are_dropped_by_topic_or_all(
    store: Store, dropped: list[str] | None, left: list[str]
) -> None:
    """A list drops these topics, None drops all, and only this person's."""
    whose = (await somebody(store)).id
    other = (await somebody(store, "8")).id
    async with store.work() as work:
        for topic in ("glaucoma", "reflux"):
            await work.people.remember(whose, Condition(topic=topic, since=NOW))
            await work.people.remember(other, Condition(topic=topic, since=NOW))
        await work.people.drop_conditions(whose, dropped)
        await work.commit()
    async with store.work() as work:
        assert [found.topic for found in await work.people.conditions(whose)] == left
        assert len(await work.people.conditions(other)) == 2


async def test_an_update_is_new_once(store: Store) -> None:
    """A platform's key is new the first time only, for each platform by itself."""
    async with store.work() as work:
        assert await work.people.first_time("telegram", "u1", NOW)
        assert not await work.people.first_time("telegram", "u1", NOW)
        await work.commit()
    async with store.work() as work:
        assert not await work.people.first_time("telegram", "u1", NOW)
        assert await work.people.first_time("discord", "u1", NOW)


async def test_an_update_whose_work_was_undone_is_still_new(store: Store) -> None:
    """If dealing with an update failed, its repeat is dealt with."""
    async with store.work() as work:
        assert await work.people.first_time("telegram", "u1", NOW)
    async with store.work() as work:
        assert await work.people.first_time("telegram", "u1", NOW)


async def test_instants_come_back_in_utc_to_the_millisecond(store: Store) -> None:
    """An instant is the same instant after storing."""
    at = NOW + timedelta(milliseconds=1)
    added = await somebody(store, seen_at=at)
    async with store.work() as work:
        found = await work.people.get(added.id)
    assert found is not None
    assert found.seen_at == at
    assert found.seen_at.utcoffset() == timedelta(0)
