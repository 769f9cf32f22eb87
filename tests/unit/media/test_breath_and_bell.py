"""The breath that moves and the bowl that is struck."""

from __future__ import annotations

import io
import struct
from importlib.resources import files
from itertools import pairwise, product

import pytest
from PIL import Image, ImageSequence

from bot.coach.practice.breathing import LONGEST, LONGEST_HELD, SHORTEST
from bot.coach.talk.illustrations import Bell, BreathLoop, Look
from bot.coach.talk.replies import Illustration
from bot.media.bell_build import RATE, SECONDS, numbered, struck
from bot.media.breath import SIZES, frames
from bot.media.studio import Studio
from content.library import Library

STUDIO = Studio(Library.load())
WORDS = ("In", "Hold", "Out")
MOST_BYTES = 300_000
LEAST_MS = 20
"""Browsers show what is faster than that more slowly than it says."""

BREATHS = [(3, 0, 3), (4, 0, 6), (4, 7, 8), (8, 7, 8)]
OGG = (files("bot.media") / "bell.ogg").read_bytes()


def loop(counts: tuple[int, int, int], *, still: bool = False) -> Illustration[str]:
    inhale, hold, exhale = counts
    scene = BreathLoop(inhale=inhale, hold=hold, exhale=exhale, still=still)
    return Illustration(scene=scene, alt="", words=WORDS)


@pytest.mark.parametrize("counts", BREATHS)
def test_a_breath_lasts_as_long_as_it_says_and_goes_on_for_ever(
    counts: tuple[int, int, int],
) -> None:
    """To the hundredth of a second, in less than 300 kB, and no frame faster than is shown."""
    picture = STUDIO.picture(loop(counts), Look.NIGHT)
    assert len(picture.data) < MOST_BYTES
    with Image.open(io.BytesIO(picture.data)) as image:
        assert image.info["loop"] == 0
        times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
    assert sum(times) == 1000 * sum(counts)
    assert min(times) >= LEAST_MS


def test_every_breath_is_made_of_as_many_pictures() -> None:
    """So that one of any counts has the bytes of those above: only their lengths differ."""
    both, held = range(SHORTEST, LONGEST + 1), range(LONGEST_HELD + 1)
    for inhale, hold, exhale in product(both, held, both):
        made = frames(loop((inhale, hold, exhale)).scene, WORDS)  # type: ignore[arg-type]
        assert len(made) == 2 * SIZES + bool(hold)
        assert made[-1].until == 100 * (inhale + hold + exhale)
        ends = [0, *(one.until for one in made)]
        assert min(b - a for a, b in pairwise(ends)) * 10 >= LEAST_MS


@pytest.mark.parametrize("counts", BREATHS)
def test_a_breath_grows_waits_and_falls(counts: tuple[int, int, int]) -> None:
    """Each count has its word, and the circle goes one way in it, fastest in its middle."""
    inhale, hold, _ = counts
    made = frames(loop(counts).scene, WORDS)  # type: ignore[arg-type]
    growing = [one for one in made if one.word.startswith("In")]
    falling = [one for one in made if one.word.startswith("Out")]
    assert [one.size for one in growing] == sorted(one.size for one in growing)
    assert [one.size for one in falling] == sorted((o.size for o in falling), reverse=True)
    assert (growing[-1].until, falling[-1].until) == (inhale * 100, sum(counts) * 100)
    assert [one.until for one in made if one.word.startswith("Hold")] == (
        [(inhale + hold) * 100] if hold else []
    )
    lengths = [b.until - a.until for a, b in pairwise(growing)]
    assert min(lengths) in lengths[len(lengths) // 3 : 2 * len(lengths) // 3]


def test_the_loop_has_no_seam() -> None:
    """It ends as small as it begins."""
    made = frames(loop((4, 7, 8)).scene, WORDS)  # type: ignore[arg-type]
    assert made[0].size == made[-1].size == 0.0


def test_a_still_breath_is_one_picture() -> None:
    """Who wants no motion gets a PNG."""
    picture = STUDIO.picture(loop((4, 7, 8), still=True), Look.DAY)
    assert (picture.media_type, picture.data[:4]) == ("image/png", b"\x89PNG")


def test_the_bowl_is_struck_softly_and_dies_away() -> None:
    """No click at its beginning or end, never at full loudness."""
    wave = struck()
    assert len(wave) == int(SECONDS * RATE)
    assert max(map(abs, wave)) <= 0.5
    assert abs(wave[0]) < 0.001
    assert abs(wave[-1]) < 0.001
    second = [max(map(abs, wave[at * RATE : (at + 1) * RATE])) for at in range(int(SECONDS))]
    assert second == sorted(second, reverse=True)


def test_the_bell_that_is_shipped_is_ogg_with_opus() -> None:
    """What Telegram wants of a voice note, as long as the bowl sounds, in some tens of kB."""
    bell = STUDIO.picture(Illustration(scene=Bell(), alt=""), Look.NIGHT)
    assert bell.data == OGG
    assert (bell.media_type, bell.width, bell.height) == ("audio/ogg", 0, 0)
    assert OGG.startswith(b"OggS")
    assert b"OpusHead" in OGG[:64]
    last = OGG.rindex(b"OggS")
    (end,) = struct.unpack("<q", OGG[last + 6 : last + 14])
    assert end / RATE == pytest.approx(SECONDS, abs=0.1)
    assert len(OGG) < 60_000


def test_the_bell_is_numbered_by_hand() -> None:
    """The encoder's random number is replaced, checksums included: one bowl is one file."""
    (stream,) = struct.unpack("<I", OGG[14:18])
    assert numbered(OGG, stream) == OGG
    assert numbered(numbered(OGG, 1), stream) == OGG
