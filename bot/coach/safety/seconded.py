"""A second reader beside the rules: whether to ask it, and what its topics may change.

It may be wrong in any way. What it says can therefore make an answer more severe, never milder,
and never turn "I have nothing reviewed on that" into a yes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from bot.coach.ports import SecondReader
from bot.coach.safety.assessment import Assessment, BodyRead
from bot.coach.safety.reader import SafetyReader
from bot.coach.talk.requests import Content, Location, Press, Words
from content.model import Topic, Verdict

SHORT = 3
"""Words below this are an answer, a name or a number: the rules read those alone."""

LONGEST = 1000
"""Characters that the second reader is sent; of what is longer, the beginning and the end."""

_SAFETY = re.compile(r"/\s?safety(?:@\w+)?(?:\s+|$)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001 - an apostrophe as phones type it
_MILD = frozenset({Verdict.OK, Verdict.CAUTION})


async def second_topics(
    second: SecondReader | None, body: SafetyReader, content: Content
) -> tuple[str, ...]:
    """What a second reader finds in a request; nothing if there is none, or nothing to ask it."""
    match content:
        case Words(text=text) if second is not None:
            about = _may_be_about_a_body(body, text)
            return await second.topics(about) if about else ()
        case Words() | Press() | Location():
            return ()
        case _:
            assert_never(content)


def seconded(read: BodyRead, found: Iterable[str], topics: Mapping[str, Topic]) -> BodyRead:
    """The reading with a second reader's topics: more of them, and as severe or more.

    Args:
        read: what the rules made of the words.
        found: ids from the second reader; unknown ones are left out.
        topics: the reviewed topics by id.
    """
    was = read.assessment
    new = [
        topic
        for topic in (topics.get(name) for name in dict.fromkeys(found))
        if topic is not None and topic.id not in was.topics and _counts(topic, was)
    ]
    if not new:
        return read
    new.sort(key=lambda topic: -topic.verdict_for(was.pose).severity)
    names = tuple(topic.id for topic in new)
    leading = new[0].verdict_for(was.pose)
    if leading.severity <= was.verdict.severity:
        return replace(read, assessment=replace(was, topics=was.topics + names))
    raised = replace(was, verdict=leading, topics=names + was.topics, certain=False)
    grave = leading not in _MILD
    return BodyRead(
        about_body=read.about_body or grave,
        assessment=raised,
        asks_something_else=read.asks_something_else and not grave,
    )


def _counts(topic: Topic, was: Assessment) -> bool:
    """A mild topic counts only beside a mild answer: where nothing is known it would be a yes."""
    return topic.verdict_for(was.pose) not in _MILD or was.verdict in _MILD


def _may_be_about_a_body(body: SafetyReader, text: str) -> str:
    """The words to send, without a command's name; empty if they are not to be sent."""
    said = " ".join(text.split())
    command = said.startswith("/")
    if command:
        asks = _SAFETY.match(said)
        said = said[asks.end() :] if asks else ""
    if not said:
        return ""
    read = body.read(said, asked=command)
    if read.assessment.emergency:
        # Nothing is more severe, and help is not to wait.
        return ""
    if not command and not read.about_body and len(_WORD.findall(said)) < SHORT:
        return ""
    return said if len(said) <= LONGEST else f"{said[: LONGEST // 2]} {said[-LONGEST // 2 :]}"
