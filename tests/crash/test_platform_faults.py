"""What platforms do to a coach: too many requests, refusals, errors, silence, cut lines.

Each test states its bound: what may be repeated, and that nothing is lost.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.crash.phones import DiscordPhone, TelegramPhone
from tests.crash.scenario import heard, moment, nothing, practise, rings, settle, town

SENDING = "POST /channels"


async def test_in_a_storm_of_429_everything_waits_and_nothing_is_lost_or_repeated(
    tmp_path: Path,
) -> None:
    """Bound: no loss, no repeat; each waits for as long as it was told to."""
    async with town(tmp_path) as place:
        people = await settle(place, 10)

        async def storm() -> None:
            place.telegram.fails_next(
                "sendMessage", 429, "Too Many Requests: retry after 1", {"retry_after": 1}, times=8
            )
            place.discord.floods_next(SENDING, retry_after=0.5, times=4)
            place.discord.floods_next(SENDING, retry_after=0.5, globally=True, times=2)

        await asyncio.gather(rings(place, people, storm()), practise(place, 2))
        verdict = await place.closes()
    assert verdict.wrong == []
    assert verdict.reminders == 10


async def test_who_has_blocked_the_coach_is_tried_once_and_no_one_else_waits(
    tmp_path: Path,
) -> None:
    """Bound: one refused request a person; everybody else rings; back again, they ring too."""
    async with town(tmp_path) as place:
        people = await settle(place, 6)
        ana, ben = people[0].phone, people[1].phone
        assert isinstance(ana, TelegramPhone)
        assert isinstance(ben, DiscordPhone)

        async def block() -> None:
            place.telegram.blocks(ana.person)
            place.discord.closes_dms(ben.person)

        await rings(place, people, block())
        refused = len(place.telegram.refusals), place.discord.invalid_requests
        assert heard(place) == [0, 0, 1, 1, 1, 1]
        assert refused == (1, 1)
        place.telegram.unblocks(ana.person)
        place.discord.opens_dms(ben.person)
        await rings(place, people[:2], nothing())
        assert heard(place) == [1, 1, 1, 1, 1, 1]
        assert (len(place.telegram.refusals), place.discord.invalid_requests) == refused


async def test_servers_in_trouble_are_tried_again_until_they_are_well(tmp_path: Path) -> None:
    """500s and 502s. Bound: no loss, no repeat."""
    async with town(tmp_path) as place:
        people = await settle(place, 8)

        async def trouble() -> None:
            place.telegram.fails_next("sendMessage", times=4)
            place.telegram.fails_next("sendMessage", 502, "Bad Gateway", times=3)
            place.discord.fails_next(SENDING, status=500, times=3)
            place.discord.fails_next(SENDING, status=503, times=2)

        await asyncio.gather(rings(place, people, trouble()), practise(place, 2))
        verdict = await place.closes()
    assert verdict.wrong == []


CUT = 3


async def test_lines_cut_in_the_middle_of_an_answer_repeat_no_more_than_was_cut(
    tmp_path: Path,
) -> None:
    """Bound: a repeat for each cut on Telegram, which knows no key; none to be seen on Discord."""
    async with town(tmp_path) as place:
        people = await settle(place, 8)

        async def cut() -> None:
            for _ in range(CUT):
                place.telegram.cuts_next("sendMessage", done=True)
                place.telegram.cuts_next("sendMessage", done=False)
            place.discord.cuts_next(SENDING, done=True, times=CUT)

        await rings(place, people, cut())
        verdict = await place.closes(pardoned=CUT)
    assert verdict.wrong == []
    assert not [one for one in verdict.unexplained if one.startswith("discord")]


async def test_sockets_that_hang_hold_up_nobody_else(tmp_path: Path) -> None:
    """Bound: a repeat for each that took effect before it hung; the others ring meanwhile."""
    async with town(tmp_path) as place:
        people = await settle(place, 8)

        async def hang() -> None:
            place.telegram.hangs_next("sendMessage", done=True)
            place.telegram.hangs_next("sendMessage")
            place.discord.hangs_next(SENDING, done=True)

        await rings(place, people, hang())
        assert sum(heard(place)) >= 6
        verdict = await place.closes(pardoned=1)
    assert verdict.wrong == []
    assert not [one for one in verdict.unexplained if one.startswith("discord")]


async def test_discord_comes_back_however_its_gateway_goes(tmp_path: Path) -> None:
    """Cut, asked to reconnect, session invalid: nothing lost, nothing twice, commands answered."""
    async with town(tmp_path) as place:
        people = await settle(place, 6)

        async def stumble() -> None:
            place.discord.drops_gateway(resumable=True)
            await moment()
            place.discord.asks_to_reconnect()
            await moment()
            place.discord.invalidates_session(resumable=True)
            await moment()
            place.discord.drops_gateway(resumable=False)

        await rings(place, people, stumble())
        await place.discord.wait_for(lambda: place.discord.gateway.connected, seconds=20)
        await asyncio.gather(*(one.asks(minutes=1) for one in people))
        verdict = await place.closes()
    assert verdict.wrong == []
    assert place.discord.gateway.resumed
    assert min(heard(place)) >= 1
