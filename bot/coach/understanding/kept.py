"""A wish that waits for an answer, as plain JSON values and back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from bot.coach.understanding.meaning import Intent, Section, TimesRead, Weekday, When, Wish

Kept = dict[str, Any]


def keep_when(when: When) -> Kept:
    """A reading of a time as JSON values."""
    return {
        "clock": when.clock.isoformat("minutes"),
        "days": sorted(when.days) if when.days is not None else None,
        "once": when.once,
        "on": when.on.isoformat() if when.on else None,
        "zone": when.zone,
        "instant": when.instant.isoformat() if when.instant else None,
        "leeway": when.leeway,
    }


def when_kept(kept: Kept) -> When:
    """The reading of a time that `keep_when` made these values of."""
    days = kept["days"]
    return When(
        clock=time.fromisoformat(kept["clock"]),
        days=frozenset(Weekday(day) for day in days) if days is not None else None,
        once=kept["once"],
        on=date.fromisoformat(kept["on"]) if kept["on"] else None,
        zone=kept["zone"],
        instant=datetime.fromisoformat(kept["instant"]) if kept["instant"] else None,
        # What was kept before there was any has none.
        leeway=kept.get("leeway"),
    )


def keep_wish(wish: Wish) -> Kept:
    """A wish as JSON values, without the words that it was read from."""
    times = wish.times.times if wish.times else ()
    return {
        "intent": wish.intent.value,
        "pose": wish.pose,
        "section": wish.section.value if wish.section else None,
        "seconds": wish.seconds,
        "minutes": wish.minutes,
        "until": wish.until.isoformat("minutes") if wish.until else None,
        "times": [keep_when(when) for when in times] if wish.times else None,
        "zone": wish.zone,
        "language": wish.language,
        "feeling": wish.feeling,
        "breath": list(wish.breath) if wish.breath else None,
        "on": wish.on,
    }


def wish_kept(kept: Kept) -> Wish:
    """The wish that `keep_wish` made these values of."""
    times = kept["times"]
    return Wish(
        intent=Intent(kept["intent"]),
        pose=kept["pose"],
        section=Section(kept["section"]) if kept["section"] else None,
        seconds=kept["seconds"],
        minutes=kept["minutes"],
        until=time.fromisoformat(kept["until"]) if kept["until"] else None,
        times=TimesRead(times=tuple(when_kept(w) for w in times)) if times is not None else None,
        zone=kept["zone"],
        language=kept["language"],
        feeling=kept["feeling"],
        # As above.
        breath=_counts_kept(kept.get("breath")),
        on=kept.get("on"),
    )


def _counts_kept(kept: list[int] | None) -> tuple[int, int, int] | None:
    if kept is None:
        return None
    inhale, hold, exhale = kept
    return inhale, hold, exhale
