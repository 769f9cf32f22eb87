"""A wish for a reminder that waits until it is known where the person's evening is.

"Tonight" and "3 pm today" are other dates, or over already, depending on the zone. What was written
is not kept, so it is read at once for every local time that there is on earth, and the reading of
the right one goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
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

_Reader = Callable[[int], TimesRead]
"""Reads the words as of so many half hours from UTC."""


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
    if times.fault is None and all(not when.once or when.instant for when in times.times):
        return [_keep(_WESTMOST, times)]
    reader = _reader(visit, times)
    if reader is None:
        return [_keep(_WESTMOST, times)]
    midnights = [at for at in range(_WESTMOST + 1, _EASTMOST + 1) if _new_date(visit.now, at)]
    begins = [_WESTMOST, *midnights]
    runs: list[dict[str, Any]] = []
    for first, following in pairwise([*begins, _EASTMOST + 1]):
        last = following - 1
        runs += _runs(reader, first, reader(first), last, reader(last))
    return [run for before, run in pairwise([{}, *runs]) if not _alike(before, run)]


def _runs(
    reader: _Reader, first: int, begins: TimesRead, last: int, ends: TimesRead
) -> list[dict[str, Any]]:
    """Within one date later hours only put more into the past: where the ends agree, so do all."""
    if _alike(_keep(first, begins), _keep(last, ends)):
        return [_keep(first, begins)]
    if last - first == 1:
        return [_keep(first, begins), _keep(last, ends)]
    middle = (first + last) // 2
    read = reader(middle)
    return _runs(reader, first, begins, middle, read) + _runs(reader, middle, read, last, ends)


def _new_date(now: datetime, ahead: int) -> bool:
    here, west = (now.astimezone(timezone(at * _HALF_HOUR)) for at in (ahead, ahead - 1))
    return here.date() != west.date()


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one | {"from": None} == other | {"from": None}


def _reader(visit: Visit, times: TimesRead) -> _Reader | None:
    """What reads the times of the request's words again; None if they are not in its words."""
    content = visit.request.content
    if not isinstance(content, Words):
        return None
    tag, text = visit.person.locale or visit.person.tongue, content.text

    def by_time(ahead: int) -> TimesRead:
        return read_times(text, now=visit.now.astimezone(timezone(ahead * _HALF_HOUR)), habits=tag)

    def by_wish(ahead: int) -> TimesRead:
        local = visit.now.astimezone(timezone(ahead * _HALF_HOUR))
        around = Surroundings(now=local, zone_known=False, locale=tag)
        return visit.tools.wishes.read(text, around).best.times or TimesRead()

    # The quicker one, unless the rest of the wish is in its way.
    for reader in (by_time, by_wish):
        if _alike(_keep(0, reader(0)), _keep(0, times)):
            return reader
    return None


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
