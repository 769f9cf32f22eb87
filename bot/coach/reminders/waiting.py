"""A wish for a reminder that waits until it is known where the person's evening is.

"Tonight" and "3 pm today" are other dates, or over already, depending on the zone. What was written
is not kept, so it is read at once for every local time that there is on earth, and the reading of
the right one goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.coach.people.practitioner import Asking
from bot.coach.people.zones import shown_zone
from bot.coach.talk.actions import PickZone
from bot.coach.talk.answers import Answer
from bot.coach.talk.replies import Choice, choice, reply, say
from bot.coach.talk.requests import Words
from bot.coach.understanding.kept import keep_when, keep_wish, when_kept, wish_kept
from bot.coach.understanding.locale_zones import likely_zones
from bot.coach.understanding.meaning import Surroundings, TimeFault, TimesRead, Wish
from bot.coach.understanding.times import read_times
from bot.coach.visit import Visit
from content.phrases import Phrase

_HALF_HOUR = timedelta(minutes=30)
_WESTMOST, _EASTMOST = -24, 28
"""Half hours from UTC."""


def waits_for_zone(visit: Visit, times: TimesRead) -> bool:
    """Whether what was said cannot be acted on before the person's zone is known."""
    if visit.person.zone is not None:
        return False
    return times.fault is TimeFault.PAST or any(when.zone is None for when in times.times)


def ask_zone(visit: Visit, wish: Wish, in_place_of: int | None = None) -> Answer:
    """Ask where the person's evening is; the wish goes on once that is known."""
    visit.ask(
        Asking.ZONE,
        wish=keep_wish(replace(wish, times=None)),
        at=visit.now.isoformat(),
        readings=_readings(visit, wish),
        in_place_of=in_place_of,
    )
    page = reply(say("zone.ask")).offering(zone_offers(visit))
    return Answer(pages=(page,)).read_as(wish, needs="zone")


def zone_offers(visit: Visit) -> list[Choice[Phrase]]:
    """Zones that the platform's locale makes likely, with their keys in the payload."""
    return [
        choice(PickZone(place.zone), "zone.offer", zone=shown_zone(place.zone))
        for place in likely_zones(visit.person.locale or "")[:3]
    ]


def wish_in_zone(visit: Visit, kept: dict[str, Any]) -> Wish:
    """The wish that waited, as it is meant by the clock that the person turned out to have."""
    asked_at = datetime.fromisoformat(kept["at"])
    ahead = asked_at.astimezone(visit.person.tzinfo).utcoffset() or timedelta(0)
    meant = [run for run in kept["readings"] if run["from"] * _HALF_HOUR <= ahead]
    run = (meant or kept["readings"])[-1 if meant else 0]
    return replace(wish_kept(kept["wish"]), times=_times_kept(run))


def _readings(visit: Visit, wish: Wish) -> list[dict[str, Any]]:
    """The times in the words by local time, from the half hour (from UTC) where each begins."""
    times = wish.times or TimesRead()
    runs: list[dict[str, Any]] = []
    if all(when.instant is not None for when in times.times) and times.fault is None:
        return [_keep(_WESTMOST, times)]
    for ahead in range(_WESTMOST, _EASTMOST + 1):
        there = timezone(ahead * _HALF_HOUR)
        run = _keep(ahead, _read_at(visit, visit.now.astimezone(there)))
        if ahead == 0 and run | {"from": None} != _keep(0, times) | {"from": None}:
            # A button, or words of which only a part was about the time.
            return [_keep(_WESTMOST, times)]
        if not runs or runs[-1] | {"from": None} != run | {"from": None}:
            runs.append(run)
    return runs


def _read_at(visit: Visit, local: datetime) -> TimesRead:
    content = visit.request.content
    if not isinstance(content, Words):
        return TimesRead()
    around = Surroundings(now=local, zone_known=False, locale=visit.person.locale or "en")
    read = visit.tools.wishes.read(content.text, around).best.times
    if read is not None:
        return read
    return read_times(content.text, now=local, habits=visit.person.locale or visit.person.tongue)


def _keep(ahead: int, times: TimesRead) -> dict[str, Any]:
    return {
        "from": ahead,
        "times": [keep_when(when) for when in times.times],
        "asks": times.asks,
        "fault": times.fault.value if times.fault else None,
    }


def _times_kept(run: dict[str, Any]) -> TimesRead:
    return TimesRead(
        times=tuple(when_kept(when) for when in run["times"]),
        asks=run["asks"],
        fault=TimeFault(run["fault"]) if run["fault"] else None,
    )
