"""`python -m bot.media.bell_build`: strikes the bowl and writes `bell.ogg` beside this file.

The bowl is a handful of partials, each a pair a little apart so that it beats, each dying away in
its own time, the high ones first; the strike itself is soft. Ogg with Opus, which Telegram wants of
a voice note and browsers and Discord play. Whoever runs the coach needs no encoder: the sound comes
with it. The encoder (libsndfile, in the extra `bell`) numbers its stream at random; that number is
set here, so that the same bowl is the same file.
"""

from __future__ import annotations

import io
import struct
from array import array
from math import cos, exp, pi, sin
from pathlib import Path

RATE = 48_000
SECONDS = 7.0
STRIKE_SECONDS = 0.012
FADE_SECONDS = 1.0
LOUDEST = 0.5
STREAM = 1_204_223

PARTIALS = (
    # Hertz, loudness, seconds to a third of it, hertz between the two of a pair.
    (196.0, 1.00, 2.6, 0.7),
    (531.0, 0.55, 1.7, 1.1),
    (1_011.0, 0.24, 1.0, 1.6),
    (1_603.0, 0.10, 0.6, 2.3),
    (2_311.0, 0.04, 0.3, 3.1),
)
"""A bowl of about 16 cm: what stands above the lowest is no whole number of times as high."""


def struck() -> array[float]:
    """The sound, at RATE samples a second, from -1 to 1."""
    wave = array("d", (_at(n / RATE) for n in range(int(SECONDS * RATE))))
    most = max(map(abs, wave))
    return array("d", (LOUDEST * value / most for value in wave))


def _at(t: float) -> float:
    sound = 0.0
    for hertz, loud, dies, beat in PARTIALS:
        pair = sin(2 * pi * hertz * t) + 0.6 * sin(2 * pi * (hertz + beat) * t)
        sound += loud * exp(-t / dies) * pair
    begins = 0.5 - 0.5 * cos(pi * min(1.0, t / STRIKE_SECONDS))
    ends = 0.5 - 0.5 * cos(pi * min(1.0, (SECONDS - t) / FADE_SECONDS))
    return sound * begins * ends


def encoded(wave: array[float]) -> bytes:
    """The sound as Ogg with Opus."""
    import soundfile  # noqa: PLC0415 - in the extra `bell`: nobody else needs it

    made = io.BytesIO()
    with soundfile.SoundFile(
        made, "w", samplerate=RATE, channels=1, format="OGG", subtype="OPUS", compression_level=0.85
    ) as file:
        file.buffer_write(wave, dtype="float64")
    return numbered(made.getvalue(), STREAM)


def numbered(ogg: bytes, stream: int) -> bytes:
    """The same Ogg file with its stream's number set, and the checksum of each page renewed."""
    pages, at = [], 0
    while at < len(ogg):
        segments = ogg[at + 26]
        end = at + 27 + segments + sum(ogg[at + 27 : at + 27 + segments])
        page = bytearray(ogg[at:end])
        page[14:18] = struct.pack("<I", stream)
        page[22:26] = bytes(4)
        page[22:26] = struct.pack("<I", _checksum(page))
        pages.append(bytes(page))
        at = end
    return b"".join(pages)


def _checksum(page: bytearray) -> int:
    """Ogg's CRC: polynomial 0x04C11DB7, nothing reflected, nothing inverted."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = ((value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


if __name__ == "__main__":
    Path(__file__).with_name("bell.ogg").write_bytes(encoded(struck()))
