"""What no words of a kind are ever read as: the dangerous pairs, over grids of paraphrases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from bot.coach.understanding.meaning import Intent, Surroundings
from tests.language.grade_wishes import NOTHING_BEFORE
from tests.language.reading import reader

NOTHING = NOTHING_BEFORE
IN_SESSION = replace(NOTHING, in_session=True, last_pose="legs_up_wall")
PAUSED = replace(IN_SESSION, session_paused=True)
JUST_RANG = replace(NOTHING, just_rang=True)
ANYWHERE = (NOTHING, IN_SESSION, PAUSED, JUST_RANG)

_ME = ("me", "us")
_TAILS = (
    "",
    "anymore",
    "again",
    "tonight",
    "tomorrow",
    "at 10pm",
    "at half nine",
    "every night",
    "about this",
    "about yoga at 9:30",
    "on mondays",
    "this week",
    "so late",
    "for a while",
    "pls",
)
_DENIED = (
    "dont",
    "do not",
    "don't",
    "pls don't",
    "never",
    "no need to",
    "you dont have to",
    "you don't need to",
    "i dont want you to",
    "i never asked you to",
    "i'd rather you didn't",
    "can you not",
    "could u please not",
    "why cant you just not",
)
_REMIND = ("remind", "nudge", "ping", "message", "text", "notify", "alert", "bug")
_CEASED = ("stop", "quit", "no more", "enough of", "pls stop", "can you stop", "just stop")
_REMINDING = ("reminding", "nudging", "pinging", "messaging", "texting", "bugging", "nagging")
_REMINDERS = ("reminder", "reminders", "alarm", "alarms", "notifications", "nudges", "pings")
_DELETE = (
    "delete", "remove", "cancel", "erase", "wipe", "clear", "kill", "drop", "scrap", "bin", "trash",
    "nuke", "get rid of", "take off", "turn off", "switch off", "forget", "stop", "undo",
)  # fmt: skip
_WHOSE = ("my", "the", "that", "all my", "all the", "all", "this", "both", "my 10pm", "the friday")
_FOR_GOOD = ("", "please", "now", "for good", "permanently", "forever", "for me", "right away")


def _wished(said: str, around: Surroundings = NOTHING) -> frozenset[Intent]:
    """What words may bring about: the reading, or all that they would be asked about."""
    return frozenset(wish.intent for wish in reader().read(said, around).wishes)


def _said(*parts: Iterable[str]) -> Iterator[str]:
    for words in product(*parts):
        yield " ".join(part for part in words if part)


def _some(of: Iterable[str], count: int = 240) -> list[str]:
    """So many of a grid's sentences, the same at every run."""
    told = list(of)
    return Random(9).sample(told, min(count, len(told)))  # noqa: S311 - a choice of examples


def _read_as(sentences: Iterable[str], *never: Intent, around: Surroundings = NOTHING) -> list[str]:
    return [said for said in sentences if _wished(said, around) & set(never)]


def _done_unasked(sentences: Iterable[str], *never: Intent) -> list[str]:
    found = []
    for said in sentences:
        read = reader().read(said, NOTHING)
        if not read.asks and read.best.intent in never:
            found.append(said)
    return found


@pytest.mark.parametrize("around", ANYWHERE)
def test_a_denied_reminder_is_never_set(around: Surroundings) -> None:
    """ "Don't remind me" sets nothing, deletes no data and ends no session, whatever follows."""
    never = (Intent.SET_REMINDER, Intent.STOP_SESSION, Intent.DELETE_MY_DATA)
    denied = _said(_DENIED, _REMIND, _ME, _TAILS)
    assert _read_as(_some(denied), *never, around=around) == []


@pytest.mark.parametrize("around", ANYWHERE)
def test_to_stop_reminding_never_ends_a_session(around: Surroundings) -> None:
    """ "Stop reminding me" sets nothing, deletes no data and ends no session, whatever follows."""
    never = (Intent.SET_REMINDER, Intent.STOP_SESSION, Intent.DELETE_MY_DATA)
    ceased = _said(_CEASED, _REMINDING, _ME, _TAILS)
    assert _read_as(_some(ceased), *never, around=around) == []


@pytest.mark.parametrize("around", ANYWHERE)
def test_to_delete_a_reminder_never_deletes_data(around: Surroundings) -> None:
    """ "Delete my reminder" never reaches the data, the session or a new reminder."""
    never = (Intent.SET_REMINDER, Intent.STOP_SESSION, Intent.DELETE_MY_DATA)
    deleted = _said(_DELETE, _WHOSE, _REMINDERS, _FOR_GOOD)
    assert _read_as(_some(deleted), *never, around=around) == []


def test_a_denied_act_is_never_done() -> None:
    """What is said not to be done is not done, nor offered."""
    denials = (
        "dont", "do not", "please don't", "never", "i dont want to", "i didnt ask you to",
        "i said dont", "dont you dare", "im not going to", "i dont want you to",
    )  # fmt: skip
    acts = {
        Intent.DELETE_MY_DATA: (
            "delete my data", "erase my account", "wipe everything", "forget me",
            "delete everything about me", "remove my info",
        ),
        Intent.CANCEL_REMINDER: (
            "cancel my reminder", "delete the reminders", "turn off my alarm",
            "remove the 10pm one",
        ),
        Intent.STOP_SESSION: ("stop the session", "end it", "stop", "end the session", "finish"),
        Intent.PAUSE_REMINDERS: ("pause my reminders", "pause the reminders for a week"),
        Intent.SKIP_TONIGHT: ("skip tonight", "skip it tonight"),
        Intent.START_SESSION: ("start", "start a session", "begin 10 minutes of legs up"),
        Intent.CHALLENGE_JOIN: ("join the challenge", "sign me up for the challenge"),
    }  # fmt: skip
    done = {act: _read_as(_said(denials, words), act) for act, words in acts.items()}
    assert done == {act: [] for act in acts}


def test_a_question_or_hearsay_does_nothing_grave() -> None:
    """What is only asked about, or told of others, deletes, cancels and ends nothing unasked."""
    about = (
        "what happens if i", "what if i", "should i", "when should i", "did i", "did you",
        "why did you", "my wife said i should", "she told me to", "my doctor says i must",
        "my friend wants to", "my husband wants you to", "have you",
    )  # fmt: skip
    acts = (
        "delete my data", "delete everything", "forget me", "cancel my reminder", "stop my session",
        "delete my reminder", "stop reminding me", "erase my account", "pause the reminders",
    )  # fmt: skip
    grave = (
        Intent.DELETE_MY_DATA,
        Intent.CANCEL_REMINDER,
        Intent.STOP_SESSION,
        Intent.PAUSE_REMINDERS,
        Intent.SET_REMINDER,
    )
    assert _done_unasked(_said(about, acts), *grave) == []


def test_nobody_else_is_reminded() -> None:
    """A reminder for somebody else is no reminder of one's own."""
    asked = ("remind", "please remind", "can you remind", "nudge", "ping", "text")
    others = ("my wife", "my husband", "my mum", "him", "her", "them", "the kids", "my son")
    when = ("", "at 9", "at 10pm", "every night", "to do yoga at 9pm", "tomorrow at 8")
    words = _said(asked, others, when)
    assert _read_as(_some(words), Intent.SET_REMINDER) == []


def test_what_is_told_of_the_day_sets_nothing() -> None:
    """A clock time in what was, or in somebody's plans, is no reminder."""
    told = (
        "i got to bed", "we had dinner", "i woke up", "went to sleep", "my train leaves",
        "the film starts", "i finished work", "our class ends", "her flight lands",
        "i usually get home", "the shop closes", "i fell asleep",
    )  # fmt: skip
    when = ("at midnight", "at 10pm", "at 9", "at half past nine", "around 11", "at 22:15")
    assert _read_as(_said(told, when), Intent.SET_REMINDER) == []


def test_to_be_told_again_sets_nothing() -> None:
    """ "Remind me what this is for" asks a question."""
    asked = ("remind me", "remind me again", "can you remind me", "pls remind me")
    what = (
        "what this is called", "whats butterfly for", "how to do it", "who made this",
        "of the steps", "which side is next", "why legs up", "where my arms go",
    )  # fmt: skip
    never = (Intent.SET_REMINDER, Intent.SNOOZE_REMINDER)
    assert _read_as(_said(asked, what), *never) == []
