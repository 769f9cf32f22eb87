"""Which breaths are counted, and where they come from."""

from __future__ import annotations

import pytest

from bot.coach.practice.breathing import breath_of_evening, counts_written, fits, written
from content.library import Library


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("4-6", (4, 0, 6)),
        ("4-7-8", (4, 7, 8)),
        ("3-3", (3, 0, 3)),
        ("2-3", None),
        ("4-9", None),
        ("4-8-8", None),
        ("4", None),
        ("4-6-8-9", None),
        ("four-six", None),
        ("\u0664-6", None),
    ],
)
def test_only_counts_that_fit_are_taken_from_a_button(
    text: str, counts: tuple[int, int, int] | None
) -> None:
    """From 3-3 to 4-7-8; anything forged is none."""
    assert counts_written(text) == counts
    if counts is not None:
        assert fits(counts)
        assert written(counts) == text


def test_an_evening_brings_its_own_breath() -> None:
    """By its mark; a mark that leads nowhere brings none."""
    library = Library.load()
    (programme,) = library.programmes.values()
    found = [breath_of_evening(library, f"{programme.id}:{n}") for n in range(30)]
    assert found == [evening.breath for evening in programme.evenings]
    assert any(found)
    for mark in (None, "", "x:0", f"{programme.id}:30", f"{programme.id}:-1"):
        assert breath_of_evening(library, mark) is None
