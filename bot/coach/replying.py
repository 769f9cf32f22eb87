"""Words as the answer to what the coach has just asked; a command or a red flag goes first."""

from __future__ import annotations

from datetime import time, timedelta

from bot.coach.people import accounts, settle
from bot.coach.people.practitioner import Asking, Question
from bot.coach.practice import guide, screening_words, start, wrong
from bot.coach.reminders import days_said, remind, taking_back
from bot.coach.reminders.bedtime import names_days
from bot.coach.reminders.nights import RANG_LATELY
from bot.coach.routes import fulfil
from bot.coach.safety.assessment import BodyRead
from bot.coach.talk.actions import PickReading
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import choice, reply, say
from bot.coach.understanding.kept import keep_wish, wish_kept
from bot.coach.understanding.meaning import Answer as YesOrNo
from bot.coach.understanding.meaning import Intent, Section, Wish, WishRead
from bot.coach.understanding.places import read_place
from bot.coach.understanding.times import read_times
from bot.coach.visit import Visit


async def to_question(visit: Visit, said: str, read: WishRead, body: BodyRead) -> Answer | None:
    """The answer to the open question, or None if these words are none: then it lapses."""
    question = visit.person.open_question(visit.now)
    if not visit.private:
        return None
    if (done := await _unasked(visit, said, read)) is not None:
        return done
    if question is None:
        return None
    match question.asking:
        case Asking.ZONE:
            return await _zone(visit, said, read)
        case Asking.TIME:
            return await _time(visit, question, said, read)
        case Asking.SCREENING:
            return await screening_words.answered(visit, question, said, read, body)
        case Asking.FEELING:
            return await _feeling(visit, question, "" if body.about_body else said, read)
        case Asking.READING:
            return await _reading(visit, question, read)
        case Asking.FORGET:
            return await _forget(visit, read)
        case Asking.WRONG:
            return await wrong.in_words(visit, question, said)
        case Asking.FOLLOW_UP | Asking.LISTED:
            return None
        case Asking.TINGLING:
            return await _tingling(visit, question, said, read)
        case Asking.CONDITION:
            return await settle.conditions_said(visit, body)
        case Asking.HELP:
            had = start.help_said(visit, said) if read.answer is None else _yes(read)
            return None if had is None else await start.helped(visit, had=had)
        case Asking.INSTEAD:
            if read.answer is None:
                return None
            return await start.instead_said(visit, question, yes=_yes(read))


async def _unasked(visit: Visit, said: str, read: WishRead) -> Answer | None:
    """What a few words do whatever was asked: "I'm down" on the way down, "undo" of a removal."""
    if guide.says_down(visit, said):
        return await guide.stop_session(visit)
    if (score := guide.rated(visit, said)) is not None:
        rated = Wish(intent=Intent.LOG_CHECKIN, feeling=score)
        return (await guide.felt(visit, score, None)).as_said(rated)
    if (listed := visit.open_question(Asking.LISTED)) is not None and read.pick is not None:
        poses = listed.kept["poses"]
        if -len(poses) <= read.pick < len(poses):
            wish = Wish(intent=Intent.SHOW_POSE, pose=poses[read.pick], section=Section.OVERVIEW)
            visit.close_question()
            return (await fulfil(visit, wish)).as_said(wish)
    return await taking_back.taken_back(visit, read.takes_back) if read.takes_back else None


async def _zone(visit: Visit, said: str, read: WishRead) -> Answer | None:
    if _other_wish(read, Intent.SET_TIMEZONE):
        return None
    place = read_place(said, locale=visit.person.tongue)
    if not place.found and read.best.intent is Intent.UNKNOWN and read.answer is None:
        return await settle.at_place(visit, place)
    return await settle.at_place(visit, place) if place.found else None


async def _time(visit: Visit, question: Question, said: str, read: WishRead) -> Answer | None:
    if _other_wish(read, Intent.SET_REMINDER, Intent.CHANGE_REMINDER, Intent.SNOOZE_REMINDER):
        return None
    now = visit.now.astimezone(visit.person.tzinfo)
    habits = visit.person.locale or visit.person.tongue
    times = read_times(said, now=now, habits=habits, known=await _clock_now(visit, question))
    if times.fault is not None and read.answer is YesOrNo.NO:
        visit.close_question()
        return Answer(pages=(reply(say("remind.left")),)).read_as(read.best)
    kept = wish_kept(question.kept["wish"])
    if not names_days(said, habits):
        times = days_said.on_kept(times, question.kept.get("days"))
    wish = Wish(intent=Intent.SET_REMINDER, pose=kept.pose, minutes=kept.minutes, times=times)
    return await remind.set_reminder(visit, wish, in_place_of=question.kept["in_place_of"])


async def _clock_now(visit: Visit, question: Question) -> tuple[time, ...]:
    """When the reminder that is to be changed rings now, for "half an hour earlier"."""
    changed = question.kept["in_place_of"]
    reminder = await visit.work.reminders.get(changed) if changed is not None else None
    return () if reminder is None else (reminder.rule.clock,)


async def _feeling(visit: Visit, question: Question, said: str, read: WishRead) -> Answer | None:
    score = read.best.feeling if read.best.intent is Intent.LOG_CHECKIN else None
    score = score or guide.feeling_named(visit, said)
    if score is None:
        return None
    felt = await guide.felt(visit, score, question.kept["session"])
    return felt.as_said(Wish(intent=Intent.LOG_CHECKIN, feeling=score))


async def _reading(visit: Visit, question: Question, read: WishRead) -> Answer | None:
    count = len(question.kept["readings"])
    pick = read.pick
    if pick is None and read.answer is YesOrNo.YES:
        pick = 0
    if read.answer is YesOrNo.NO:
        visit.close_question()
        return Answer(pages=(reply(say("asked.left")),)).read_as(read.best)
    if pick is None or not -count <= pick < count:
        return None
    return await picked(visit, question, pick % count)


async def picked(visit: Visit, question: Question, index: int) -> Answer:
    """Do the reading that was chosen."""
    readings = question.kept["readings"]
    if not 0 <= index < len(readings):
        return Answer(pages=(reply(say("stale.button")),))
    wish = wish_kept(readings[index])
    visit.close_question()
    if wish.intent is Intent.SET_REMINDER:
        place = question.kept.get("in_place_of")
        return await remind.set_reminder(visit, wish, in_place_of=place)
    return (await fulfil(visit, wish)).as_said(wish)


async def _forget(visit: Visit, read: WishRead) -> Answer | None:
    if read.answer is None:
        return None
    return await accounts.forget(visit, sure=read.answer is YesOrNo.YES)


async def _tingling(visit: Visit, question: Question, said: str, read: WishRead) -> Answer | None:
    if read.answer is None:
        return await wrong.in_words(visit, question, said)
    what = "gone" if read.answer is YesOrNo.YES else "stays"
    return await wrong.told(visit, question.kept["session"], what)


def _yes(read: WishRead) -> bool:
    return read.answer is YesOrNo.YES


def which_reading(visit: Visit, read: WishRead) -> Answer:
    """Ask which of the readings was meant; nothing is changed until answered."""
    question = visit.ask(Asking.READING, readings=[keep_wish(wish) for wish in read.wishes])
    offers = [
        choice(PickReading(question.id, index), f"asked.{wish.intent}")
        for index, wish in enumerate(read.wishes)
    ]
    page = reply(say("asked.which" if len(offers) > 1 else "asked.sure"))
    answered = Answer(pages=(page.offering(*([offer] for offer in offers)),))
    return answered.read_as(read.best, asked=True)


def just_rang(visit: Visit) -> bool:
    """Whether a reminder rang so lately that short words are likely meant for it."""
    rang = visit.person.rang_at
    return rang is not None and timedelta(0) <= visit.now - rang <= RANG_LATELY


def _other_wish(read: WishRead, *same: Intent) -> bool:
    """Whether the words are plainly a wish of their own."""
    return read.best.intent not in {Intent.UNKNOWN, *same}
