"""What is kept, a copy of it, and an end to it."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.coach.people.practitioner import Asking
from bot.coach.practice import guide
from bot.coach.practice.session import Ending
from bot.coach.talk.actions import Ask, Forget
from bot.coach.talk.answers import Answer, answer
from bot.coach.talk.replies import Attachment, Page, Style, choice, line, reply, say
from bot.coach.understanding.meaning import Intent
from bot.coach.visit import Visit

KEPT = ("you", "practice", "reminders", "body", "not_kept", "how_long")


def privacy(visit: Visit) -> Answer:
    """What is kept, how long, why, and by whom, in plain words."""
    lines = [line(Style.HEADING, "privacy.heading")]
    lines += [line(Style.ITEM, f"privacy.{kept}") for kept in KEPT]
    if (second := visit.tools.second) is not None:
        lines.append(line(Style.ITEM, "privacy.second_reader", host=second.host))
    by = visit.tools.operator
    lines.append(say("privacy.by", contact=by) if by else say("privacy.by_unknown"))
    page = reply(*lines).offering(
        [choice(Ask("export"), "do.export"), choice(Ask("forget"), "do.forget")]
    )
    return answer(Intent.PRIVACY, page)


async def export(visit: Visit) -> Answer:
    """Everything about the person as a JSON file."""
    everything = await visit.work.people.everything(visit.person.id)
    data = json.dumps(everything, ensure_ascii=False, indent=2, sort_keys=True).encode()
    file = Attachment(name="karani.json", media_type="application/json", data=data)
    page = Page(lines=(say("privacy.exported"),), files=(file,))
    return answer(Intent.EXPORT_MY_DATA, page)


def ask_to_forget(visit: Visit) -> Answer:
    """One confirmation, since it cannot be undone."""
    question = visit.ask(Asking.FORGET)
    page = reply(say("privacy.sure")).offering(
        [
            choice(Forget(question.id, 1), "privacy.do.erase"),
            choice(Forget(question.id, 0), "privacy.do.keep"),
        ]
    )
    return answer(Intent.DELETE_MY_DATA, page, asked=True)


async def forget(visit: Visit, *, sure: bool, question: int | None = None) -> Answer:
    """Erase everything, outbox included, and give a receipt; or leave it all."""
    if visit.open_question(Asking.FORGET, question) is None:
        return answer(Intent.DELETE_MY_DATA, reply(say("stale.button")))
    visit.close_question()
    if not sure:
        return answer(Intent.DELETE_MY_DATA, reply(say("privacy.kept")))
    await guide.end_for(visit, Ending.STOPPED)
    await visit.work.people.erase(visit.person.id)
    visit.gone = True
    receipt = reply(say("privacy.erased", date=visit.tonight))
    return replace(answer(Intent.DELETE_MY_DATA, receipt), erased=True)
