"""`python -m tests.unit.media.docs_pictures`: draws the figures that the documentation shows."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from bot.coach.practice import breathing, pictures
from bot.coach.practice.plan import compile_plan
from bot.coach.talk.illustrations import Look, Part
from bot.media.studio import Studio
from content.library import Library
from content.model import Breath
from tests.unit.media.drawings import worded_pictures

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"


def drawn() -> dict[str, bytes]:
    """Each picture of the documentation by its file's name."""
    library = Library.load()
    studio = Studio(library)
    legs, needle = library.pose("legs_up_wall"), library.pose("thread_the_needle_wall")
    plan = compile_plan(needle, needle.hold.usual, defaultdict(lambda: 15))
    shown = {
        "figure-card.png": (pictures.card_of(legs), Look.NIGHT),
        "figure-sheet.png": (pictures.sheet_of(legs, Part.STEPS), Look.NIGHT),
        "figure-sheet-day.png": (pictures.sheet_of(needle, Part.STEPS), Look.DAY),
        "figure-plan.png": (pictures.plan_of(plan), Look.NIGHT),
        "breath.gif": (breathing.shown(Breath(inhale=4, exhale=6), still=False), Look.NIGHT),
    }
    words = worded_pictures(library, *(picture for picture, _ in shown.values()))
    return {
        name: studio.picture(one, look).data
        for (name, (_, look)), one in zip(shown.items(), words, strict=True)
    }


if __name__ == "__main__":
    for file, data in drawn().items():
        (FOLDER / file).write_bytes(data)
