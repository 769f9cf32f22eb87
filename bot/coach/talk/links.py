"""What a link into the private chat opens: a pose, a session, a command.

Its parameter is `pose_legsup`, `session_legs_up_wall_600`, or a name such as `reminders`.

A link can be made by anybody and followed without a thought: it shows and asks, and changes
nothing by itself.
"""

from __future__ import annotations

import re

from bot.coach.understanding.meaning import Intent

HELLO = "hello"

_FOR = {
    Intent.SET_REMINDER: "remind",
    Intent.LIST_REMINDERS: "reminders",
    Intent.CANCEL_REMINDER: "reminders",
    Intent.CHANGE_REMINDER: "reminders",
    Intent.PAUSE_REMINDERS: "reminders",
    Intent.SNOOZE_REMINDER: "reminders",
    Intent.SKIP_TONIGHT: "reminders",
    Intent.SHOW_PROGRESS: "progress",
    Intent.SHOW_CONDITIONS: "conditions",
    Intent.SET_CONDITIONS: "conditions",
    Intent.CHALLENGE_TODAY: "challenge",
    Intent.CHALLENGE_JOIN: "challenge",
    Intent.EXPORT_MY_DATA: "export",
    Intent.DELETE_MY_DATA: "forget",
    Intent.SET_TIMEZONE: "timezone",
    Intent.SESSION_STATUS: "status",
    Intent.PAUSE_SESSION: "status",
    Intent.RESUME_SESSION: "status",
    Intent.EXTEND_SESSION: "status",
    Intent.STOP_SESSION: "status",
    Intent.SAFETY_QUESTION: "safety",
}

_COMMANDS = frozenset({
    *_FOR.values(), "help", "poses", "session", "language", "privacy",
})  # fmt: skip

_START = re.compile(r"/start\s+([\w-]{1,64})", re.IGNORECASE | re.ASCII)
_SESSION = re.compile(r"session_(\w+)_(\d{1,6})", re.IGNORECASE | re.ASCII)
_POSE = re.compile(r"pose[_-]([\w-]+)", re.IGNORECASE | re.ASCII)


def start_for(intent: Intent) -> str:
    """The start parameter under which a wish goes on in the private chat."""
    return _FOR.get(intent, HELLO)


def followed(said: str) -> str:
    """Words as said, or, where they follow a link, the command that it stands for."""
    start = _START.fullmatch(said)
    if start is None:
        return said
    link = start[1]
    if session := _SESSION.fullmatch(link):
        return f"/session {session[1]} {session[2]} seconds"
    if pose := _POSE.fullmatch(link):
        return f"/pose {pose[1]}"
    return f"/{link}" if link.casefold() in _COMMANDS else "/start"
