"""A newcomer's first two nights, in plain words alone, without a single slash command."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.evening import ANA, Evening, Seen

MONDAY = "2026-11-23T20:00:00Z"


class Newcomer:
    """Ana in her private chat; nothing that she says is a command."""

    def __init__(self, evening: Evening) -> None:
        self.evening = evening

    async def says(self, words: str) -> list[Seen]:
        assert not words.startswith("/")
        return await self.evening.says(ANA, words)

    async def means(self, words: str, intent: str) -> Seen:
        """What is answered first to words, read as they are meant, at once and without asking."""
        first = (await self.says(words))[0]
        assert (first.intent, first.asked) == (intent, False), words
        return first


async def test_from_hello_to_the_second_nights_reminder(tmp_path: Path) -> None:
    """Whoever never learns a command meets the coach, practises, and is rung on both nights."""
    async with Evening.begin(tmp_path, MONDAY) as evening:
        ana = Newcomer(evening)
        await _gets_to_know(ana)
        await _asks_for_a_reminder(ana)
        await _is_rung_and_snoozes(ana)
        await _practises(ana)
        await _is_rung_again(ana)


async def _gets_to_know(ana: Newcomer) -> None:
    await ana.means("Hello there!", "welcome")
    await ana.means("so what can you do", "help")
    await ana.means("which poses have you got", "list_poses")
    shown = await ana.means("tell me about the legs up the wall one", "show_pose")
    assert shown.slots == {"pose": "legs_up_wall", "section": "overview"}
    asked = await ana.means("is it ok with high blood pressure?", "safety_question")
    assert asked.verdict in {"avoid", "ask_doctor"}
    told = await ana.means("and how do i get into the butterfly", "show_pose")
    assert told.slots == {"pose": "butterfly_wall", "section": "steps"}
    await ana.means("who can read what i write here?", "privacy")


async def _asks_for_a_reminder(ana: Newcomer) -> None:
    wanted = await ana.means("could you remind me every night at half past ten", "set_reminder")
    assert wanted.needs == "zone"
    _, done = await ana.says("I'm in Lisbon")
    assert "every night at 22:30, Europe/Lisbon" in done.text
    listed = await ana.means("when will you remind me?", "list_reminders")
    assert "22:30" in listed.text
    moved = await ana.means("actually make it quarter to eleven", "change_reminder")
    assert "22:45" in moved.text
    await ana.means("cheers, talk later", "smalltalk_thanks")


async def _is_rung_and_snoozes(ana: Newcomer) -> None:
    seen = await ana.evening.now("2026-11-23T22:46:00Z")
    assert [(one.kind, one.utc) for one in seen] == [("reminder", "22:45:00")]
    later = await ana.means("not yet, give me ten minutes", "snooze_reminder")
    assert later.slots == {"minutes": 10}
    seen = await ana.evening.advance(11 * 60)
    assert [one.kind for one in seen] == ["reminder"]


async def _practises(ana: Newcomer) -> None:
    asked = await ana.means("ok let's do three minutes of butterfly", "start_session")
    assert asked.needs == "screening"
    started, *_ = await ana.says("none of these")
    assert started.slots == {"pose": "butterfly_wall", "minutes": 3}
    await ana.evening.advance(60)
    await ana.means("hold on, someone's at the door", "pause_session")
    await ana.evening.advance(30)
    await ana.means("right, i'm back", "resume_session")
    await ana.means("how long have i got left", "session_status")
    longer = await ana.means("two more minutes please", "extend_session")
    assert longer.slots == {"minutes": 2}
    cues = await ana.evening.advance(7 * 60)
    assert {one.kind for one in cues} <= {"cue", "check_in"}
    await ana.means("that was lovely, i feel so calm now", "log_checkin")
    await ana.means("thanks, good night", "smalltalk_thanks")


async def _is_rung_again(ana: Newcomer) -> None:
    seen = await ana.evening.now("2026-11-24T22:46:00Z")
    rung = [(one.utc, one.text) for one in seen if one.kind == "reminder"]
    assert [at for at, _ in rung] == ["22:45:00"]
    await ana.means("how am i doing so far", "show_progress")
    await ana.means("too tired tonight, sorry", "skip_tonight")
