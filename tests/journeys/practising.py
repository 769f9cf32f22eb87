"""What the journeys of practice share: beginning a session, and reading its timeline."""

from __future__ import annotations

from collections.abc import Iterable

from tests.journeys.evening import ANA, Evening, Seen

NONE = "None of these"
DOWN = "I'm down"
WRONG = "Something is wrong"
COMES_OUT = "Press up with your hands. Sit for a minute before you stand."
STILL_UP = "If your legs are still up"
FIRST_STEP = "Choose a cosy place by a wall."


async def begins(evening: Evening, said: str, user: str = ANA) -> list[Seen]:
    """Somebody starts a session, and nothing applies to them; what the start showed."""
    seen = await evening.says(user, said)
    if seen[0].needs == "screening":
        seen = await evening.presses(user, NONE)
    assert seen[0].intent == "start_session", seen
    return seen


async def holds(evening: Evening, said: str, seconds: float = 5, user: str = ANA) -> list[Seen]:
    """Somebody starts a session and lies in its hold for some seconds; all cues until then."""
    seen = await begins(evening, said, user)
    while not (opened := [one for one in seen if one.until]):
        seen += mine(await evening.advance(1), user)
    assert len(opened) == 1
    return seen + mine(await evening.advance(seconds), user)


def mine(seen: Iterable[Seen], user: str = ANA) -> list[Seen]:
    return [one for one in seen if one.to == user]


def cues(seen: Iterable[Seen]) -> list[Seen]:
    return [one for one in seen if one.kind == "cue"]


def told(seen: Iterable[Seen]) -> str:
    """All that was said, as one text."""
    return "\n".join(one.text for one in seen)


def timeline(seen: Iterable[Seen]) -> list[tuple[str, str, bool]]:
    """Cues by instant, first line and silence."""
    return [(one.utc, one.text.splitlines()[0], one.silent) for one in cues(seen)]
