"""Messages become Discord's: styles, limits, and nothing that a person typed is markup."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.choices import LABEL_UNITS
from bot.adapters.discord.escaping import clean, units
from bot.adapters.discord.markup import (
    CARD_UNITS,
    CONTENT_UNITS,
    NIGHT_ACCENT,
    NIGHT_ALERT,
    sheets,
)
from bot.coach.talk.actions import ShowPose
from bot.coach.talk.replies import Kind, Style
from tests.adapters.discord_bot.bench import NOW, line, offer, said
from tests.fakes.discord_views import as_displayed

MARKS = (
    *(
        "**",
        "*",
        "_",
        "__",
        "~~",
        "||",
        "`",
        "```",
        "\\",
        "\\*",
        "> ",
        ">>> ",
        "# ",
        "-# ",
        "- ",
        "1. ",
    ),
    *("[a](https://b.example)", "<@7>", "<t:1:R>", "<:x:1>", ":moon:", "@everyone", "</p:1>"),
    *("https://a.example/b_c_d", "https://doi.org/10.1016/j.x", "http://", "22:30:15", "(", ")"),
    *("> ", ">>> "),
    *("\u202e", "\u05d0\u05d1", "\x00", "\ud800", "\U0001f319", "\r\n", "\t", "word", " ", "\n"),
)
PIECES = st.sampled_from(MARKS)
TEXTS = st.one_of(
    st.text(st.characters(codec=None), max_size=300), st.lists(PIECES, max_size=40).map("".join)
)


@settings(max_examples=300)
@example("".join(f"{mark}word{mark} " for mark in MARKS))
@example("".join(f"{mark}word{mark}\n" for mark in MARKS))
@example("".join(f"{mark}word" for mark in MARKS for _ in range(2)))
@given(TEXTS)
def test_what_a_person_typed_shows_as_typed(text: str) -> None:
    """Any text shows as itself, without what cannot be shown, in every style of a line."""
    shown = "\n".join(row.strip() for row in clean(text).split("\n"))
    for style in (Style.PARAGRAPH, Style.WARNING, Style.NOTE, Style.QUOTE, Style.ITEM):
        made = sheets(said(line(text, style), kind=Kind.CUE))
        seen = "\n".join(as_displayed(one.content) for one in made)
        seen = seen.removeprefix("- ") if style is Style.ITEM else seen
        assert "\n".join(row.strip() for row in seen.split("\n")) == shown
        assert all(one.content.encode() for one in made)


@given(TEXTS)
@example("".join(MARKS))
def test_nobody_is_called_and_nothing_else_is_put_in(text: str) -> None:
    """Mentions, relative times, emoji and addresses with markup in them stay what was typed."""
    for sheet in sheets(said(text, kind=Kind.CUE)):
        left = re.sub(r"\\.", " ", sheet.content)
        assert not re.search(r"[<@\[\]]|:\w+:", left)
        assert not re.search(r"(?<!\\)://\S*\\", sheet.content)


@settings(max_examples=25)
@given(st.lists(st.tuples(TEXTS, st.sampled_from(Style), st.integers(1, 40)), max_size=12))
def test_no_limit_is_ever_passed(lines: list[tuple[str, Style, int]]) -> None:
    """However long the lines, each message and card stays within Discord's limits."""
    for kind in (Kind.CUE, Kind.REPLY):
        long = [line(text * times, style, until=60) for text, style, times in lines]
        for sheet in sheets(said(*long, kind=kind)):
            assert units(sheet.content) <= CONTENT_UNITS
            assert units(sheet.card) <= CARD_UNITS
            assert bool(sheet.content) is not bool(sheet.card)


def test_a_card_has_the_nights_accent() -> None:
    """The heading that leads is the largest, and each style has its own look."""
    (sheet,) = sheets(
        said(
            line("Legs up", Style.HEADING),
            "A quiet rest.",
            line("Sit", Style.STEP),
            line("Lie", Style.STEP),
            line("A wall", Style.ITEM),
            line("Steps", Style.HEADING),
            line("Walk", Style.STEP),
            line("Graded", Style.NOTE),
            line("Slowly", Style.QUOTE),
        )
    )
    assert (sheet.content, sheet.colour) == ("", NIGHT_ACCENT)
    assert sheet.card == (
        "## Legs up\nA quiet rest.\n\n1. Sit\n2. Lie\n\n- A wall\n\n"
        "### Steps\n1. Walk\n\n-# Graded\n\n> Slowly"
    )


def test_a_warning_leads_in_a_frame_of_its_colour() -> None:
    """The first warning leads in bold, and the frame has the colour of alerts."""
    (sheet,) = sheets(said(line("Stop. Come down.", Style.WARNING), "Call 112.", "Stay."))
    assert (sheet.content, sheet.card) == ("", "**Stop. Come down.**\n\nCall 112.\n\nStay.")
    assert sheet.colour == NIGHT_ALERT


def test_a_cue_is_plain_text() -> None:
    """What the clock says can be read on a locked screen; so can a single sentence."""
    cue = said(line("Half way.", Style.HEADING), "Breathe out.", kind=Kind.CUE)
    assert [one.content for one in sheets(cue)] == ["### Half way.\nBreathe out."]
    assert [one.content for one in sheets(said("Paused."))] == ["Paused."]


def test_time_left_counts_on_the_readers_screen() -> None:
    """A countdown is Discord's relative time."""
    (sheet,) = sheets(said(line("until the switch", Style.COUNTDOWN, until=90), kind=Kind.CUE))
    assert sheet.content == f"until the switch (<t:{int(NOW.timestamp()) + 90}:R>)"


def test_addresses_stay_addresses() -> None:
    """A plain address can be followed; one with signs of markup in it is shown, not followed."""
    (sheet,) = sheets(
        said("See https://doi.org/10.1016/j.ctim.2013.06.003, or https://a.example/b_c.")
    )
    assert "https://doi.org/10.1016/j.ctim.2013.06.003," in sheet.content
    assert as_displayed(sheet.content).endswith("https://a.example/b_c.")


def test_long_documents_are_split_at_paragraphs() -> None:
    """What does not fit goes on in the next message; buttons stand on the last."""
    paragraph = "Breathe. " * 150
    made = sheets(said(*[paragraph] * 8, choices=((offer("Next"),),)))
    assert [one.card.count("\n\n") + 1 for one in made] == [2, 2, 2, 2]
    assert [len(one.controls) for one in made] == [0, 0, 0, 1]


def test_an_enormous_text_is_cut_between_words() -> None:
    """A hundred thousand characters arrive whole, in pieces."""
    made = sheets(said("breathe " * 12_500, kind=Kind.CUE))
    assert " ".join(one.content for one in made).split() == ["breathe"] * 12_500


def test_a_hostile_text_costs_no_more_than_a_friendly_one() -> None:
    """Addresses that never end are cut like any other text."""
    made = sheets(said("https://" * 500 + "*", kind=Kind.CUE))
    assert sum(one.content.count("https") for one in made) == 500


def test_labels_are_shortened_and_never_empty() -> None:
    """A label keeps to its limit in any script, and what carries the same stands once."""
    offers = (offer("\U0001f319" * 60), offer("twice"), offer(" ", ShowPose("x", "steps")))
    (sheet,) = sheets(said("Choose.", choices=(offers,)))
    (row,) = sheet.controls
    assert isinstance(row, tuple)
    labels = [knob.label for knob in row]
    assert len(labels) == 2
    assert units(labels[0]) <= LABEL_UNITS
    assert labels[1]


def test_a_message_of_nothing_is_not_sent() -> None:
    """Neither blanks nor controls make a message; buttons alone get something to stand under."""
    assert sheets(said(" \x00 ")) == ()
    (sheet,) = sheets(said(choices=((offer("Next"),),)))
    assert sheet.content
