"""Which breath may be followed, and how it is shown."""

from __future__ import annotations

from typing import Any

from bot.coach.talk.illustrations import BreathLoop
from bot.coach.talk.replies import Illustration, Line, say
from content.library import Library
from content.model import Breath
from content.phrases import Phrase, phrase

SHORTEST, LONGEST, LONGEST_HELD = 3, 8, 7
"""Seconds in and out, and held: from 3-3 to 4-7-8, never faster than 3 s a half."""

Counts = tuple[int, int, int]
"""Seconds in, held and out."""

OFFERED: Counts = (4, 0, 6)


def fits(counts: Counts) -> bool:
    """Whether the coach counts such a breath."""
    inhale, hold, exhale = counts
    both = SHORTEST <= inhale <= LONGEST and SHORTEST <= exhale <= LONGEST
    return both and 0 <= hold <= LONGEST_HELD


def counts_kept(kept: dict[str, Any]) -> Counts | None:
    """The counts that wait with a wish for a session, if any do."""
    if (counts := kept.get("breath")) is None:
        return None
    inhale, hold, exhale = counts
    return inhale, hold, exhale


def breath_kept(kept: dict[str, Any]) -> Breath | None:
    """The breath that they make; what was kept has been looked at."""
    if (counts := counts_kept(kept)) is None:
        return None
    inhale, hold, exhale = counts
    return Breath(inhale=inhale, hold=hold, exhale=exhale)


def written(counts: Counts) -> str:
    """As people write it: 4-6, or 4-7-8."""
    return "-".join(str(n) for index, n in enumerate(counts) if n or index != 1)


def counts_written(text: str) -> Counts | None:
    """The counts of such a text, if they fit."""
    numbers = text.split("-")
    if not 2 <= len(numbers) <= 3 or not all(n.isascii() and n.isdecimal() for n in numbers):  # noqa: PLR2004 - two counts, or three
        return None
    first, *middle, last = (int(n) for n in numbers)
    counts = (first, middle[0] if middle else 0, last)
    return counts if fits(counts) else None


def breath_of_evening(library: Library, mark: str | None) -> Breath | None:
    """The breath of an evening of a programme, by its mark (`programme:number`, from 0)."""
    programme, _, number = (mark or "").partition(":")
    found = library.programmes.get(programme)
    if found is None or not number.isdecimal() or int(number) >= len(found.evenings):
        return None
    return found.evenings[int(number)].breath


def told(breath: Breath) -> Line[Phrase]:
    """The counts in words."""
    key = "session.breath_held" if breath.hold else "session.breath"
    return say(key, inhale=breath.inhale, hold=breath.hold, exhale=breath.exhale)


def shown(breath: Breath, *, still: bool) -> Illustration[Phrase]:
    """The breath to follow: a circle that moves, or stands for who wants no motion."""
    scene = BreathLoop(
        inhale=breath.inhale, hold=breath.hold, exhale=breath.exhale, still=still
    )  # fmt: skip
    words = tuple(phrase(f"picture.breath.{part}") for part in ("inhale", "hold", "exhale"))
    key = "still" if still else "moving"
    alt = phrase(f"picture.breath_{key}", counts=written((scene.inhale, scene.hold, scene.exhale)))
    return Illustration(scene=scene, alt=alt, words=words)
