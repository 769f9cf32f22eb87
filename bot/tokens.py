"""What each token of the settings may and can do, and what it is asked to: `karani capacity`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.coach.ports import Work
from bot.config import Settings
from bot.delivery.capacity import (
    MESSAGES_OF_A_SESSION,
    SESSION,
    STARS_A_REMINDER,
    Capacity,
    capacity_of,
    fullest,
    herd_of,
)
from bot.delivery.herd_watch import AHEAD
from bot.delivery.pace import (
    DISCORD,
    PAID_BROADCAST,
    SEVERAL_ON_DISCORD,
    SEVERAL_ON_TELEGRAM,
    TELEGRAM,
    Limits,
)
from scheduler.punctuality import REMINDER_GRACE

GRACE, LENGTH = (int(one.total_seconds()) // 60 for one in (REMINDER_GRACE, SESSION))


def telegram_limits(settings: Settings) -> Limits:
    """How fast the Telegram token may speak in this process."""
    several = _shared(settings) and settings.telegram_webhook_url is not None
    limits = SEVERAL_ON_TELEGRAM if several else TELEGRAM
    return replace(limits, paid=PAID_BROADCAST) if settings.telegram_paid_broadcast else limits


def discord_limits(settings: Settings) -> Limits:
    """How fast the Discord token may speak in this process."""
    several = _shared(settings) and settings.discord_shard_count is not None
    return SEVERAL_ON_DISCORD if several else DISCORD


def _shared(settings: Settings) -> bool:
    """Whether several machines may be at work on the database."""
    return settings.database_url.startswith("postgres")


def capacities(settings: Settings) -> dict[str, Capacity]:
    """What each token that is set carries, by platform."""
    limits = {}
    if settings.telegram_bot_token is not None:
        limits["telegram"] = telegram_limits(settings)
    if settings.discord_bot_token is not None:
        limits["discord"] = discord_limits(settings)
    return {platform: capacity_of(platform, allowed) for platform, allowed in limits.items()}


async def told(settings: Settings, work: Work, now: datetime) -> list[str]:
    """The arithmetic in lines: of every token that is set, of one of each kind if none is."""
    found = capacities(settings) or {
        "telegram": capacity_of("telegram", telegram_limits(settings)),
        "discord": capacity_of("discord", discord_limits(settings)),
    }
    lines: list[str] = []
    for platform, capacity in found.items():
        lines += [platform.capitalize(), *_carries(capacity, _other(platform, settings))]
        lines += await _here(capacity, work, now)
    return lines


def _other(platform: str, settings: Settings) -> Capacity | None:
    """The same token without paid broadcast, or with it; None where there is no such thing."""
    if platform != "telegram":
        return None
    limits = telegram_limits(settings)
    return capacity_of(platform, replace(limits, paid=None if limits.paid else PAID_BROADCAST))


def _carries(capacity: Capacity, other: Capacity | None) -> Iterator[str]:
    yield f"  reminders: {_reminders(capacity)}"
    if other is not None:
        how = "with" if other.paid else "without"
        yield f"  {how} paid broadcast: {_reminders(other)}"
    yield (
        f"  sessions at once: {capacity.sessions_at_once:,}"
        f" ({MESSAGES_OF_A_SESSION} messages in {LENGTH} minutes each); later ones begin later"
    )


def _reminders(capacity: Capacity) -> str:
    free = TELEGRAM.overall.most
    price = f", at {STARS_A_REMINDER} Star for each beyond {free} a second" if capacity.paid else ""
    return (
        f"{capacity.reminders:,.0f} a second, {capacity.reminders_in_grace:,} within their grace of"
        f" {GRACE} minutes{price}"
    )


async def _here(capacity: Capacity, work: Work, now: datetime) -> list[str]:
    """What this database asks of the token now."""
    minutes = await work.reminders.due_by_minute(now, now + AHEAD, capacity.platform)
    sessions = await work.sessions.guided(capacity.platform)
    coming = sum(count for _, count in minutes)
    lines = [
        f"  here: {coming:,} reminders in the next 24 hours, {sessions:,} sessions now",
    ]
    if minutes:
        at, count = fullest(minutes)
        lines.append(f"  the fullest {GRACE} minutes: {count:,} from {at:%Y-%m-%d %H:%M} UTC")
    herd = herd_of(capacity, minutes)
    if herd is not None:
        lines.append(f"  too many: {herd.left:,} of {herd.reminders:,} would come too late")
    return lines
