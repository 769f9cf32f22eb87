"""What words are never read as: the pairs of wishes that must not be taken for each other.

A cue or a resemblance may speak for a wish by mistake. What would be grave, a reminder for "don't
remind me", an erasure for "delete my reminder", a session ended by "stop reminding me", is ruled
out by what the words deny and by what their verb is about, before anything is weighed.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.coach.understanding.lexicon import Bound
from bot.coach.understanding.marks import Marked
from bot.coach.understanding.meaning import Intent


def ruled_out(bounds: Iterable[Bound], found: Marked) -> frozenset[Intent]:
    """The intents that words cannot mean, by every bound that they fall under."""
    whole = (found.plain, found.text)
    parts = found.clauses or whole
    under = (
        one.never
        for one in bounds
        if any(one.words.search(words) for words in (parts if one.clause else whole))
    )
    return frozenset[Intent]().union(*under)
