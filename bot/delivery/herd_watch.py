"""Tells whoever runs the coach beforehand that an evening brings more than a token carries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import structlog

from bot.coach.ports import Work
from bot.delivery.capacity import STARS_A_REMINDER, Capacity, Herd, herd_of
from scheduler.recurrence import night_of

AHEAD = timedelta(hours=24)
"""Tomorrow's nightly ones are wound as soon as tonight's have rung."""

_log = structlog.get_logger()


class HerdWatch:
    """Looks at what is wound; says once an evening and token that it is too much.

    `capacities` by platform; a platform that is not named carries any number.
    """

    def __init__(self, capacities: Mapping[str, Capacity]) -> None:
        self._capacities = capacities

    async def look(self, work: Work, now: datetime, mine: tuple[str, ...] | None = None) -> None:
        """Look ahead, for the platforms that are this process's (None: all)."""
        watched = [c for name, c in self._capacities.items() if mine is None or name in mine]
        if not watched:
            return
        # Everybody's first, from the index alone: on most evenings that is the end of it.
        everybodys = await work.reminders.due_by_minute(now, now + AHEAD)
        for capacity in watched:
            if herd_of(capacity, everybodys) is None:
                continue
            theirs = await work.reminders.due_by_minute(now, now + AHEAD, capacity.platform)
            herd = herd_of(capacity, theirs)
            if herd is not None:
                await _tell(work, capacity, herd)


async def _tell(work: Work, capacity: Capacity, herd: Herd) -> None:
    fact = f"herd:{capacity.platform}"
    evening = night_of(herd.at, UTC).isoformat()
    if await work.fact(fact) == evening:
        return
    await work.write_down(fact, evening)
    _log.warning(
        "herd_too_large",
        platform=capacity.platform,
        at=herd.at.strftime("%Y-%m-%d %H:%M UTC"),
        reminders=herd.reminders,
        a_second=capacity.reminders,
        in_time=herd.reminders - herd.left,
        too_late=herd.left,
        helps=_helps(capacity, herd),
    )


def _helps(capacity: Capacity, herd: Herd) -> str:
    ways = ["people's leeway of up to 15 minutes (/reminders)"]
    if capacity.platform == "telegram" and not capacity.paid:
        stars = f"{herd.reminders * STARS_A_REMINDER:,.0f}"
        ways.append(
            f"TELEGRAM_PAID_BROADCAST=true, up to 1,000 a second at {STARS_A_REMINDER} Star each"
            f" ({stars} Stars at most), for bots that Telegram lets"
        )
    return "; ".join([*ways, "a second bot for part of them"])
