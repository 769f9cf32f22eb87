"""What plain words and commands are read as."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.understanding.meaning import (
    Answer,
    Expecting,
    Intent,
    Section,
    Surroundings,
    TimeFault,
    Weekday,
)
from bot.coach.understanding.wishes import WishReader, slots
from tests.language.grade_wishes import (
    NOTHING_BEFORE,
    NOW,
    Grade,
    figures_of,
    grade_row,
    rows_of,
)

LANGUAGE = Path(__file__).parents[2] / "language"


@cache
def reader() -> WishReader:
    folder = files("content") / "locales" / "en" / "poses"
    names: dict[str, tuple[str, ...]] = {}
    for file in folder.iterdir():
        words = tomllib.loads(file.read_text("utf-8"))
        names[file.name.removesuffix(".toml")] = (words["name"], *words["aliases"])
    return WishReader(names)


def intent_of(words: str, around: Surroundings = NOTHING_BEFORE) -> Intent:
    return reader().read(words, around).best.intent


def slots_of(words: str, around: Surroundings = NOTHING_BEFORE) -> dict[str, object]:
    return slots(reader().read(words, around).best)


IN_SESSION = replace(NOTHING_BEFORE, in_session=True, last_pose="legs_up_wall")
JUST_RANG = replace(NOTHING_BEFORE, just_rang=True)


def test_samples_are_read() -> None:
    """At least 58 of the 60 samples are read right, and none dangerously."""
    graded = [grade_row(row, reader()) for row in rows_of(LANGUAGE / "sample_wishes.jsonl")]
    wrong = [one for one in graded if one.grade is not Grade.RIGHT]
    assert figures_of(graded).right >= 58, wrong
    assert figures_of(graded).dangerous == 0, wrong


def test_the_development_set_gets_no_worse() -> None:
    """The figure on our own utterances is a ratchet: it is raised, never lowered."""
    graded = [grade_row(row, reader()) for row in rows_of(LANGUAGE / "dev_wishes.jsonl")]
    wrong = [one for one in graded if one.grade is not Grade.RIGHT]
    figures = figures_of(graded)
    assert figures.rows >= 420
    assert figures.share >= 0.995, wrong
    assert (figures.dangerous, figures.needless) == (0, 0), wrong


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("/session legsup 12m", {"pose": "legs_up_wall", "minutes": 12}),
        ("/session 12:30", {"minutes": 12, "seconds": 30}),
        ("/session 90 s", {"minutes": 1, "seconds": 30}),
        ("/session 10", {"minutes": 10}),
        ("/session 90", {"minutes": 90}),
        ("/session 0", {"minutes": 0}),
        ("/session figure 4 3 min", {"pose": "thread_the_needle_wall", "minutes": 3}),
        ("/pose@karani_bot legsup", {"pose": "legs_up_wall", "section": "overview"}),
        ("/pose legsup benefits", {"pose": "legs_up_wall", "section": "benefits"}),
        ("/start pose_legsup", {"pose": "legs_up_wall", "section": "overview"}),
        ("/extend 5", {"minutes": 5}),
        ("/snooze 1h", {"minutes": 60}),
        ("/checkin 4", {"feeling": 4}),
        ("/language de", {"language": "de"}),
        ("/timezone Berlin", {"timezone": "Europe/Berlin"}),
    ],
)
def test_a_command_fills_its_slots(words: str, expected: dict[str, object]) -> None:
    """A length is kept as said, out of range too; in a session 12:30 is minutes and seconds."""
    assert slots_of(words) == expected


def test_an_unknown_command_offers_what_is_near() -> None:
    """A command that does not exist does nothing, and offers up to three that do."""
    read = reader().read("/pauze", NOTHING_BEFORE)
    assert read.best.intent is Intent.UNKNOWN
    assert Intent.PAUSE_SESSION in read.near
    assert len(read.near) <= 3


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("delete my reminder", Intent.DELETE_MY_DATA),
        ("dont remind me", Intent.SET_REMINDER),
        ("stop reminding me", Intent.STOP_SESSION),
        ("dont pause", Intent.PAUSE_SESSION),
        ("should i stop taking my bp meds", Intent.STOP_SESSION),
        ("order me a pizza for 8pm", Intent.SET_REMINDER),
        ("is my 10pm reminder still on", Intent.SET_REMINDER),
        ("link to the 10 min video", Intent.START_SESSION),
        ("please don't delete my data", Intent.DELETE_MY_DATA),
        ("I do not want you to start it", Intent.START_SESSION),
    ],
)
def test_words_are_not_taken_for_their_opposite(words: str, never: Intent) -> None:
    """A word that names an act does not bring it about where it is denied or means another."""
    assert intent_of(words) is not never


@pytest.mark.parametrize(
    ("words", "around", "expected"),
    [
        ("10", IN_SESSION, Intent.EXTEND_SESSION),
        ("how long?", IN_SESSION, Intent.SESSION_STATUS),
        ("done", IN_SESSION, Intent.STOP_SESSION),
        ("wait", IN_SESSION, Intent.PAUSE_SESSION),
        ("ok", replace(IN_SESSION, session_paused=True), Intent.RESUME_SESSION),
        ("in 20", JUST_RANG, Intent.SNOOZE_REMINDER),
        ("later", JUST_RANG, Intent.SNOOZE_REMINDER),
        ("not now", JUST_RANG, Intent.SNOOZE_REMINDER),
        ("10 more minutes", JUST_RANG, Intent.SNOOZE_REMINDER),
        ("at 11pm", JUST_RANG, Intent.SNOOZE_REMINDER),
        ("done", JUST_RANG, Intent.LOG_CHECKIN),
        ("ok", JUST_RANG, Intent.START_SESSION),
        ("no", JUST_RANG, Intent.SKIP_TONIGHT),
        ("stop reminding me", JUST_RANG, Intent.CANCEL_REMINDER),
        ("start it", replace(NOTHING_BEFORE, last_pose="butterfly_wall"), Intent.START_SESSION),
        ("how long?", replace(NOTHING_BEFORE, last_pose="butterfly_wall"), Intent.SHOW_POSE),
        ("10", replace(NOTHING_BEFORE, expecting=Expecting.TIME), Intent.SET_REMINDER),
        ("after dinner", replace(NOTHING_BEFORE, expecting=Expecting.TIME), Intent.SET_REMINDER),
        ("4", replace(NOTHING_BEFORE, expecting=Expecting.FEELING), Intent.LOG_CHECKIN),
        ("pretty ok", replace(NOTHING_BEFORE, expecting=Expecting.FEELING), Intent.LOG_CHECKIN),
        ("Nice", replace(NOTHING_BEFORE, expecting=Expecting.ZONE), Intent.SET_TIMEZONE),
        ("oslo please", replace(NOTHING_BEFORE, expecting=Expecting.ZONE), Intent.SET_TIMEZONE),
        ("help", replace(NOTHING_BEFORE, expecting=Expecting.ZONE), Intent.HELP),
        ("my eyes", replace(NOTHING_BEFORE, expecting=Expecting.SCREENING), Intent.SET_CONDITIONS),
        ("/stop", replace(NOTHING_BEFORE, expecting=Expecting.TIME), Intent.STOP_SESSION),
    ],
)
def test_the_moment_decides_short_words(words: str, around: Surroundings, expected: Intent) -> None:
    """A word or two mean what the session, the reminder or the open question makes of them."""
    assert intent_of(words, around) is expected


@pytest.mark.parametrize(
    ("words", "answer", "pick"),
    [
        ("yes please", Answer.YES, None),
        ("nope", Answer.NO, None),
        ("the second one", None, 1),
        ("last", None, -1),
        ("yes and delete my data", None, None),
    ],
)
def test_a_choice_is_answered_in_words(words: str, answer: Answer | None, pick: int | None) -> None:
    """A yes, a no or the second one is an answer; with more words it is a wish of its own."""
    read = reader().read(words, replace(NOTHING_BEFORE, expecting=Expecting.CHOICE))
    assert (read.answer, read.pick) == (answer, pick)


def test_weak_words_do_not_delete() -> None:
    """An act that deletes is asked about where the words could mean something else."""
    read = reader().read("wipe it all away", NOTHING_BEFORE)
    assert read.best.intent is not Intent.DELETE_MY_DATA or read.asks


def test_a_reminder_carries_its_time_pose_and_days() -> None:
    """The time reader gets the words about the time, the pose and its length stay out of them."""
    wish = reader().read("remind me to do figure 4 at 9pm on fridays", NOTHING_BEFORE).best
    assert wish.times is not None
    assert wish.times.times[0].clock.hour == 21
    assert wish.times.times[0].days == frozenset({Weekday.FRI})
    assert wish.pose == "thread_the_needle_wall"


def test_a_reminder_without_a_time_says_so() -> None:
    """No time in the words is a fault of the times, not another wish."""
    wish = reader().read("set a reminder please", NOTHING_BEFORE).best
    assert wish.times is not None
    assert (wish.intent, wish.times.fault) == (Intent.SET_REMINDER, TimeFault.NO_TIME)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("legsup", "legs_up_wall"),
        ("Viparita Karani", "legs_up_wall"),
        ("buterfly", "butterfly_wall"),
        ("thread teh needel", "thread_the_needle_wall"),
        ("supported_legs_up", "supported_legs_up"),
        ("downward dog", None),
    ],
)
def test_a_pose_is_found_by_any_name(name: str, expected: str | None) -> None:
    """A name is forgiven its spelling; one that is no pose gets the nearest three."""
    pose, near = reader().pose_named(name)
    assert pose == expected
    assert len(near) == 3


def test_a_section_is_overview_unless_asked() -> None:
    """A pose's card opens at its overview, and elsewhere only where the words ask for it."""
    assert reader().read("legs up", NOTHING_BEFORE).best.section is Section.OVERVIEW
    asked = reader().read("any tips for legs up?", NOTHING_BEFORE).best
    assert asked.section is Section.TIPS


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(Expecting), st.booleans(), st.booleans())
def test_any_text_has_an_answer(
    words: str, expecting: Expecting, in_session: bool, just_rang: bool
) -> None:
    """No text at all ends in an exception or in no wish."""
    around = Surroundings(now=NOW, expecting=expecting, in_session=in_session, just_rang=just_rang)
    read = reader().read(words, around)
    assert read.wishes
    assert isinstance(slots(read.best), dict)


@pytest.mark.parametrize("size", [1, 400, 100_000])
def test_enormous_text_is_read_like_its_beginning(size: int) -> None:
    """What stands in the first words counts; no length of text is refused."""
    assert intent_of("stop " * size) is Intent.STOP_SESSION


# Times are left to their own tests; what is no wish stays none in any dress.
PLAIN = [str(row["q"]) for row in rows_of(LANGUAGE / "sample_wishes.jsonl")]


@pytest.mark.parametrize("words", PLAIN)
def test_dress_changes_nothing(words: str) -> None:
    """Upper case, extra spaces and a trailing "please" leave a wish as it was."""
    plain = reader().read(words, NOTHING_BEFORE).best
    for dressed in (words.upper(), f"  {words.replace(' ', '   ')} ", f"{words} please"):
        read = reader().read(dressed, NOTHING_BEFORE).best
        assert (read.intent, slots(read)) == (plain.intent, slots(plain)), dressed
