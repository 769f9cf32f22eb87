"""docs/local-chat.md says what the program does: its lines run, and its lists are the code's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.local.acts import YEARS, act_of, parsed
from bot.coach.talk.replies import Kind
from bot.coach.understanding.meaning import Intent, Section, TimeFault
from content.library import Library
from content.model import Verdict

PAGE = (Path(__file__).parents[3] / "docs" / "local-chat.md").read_text("utf-8")
LINES = re.findall(r"^\| `(\{.*?\})` \|", PAGE, re.MULTILINE)


def test_the_table_of_input_has_every_kind_of_line() -> None:
    assert len(LINES) == 9


@pytest.mark.parametrize("line", LINES)
def test_every_line_on_the_page_can_be_acted_on(line: str) -> None:
    """Whoever copies a line from the page gets no error line."""
    act_of(parsed(line.encode()))


@pytest.mark.parametrize(
    "names",
    [Intent, Section, TimeFault, Kind, Verdict, tuple(Library.load().poses)],
    ids=["intents", "sections", "faults", "kinds", "verdicts", "poses"],
)
def test_every_name_of_a_closed_list_is_on_the_page(names: tuple[str, ...]) -> None:
    """A new intent, verdict or pose is a change of the public interface, and is written down."""
    assert [name for name in map(str, names) if not re.search(rf"\b{name}\b", PAGE)] == []


def test_the_years_of_the_clock_are_on_the_page() -> None:
    """The bounds that an error line names are those of the page."""
    assert f"the years {YEARS[0]} to {YEARS[-1]}" in PAGE
