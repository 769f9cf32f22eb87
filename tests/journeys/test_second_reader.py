"""The whole chat with a second reader that answers well, slowly, wrongly and not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import make_tools
from bot.coach.desk import Desk
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from bot.config import ConfigError, read_settings
from bot.extras import open_second_reader
from bot.second_reader.chat_completions import ChatCompletionsReader
from tests.fakes.second_reader_server import SecondReaderServer
from tests.fakes.store import FakeStore
from tests.journeys.conftest import BEGINS
from tests.journeys.evening import ANA, Evening, Seen, shared_tools
from tests.journeys.house import EVENING, LIBRARY
from tests.journeys.practising import NONE, holds

STRANGE = "my blorf is all zwimbled since tuesday"
"""Words that no rule knows; whoever knows what a blorf is may know the topic."""

KINDLY = timedelta(seconds=10)
HASTY = timedelta(milliseconds=150)
MEANINGS = {topic: topic for topic in LIBRARY.topics}


@dataclass(slots=True)
class Heard:
    """A chat and the second reader behind it."""

    evening: Evening
    server: SecondReaderServer

    async def asks(self, text: str) -> Seen:
        return (await self.evening.says(ANA, text))[-1]


@asynccontextmanager
async def chat(files: Path, patience: timedelta = KINDLY) -> AsyncIterator[Heard]:
    async with SecondReaderServer() as server:
        reader = ChatCompletionsReader(
            root=server.url, model="small", topics=MEANINGS, patience=patience
        )
        async with reader as second:
            tools = replace(shared_tools(), second=second)
            async with Evening.begin(files, BEGINS, tools=tools) as evening:
                yield Heard(evening, server)


@pytest.fixture
async def heard(tmp_path: Path) -> AsyncIterator[Heard]:
    async with chat(tmp_path) as begun:
        yield begun


async def test_what_the_rules_missed_is_answered(heard: Heard) -> None:
    """A topic that it alone has found is answered with that topic's reviewed words."""
    alone = await heard.asks(f"/safety {STRANGE}")
    assert alone.verdict == "unknown"
    heard.server.says = '{"topics": ["glaucoma"]}'
    both = await heard.asks(f"/safety {STRANGE}")
    assert both.verdict == "avoid"
    assert both.text.startswith("Glaucoma: not this one")
    assert heard.server.questions == [STRANGE, STRANGE]


async def test_an_emergency_that_it_found_ends_the_session(heard: Heard) -> None:
    """It may raise an answer up to an emergency, with all that follows from one."""
    await holds(heard.evening, "start legs up the wall for 5 minutes")
    heard.server.says = '{"topics": ["stroke_signs_now"]}'
    seen = await heard.asks("my smile went all wonky on the left")
    assert seen.verdict == "emergency"
    assert seen.choices == {}
    assert await heard.evening.advance(600) == []


async def test_it_never_makes_an_answer_milder(heard: Heard) -> None:
    """A yes from it changes neither a no nor a "nothing reviewed"."""
    heard.server.says = '{"topics": ["healthy_general", "hold_time", "hypermobility"]}'
    no = await heard.asks("/safety i have glaucoma and wonder about the pose")
    assert no.verdict == "avoid"
    unknown = await heard.asks("/safety i have ebola, can i do it")
    assert unknown.verdict == "unknown"


@pytest.mark.parametrize(
    ("says", "body", "status"),
    [
        ('{"topics": ["green_star", "everything_fine"]}', None, 200),
        ("You have glaucoma. See a doctor!", None, 200),
        ("", b"<html>Bad gateway</html>", 200),
        ('{"topics": ["glaucoma"]}', None, 500),
    ],
)
async def test_a_wrong_answer_changes_nothing(
    heard: Heard, says: str, body: bytes | None, status: int
) -> None:
    """Unknown ids, prose, HTML and faults: the answer is the one without it, word for word."""
    without = await heard.asks(f"/safety {STRANGE}")
    heard.server.says, heard.server.body, heard.server.status = says, body, status
    seen = await heard.asks(f"/safety {STRANGE}")
    assert (seen.text, seen.verdict) == (without.text, without.verdict)
    assert len(heard.server.asked) == 2


async def test_a_slow_one_is_not_waited_for(tmp_path: Path) -> None:
    """Past its time the answer comes without it."""
    async with chat(tmp_path, HASTY) as heard:
        heard.server.hangs = True
        seen = await heard.asks("/safety i have glaucoma")
        assert heard.server.reached.is_set()
    assert seen.verdict == "avoid"


async def test_one_that_is_down_changes_nothing(heard: Heard) -> None:
    """A refused connection costs nobody an answer."""
    await heard.server.stop()
    assert (await heard.asks("/safety i have glaucoma")).verdict == "avoid"
    assert (await heard.asks("set a reminder for half past ten")).intent == "set_reminder"


async def test_help_never_waits_for_it(heard: Heard) -> None:
    """What the rules know to be an emergency is answered without asking anybody."""
    heard.server.hangs = True
    seen = await heard.asks("my chest hurts and my left arm is numb")
    assert seen.verdict == "emergency"
    assert heard.server.asked == []


async def test_it_learns_nothing_of_who_asks(heard: Heard) -> None:
    """No account, no earlier words, no condition: each question stands alone."""
    await heard.asks("i have glaucoma, can i do legs up the wall?")
    await heard.asks("and what about the butterfly one then?")
    first, second = heard.server.asked
    assert [m["content"] for m in second["messages"][1:]] == [
        "and what about the butterfly one then?"
    ]
    assert first["messages"][0] == second["messages"][0]
    assert ANA not in str(heard.server.asked)


async def test_commands_presses_and_short_answers_stay_here(heard: Heard) -> None:
    """What is no question about a body is not sent to anybody."""
    await heard.asks("/session legsup 5")
    await heard.evening.presses(ANA, NONE)
    await heard.asks("stop")
    await heard.asks("/privacy")
    assert heard.server.asked == []


async def test_privacy_names_it(heard: Heard) -> None:
    """Who reads is named in /privacy while it is on, and nobody is named while it is off."""
    host = heard.server.url.removeprefix("http://")
    assert host in (await heard.asks("/privacy")).text


async def test_privacy_names_nobody_while_it_is_off(evening: Evening) -> None:
    """Off is the default."""
    assert "second reader" not in (await evening.says(ANA, "/privacy"))[-1].text


async def test_nobody_else_waits_for_it() -> None:
    """While one person's words are with it, another is answered: no unit of work is held."""
    async with SecondReaderServer() as server:
        server.hangs = True
        slow = ChatCompletionsReader(
            root=server.url, model="small", topics=MEANINGS, patience=KINDLY
        )
        async with slow as second:
            desk = Desk(FakeStore(), replace(shared_tools(), second=second))
            waits = asyncio.ensure_future(desk.serve(_request("1", f"/safety {STRANGE}")))
            await server.reached.wait()
            other = await asyncio.wait_for(desk.serve(_request("2", "/poses")), timeout=5)
            assert other.answer.pages
            assert not waits.done()
            await server.stop()
            assert (await waits).answer.pages


async def test_settings_switch_it_on() -> None:
    """With an address and a model there is one; without an address there is none."""
    async with SecondReaderServer() as server, AsyncExitStack() as stack:
        server.says = '{"topics": ["glaucoma"]}'
        given = {
            "second_reader_url": f"{server.url}/", "second_reader_model": "small",
            "second_reader_key": "s3cret",
        }  # fmt: skip
        second = await open_second_reader(read_settings(given), LIBRARY, stack)
        assert second is not None
        assert make_tools(LIBRARY, "", second).second is second
        assert await second.topics(STRANGE) == ("glaucoma",)
        assert server.authorizations == ["Bearer s3cret"]
        assert "glaucoma: glaucoma\n" in server.asked[0]["messages"][0]["content"]
        assert await open_second_reader(read_settings({}), LIBRARY, stack) is None


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"second_reader_url": "http://localhost:11434"}, "SECOND_READER_MODEL"),
        ({"second_reader_url": "box:11434", "second_reader_model": "m"}, "SECOND_READER_URL"),
    ],
)
def test_half_a_setting_is_refused(given: dict[str, str], named: str) -> None:
    """An address without a model, or one that is none, is named at the start."""
    with pytest.raises(ConfigError) as refused:
        read_settings(given)
    assert [fault.split(":")[0] for fault in refused.value.faults] == [named]


def _request(who: str, text: str) -> Request:
    return Request(
        account=Account(platform="local", id=who),
        address=ChatAddress(platform="local", chat=who),
        place=Place.PRIVATE,
        content=Words(text),
        at=EVENING,
    )
