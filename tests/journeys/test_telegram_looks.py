"""What each kind of reply looks like on Telegram: the calls themselves, by the real client."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.adapters.telegram.gateway import Gateway
from content.manner import MOVEMENT_WORDS
from tests.adapters.pictures import breath, shared_studio
from tests.fakes.telegram_calls import Call
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_text import units
from tests.fakes.telegram_world import Person, Seen
from tests.journeys.house import House

TOKEN = "123:abc"
SHOWS = ("send", "edit", "deleteMessage")


@dataclass(slots=True)
class Looks:
    """One person, and the calls that show them something."""

    server: TelegramServer
    house: House
    ana: Person

    def calls(self) -> list[Call]:
        return [call for call in self.server.calls if call.method.startswith(SHOWS)]

    async def settled(self, before: int) -> list[Call]:
        """The calls since then, once an answer has come and nothing is under way."""
        await self.server.wait_for(lambda: len(self.calls()) > before)
        await self.server.wait_for(lambda: self.server.unconfirmed == 0)
        # The lane of a person is walked in order: what answers a second word comes last.
        mark = len(self.calls())
        self.server.says(self.ana, "/privacy")
        await self.server.wait_for(lambda: len(self.calls()) > mark and self._told_privacy(mark))
        found = self.calls()[before:]
        last = next(n for n in reversed(range(len(found))) if "What I keep" in str(found[n].params))
        return found[:last]

    def _told_privacy(self, mark: int) -> bool:
        return any("What I keep" in str(call.params) for call in self.calls()[mark:])

    async def says(self, text: str) -> list[Call]:
        before = len(self.calls())
        self.server.says(self.ana, text)
        return await self.settled(before)

    async def presses(self, label: str) -> list[Call]:
        before, shown = len(self.calls()), self.with_button(label)
        self.server.presses(self.ana, shown, shown.button(label).data or "")
        return await self.settled(before)

    async def passes(self, **length: float) -> list[Call]:
        before = len(self.calls())
        await self.house.passes(timedelta(**length))
        return self.calls()[before:]

    def with_button(self, label: str) -> Seen:
        return next(m for m in reversed(self.server.said(self.ana)) if label in m.labels)


@pytest.fixture
async def looks(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Looks]:
    monkeypatch.setitem(os.environ, "PTB_TIMEDELTA", "1")
    async with TelegramServer(token=TOKEN) as server, House.open() as house:
        gateway = Gateway(
            token=TOKEN, front=house.front, library=house.library, clock=house.clock,
            api_url=server.url, studio=shared_studio(),
        )  # fmt: skip
        house.messengers[gateway.platform] = gateway.messenger
        running = asyncio.create_task(gateway.run())
        await server.wait_for(lambda: server.calls_to("getUpdates"))
        seen = Looks(server, house, server.user(7, first_name="Ana", language_code="en"))
        yield seen
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        assert (server.refusals, server.warnings) == ([], [])
        for call in seen.calls():
            within_limits(call)


def within_limits(call: Call) -> None:
    """Telegram's own, in its own units; the strict server refuses most of them too."""
    media = call.params.get("media")
    caption = media.get("caption", "") if isinstance(media, dict) else call.text("caption")
    assert units(caption) <= 1024
    assert units(call.text("text")) <= 4096
    for row in call.params.get("reply_markup", {}).get("inline_keyboard", []):
        assert len(row) <= 8
        assert all(len(button.get("callback_data", "").encode()) <= 64 for button in row)


def methods(calls: list[Call]) -> list[str]:
    return [call.method for call in calls]


def kinds(call: Call, name: str = "entities") -> list[str]:
    return [entity["type"] for entity in call.params.get(name, [])]


async def test_a_pose_is_one_message(looks: Looks) -> None:
    """Card, sections and leaves: one photo that is edited; a pressed text turns to a photo too."""
    assert methods(await looks.says("/poses")) == ["sendMessage"]
    (card,) = await looks.presses("Legs Up the Wall")
    assert card.method == "editMessageMedia"
    turned = [
        call
        for label in ("Steps", "Next", "Benefits", "Next", "Next", "Previous", "Cautions", "Card")
        for call in await looks.presses(label)
    ]
    assert methods(turned) == ["editMessageMedia"] * 8
    assert {call.number("message_id") for call in turned} == {card.number("message_id")}
    assert len([call for call in [card, *turned] if call.files]) == 3, "card, steps, coming out"


async def test_a_typed_card_is_a_photo_with_its_words(looks: Looks) -> None:
    """The name in bold, the Sanskrit one in italics, the caution in bold, the choices below."""
    (card,) = await looks.says("/pose legsup")
    assert card.method == "sendPhoto"
    assert kinds(card, "caption_entities") == ["bold", "italic", "bold"]
    rows = card.params["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in rows[0]] == ["Steps", "Benefits", "Variations"]


async def test_a_session_is_a_plan_steps_and_cues_with_a_countdown(looks: Looks) -> None:
    """Plan and steps are photos; the hold counts down on the reader's screen without an edit."""
    # Said and not settled: another command would let the screening lapse.
    looks.server.says(looks.ana, "/session legsup 1")
    await looks.server.wait_for(lambda: len(looks.calls()) == 1)
    assert methods(looks.calls()) == ["sendMessage"]
    assert methods(await looks.presses("None of these")) == ["sendPhoto", "sendPhoto"]
    cues = await looks.passes(minutes=3)
    assert {call.method for call in cues} == {"sendPhoto", "sendMessage"}
    told = "\n".join(cue.text("caption") or cue.text("text") for cue in cues).split("\n")
    assert max(len(words.split()) for words in told) <= MOVEMENT_WORDS, "each is heard, not read"
    counting = [c for c in cues if "date_time" in kinds(c) + kinds(c, "caption_entities")]
    assert len(counting) == 1
    down = await looks.presses("I'm down")
    assert methods(down) == ["sendMessage", "sendMessage"], "what is true of it, and the check-in"


async def test_a_hold_opens_with_a_breath_and_ends_with_a_bell(looks: Looks) -> None:
    """The circle is an animation over the words; the bowl a silent voice note below them."""
    breath()
    assert methods(await looks.says("/bell on")) == ["sendMessage"]
    looks.server.says(looks.ana, "/session legsup 1 min breath 4-6")
    await looks.server.wait_for(lambda: len(looks.calls()) == 3)
    await looks.presses("None of these")
    cues = await looks.passes(minutes=3)
    (opening,) = [call for call in cues if call.method == "sendAnimation"]
    assert opening.text("caption")
    assert "date_time" in kinds(opening, "caption_entities")
    (circle,) = opening.files.values()
    assert circle.content.startswith(b"GIF89a")
    assert len(circle.content) < 300_000
    (at,) = [n for n, call in enumerate(cues) if call.method == "sendVoice"]
    assert cues[at - 1].method == "sendPhoto", "the way out, of which the bell is a part"
    assert cues[at].params["disable_notification"]
    (bowl,) = cues[at].files.values()
    assert bowl.content.startswith(b"OggS")


async def test_who_wants_no_motion_gets_a_still_circle(looks: Looks) -> None:
    """A photo in the place of the animation, with the same words."""
    await looks.says("reduced motion")
    before = len(looks.calls())
    looks.server.says(looks.ana, "/session legsup 1 min breath 4-6")
    await looks.server.wait_for(lambda: len(looks.calls()) > before)
    await looks.presses("None of these")
    cues = await looks.passes(minutes=3)
    assert "sendAnimation" not in methods(cues)
    (opening,) = [call for call in cues if "date_time" in kinds(call, "caption_entities")]
    assert opening.method == "sendPhoto"


async def test_sources_fold_into_one_quote(looks: Looks) -> None:
    """An answer leads with its verdict in bold; its sources are one quote that unfolds."""
    (verdict,) = await looks.says("/safety i have glaucoma")
    assert (verdict.method, kinds(verdict)[0]) == ("sendMessage", "bold")
    (sources,) = await looks.presses("Sources")
    assert kinds(sources) == ["bold", "expandable_blockquote", "italic"]
    quote = sources.params["entities"][1]
    told = sources.text("text").encode("utf-16-le")
    quoted = told[2 * quote["offset"] : 2 * (quote["offset"] + quote["length"])].decode("utf-16-le")
    assert quoted.count("https://") >= 1


async def test_an_emergency_is_words_alone(looks: Looks) -> None:
    """No picture, no button, nothing to wait for; in a crisis too."""
    for words in ("crushing chest pain and my arm hurts", "i want to kill myself"):
        (call,) = (await looks.says(words))[-1:]
        assert (call.method, "reply_markup" in call.params) == ("sendMessage", False)
        assert kinds(call)[0] == "bold"
        assert not call.params.get("disable_notification")


async def test_a_reminder_rings_with_its_choices(looks: Looks) -> None:
    """One message at its time, with sound and buttons."""
    await looks.says("/timezone Berlin")
    await looks.says("/remind 22:30")
    rings = await looks.passes(hours=4)
    assert methods(rings) == ["sendMessage"]
    assert not rings[0].params.get("disable_notification")
    assert rings[0].params["reply_markup"]["inline_keyboard"]


async def test_a_copy_of_ones_data_is_a_file(looks: Looks) -> None:
    """Words, and below them a document that can be read."""
    calls = await looks.says("/export")
    assert methods(calls)[-1] == "sendDocument"
    (upload,) = calls[-1].files.values()
    assert json.loads(upload.content)
