"""Pictures through the studio's one door."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.coach.talk.illustrations import Look, PlanStrip, Span, SpanKind
from bot.coach.talk.replies import Illustration
from bot.media.canvas import legible
from bot.media.palette import PALETTES
from bot.media.strip import draw_strip
from bot.media.studio import Studio
from content.library import Library

PLAN = Illustration(
    scene=PlanStrip(
        pose="legs_up_wall",
        spans=(
            Span(kind=SpanKind.SETTLE, seconds=50),
            Span(kind=SpanKind.HOLD, seconds=600),
            Span(kind=SpanKind.COME_OUT, seconds=0),
        ),
    ),
    alt="Get in, hold for 10 minutes, come out.",
    words=("Get in", "50 s", "Hold", "10 min", "Come out", "22:41"),
)
LIBRARY = Library.load()


def test_a_picture_is_the_same_bytes_whoever_draws_it() -> None:
    """Two studios draw one scene alike, down to the digest."""
    assert Studio(LIBRARY).picture(PLAN, Look.NIGHT) == Studio(LIBRARY).picture(PLAN, Look.NIGHT)


def test_night_and_day_are_two_pictures() -> None:
    """The look is part of what a picture is."""
    studio = Studio(LIBRARY)
    night, day = studio.picture(PLAN, Look.NIGHT), studio.picture(PLAN, Look.DAY)
    assert night.digest != day.digest


def test_a_folder_keeps_pictures_and_a_broken_file_is_drawn_anew(tmp_path: Path) -> None:
    """Half a file in the folder is never shown."""
    first = Studio(LIBRARY, tmp_path).picture(PLAN, Look.NIGHT)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    assert Studio(LIBRARY, tmp_path).picture(PLAN, Look.NIGHT) == first
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_used_costs_no_picture(tmp_path: Path) -> None:
    """Where a file stands in the folder's place, pictures are drawn all the same."""
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert Studio(LIBRARY, blocked).picture(PLAN, Look.NIGHT).data.startswith(b"\x89PNG")


WORDS = st.text(max_size=40) | st.text("<>&;/\"'=-![]CDATAé \x00\ud83d", max_size=40)


@given(st.lists(WORDS, min_size=6, max_size=6))
def test_any_words_in_a_picture_are_text(words: list[str]) -> None:
    """The drawing says them as they are, if the font has them, and is made of nothing else."""
    assert isinstance(PLAN.scene, PlanStrip)
    svg = draw_strip(PLAN.scene, tuple(words), PALETTES[Look.DAY]).svg()
    drawn = ET.fromstring(svg)  # noqa: S314 - our own drawing, not somebody's file
    said = [one.text or "" for one in drawn.iter() if one.tag.endswith("text")]
    assert {one.tag.rpartition("}")[2] for one in drawn.iter()} <= {"svg", "rect", "text"}
    assert ["".join(one.split()) for one in said] == [
        "".join(seen(word).split()) for word in words if legible(word)
    ]


def seen(words: str) -> str:
    """The words without controls and halves of characters, which no drawing can hold."""
    return "".join(letter for letter in words if unicodedata.category(letter) not in {"Cc", "Cs"})


def test_words_in_a_picture_are_never_markup() -> None:
    """A word with brackets and ampersands is drawn, not read."""
    odd = replace(PLAN, words=("<script>", "&amp;", '"', "'", "]]>", "\x00\ud83d"))
    assert Studio(LIBRARY).picture(odd, Look.DAY).data.startswith(b"\x89PNG")
