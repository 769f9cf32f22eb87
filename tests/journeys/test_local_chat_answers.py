"""docs/local-chat.md, its output: every message has its shape, its instant and its reader."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.evening import ANA, Evening, Seen

BOB, STUDIO = "bob", "studio"

SHAPE = {
    "at", "to", "group", "kind", "message", "replaces", "text", "choices", "images", "files",
    "until", "silent", "private", "understood", "safety",
}  # fmt: skip
VERDICTS = {"emergency", "stop", "avoid", "ask_doctor", "caution", "ok", "unknown"}


async def in_session(evening: Evening, user: str = ANA, length: int = 5) -> list[Seen]:
    """A session begun, as far as its first cue."""
    await evening.says(user, f"/session legsup {length}")
    return await evening.presses(user, "None of these")


def _contents(path: str) -> str:
    return Path(path).read_text("utf-8")


async def test_every_message_has_the_whole_shape(evening: Evening) -> None:
    """Every key is there in every message, with the kind of value that the page names."""
    for text in ("/start", "/poses", "/pose legsup", "/safety glaucoma", "/export", "thanks"):
        await evening.says(ANA, text)
    await in_session(evening)
    await evening.advance(400)
    for seen in evening.history:
        raw: dict[str, Any] = seen.raw
        assert set(raw) == SHAPE
        assert raw["at"].endswith("Z")
        assert raw["kind"] in {"reply", "cue", "reminder", "check_in", "notice"}
        assert isinstance(raw["message"], int)
        assert raw["text"]
        assert all(set(c) == {"label", "press"} for row in raw["choices"] for c in row)
        assert all(len(c["press"].encode()) <= 64 for row in raw["choices"] for c in row)
        assert all(set(file) == {"name", "path"} for file in raw["files"])


async def test_messages_are_numbered_through_restarts_too(evening: Evening) -> None:
    """Each message has the next number, whoever it is for and however often the coach died."""
    await evening.says(ANA, "/start")
    await evening.says(BOB, "/poses")
    await evening.restart()
    await evening.says(ANA, "/help")
    await in_session(evening)
    await evening.restart(down=30)
    await evening.advance(60)
    numbers = [seen.number for seen in evening.history]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_replies_come_first_then_what_the_clock_brings(evening: Evening) -> None:
    """The answer to a press stands before the cue that it makes due."""
    seen = await in_session(evening)
    assert [message.kind for message in seen] == ["reply", "cue"]


async def test_time_stands_still_but_for_its_lines(evening: Evening) -> None:
    """However much is said, the clock shows what the last line about it named."""
    for _ in range(20):
        await evening.says(ANA, "/poses")
    assert {seen.utc for seen in evening.history} == {"21:00:00"}
    await evening.advance(0.5)
    (answer,) = await evening.says(ANA, "/poses")
    assert answer.raw["at"] == "2026-11-22T21:00:00.500Z"


async def test_before_the_first_now_it_is_the_first_of_january(tmp_path: Path) -> None:
    """Until a line names an instant it is 2026-01-01T00:00:00Z."""
    async with Evening.begin(tmp_path) as evening:
        (answer,) = await evening.says(ANA, "/poses")
        assert answer.raw["at"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("instant", ["1987-06-05T04:03:02Z", "2999-12-31T23:59:59Z"])
async def test_the_first_now_may_name_any_instant(tmp_path: Path, instant: str) -> None:
    """Earlier than the beginning or far ahead of it, whatever was said before."""
    async with Evening.begin(tmp_path) as evening:
        await evening.says(ANA, "/poses")
        assert await evening.now(instant) == []
        (answer,) = await evening.says(ANA, "/poses")
        assert answer.raw["at"] == instant
        _, errors = await evening.raw_line(b'{"now": "1980-01-01T00:00:00Z"}')
        assert errors


async def test_what_falls_due_on_the_way_comes_in_order_with_its_own_instant(
    evening: Evening,
) -> None:
    """Two people's cues and reminders come as one row of instants, none before the move."""
    for user, place in ((ANA, "Berlin"), (BOB, "Lisbon")):
        await evening.says(user, f"/timezone {place}")
        await evening.says(user, "/remind 22:30")
    await in_session(evening, BOB)
    seen = await evening.now("2026-11-23T21:00:00Z")
    instants = [message.at for message in seen]
    assert instants == sorted(instants)
    assert len(set(instants)) > 8
    assert {m.utc for m in seen if m.kind == "reminder" and m.to == ANA} == {"21:30:00"}


async def test_a_move_over_months_delivers_every_night(evening: Evening) -> None:
    """Sixty nights in one line are sixty reminders, each at its local time, the clocks changed."""
    await evening.says(ANA, "/timezone New York")
    await evening.says(ANA, "/remind 22:15")
    seen = await evening.now("2027-04-30T12:00:00Z")
    nights = [datetime.fromisoformat("2026-11-22T00:00:00+00:00") + timedelta(days=n)
              for n in range(159)]  # fmt: skip
    assert [m.kind for m in seen] == ["reminder"] * len(nights)
    # New York leaves winter time on 14 March 2027: 22:15 is 03:15 in UTC before it, 02:15 after.
    assert [m.utc for m in seen][:3] == ["03:15:00"] * 3
    assert [m.utc for m in seen][-3:] == ["02:15:00"] * 3
    assert len({m.at.date() for m in seen}) == len(nights)


async def test_a_countdown_names_the_instant_it_runs_to(evening: Evening) -> None:
    """`until` stands on the message that counts, and on no other."""
    await in_session(evening, length=5)
    seen = await evening.advance(60)
    (counting,) = [message for message in seen if message.until]
    assert counting.until == counting.at + timedelta(minutes=5)
    assert not counting.silent


async def test_cues_within_a_hold_are_silent_and_its_turns_are_not(evening: Evening) -> None:
    """Opening and coming out ring; the breath between them does not."""
    await in_session(evening, length=5)
    cues = [m for m in await evening.advance(420) if m.kind == "cue"]
    opens = next(m for m in cues if m.until)
    comes_out = next(m for m in cues if "I'm down" in m.choices)
    between = [m for m in cues if opens.number < m.number < comes_out.number]
    assert (opens.silent, comes_out.silent) == (False, False)
    assert between
    assert all(m.silent for m in between)


async def test_a_card_turns_its_pages_in_one_message(evening: Evening) -> None:
    """The pressed message is replaced: the one named, else the latest that has the button."""
    (first,) = await evening.says(ANA, "/pose legsup")
    (second,) = await evening.says(ANA, "/pose legsup")
    (steps,) = await evening.presses(ANA, "Steps")
    assert steps.replaces == second.number
    (tips,) = await evening.presses(ANA, "Tips", message=first.number)
    assert tips.replaces == first.number


async def test_only_a_message_of_that_chat_is_replaced(evening: Evening) -> None:
    """A number of somebody else's message, or of none, edits nothing; the press is answered."""
    (hers,) = await evening.says(ANA, "/pose legsup")
    for message in (hers.number, 999, 0, -1):
        (answer,) = await evening.line(
            user=BOB, press=hers.choices["Steps"], message=message
        )  # fmt: skip
        assert (answer.intent, answer.replaces) == ("show_pose", None)
    (answer,) = await evening.line(
        user=ANA, press=hers.choices["Steps"], message=hers.number, group=STUDIO
    )
    assert answer.replaces is None


async def test_understood_stands_on_the_first_reply_only(evening: Evening) -> None:
    """How a line was read is told once; cues and reminders were read from nothing."""
    first, *rest = await in_session(evening)
    assert first.raw["understood"]["intent"] == "start_session"
    assert rest
    assert all(message.raw["understood"] is None for message in rest)
    assert all(m.raw["understood"] is None for m in await evening.advance(600))


async def test_an_answer_about_the_body_names_verdict_topics_and_sources(evening: Evening) -> None:
    """`safety` stands on answers about the body, with ids and readable sources, and on no other."""
    (answer, *_) = await evening.says(ANA, "can i do this with glaucoma?")
    safety = answer.raw["safety"]
    assert (safety["verdict"], safety["topics"]) == ("avoid", ["glaucoma"])
    assert safety["sources"]
    assert all("http" in source or "," in source for source in safety["sources"])
    for text in ("/poses", "thanks", "asdf", "/remind 22:00"):
        (other, *_) = await evening.says(ANA, text)
        assert other.raw["safety"] is None


async def test_verdicts_are_of_the_closed_list(evening: Evening) -> None:
    """Every verdict is one of the seven, an unknown one without topics."""
    for about in ("chest pain now", "dizzy in the pose", "glaucoma", "high blood pressure", "qqqq"):
        text = f"/safety {about}"
        (answer, *_) = await evening.says(ANA, text)
        assert answer.verdict in VERDICTS
        assert bool(answer.raw["safety"]["topics"]) == (answer.verdict != "unknown")


async def test_asked_stands_where_the_wish_is_unclear_or_an_erasure_unconfirmed(
    evening: Evening,
) -> None:
    """`asked` is there only then, and is left out otherwise."""
    (pose,) = await evening.says(ANA, "/pose dragonfly")
    (erasing,) = await evening.says(ANA, "/forget")
    (kept,) = await evening.presses(ANA, "Keep it")
    (plain,) = await evening.says(ANA, "/pose legsup")
    assert (pose.asked, erasing.asked) == (True, True)
    assert "asked" not in kept.raw["understood"]
    assert "asked" not in plain.raw["understood"]


async def test_needs_names_what_must_come_first_and_the_wish_goes_on(evening: Evening) -> None:
    """Time, zone and screening are asked for one after the other, and nothing is said twice."""
    (time,) = await evening.says(ANA, "remind me")
    (zone,) = await evening.says(ANA, "22:30")
    done = await evening.says(ANA, "Berlin")
    assert (time.needs, zone.needs, done[0].needs) == ("time", "zone", None)
    assert not any(m.asked for m in (time, zone))
    assert "22:30" in (await evening.says(ANA, "/reminders"))[0].text
    (screening,) = await evening.says(ANA, "/session legsup 4")
    begun, *_ = await evening.says(ANA, "none of these")
    assert (screening.needs, begun.needs) == ("screening", None)
    assert begun.slots == {"pose": "legs_up_wall", "minutes": 4}


async def test_a_file_is_there_to_be_read(evening: Evening) -> None:
    """The path of a file leads to it, under its name."""
    (answer,) = await evening.says(ANA, "/export")
    (file,) = answer.raw["files"]
    assert Path(file["path"]).name == file["name"] == "karani.json"
    assert json.loads(_contents(file["path"]))["people"]


async def test_zones_to_choose_from_carry_their_keys(evening: Evening) -> None:
    """A choice that stands for a zone has its IANA key in its payload."""
    await evening.line(user=ANA, locale="en-AU")
    (asked,) = await evening.says(ANA, "/remind 22:30")
    keys = [p.split(":", 1)[1] for p in asked.choices.values() if p.startswith("z1:")]
    assert keys
    assert all(key.startswith("Australia/") for key in keys)


async def test_the_platform_refuses_who_has_blocked_it(evening: Evening) -> None:
    """While ana blocks the coach nothing reaches her; then it is delivered again."""
    await evening.says(ANA, "/timezone UTC")
    await evening.says(ANA, "/remind 22:30")
    await evening.blocks(ANA)
    assert await evening.says(ANA, "/poses") == []
    assert await evening.now("2026-11-24T12:00:00Z") == []
    await evening.blocks(ANA, blocked=False)
    assert (await evening.says(ANA, "/start"))[0].intent == "welcome"
    (rang,) = await evening.now("2026-11-24T22:30:00Z")
    assert rang.kind == "reminder"


async def test_a_kill_flushes_nothing_and_forgets_nothing(evening: Evening) -> None:
    """What fell due while it was dead waits for the start; payloads and numbers stay good."""
    await in_session(evening, length=3)
    await evening.advance(50)
    paused = evening.history[-1]
    seen = await evening.restart(down=60)
    assert {m.at for m in seen} <= {paused.at + timedelta(seconds=60)}
    answer, *_ = await evening.presses(ANA, "Pause")
    assert answer.intent == "pause_session"
