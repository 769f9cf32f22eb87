"""From an assessment to an answer: the verdict first, then what to do, then why."""

from __future__ import annotations

from bot.coach.people.practitioner import Asking
from bot.coach.practice import guide, pages
from bot.coach.practice.session import Ending
from bot.coach.safety.assessment import Assessment, Gap, Whose
from bot.coach.safety.lines import ANYWHERE, lines_for
from bot.coach.talk.actions import AddCondition, Ask, Explain, OpenPrivate, ShowPose, Start
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Choice, Line, Page, Reply, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent, Section, Wish
from bot.coach.visit import Visit
from content.model import Category, CountryLines, Verdict
from content.phrases import Phrase, phrase

MOST_WORDS = 90
"""An answer about the body is no longer than this."""

SUICIDAL = "suicidal_thoughts"

KEPT_CATEGORIES = frozenset({Category.CONDITION, Category.LIFE_STAGE, Category.MEDICATION})
"""What may be remembered of a body; symptoms and claims pass."""

_HOW = frozenset({Category.TECHNIQUE, Category.LOGISTICS})
_MILD = frozenset({Verdict.OK, Verdict.CAUTION})

KEPT_VERDICTS = frozenset({Verdict.AVOID, Verdict.ASK_DOCTOR, Verdict.CAUTION})


async def emergency(visit: Visit, found: Assessment) -> Answer:
    """Stop, what to do, the number to call; nothing else, and no way back to practice."""
    await guide.end_for(visit, Ending.EMERGENCY)
    # What was true of the body before may be so no more: the next start asks again.
    visit.change(quiet=True, owes_help=True, well_since=None, question=None)
    page = _help_now(visit, found.topics[0])
    return _answered(found, Page(lines=page.lines, private=visit.private))


def _help_now(visit: Visit, topic: str) -> Reply:
    lines = lines_for(visit.person, visit.library)
    number = _number(lines)
    words = f"topic.{topic}"
    first = line(Style.WARNING, f"{words}.first", number=number)
    rest = [say(f"{words}.{part}", number=number) for part in ("do", "why")]
    if topic == SUICIDAL:
        return reply(first, *rest[:1], *_listeners(lines), *rest[1:])
    return reply(first, *rest)


def number_for(visit: Visit) -> Phrase:
    """The number to call where the person is, as a phrase."""
    return _number(lines_for(visit.person, visit.library))


def _number(lines: CountryLines | None) -> Phrase:
    if lines is not None:
        return phrase("safety.number", number=lines.emergency[0])
    one, two, three = ANYWHERE
    return phrase("safety.numbers_anywhere", one=one, two=two, three=three)


def _listeners(lines: CountryLines | None) -> list[Line[Phrase]]:
    """People to reach now; where no line is sourced, the directory that finds one."""
    shown = lines.shown_crisis if lines is not None else ()
    if not shown:
        return [say("safety.directory")]
    return [
        line(
            Style.ITEM,
            "safety.crisis_call" if crisis.number else "safety.crisis_text",
            name=crisis.name,
            reach=crisis.number or crisis.text or "",
            hours=f" ({crisis.hours})" if crisis.hours else "",
        )
        for crisis in shown
    ]


async def advise(visit: Visit, found: Assessment) -> Answer:
    """Answer something about the body from reviewed content, to the person alone."""
    if found.emergency:
        return await emergency(visit, found)
    if not visit.private and not visit.request.whispers:
        page = reply(say("safety.in_private")).offering(
            [choice(OpenPrivate("safety"), "do.open_private")]
        )
        return _answered(found, Page(lines=page.lines, choices=page.choices, private=False))
    if found.gap is not Gap.NONE:
        await visit.work.count("not_covered", found.gap)
    _may_be_followed_up(visit, found)
    if _own_and_against(visit, found):
        # "None of these" was true before this was said: the next start asks again.
        visit.change(well_since=None)
    page = _reviewed(visit, found) if found.topics else _not_covered(found)
    if visit.session is None or found.whose is Whose.OTHER:
        return _answered(found, page)
    if found.verdict is Verdict.STOP:
        return _answered(found, page, await guide.come_out(visit, visit.session))
    return _answered(found, page.offering(pages.ways_out(visit.session)))


def _may_be_followed_up(visit: Visit, found: Assessment) -> None:
    """Hold what was answered for a follow-up that names only another pose, until it lapses."""
    if visit.person.open_question(visit.now) is None and found.topics:
        visit.ask(Asking.FOLLOW_UP, topics=list(found.topics))


def _own_and_against(visit: Visit, found: Assessment) -> bool:
    """Whether something that speaks against the poses was said of the person's own body."""
    return found.whose is Whose.OWN and any(
        visit.library.topics[topic].verdict in {Verdict.AVOID, Verdict.ASK_DOCTOR}
        and _may_be_kept(visit, topic)
        for topic in found.topics
    )


def _reviewed(visit: Visit, found: Assessment) -> Reply:
    """The verdict, what to do and why; of what is too long the least needful is left out."""
    leading, *others = found.topics
    pose = found.pose if found.pose in visit.library.poses else None
    number, words = number_for(visit), f"topic.{leading}"
    catalogue = visit.library.catalogue("en")
    parts = {part for part in ("do", "why", "instead") if catalogue.has(f"{words}.{part}")}
    lines = [_first_line(visit, leading, found, pose)]
    lines += _beside(visit, found.verdict, others)
    spare: list[list[Line[Phrase]]] = []
    if "do" in parts:
        lines.append(say(f"{words}.do", number=number))
    if "why" in parts:
        spare.append([say(f"{words}.why", number=number)])
    if "instead" in parts:
        spare.append([say("safety.instead"), line(Style.ITEM, f"{words}.instead")])
    notes: list[Line[Phrase]] = []
    if found.gap in {Gap.CONDITION, Gap.MEDICINE, Gap.SYMPTOM}:
        notes.append(line(Style.NOTE, "safety.also_not_covered"))
    if found.whose is Whose.OTHER:
        for_other = line(Style.NOTE, "safety.for_other")
        notes += [for_other] if _words(visit, [*lines, *notes, for_other]) <= MOST_WORDS else []
    for more in spare:
        if _words(visit, [*lines, *more, *notes]) <= MOST_WORDS:
            lines += more
    return reply(*lines, *notes).offering(*_next(visit, leading, found, pose))


def _beside(visit: Visit, verdict: Verdict, others: list[str]) -> list[Line[Phrase]]:
    """A line on the second topic; where the first speaks against the pose, no yes beside it."""
    if verdict not in _MILD:
        # How a pose is done says nothing where it is not to be done yet.
        others = [name for name in others if visit.library.topics[name].category not in _HOW]
    for name in others[:1]:
        if verdict not in _MILD and visit.library.topics[name].verdict in _MILD:
            return [say("safety.beside", name=phrase(f"topic.{name}.name"))]
        return [say(f"topic.{name}.first", number=number_for(visit))]
    return []


def _words(visit: Visit, lines: list[Line[Phrase]]) -> int:
    catalogue = visit.library.catalogue(visit.person.tongue)
    zone = visit.person.tzinfo
    # An item stands behind a mark of its own.
    marks = sum(one.style is Style.ITEM for one in lines)
    return marks + sum(len(catalogue.text(one.text, zone).split()) for one in lines)


def _first_line(visit: Visit, topic: str, found: Assessment, pose: str | None) -> Line[Phrase]:
    own = visit.library.topics[topic].verdict
    number = number_for(visit)
    if found.verdict is own:
        return line(Style.WARNING if own.severity > Verdict.CAUTION.severity else Style.HEADING,
                    f"topic.{topic}.first", number=number)  # fmt: skip
    # A verdict that differs from the topic's own (by pose, or how bad it is) has its own words.
    name = phrase(f"topic.{topic}.name")
    shown = phrase(f"pose.{pose}.name") if pose else phrase("safety.this_pose")
    return line(Style.WARNING, f"safety.verdict.{found.verdict}", name=name, pose=shown)


def _next(
    visit: Visit, topic: str, found: Assessment, pose: str | None
) -> list[list[Choice[Phrase]]]:
    more: list[Choice[Phrase]] = []
    if visit.library.catalogue("en").has(f"topic.{topic}.ask"):
        more.append(choice(Explain("doctor", topic), "safety.do.doctor"))
    more.append(choice(Explain("sources", topic), "safety.do.sources"))
    if found.whose is Whose.OWN and found.verdict in KEPT_VERDICTS and _may_be_kept(visit, topic):
        more.append(choice(AddCondition(topic), "safety.do.remember"))
    onward: list[Choice[Phrase]] = []
    if found.verdict in {Verdict.OK, Verdict.CAUTION}:
        wanted = visit.library.poses.get(pose or "", next(iter(visit.library.poses.values())))
        onward.append(choice(Start(wanted.id, wanted.hold.usual), "do.start_short"))
        onward.append(choice(ShowPose(wanted.id, Section.STEPS), "pose_card.section.steps"))
    return [more, onward]


def _may_be_kept(visit: Visit, topic: str) -> bool:
    return visit.library.topics[topic].category in KEPT_CATEGORIES


def _not_covered(found: Assessment) -> Reply:
    match found.gap:
        case Gap.CONDITION | Gap.MEDICINE | Gap.SYMPTOM:
            page = reply(line(Style.HEADING, "safety.not_covered"), say("safety.describe_pose"))
        case Gap.OFF_TOPIC | Gap.INSTRUCTION:
            page = reply(say("safety.off_topic"))
        case Gap.VAGUE | Gap.NONE:
            page = reply(say("safety.vague"))
    return page.offering(
        [choice(Ask("conditions"), "do.conditions"), choice(Ask("poses"), "do.poses")]
    )


def explain(visit: Visit, what: str, topic_id: str) -> Answer:
    """More on an answer: its sources with addresses, or what to ask the doctor."""
    topic = visit.library.topics.get(topic_id)
    if topic is None:
        return Answer(pages=(reply(say("stale.button")),))
    if what == "doctor" and visit.library.catalogue("en").has(f"topic.{topic_id}.ask"):
        page = reply(
            line(Style.HEADING, "safety.doctor", name=phrase(f"topic.{topic_id}.name")),
            line(Style.QUOTE, f"topic.{topic_id}.ask"),
            say("safety.describe_pose"),
        )
        return Answer(pages=(page,))
    lines = [line(Style.HEADING, "safety.sources", name=phrase(f"topic.{topic_id}.name"))]
    for source_id in topic.sources:
        source = visit.library.sources[source_id]
        if source_id == "unsourced":
            lines.append(line(Style.QUOTE, "safety.none_read"))
            continue
        key = "safety.source_weak" if source.weak else "safety.source"
        where = f"{source.where}, {source.url}" if source.url else source.where
        lines.append(line(Style.QUOTE, key, title=source.title, where=where))
    lines.append(line(Style.NOTE, "safety.no_clinician"))
    return Answer(pages=(reply(*lines),))


def _answered(found: Assessment, *pages: Reply) -> Answer:
    wish = Wish(intent=Intent.SAFETY_QUESTION, pose=found.pose)
    return Answer(pages=pages, assessment=found).read_as(wish)
