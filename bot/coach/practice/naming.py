"""A few words as the choice that they name: "my knee", "rather not"."""

from __future__ import annotations

from collections.abc import Iterable

from bot.coach.visit import Visit

WORDS = 5
"""An answer in words has so many at most; more say something of their own."""

_AROUND = ".,;:!?()\"'"


def named(
    visit: Visit,
    said: str,
    choices: Iterable[tuple[str, str]],
    *,
    whole: bool = False,
    most: int = WORDS,
) -> str | None:
    """The one choice that the words name; None for none, for two, or for many words.

    Args:
        visit: whose language it is.
        said: the words as they were written.
        choices: each with the key of the names that it goes by.
        whole: the words are the name, with nothing around it.
        most: how many words there may be.
    """
    words = [word.strip(_AROUND) for word in said.casefold().split()]
    if not 0 < len(words) <= most:
        return None
    line = " ".join(words)
    catalogue = visit.library.catalogue(visit.person.tongue)
    there = {
        name: what
        for what, key in choices
        if catalogue.has(key)
        for name in catalogue.names(key)
        if (name == line if whole else f" {name} " in f" {line} ")
    }
    # Of "not gone" and "gone" the longer name says it.
    found = {
        what
        for name, what in there.items()
        if not any(name in other and name != other for other in there)
    }
    return found.pop() if len(found) == 1 else None
