"""From "start" to a session: everything that may come first, in its order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.coach.people import private_only
from bot.coach.people.practitioner import Asking, Question
from bot.coach.practice import cards, guide, pages, screening
from bot.coach.practice.breathing import (
    OFFERED,
    Counts,
    breath_kept,
    counts_kept,
    fits,
    written,
)
from bot.coach.practice.naming import named
from bot.coach.practice.plan import fit
from bot.coach.practice.session import Ending, SessionState
from bot.coach.talk.actions import Helped, Start, StartBreathing, StartInstead
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import choice, reply, say
from bot.coach.understanding.meaning import Intent, Wish
from bot.coach.visit import Visit
from content.model import Pose


async def start(  # noqa: PLR0913 - as `begin_session`
    visit: Visit,
    pose_id: str | None,
    seconds: int | None,
    *,
    instead: bool = False,
    evening: str | None = None,
    breath: Counts | None = None,
) -> Answer:
    """Begin a session, or say what stands before it; the wish is kept and goes on after it."""
    pose = visit.library.pose(pose_id or cards.default_pose(visit.library))
    length = pose.hold.usual if seconds is None else seconds
    kept: dict[str, Any] = {"pose": pose.id, "seconds": length, "evening": evening}
    if breath is not None:
        kept["breath"] = list(breath)
    if not visit.private:
        return private_only.open_private(visit, Intent.START_SESSION, f"session_{pose.id}_{length}")
    if visit.session is not None and visit.session.state is SessionState.COMING_OUT:
        await guide.end_for(visit, Ending.FINISHED)
    if (unfit := fit(pose.hold, length)) is not None:
        return _not_that_long(kept, unfit.nearest)
    if breath is not None and not fits(breath):
        return _no_such_breath(kept)
    if visit.session is not None and not instead:
        if not visit.session.waits:
            return _already_running(visit, kept)
        if (visit.session.plan.pose, visit.session.plan.seconds) == (pose.id, length):
            return _read(
                kept, answer(Intent.START_SESSION, pages.waiting(visit.session, visit.now))
            )
    if visit.person.owes_help:
        return _had_help(visit, kept)
    if visit.session is not None:
        await guide.end_for(visit, Ending.STOPPED)
    conditions = await visit.work.people.conditions(visit.person.id)
    if conditions:
        return await screening.from_conditions(visit, kept, conditions)
    if visit.person.cleared_of_conditions(visit.now):
        begun = await guide.begin_session(
            visit, pose.id, length, evening=evening, breath=breath_kept(kept)
        )
        return _read(kept, answer(Intent.START_SESSION, *begun))
    return screening.ask_first(visit, kept)


async def helped(visit: Visit, *, had: bool) -> Answer:
    """The answer to whether help was had; after a yes what was wished for goes on."""
    question = visit.open_question(Asking.HELP)
    visit.close_question()
    if not had:
        return answer(Intent.START_SESSION, reply(say("safety.help_first")))
    visit.change(owes_help=False)
    had_page = reply(say("safety.help_had"))
    if question is None:
        pose = visit.library.pose(cards.default_pose(visit.library))
        offer = choice(Start(pose.id, pose.hold.usual), "do.start", length=_usual(pose))
        return answer(Intent.START_SESSION, had_page.offering([offer]))
    return (await _go_on(visit, question.kept)).after(had_page)


def help_said(visit: Visit, said: str) -> bool | None:
    """Whether a few words say that help was had; None if they say neither."""
    choices = [("had", "safety.said.had_help"), ("not", "safety.said.not_yet")]
    what = named(visit, said, choices)
    return None if what is None else what == "had"


async def instead(visit: Visit, pose: str, seconds: int) -> Answer:
    """End what runs and begin this; an evening of the programme stays one."""
    question = visit.open_question(Asking.INSTEAD)
    kept = question.kept if question else {}
    same = (kept.get("pose"), kept.get("seconds")) == (pose, seconds)
    evening, breath = (kept.get("evening"), counts_kept(kept)) if same else (None, None)
    return await start(visit, pose, seconds, instead=True, evening=evening, breath=breath)


async def instead_said(visit: Visit, question: Question, *, yes: bool) -> Answer:
    """The answer in words to whether what runs is to end."""
    visit.close_question()
    if yes:
        return await _go_on(visit, question.kept, instead=True)
    rows = pages.steering(visit.session) if visit.session else ()
    return answer(Intent.START_SESSION, reply(say("session.stays")).offering(*rows))


async def _go_on(visit: Visit, kept: dict[str, Any], *, instead: bool = False) -> Answer:
    return await start(
        visit, kept["pose"], kept["seconds"], instead=instead, evening=kept["evening"],
        breath=counts_kept(kept),
    )  # fmt: skip


def _usual(pose: Pose) -> timedelta:
    return timedelta(seconds=pose.hold.usual)


def _already_running(visit: Visit, kept: dict[str, Any]) -> Answer:
    assert visit.session is not None  # noqa: S101 - the caller looked
    visit.ask(Asking.INSTEAD, **kept)
    running = pages.pose_name(visit.session.plan.pose)
    swap = choice(StartInstead(kept["pose"], kept["seconds"]), "session.do.instead")
    other, length = pages.pose_name(kept["pose"]), timedelta(seconds=kept["seconds"])
    page = reply(say("session.already", pose=running, other=other, length=length)).offering(
        [swap], *pages.steering(visit.session)
    )
    return _read(kept, answer(Intent.START_SESSION, page), asked=True)


def _not_that_long(kept: dict[str, Any], nearest: int) -> Answer:
    length = timedelta(seconds=nearest)
    page = reply(
        say(f"pose.{kept['pose']}.hold_reason"), say("session.not_that_long", length=length)
    ).offering([choice(Start(kept["pose"], nearest), "do.start", length=length)])
    return _read(kept, answer(Intent.START_SESSION, page))


def _no_such_breath(kept: dict[str, Any]) -> Answer:
    pose, length = kept["pose"], timedelta(seconds=kept["seconds"])
    counted = StartBreathing(pose, kept["seconds"], written(OFFERED))
    page = reply(say("session.breath_unfit")).offering(
        [choice(counted, "session.do.breath", length=length, counts=written(OFFERED))],
        [choice(Start(pose, kept["seconds"]), "do.start", length=length)],
    )
    return _read(kept, answer(Intent.START_SESSION, page))


def _had_help(visit: Visit, kept: dict[str, Any]) -> Answer:
    visit.ask(Asking.HELP, **kept)
    page = reply(say("safety.had_help")).offering(
        [choice(Helped(1), "safety.do.had_help"), choice(Helped(0), "safety.do.not_yet")]
    )
    return _read(kept, answer(Intent.START_SESSION, page))


def _read(kept: dict[str, Any], answered: Answer, *, asked: bool = False) -> Answer:
    wish = Wish(
        intent=Intent.START_SESSION, pose=kept["pose"], seconds=kept["seconds"],
        breath=counts_kept(kept),
    )  # fmt: skip
    return answered.read_as(wish, asked=asked)
