"""What a reminder says when it rings: calm, and nothing that must be answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.reminders.reminder import Reminder
from bot.coach.talk.actions import NotTonight, Snooze, Start
from bot.coach.talk.replies import Kind, Page, Reply, choice, reply, say
from content.phrases import phrase

USUAL_POSE = "legs_up_wall"
USUAL_SECONDS = 600
SNOOZE_MINUTES = 20


def page(reminder: Reminder, night: str, now: datetime) -> Reply:
    """The message of one night: begin, later, or not tonight."""
    pose = reminder.pose or USUAL_POSE
    length = timedelta(seconds=reminder.seconds or USUAL_SECONDS)
    said = say(f"remind.rings.{pose}", at=now, length=length, pose=phrase(f"pose.{pose}.name"))
    offers = reply(said).offering(
        [choice(Start(pose, int(length.total_seconds())), "do.start", length=length)],
        [
            choice(
                Snooze(reminder.id, night, SNOOZE_MINUTES), "remind.do.snooze", n=SNOOZE_MINUTES
            ),
            choice(NotTonight(reminder.id, night), "remind.do.not_tonight"),
        ],
    )
    return Page(lines=offers.lines, choices=offers.choices, kind=Kind.REMINDER)
