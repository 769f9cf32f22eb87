"""Every picture of the real content, drawn."""

from __future__ import annotations

import re
import struct
import sys
from collections import defaultdict
from time import process_time

import pytest

from bot.coach.talk.illustrations import Look
from bot.coach.talk.replies import Illustration
from bot.media.canvas import legible
from bot.media.palette import PALETTES
from bot.media.studio import Studio
from content.library import Library
from tests.unit.media.drawings import everything

LIBRARY = Library.load()
STUDIO = Studio(LIBRARY)
MOST_BYTES, MOST_MS = 60_000, 60
TRIES = 5
CONTRAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """How well one colour is told from another, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("look", Look)
def test_every_picture_is_drawn_small(look: Look) -> None:
    """No figure, card, sheet or plan is more than 60 kB, and each is as large as it says."""
    for shown in everything(LIBRARY):
        picture = STUDIO.picture(shown, look)
        assert len(picture.data) <= MOST_BYTES, picture.name
        assert struct.unpack(">II", picture.data[16:24]) == (picture.width, picture.height)


def test_every_picture_is_drawn_within_60_ms_of_one_core() -> None:
    """The slowest of each kind, by CPU time; the least of a few, as other work slows a core too."""
    kinds = defaultdict[str, list[Illustration[str]]](list)
    for shown in everything(LIBRARY):
        kinds[type(shown.scene).__name__].append(shown)
    for kind, pictures in kinds.items():
        slowest = sorted(pictures, key=milliseconds, reverse=True)[:2]
        took = max(min(milliseconds(shown) for _ in range(TRIES)) for shown in slowest)
        sys.stdout.write(f"{kind}: {took:.0f} ms\n")
        assert took <= MOST_MS, f"{kind}: {took:.0f} ms"


def milliseconds(shown: Illustration[str]) -> float:
    """CPU time of drawing one picture that nobody has drawn before."""
    studio = Studio(LIBRARY)
    began = process_time()
    studio.picture(shown, Look.NIGHT)
    return (process_time() - began) * 1000


def test_a_step_that_names_a_side_marks_the_feet() -> None:
    """R and L tell which leg is meant, wherever the words say left or right."""
    words = LIBRARY.catalogue("en").entries
    sided = {
        key.removeprefix("pose.")
        for key, text in words.items()
        if re.match(r"pose\.\w+\.(steps|come_out)\.", key)
        and re.search(r"\b(left|right)\b", str(text))
    }
    assert sided
    assert [step for step in sided if not any(one.marks for one in LIBRARY.scenes(step))] == []


def test_the_two_sides_are_two_pictures() -> None:
    """A mirrored figure is not the first one again."""
    for shown in everything(LIBRARY):
        if getattr(shown.scene, "side", 1) > 1:
            first = next(one for one in everything(LIBRARY) if _is_first(one, shown))
            night = [STUDIO.picture(one, Look.NIGHT).digest for one in (first, shown)]
            assert night[0] != night[1], shown.scene
            assert first.alt != shown.alt


def _is_first(one: Illustration[str], second: Illustration[str]) -> bool:
    names = [
        (getattr(s.scene, "pose", ""), getattr(s.scene, "part", ""), getattr(s.scene, "step", ""))
        for s in (one, second)
    ]
    return names[0] == names[1] and getattr(one.scene, "side", 2) == 1


def test_every_word_of_a_picture_can_be_drawn() -> None:
    """The font has what English pictures say, accents of Sanskrit included."""
    for shown in everything(LIBRARY):
        assert all(map(legible, shown.words)), shown.words
    assert not legible("\u30e8\u30ac")


@pytest.mark.parametrize("look", Look)
def test_words_stand_out_from_their_ground(look: Look) -> None:
    """Everything that is read keeps 4.5 to 1 on both grounds."""
    palette = PALETTES[look]
    for ground in (palette.ground, palette.surface):
        for colour in (palette.text, palette.secondary, palette.accent, palette.alert):
            assert contrast(colour, ground) >= CONTRAST, (colour, ground)
