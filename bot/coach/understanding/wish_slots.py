"""A wish in the words of the machine-readable chat."""

from __future__ import annotations

from datetime import time

from bot.coach.understanding.meaning import Intent, TimesRead, Weekday, When, Wish

_MINUTE = 60


def slots(wish: Wish) -> dict[str, object]:
    """The slots of a wish as docs/local-chat.md has them; only what the words fix."""
    found: dict[str, object] = {}
    if wish.pose is not None:
        found["pose"] = wish.pose
    if wish.section is not None:
        found["section"] = wish.section.value
    if wish.seconds is not None:
        found["minutes"], seconds = divmod(wish.seconds, _MINUTE)
        if seconds:
            found["seconds"] = seconds
    if wish.breath is not None:
        found["breath"] = "-".join(str(n) for i, n in enumerate(wish.breath) if n or i != 1)
    if wish.on is not None:
        found["on"] = wish.on
    if wish.minutes is not None:
        found["minutes"] = wish.minutes
    if wish.until is not None:
        found["until"] = _clock(wish.until)
    if wish.zone is not None:
        found["timezone"] = wish.zone
    if wish.language is not None:
        found["language"] = wish.language
    if wish.feeling is not None:
        found["feeling"] = wish.feeling
    if wish.times is not None and wish.intent is not Intent.CANCEL_REMINDER:
        found |= _times(wish.times)
    return found


def _times(read: TimesRead) -> dict[str, object]:
    if read.fault is not None:
        return {"error": read.fault.value}
    return _when(read.times[0]) if read.times else {}


def _when(when: When) -> dict[str, object]:
    found: dict[str, object] = {"time": _clock(when.clock)}
    if when.once:
        found["once"] = True
        if when.on is not None:
            found["date"] = when.on.isoformat()
    elif when.days is not None:
        found["days"] = [day.value for day in Weekday if day in when.days]
    if when.zone is not None:
        found["timezone"] = when.zone
    return found


def _clock(clock: time) -> str:
    return clock.strftime("%H:%M")
