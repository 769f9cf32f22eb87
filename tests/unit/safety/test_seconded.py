"""What a second reader may change, and when it is asked at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coach.ports import SecondReader
from bot.coach.safety.assessment import Assessment, BodyRead, Gap, Whose
from bot.coach.safety.reader import SafetyReader
from bot.coach.safety.seconded import LONGEST, second_topics, seconded
from bot.coach.talk.requests import Content, Location, Press, Words
from content.library import Library
from content.model import Verdict

TOPICS = Library.load().topics
POSES = (None, "legs_up_wall", "thread_needle", "butterfly", "leg_drop")
MILD = {Verdict.OK, Verdict.CAUTION}
ids = st.sampled_from(sorted(TOPICS))
found = st.lists(st.one_of(ids, st.text(max_size=12)), max_size=5)


@st.composite
def readings(draw: st.DrawFn) -> BodyRead:
    """Any reading: topics with the severest leading, or none and a gap."""
    pose = draw(st.sampled_from(POSES))
    topics = tuple(draw(st.lists(ids, max_size=3, unique=True)))
    verdicts = [TOPICS[topic].verdict_for(pose) for topic in topics]
    verdict = max(verdicts, key=lambda v: v.severity, default=Verdict.UNKNOWN)
    assessment = Assessment(
        verdict=verdict,
        topics=topics,
        pose=pose,
        whose=draw(st.sampled_from(Whose)),
        gap=draw(st.sampled_from(Gap)),
    )
    return BodyRead(
        about_body=draw(st.booleans()),
        assessment=assessment,
        asks_something_else=draw(st.booleans()),
    )


class Remembers(SecondReader):
    """A second reader that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @property
    def host(self) -> str:
        return "box.example"

    async def topics(self, text: str) -> tuple[str, ...]:
        self.asked.append(text)
        return ("glaucoma",)


@given(readings(), found)
def test_it_only_adds_and_raises(read: BodyRead, names: list[str]) -> None:
    """Topics stay and are joined by known ones; the verdict stays or is more severe."""
    after = seconded(read, names, TOPICS)
    assert set(read.assessment.topics) <= set(after.assessment.topics)
    assert set(after.assessment.topics) <= set(read.assessment.topics) | (set(names) & set(TOPICS))
    assert after.assessment.verdict.severity >= read.assessment.verdict.severity
    assert after.about_body >= read.about_body
    assert after.asks_something_else <= read.asks_something_else


@given(readings(), found)
def test_it_never_says_yes(read: BodyRead, names: list[str]) -> None:
    """Where nothing reviewed answers, no second reader makes an ok or a caution of it."""
    after = seconded(read, names, TOPICS)
    if after.assessment.verdict in MILD:
        assert read.assessment.verdict in MILD


@given(readings(), found)
def test_whose_and_what_about_stay(read: BodyRead, names: list[str]) -> None:
    """It has no word in whose body it is, which pose, and what is not covered."""
    was, now = read.assessment, seconded(read, names, TOPICS).assessment
    assert (now.whose, now.pose, now.gap) == (was.whose, was.pose, was.gap)


@given(readings(), found)
def test_what_leads_has_the_verdict(read: BodyRead, names: list[str]) -> None:
    """A raised verdict is that of the first topic, so that the answer's first line says it."""
    after = seconded(read, names, TOPICS).assessment
    if after.verdict is not read.assessment.verdict:
        assert TOPICS[after.topics[0]].verdict_for(after.pose) is after.verdict


@given(readings(), found)
def test_twice_is_as_once(read: BodyRead, names: list[str]) -> None:
    """Hearing the same again changes nothing."""
    once = seconded(read, names, TOPICS)
    assert seconded(once, names, TOPICS) == once


@given(readings())
def test_nothing_found_changes_nothing(read: BodyRead) -> None:
    """A silent second reader is as none."""
    assert seconded(read, (), TOPICS) is read


@pytest.mark.parametrize(
    ("content", "sent"),
    [
        (Words("i feel something green behind my eye"), "i feel something green behind my eye"),
        (Words("/safety green star"), "green star"),
        (Words("/safety my knee   is full of sand"), "my knee is full of sand"),
        (Words("/Safety@karani_bot sand in the knee"), "sand in the knee"),
        (Words("glaucoma"), "glaucoma"),
        (Words("yes"), None),
        (Words("22:30 please"), None),
        (Words("None of these"), "None of these"),
        (Words("/safety"), None),
        (Words("/safetynet is on my knee"), None),
        (Words("/session legs up 10 for my bad eye"), None),
        (Words("/remind 22:30 every single night"), None),
        (Words("   "), None),
        (Words("my chest hurts and my left arm is numb right now"), None),
        (Press("v1:ask:conditions"), None),
        (Location(52.5, 13.4), None),
    ],
)
async def test_when_it_is_asked(reader: SafetyReader, content: Content, sent: str | None) -> None:
    """Of words that may be about a body, and not of commands, short answers and emergencies."""
    second = Remembers()
    topics = await second_topics(second, reader, content)
    assert second.asked == ([sent] if sent is not None else [])
    assert topics == (("glaucoma",) if sent is not None else ())


async def test_long_words_are_cut(reader: SafetyReader) -> None:
    """Of more than a thousand characters it gets the beginning and the end."""
    second = Remembers()
    await second_topics(second, reader, Words(f"first {'and so on ' * 900} last"))
    (sent,) = second.asked
    assert len(sent) <= LONGEST + 1
    assert sent.startswith("first")
    assert sent.endswith("last")


async def test_nobody_is_asked_where_it_is_off(reader: SafetyReader) -> None:
    """Off is the default, and then there is nobody to ask."""
    assert await second_topics(None, reader, Words("my eye has a green star")) == ()
