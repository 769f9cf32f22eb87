"""What journeys about reminders have in common: being somewhere, practising, being rung."""

from __future__ import annotations

from tests.journeys.evening import Evening, Seen

ANA = "ana"


async def lives_in(evening: Evening, place: str = "Europe/Berlin", user: str = ANA) -> None:
    """The coach knows where somebody's evening is."""
    (seen,) = await evening.says(user, f"/timezone {place}")
    assert seen.intent == "set_timezone"
    assert not seen.asked


async def practises(evening: Evening, user: str = ANA) -> None:
    """A minute up the wall, all the way to being down; takes 10 minutes in all."""
    seen = await evening.says(user, "/session legsup 1")
    if "None of these" in seen[-1].choices:
        await evening.presses(user, "None of these")
    await evening.advance(240)
    await evening.presses(user, "I'm down")
    await evening.advance(360)


def rings(seen: list[Seen], user: str = ANA) -> list[str]:
    """When somebody was reminded, in UTC, as "22 21:30"."""
    return [one.at.strftime("%d %H:%M") for one in rung(seen, user)]


def rung(seen: list[Seen], user: str = ANA) -> list[Seen]:
    """The reminders of somebody."""
    return [one for one in seen if one.kind == "reminder" and one.to == user]
