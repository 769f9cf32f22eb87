"""How much one person may send, and what they are told when it is too much."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar

from bot.adapters.web.identity import Cookies
from tests.adapters.web_page.bench import SECRET, Browser, Coach, browser, text_of


async def test_twenty_messages_a_minute(coach: Coach, ana: Browser) -> None:
    """The next one gets a kind answer that names what to do; a minute later all is well."""
    for _ in range(20):
        await ana.says("/status")
    status, refused = await ana.posts(text="/status")
    (kind,) = refused["messages"]
    assert status == 429
    assert "20 messages" in text_of(kind)
    assert "emergency" in text_of(kind)
    assert "standing" not in kind
    async with browser(coach) as ben:
        assert await ben.says("/status")
    coach.clock.move_to(coach.clock.now() + timedelta(seconds=60))
    assert await ana.says("/status")


async def test_stop_is_heard_after_twenty_messages(ana: Browser) -> None:
    """Buttons have an allowance of their own."""
    (asked,) = await ana.says("/session legsup 1 min")
    shown = await ana.presses(asked, "None of these")
    for _ in range(19):
        await ana.says("/status")
    assert (await ana.posts(text="/stop"))[0] == 429
    assert "Stopped" in text_of((await ana.presses(shown[0], "Stop"))[0])


async def test_two_thousand_characters(ana: Browser) -> None:
    """Up to there words are read, whatever they weigh; longer ones get a kind answer."""
    assert await ana.says("\U0001f319" * 2_000)
    for length in (2_001, 100_000):
        status, refused = await ana.posts(text="x" * length)
        assert status == 413
        assert "2000 characters" in text_of(refused["messages"][0])


@pytest.mark.parametrize(
    "said",
    [
        {}, {"text": ""}, {"text": "   "}, {"text": 7}, {"press": None}, {"location": [91, 0]},
        {"location": ["a", 0]}, {"text": "hi", "key": "short"}, {"text": "hi", "key": 7},
        {"location": [True, False, 1]},
    ],
)  # fmt: skip
async def test_what_no_page_of_ours_sends_is_refused(ana: Browser, said: dict[str, object]) -> None:
    """Nothing is done, and nothing breaks."""
    assert await ana.posts(**said) == (400, {})


@pytest.mark.parametrize("raw", [b"", b"[]", b"nonsense", b"\xff\xfe", b"[" * 50_000, b'{"key": 1'])
async def test_what_is_no_json_object_is_refused(ana: Browser, raw: bytes) -> None:
    """Any bytes at all."""
    headers = {**ana.own, "Content-Type": "application/json"}
    async with ana.session.post("/say", data=raw, headers=headers) as response:
        assert response.status == 400


async def test_forged_and_stale_buttons_get_their_polite_answer(ana: Browser) -> None:
    """Anybody may send any payload."""
    for forged in ("", "st1:1:stop", "x" * 500, "f1:1:1", "\ud800", "\x00"):
        status, answer = await ana.posts(press=forged, message="../../etc")
        assert status == 200
        assert all(message["lines"] for message in answer["messages"])


async def test_a_stranger_is_nobody(coach: Coach) -> None:
    """Without a cookie of ours nothing is said and nothing read, whatever is in it."""
    own, _ = Cookies(secret=SECRET, name="", secure=False).issue()
    forger = Cookies(secret=b"another secret", name="", secure=False)
    for value in ("", "1", "1..", f"1.{own}.", f"1.{own}.x", forger.value(own), f"2.{own}.\udcff"):
        async with ClientSession(coach.url, cookie_jar=CookieJar(unsafe=True)) as session:
            headers = {"Origin": coach.url, "Cookie": f"karani_{coach.port}={value}"}
            said = {"text": "/export", "key": "12345678"}
            async with session.post("/say", json=said, headers=headers) as response:
                assert response.status == 401
            async with session.get("/live", headers=headers) as response:
                assert response.status == 401


async def test_newcomers_from_one_address_are_let_in_by_the_minute(coach: Coach) -> None:
    """Whoever draws identities to get around the allowances is slowed down, and told kindly."""
    async with ClientSession(coach.url) as session:
        statuses = []
        for _ in range(62):
            headers = {"Origin": coach.url, "Cookie": "none=1"}
            async with session.post("/enter", json={}, headers=headers) as response:
                statuses.append(response.status)
                session.cookie_jar.clear()
    assert statuses == [200] * 60 + [429] * 2


async def test_the_thirteenth_tab_ends_the_oldest(ana: Browser) -> None:
    """Nobody holds the server's connections for ever."""
    async with ana.listening() as oldest:
        others = [ana.listening() for _ in range(12)]
        await asyncio.gather(*(other.__aenter__() for other in others))
        with pytest.raises(EOFError):
            await oldest.next()
        for other in others:
            await other.__aexit__(None, None, None)
