"""Welcome, help, thanks, and what is said when nothing was understood."""

from __future__ import annotations

from datetime import timedelta

from bot.coach.talk.actions import Ask, HelpAbout, ShowPose, Start
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Choice, Line, Page, Style, choice, line, reply, say
from bot.coach.understanding.meaning import ABOUT_ITSELF, Intent
from content.phrases import Phrase, phrase

HELP_TOPICS = {
    "practice": ("poses", "pose", "session", "pause", "resume", "extend", "stop", "status"),
    "reminders": ("remind", "reminders", "snooze", "skip", "timezone"),
    "body": ("safety", "conditions"),
    "you": ("progress", "challenge", "language", "bell", "motion", "privacy", "export", "forget"),
}
"""Help by topic: which commands each one tells of."""

_BUTTON_FOR = {
    Intent.LIST_POSES: "poses",
    Intent.SHOW_POSE: "poses",
    Intent.START_SESSION: "session",
    Intent.SET_REMINDER: "remind",
    Intent.LIST_REMINDERS: "reminders",
    Intent.SHOW_PROGRESS: "progress",
    Intent.CHALLENGE_TODAY: "challenge",
    Intent.CHALLENGE_JOIN: "challenge",
    Intent.SAFETY_QUESTION: "conditions",
    Intent.SHOW_CONDITIONS: "conditions",
    Intent.PRIVACY: "privacy",
    Intent.EXPORT_MY_DATA: "privacy",
    Intent.DELETE_MY_DATA: "privacy",
    Intent.HELP: "help",
}


def three_things() -> list[Choice[Phrase]]:
    """What one can do now: see the pose, begin, be reminded."""
    return [
        choice(ShowPose("legs_up_wall", "overview"), "do.show_pose"),
        choice(Start("legs_up_wall", 600), "do.start", length=timedelta(minutes=10)),
        choice(Ask("remind"), "do.remind"),
    ]


def welcome() -> Answer:
    """Three lines and three things."""
    lines = [say(f"hello.welcome_{number}") for number in ("one", "two", "three")]
    return answer(Intent.WELCOME, reply(*lines).offering(*([one] for one in three_things())))


def help_about(topic: str = "") -> Answer:
    """Help by topic, or by a command's name; without one the topics."""
    if topic == ABOUT_ITSELF:
        return who()
    topics = [choice(HelpAbout(t), f"hello.topic.{t}") for t in HELP_TOPICS]
    topic = _topic_of(topic)
    if not topic:
        page = reply(say("hello.help")).offering(topics[:2], topics[2:], three_things()[:2])
        return answer(Intent.HELP, _anywhere(page))
    lines: list[Line[Phrase]] = [line(Style.HEADING, f"hello.topic.{topic}")]
    lines += [
        line(Style.ITEM, "hello.command", usage=phrase(f"commands.{c}.usage"),
             help=phrase(f"commands.{c}.help"))
        for c in HELP_TOPICS[topic]
    ]  # fmt: skip
    others = [one for one in topics if one.action != HelpAbout(topic)]
    return answer(Intent.HELP, _anywhere(reply(*lines).offering(others)))


def who() -> Answer:
    """What the coach is and is not, and three things to do."""
    page = reply(say("hello.who_one"), say("hello.who_two"))
    return answer(Intent.HELP, _anywhere(page.offering(*([one] for one in three_things()))))


def _topic_of(said: str) -> str:
    """The topic that a word names, by itself or by one of its commands; empty if none."""
    word = said.strip().removeprefix("/").casefold()
    for topic, commands in HELP_TOPICS.items():
        if word and word in {topic, topic.removesuffix("s"), *commands}:
            return topic
    return ""


def thanks() -> Answer:
    """A kind word back, and nothing to do."""
    return answer(Intent.SMALLTALK_THANKS, reply(say("hello.thanks")))


def not_understood(near: tuple[Intent, ...] = ()) -> Answer:
    """What could not be read, and the two or three nearest things that can be done."""
    names = dict.fromkeys(_BUTTON_FOR[i] for i in near if i in _BUTTON_FOR)
    offers = [choice(Ask(name), f"do.{name}") for name in names][:3]
    page = reply(say("hello.not_understood")).offering(offers or three_things())
    return answer(Intent.UNKNOWN, page)


def nothing_asked() -> Answer:
    """A yes or a no to nothing: what can be done instead."""
    return answer(Intent.UNKNOWN, reply(say("hello.nothing_asked")).offering(three_things()))


def _anywhere(page: Page[Phrase]) -> Page[Phrase]:
    return Page(lines=page.lines, choices=page.choices, private=False)
