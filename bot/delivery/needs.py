"""What the coach cannot speak or teach without, missed at the start rather than in an answer."""

from __future__ import annotations

from content.faults import Fault
from content.library import Library

ROOMS = (
    "adapter", "asked", "challenge", "comforts", "commands", "days", "do", "error", "group",
    "hello", "picture", "pose_card", "privacy", "progress", "props", "remind", "safety",
    "screening", "session", "settle", "stale", "zone",
)  # fmt: skip
"""Files of what the coach itself says; its code asks for something in each."""


def missing(library: Library) -> list[Fault]:
    """A fault for each file that is not there, or has nothing in it."""
    said = {key.partition(".")[0] for key in library.catalogue("en").entries}
    nothing = [f"locales/en/coach/{room}.toml" for room in ROOMS if room not in said]
    taught = {
        "poses": library.poses,
        "programmes": library.programmes,
        "safety/screening.toml": library.screening,
        "safety/lines.toml": library.lines,
    }
    nothing += [place for place, there in taught.items() if not there]
    remedy = "Bring back what stood there."
    return [Fault(place, "the file", "There is nothing in it.", remedy) for place in nothing]
