"""The terminal's look and numbers, on a console that writes into memory."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from bot.adapters.local.looks import WIDTH, Card, palette_at
from bot.adapters.local.terminal import PERSON, Terminal
from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask, HelpAbout, Steer
from bot.coach.talk.illustrations import Look
from bot.coach.talk.replies import Attachment, Choice, Kind, Line, Message, Page, Style
from bot.coach.talk.requests import ChatAddress, Content, Press, Request, Words
from bot.delivery.front import Spoken
from bot.media.palette import PALETTES, Palette
from content.library import Library
from scheduler.clock import VirtualClock
from tests.adapters.pictures import card, shared_studio

NIGHT, DAY = PALETTES[Look.NIGHT], PALETTES[Look.DAY]

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
LIBRARY = Library.load()
ME = ChatAddress(platform="local", chat=PERSON)


def page(*texts: str, offers: tuple[str, ...] = (), kind: Kind = Kind.REPLY, silent: bool = False,
         until: datetime | None = None) -> Message:  # fmt: skip
    lines = tuple(Line(style=Style.PARAGRAPH, text=text, until=until) for text in texts)
    row = tuple(Choice(label=name, action=Ask(name)) for name in offers)
    return Page(lines=lines, choices=(row,) if row else (), kind=kind, silent=silent)


@dataclass
class Recorded:
    """A front that answers with what it was given, and remembers what it was asked."""

    pages: list[Message]
    heard: list[Content] = field(default_factory=list)

    async def serve(self, request: Request) -> Spoken:
        self.heard.append(request.content)
        return Spoken(messages=(self.pages.pop(0),) if self.pages else ())


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


def terminal(*, real: bool = True) -> tuple[Terminal, io.StringIO]:
    shown = io.StringIO()
    console = Console(file=shown, force_terminal=real, width=80, highlight=False)
    return Terminal(library=LIBRARY, clock=VirtualClock(NOW), console=console), shown


async def test_it_begins_with_a_welcome_and_ends_with_its_input() -> None:
    """Who opens it is met as by /start; the end of the input is the end of the chat."""
    chat, _ = terminal()
    front = Recorded([page("hello")])
    await chat.run(front, typed())
    assert front.heard == [Words("/start")]


async def test_a_number_chooses_among_the_last_choices() -> None:
    """A number that stands on the screen presses its button; any other is said as it is."""
    chat, _ = terminal()
    front = Recorded([page("one", offers=("a", "b")), page("two"), page("three", offers=("c",))])
    await chat.run(front, typed("2\n", "2", "1", "0", "3", "²", "9" * 5000))
    assert front.heard == [
        Words("/start"), Press("a1:b"), Press("a1:b"), Press("a1:c"), Words("0"), Words("3"),
        Words("²"), Words("9" * 5000),
    ]  # fmt: skip


async def test_a_cue_leaves_every_number_what_it_was() -> None:
    """What comes while somebody types goes on counting, and gives no choice a second number."""
    chat, shown = terminal(real=False)
    front = Recorded([page("card", offers=("steps", "tips"))])
    await chat.run(front, typed())
    for _ in range(3):
        await chat.send(ME, page("breathe", kind=Kind.CUE), nonce="1", lane=Lane.HOLD)
        await chat.send(
            ME, page("half way", offers=("stop", "steps"), kind=Kind.CUE), nonce="2", lane=Lane.HOLD
        )
    assert "3\u00a0stop   1\u00a0steps" in shown.getvalue()
    again = Recorded([])
    await chat.run(again, typed("1", "2", "3", "4"))
    assert again.heard[1:] == [Press("a1:steps"), Press("a1:tips"), Press("a1:stop"), Words("4")]


@pytest.mark.parametrize("silent", [True, False])
async def test_what_sounds_rings_the_bell(*, silent: bool) -> None:
    """The bell rings for what is sent with notification, and never for an answer."""
    chat, shown = terminal()
    await chat.run(Recorded([page("hello")]), typed())
    assert "\a" not in shown.getvalue()
    await chat.send(ME, page("up", kind=Kind.CUE, silent=silent), nonce="1", lane=Lane.HOLD)
    assert ("\a" in shown.getvalue()) is not silent


async def test_a_file_is_laid_where_its_path_says() -> None:
    """The path of a file stands on the card, and leads to it."""
    chat, shown = terminal(real=False)
    chat.console.width = 200
    note = page("here it is")
    file = Attachment(name="../karani.json", media_type="application/json", data=b"{}")
    front = Recorded([Page(lines=note.lines, files=(file,))])
    await chat.run(front, typed())
    assert "karani-" in shown.getvalue()
    assert ".." not in shown.getvalue()


async def test_a_countdown_shows_what_is_left() -> None:
    """Minutes and seconds beside the time."""
    chat, shown = terminal(real=False)
    await chat.send(
        ME,
        page("Until 22:10", until=NOW + timedelta(minutes=9, seconds=5)),
        nonce="1",
        lane=Lane.HOLD,
    )
    assert "Until 22:10 (9:05)" in shown.getvalue()


@given(st.text(max_size=200), st.sampled_from(list(Style)), st.integers(20, 200))
def test_any_words_are_shown_as_they_are(text: str, style: Style, width: int) -> None:
    """Nothing in a text is markup, and no card is wider than the terminal."""
    shown = io.StringIO()
    console = Console(file=shown, width=width, highlight=False)
    message: Message = Page(lines=(Line(style=style, text=f"[bold]{text}[/nonsense]"),))
    console.print(Card(message=message, palette=NIGHT).drawn(width))
    assert all(cell_len(line) <= min(WIDTH, width) for line in shown.getvalue().split("\n"))
    if text.isascii() and text.isalnum() and len(text) < 10 and width > 60:
        assert f"[bold]{text}[/nonsense]" in shown.getvalue()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [NIGHT, DAY], ids=["night", "day"])
@pytest.mark.parametrize("name", ["text", "secondary", "accent", "alert"])
def test_text_keeps_its_contrast(palette: Palette, name: str) -> None:
    """Every colour of text keeps 4.5 to 1 against the ground it stands on."""
    one, other = luminance(getattr(palette, name)), luminance(palette.ground)
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("hour", "palette"), [(0, NIGHT), (6, NIGHT), (7, DAY), (19, DAY), (20, NIGHT), (23, NIGHT)]
)
def test_night_is_from_eight_to_seven(hour: int, palette: Palette) -> None:
    """The reader's own clock decides."""
    assert palette_at(datetime(2026, 11, 22, hour, 30, tzinfo=UTC)) == palette


async def test_steps_are_numbered_and_hang_beside_their_number() -> None:
    """A long step goes on under its own words, and its number is not a choice's."""
    lines = tuple(Line(style=Style.STEP, text=f"step {n} " + "word " * 20) for n in (1, 2))
    row = (
        Choice(label="Tips", action=HelpAbout("body")),
        Choice(label="Stop", action=Steer(1, "stop")),
    )
    chat, shown = terminal(real=False)
    await chat.send(ME, Page(lines=lines, choices=(row,)), nonce="1", lane=Lane.HOLD)
    text = shown.getvalue()
    assert "1. step 1" in text
    assert "2. step 2" in text
    assert "\u2502    word" in text
    assert "1\u00a0Tips   2\u00a0Stop" in text


def coloured(width: int = 80, **environment: str) -> tuple[Terminal, io.TextIOWrapper]:
    shown = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    given = {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | environment
    console = Console(file=shown, force_terminal=True, width=width, _environ=given)
    studio = shared_studio()
    return Terminal(library=LIBRARY, clock=VirtualClock(NOW), console=console, studio=studio), shown


def read(shown: io.TextIOWrapper) -> str:
    shown.seek(0)
    return shown.read()


async def test_a_picture_is_shown_in_half_cells_once() -> None:
    """Where there are colours; the same one again is not, and its words are there either way."""
    chat, shown = coloured()
    pose = Page(lines=page("Legs up").lines, pictures=card())
    await chat.run(Recorded([pose, pose]), typed("again"))
    rows = [row for row in read(shown).splitlines() if "\u2580" in row]
    assert 10 <= len(rows) <= 20
    assert read(shown).count(card()[0].alt[:30]) == 2


@pytest.mark.parametrize(
    ("width", "environment"),
    [(59, {}), (80, {"NO_COLOR": "1"}), (80, {"TERM": "dumb", "COLORTERM": ""}),
     (80, {"TERM": "xterm", "COLORTERM": ""})],
)  # fmt: skip
async def test_a_screen_without_colours_or_room_has_the_words(
    width: int, environment: dict[str, str]
) -> None:
    """Narrow, plain, of 16 colours, or asked for none: what the picture shows is told."""
    chat, shown = coloured(width, **environment)
    pose = Page(lines=page("Legs up").lines, pictures=card())
    await chat.run(Recorded([pose]), typed())
    assert "\u2580" not in read(shown)
    assert card()[0].alt[:20] in read(shown)
