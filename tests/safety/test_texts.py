"""What the coach says about a body, word by word, for every reviewed topic."""

from __future__ import annotations

import itertools
import re
from datetime import UTC

import pytest

from bot.coach.safety.advice import KEPT_CATEGORIES, SUICIDAL
from bot.coach.safety.assessment import Assessment, Gap, Whose
from bot.coach.talk.actions import AddCondition, Ask, Explain, ShowPose, Start
from bot.coach.talk.replies import Message
from content.model import Category, Evidence, Topic, Verdict
from content.phrases import phrase
from tests.journeys.evening import shared_tools
from tests.safety.pages import advised, explained, text_of, words_of

LIBRARY = shared_tools().library
TOPICS = tuple(LIBRARY.topics.values())
CATALOGUE = LIBRARY.catalogue("en")
ONE_CONDITION, TWO_CONDITIONS = 90, 130
NUMBERS = ("112", "911", "999")

SAYS_VERDICT = {
    Verdict.EMERGENCY: r"(?i)\b(?:call|go|get|reach)\b.*\b(?:now|today)\b"
    r"|^Stop\. .*\b(?:at once|call)\b",
    Verdict.STOP: r"(?i)\b(stop|come down|come out)\b",
    Verdict.AVOID: r"(?i)\b(not|no|leave)\b",
    Verdict.ASK_DOCTOR: r"(?i)\bask\b",
    Verdict.CAUTION: r"\b(Yes|yes)\b",
    Verdict.OK: r"^Yes\b|no evidence|does not help",
}
"""What the first line of an answer has in it, by verdict."""

HOW = {Category.TECHNIQUE, Category.LOGISTICS}
"""Topics of how a pose is done: beside something that speaks against it they are not named."""

SAYS_YES = re.compile(r"(?i)\b(yes|fine|safe|go ahead|no problem|of course)\b")
PROMISES = re.compile(r"(?i)\b(safe|guaranteed?|cures?|detox|healing)\b")
DENIES = re.compile(r"(?i)\b(no evidence|does not|no study)\b")
SMALL_WORDS = re.compile(
    r"an?|the|of|in|or|and|to|at|from|with|for|more|than|very|new|sudden|without|as|that|stays"
    r"|thoughts|signs|leg|your|one|on|is"
)


def plain(topic: Topic) -> Assessment:
    return Assessment(verdict=topic.verdict, topics=(topic.id,))


def said(topic: str, part: str) -> str:
    return CATALOGUE.text(phrase(f"topic.{topic}.{part}", number="112"), UTC)


def first_line(message: Message) -> str:
    return message.lines[0].text


def names(line: str, topic: str) -> bool:
    """Whether a line names a topic: by a word of its name, whatever its ending."""
    wanted = [
        w
        for w in re.findall(r"[\w/]+", said(topic, "name").casefold())
        if not SMALL_WORDS.fullmatch(w)
    ]
    return any(word.rstrip("s")[:6] in line.casefold() for word in wanted)


def every(*verdicts: Verdict) -> list[str]:
    return [topic.id for topic in TOPICS if topic.verdict in verdicts]


def test_there_are_all_topics() -> None:
    """What follows holds for 144 topics and each of their verdicts."""
    assert len(TOPICS) == 144
    assert {topic.verdict for topic in TOPICS} == set(Verdict) - {Verdict.UNKNOWN}


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
async def test_the_first_line_says_the_verdict(topic: Topic) -> None:
    """Whoever reads one line knows what to do."""
    assert re.search(SAYS_VERDICT[topic.verdict], first_line(await advised(plain(topic))))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
async def test_the_first_line_names_what_it_is_about(topic: Topic) -> None:
    """The condition that was understood stands in the first line, so that a slip is seen."""
    assert names(first_line(await advised(plain(topic))), topic.id)


@pytest.mark.parametrize("topic", every(Verdict.EMERGENCY, Verdict.STOP, Verdict.AVOID))
async def test_no_line_says_yes_where_the_pose_is_left(topic: str) -> None:
    """Where the verdict is to avoid, to stop or to call, nothing in the answer is a yes."""
    lines = (await advised(plain(LIBRARY.topics[topic]))).lines
    assert not [line.text for line in lines[:2] if SAYS_YES.search(line.text)]


@pytest.mark.parametrize("topic", every(Verdict.ASK_DOCTOR))
async def test_a_question_for_a_doctor_begins_with_no_yes(topic: str) -> None:
    """Somebody who knows the body has to agree first; the first line does not do it for them."""
    assert not SAYS_YES.search(first_line(await advised(plain(LIBRARY.topics[topic]))))


@pytest.mark.parametrize("topic", every(Verdict.CAUTION))
async def test_a_caution_says_yes_with_a_change(topic: str) -> None:
    """The first line is a yes, and something after it says what is different."""
    page = await advised(plain(LIBRARY.topics[topic]))
    assert re.search(r"(?i)\byes\b.*[,:;].+", first_line(page)) or "yes only" in first_line(page)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
async def test_an_answer_is_short(topic: Topic) -> None:
    """90 words at most, for the one who asks and for somebody else, covered in full or not."""
    for whose, gap in itertools.product(Whose, (Gap.NONE, Gap.MEDICINE)):
        found = Assessment(verdict=topic.verdict, topics=(topic.id,), whose=whose, gap=gap)
        assert words_of(await advised(found)) <= ONE_CONDITION


@pytest.mark.parametrize("leading", TOPICS, ids=lambda topic: topic.id)
async def test_two_conditions_are_both_named_and_short(leading: Topic) -> None:
    """The more severe one leads, the other has a line, and all of it is 130 words at most."""
    others = [
        t
        for t in TOPICS
        if t.verdict.severity <= leading.verdict.severity and t.category not in HOW
    ]
    longest = max(
        (t for t in others if t is not leading),
        key=lambda t: len(said(t.id, "first").split()),
    )
    found = Assessment(
        verdict=leading.verdict, topics=(leading.id, longest.id), whose=Whose.OTHER,
        gap=Gap.CONDITION,
    )  # fmt: skip
    page = await advised(found)
    assert words_of(page) <= TWO_CONDITIONS
    assert names(first_line(page), leading.id)
    if leading.verdict is not Verdict.EMERGENCY:
        assert names(page.lines[1].text, longest.id)


@pytest.mark.parametrize("leading", every(Verdict.ASK_DOCTOR, Verdict.AVOID, Verdict.STOP))
@pytest.mark.parametrize("beside", ["butterfly_knees", "migraine", "varicose_veins", "hold_time"])
async def test_a_milder_topic_says_no_yes_beside(leading: str, beside: str) -> None:
    """Where the pose is left or a doctor asked, no line begins with a yes for the second topic."""
    found = Assessment(verdict=LIBRARY.topics[leading].verdict, topics=(leading, beside))
    assert not [one for one in (await advised(found)).lines if re.match("(?i)yes", one.text)]


async def test_a_second_condition_is_named_once() -> None:
    """Its line is its own first line, without another that says the same before it."""
    found = Assessment(verdict=Verdict.AVOID, topics=("glaucoma", "high_blood_pressure"))
    text = text_of(await advised(found))
    assert text.casefold().count("high blood pressure") == 1


@pytest.mark.parametrize("topic", every(Verdict.EMERGENCY))
async def test_an_emergency_offers_nothing_but_help(topic: str) -> None:
    """No buttons, no way back to practice, and a number to call."""
    page = await advised(plain(LIBRARY.topics[topic]))
    assert page.choices == ()
    assert "112" in text_of(page)
    assert not re.search(r"(?i)\b(instead|next time|later|another day)\b", text_of(page))


@pytest.mark.parametrize("topic", every(Verdict.EMERGENCY))
async def test_an_emergency_says_it_to_others_too(topic: str) -> None:
    """Somebody else's red flag gets the same words."""
    own = plain(LIBRARY.topics[topic])
    other = Assessment(verdict=own.verdict, topics=own.topics, whose=Whose.OTHER)
    assert text_of(await advised(own)) == text_of(await advised(other))


@pytest.mark.parametrize(
    ("zone", "locale", "number"),
    [
        ("Europe/Berlin", None, "112"),
        ("Europe/Berlin", "en-US", "112"),
        ("America/New_York", "de-DE", "911"),
        ("Australia/Sydney", None, "000"),
        ("Asia/Tokyo", None, "119"),
        (None, "en-US", "911"),
        (None, "pt-BR", "192"),
    ],
)
async def test_the_number_is_the_countrys(
    zone: str | None, locale: str | None, number: str
) -> None:
    """The zone says where somebody is, before the language of their phone does."""
    page = await advised(plain(LIBRARY.topics["chest_pain_now"]), zone=zone, locale=locale)
    assert f"call {number} now" in first_line(page)


@pytest.mark.parametrize(("zone", "locale"), [(None, None), (None, "en"), ("Etc/GMT-3", "en-GB")])
async def test_of_an_unknown_country_three_numbers_are_given(
    zone: str | None, locale: str | None
) -> None:
    """Where the country is not known, a phone passes on at least one of three."""
    page = await advised(plain(LIBRARY.topics["chest_pain_now"]), zone=zone, locale=locale)
    assert all(number in first_line(page) for number in NUMBERS)


@pytest.mark.parametrize("country", sorted(LIBRARY.lines))
def test_every_country_has_a_number(country: str) -> None:
    """A number is digits, and the first of a country is the one to show."""
    assert re.fullmatch(r"[\d ]{2,12}", LIBRARY.lines[country].emergency[0])


async def test_suicidal_words_are_met_warmly() -> None:
    """Warmth first, a person to reach now, lines of the country, and no practice at all."""
    page = await advised(plain(LIBRARY.topics[SUICIDAL]), zone="America/New_York")
    assert first_line(page).startswith("I'm glad you wrote that")
    assert "988" in text_of(page)
    assert "911" in text_of(page)
    assert page.choices == ()
    assert not re.search(r"(?i)\b(pose|wall|legs|breath|stop)\b", text_of(page))


async def test_without_a_line_that_was_read_the_directory_is_given() -> None:
    """A number that nobody has read is not passed on; a directory that finds one is."""
    page = await advised(plain(LIBRARY.topics[SUICIDAL]), zone=None)
    assert "findahelpline.com" in text_of(page)
    assert words_of(page) <= ONE_CONDITION


@pytest.mark.parametrize("country", sorted(LIBRARY.lines))
def test_only_lines_that_were_read_are_shown(country: str) -> None:
    """What is shown to somebody in despair has a source."""
    lines = LIBRARY.lines[country]
    assert not lines.shown_crisis or lines.crisis_source


@pytest.mark.parametrize("topic", [t for t in TOPICS if t.verdict is not Verdict.EMERGENCY],
                         ids=lambda topic: topic.id)  # fmt: skip
async def test_sources_stand_behind_a_button(topic: Topic) -> None:
    """They are one press away, with addresses, or it is said that none was read."""
    page = await advised(plain(topic))
    actions = [choice.action for row in page.choices for choice in row]
    assert Explain("sources", topic.id) in actions
    told = text_of(await explained("sources", topic.id))
    for source in (LIBRARY.sources[name] for name in topic.sources if name != "unsourced"):
        assert source.title in told
        assert (source.url or source.where) in told
    assert ("no page was read" in told) == ("unsourced" in topic.sources)
    assert "No clinician has reviewed this." in told


@pytest.mark.parametrize("topic", every(Verdict.AVOID, Verdict.ASK_DOCTOR))
async def test_what_to_ask_stands_behind_a_button(topic: str) -> None:
    """Where a doctor decides, one press gives the question and how to describe the pose."""
    page = await advised(plain(LIBRARY.topics[topic]))
    assert Explain("doctor", topic) in [choice.action for row in page.choices for choice in row]
    told = text_of(await explained("doctor", topic))
    assert "?" in told
    assert "head and heart level" in told


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
async def test_practice_is_offered_only_where_it_is_fine(topic: Topic) -> None:
    """A button that starts a session stands only under a yes; one that remembers, under no ok."""
    page = await advised(plain(topic))
    actions = [choice.action for row in page.choices for choice in row]
    mild = topic.verdict in {Verdict.OK, Verdict.CAUTION}
    assert any(isinstance(action, Start | ShowPose) for action in actions) == mild
    assert not (topic.verdict is Verdict.OK and AddCondition(topic.id) in actions)


@pytest.mark.parametrize("topic", [t.id for t in TOPICS if t.evidence is Evidence.NONE])
async def test_claims_without_evidence_are_denied(topic: str) -> None:
    """A claim graded "none" is denied in the first line, however the pose itself is judged."""
    assert DENIES.search(first_line(await advised(plain(LIBRARY.topics[topic]))))


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
async def test_nothing_is_promised(topic: Topic) -> None:
    """Never safe, never guaranteed; "cure" and "heal" only to say that it does not."""
    for line in (await advised(plain(topic))).lines:
        for sentence in re.split(r"(?<=[.;:])\s", line.text):
            assert not PROMISES.search(sentence) or re.search(r"(?i)\bnot?\b", sentence), sentence


@pytest.mark.parametrize("gap", [Gap.CONDITION, Gap.MEDICINE, Gap.SYMPTOM])
async def test_what_is_not_covered_is_no_yes(gap: Gap) -> None:
    """Nothing reviewed: not called fine, a doctor, how to describe the pose, and no session."""
    page = await advised(Assessment(verdict=Verdict.UNKNOWN, gap=gap))
    assert first_line(page).startswith("I have nothing reviewed on that")
    assert "ask your doctor" in text_of(page).casefold()
    assert "head and heart level" in text_of(page)
    actions = [choice.action for row in page.choices for choice in row]
    assert all(isinstance(action, Ask) for action in actions)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v.severity < Verdict.EMERGENCY.severity])
async def test_a_verdict_that_is_not_the_topics_own_says_itself(verdict: Verdict) -> None:
    """By pose, or when long behind, a topic may be judged otherwise: the first line says how."""
    if verdict is Verdict.UNKNOWN:
        return
    for topic in ("retinal_detachment", "knee_injury", "gerd"):
        if LIBRARY.topics[topic].verdict is verdict:
            continue
        found = Assessment(verdict=verdict, topics=(topic,), pose="butterfly")
        line = first_line(await advised(found))
        assert names(line, topic)
        assert re.search(_OF_ITS_OWN[verdict], line)


_OF_ITS_OWN = {
    Verdict.STOP: r"stop, and come down",
    Verdict.AVOID: r"\bnot\b.*, unless your doctor agrees",
    Verdict.ASK_DOCTOR: r"ask your doctor before",
    Verdict.CAUTION: r"\bgently\b",
    Verdict.OK: r"nothing I have speaks against",
}


ADJUSTS = [t for t in TOPICS if f"topic.{t.id}.adjust" in CATALOGUE.entries]


@pytest.mark.parametrize("topic", ADJUSTS, ids=lambda topic: topic.id)
def test_a_plans_cue_is_something_to_do_now(topic: Topic) -> None:
    """What a condition brings into a plan changes the hold; it does not put it off or forbid it."""
    cue = said(topic.id, "adjust")
    assert topic.verdict in {Verdict.OK, Verdict.CAUTION, Verdict.ASK_DOCTOR}
    assert not re.search(r"(?i)\bwait\b|\bcheck(ed)?\b.*\bbefore\b|first;|until\b|pulled in", cue)


def test_almost_every_condition_that_may_be_held_with_changes_something() -> None:
    """Of what may be kept and is fine with a change, only a settled illness brings no cue."""
    silent = {
        topic.id
        for topic in TOPICS
        if topic.category in KEPT_CATEGORIES
        and topic.verdict in {Verdict.CAUTION, Verdict.ASK_DOCTOR}
        and topic not in ADJUSTS
    }
    assert silent == {"ear_infection", "high_blood_sugar_reading"}
