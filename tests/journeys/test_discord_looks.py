"""What each kind of reply looks like on Discord: the calls themselves, by the real client.

The strict server refuses what is past a limit of Discord's, and the evening ends by asking whether
it refused anything.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.discord.markup import NIGHT_ACCENT, NIGHT_ALERT
from tests.adapters.discord_tree import Tree, tree
from tests.adapters.pictures import breath
from tests.fakes.discord_server import Seen
from tests.journeys.discord_bed import Evening, in_bed

STEERING: Tree = [["row", "button", "button"], ["row", "button", "button"]]
POSE: Tree = ["section", "text", "thumbnail"]

LOOKS: list[tuple[str, dict[str, str], Tree]] = [
    ("start", {}, [["frame", "text", *[["row", "button"]] * 3]]),
    ("poses", {}, [["frame", "text", *[POSE] * 4, *[["row", "button", "button"]] * 2]]),
    (
        "pose", {"name": "legsup"},
        [["frame", "gallery", "text", ["row", "menu"], ["row", "button"]]],
    ),
    (
        "safety", {"question": "i have glaucoma"},
        [["frame", "text", ["row", "button", "button", "button"]]],
    ),
    ("safety", {"question": "crushing chest pain and my arm hurts"}, [["frame", "text"]]),
    ("help", {}, [["row", "menu"], ["row", "button", "button"]]),
    ("export", {}, []),
    ("privacy", {}, [["frame", "text", ["row", "button", "button"]]]),
]  # fmt: skip


@pytest.fixture
async def evening(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Evening]:
    async with in_bed(monkeypatch) as opened:
        yield opened


def looks(seen: Seen) -> Tree:
    """The components of a message."""
    return tree(seen.raw["components"])


def drawn(seen: Seen) -> list[str]:
    """The names of its files."""
    return [one.filename for one in seen.files]


@pytest.mark.parametrize(("command", "options", "wanted"), LOOKS)
async def test_an_answer_is_one_call(
    evening: Evening, command: str, options: dict[str, Any], wanted: Tree
) -> None:
    """The command's own answer, with all there is to choose, in a frame or as plain text."""
    before = len(evening.server.calls)
    answer = await evening.slash(command, **options)
    (call,) = evening.server.calls[before:]
    assert (call.method, call.path.endswith("/callback")) == ("POST", True)
    assert looks(answer) == wanted


async def test_frames_have_the_palettes_colours(evening: Evening) -> None:
    """An answer to a warning has that of alerts."""
    calm = await evening.slash("poses")
    alert = await evening.slash("safety", question="i have glaucoma")
    colours = [seen.raw["components"][0]["accent_color"] for seen in (calm, alert)]
    assert colours == [NIGHT_ACCENT, NIGHT_ALERT]


async def test_a_pose_is_one_message(evening: Evening) -> None:
    """A section is chosen in a menu and takes the card's place, picture and all."""
    card = await evening.slash("pose", name="legsup")
    for section in ("Steps", "Variations", "Cautions", "Card"):
        before = len(evening.server.calls)
        turned = await evening.presses(section)
        assert turned.id == card.id
        assert len(evening.server.calls) == before + 1
        assert "gallery" in str(looks(turned))
    assert drawn(turned) == drawn(card)


async def test_a_session_is_a_plan_and_plain_cues(evening: Evening) -> None:
    """The plan is a card; what the clock says is text, as a lock screen shows it, with a figure,
    and what rings opens, switches or closes a hold.
    """
    await evening.slash("bell", state="on")
    asked = await evening.slash("session", name="needle", length="2 min")
    assert looks(asked) == [["row", "menu"], ["row", "button", "button"]]
    plan = await evening.presses("None of these")
    assert looks(plan) == [["frame", "gallery", "text", *STEERING]]
    assert drawn(plan) == ["plan.png"]
    before = len(evening.dm)
    await evening.house.passes(timedelta(minutes=3, seconds=30))
    cues = evening.dm[before:]
    assert all(cue.raw["content"] for cue in cues)
    assert [drawn(cue)[-1:] for cue in cues if not cue.silent] == [
        ["thread_the_needle_wall-stay-1.png"], ["bell.ogg"],
        ["thread_the_needle_wall-stay-2.png"], ["bell.ogg"],
    ]  # fmt: skip
    counting = [cue for cue in cues if "<t:" in cue.source]
    assert [looks(cue) for cue in counting] == [STEERING, STEERING]
    assert looks(cues[-1]) == [["row", "button"], ["row", "button"]], "down, or something wrong"


async def test_a_hold_opens_with_a_breath(evening: Evening) -> None:
    """The circle moves below the words."""
    breath()
    await evening.slash("session", name="legsup", length="1 min", breath="4-6")
    await evening.presses("None of these")
    before = len(evening.dm)
    await evening.house.passes(timedelta(seconds=75))
    (opening,) = [cue for cue in evening.dm[before:] if "<t:" in cue.source]
    assert drawn(opening) == ["breath-4-0-6.gif"]
    assert "In for 4, out for 6." in opening.text


async def test_a_reminder_is_plain_text_with_its_choices(evening: Evening) -> None:
    """It rings, and a lock screen shows its words."""
    await evening.slash("remind", time="22:30")
    await evening.slash("timezone", place="Europe/Berlin")
    await evening.until(lambda seen: "22:30" in seen.text)
    await evening.house.passes(timedelta(hours=4))
    rings = evening.dm[-1]
    assert rings.raw["content"].startswith("It's 22:30.")
    assert not rings.silent
    assert looks(rings)[0][:2] == ["row", "button"]  # type: ignore[index]


async def test_sources_are_quotes(evening: Evening) -> None:
    """Each in a quote of its own, below what it is for."""
    await evening.slash("safety", question="i have glaucoma")
    sources = await evening.presses("Sources")
    assert looks(sources) == [["frame", "text"]]
    assert "\n> " in sources.source


async def test_a_copy_of_ones_data_is_a_file(evening: Evening) -> None:
    """Which opens as JSON."""
    copy = await evening.slash("export")
    (upload,) = copy.files
    assert json.loads(upload.content)
