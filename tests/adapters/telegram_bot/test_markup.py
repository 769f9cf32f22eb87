"""Documents as Telegram's text, ranges and buttons."""

import json
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.markup import TEXT_UNITS, Part, clean, keyboard, parts, units
from bot.coach.talk.actions import Ask, OpenPrivate
from bot.coach.talk.replies import Line, Page, Style
from tests.adapters.telegram_bot.house import NOW, choice, line, page
from tests.fakes.telegram_text import part as cut
from tests.fakes.telegram_text import read_entities, trimmed

TYPED = st.text(
    st.characters(exclude_categories=())
    | st.sampled_from("<>&*_`[]()~@/\n\r\t \x00\u202e\u2066\u200f\ud83d\U0001f319"),
    max_size=60,
)
LINES = st.lists(
    st.builds(
        line,
        style=st.sampled_from(Style),
        text=TYPED | TYPED.map(lambda text: text * 200),
        until=st.none() | st.just(NOW),
    ),
    max_size=8,
)


def ranges(part: Part) -> list[tuple[str, str]]:
    return [(e.type, cut(part.text, e.offset, e.length)) for e in part.entities]


def test_every_style() -> None:
    """Each style has its own look, and lists stand closely together."""
    (part,) = parts(
        [
            line("Legs Up the Wall", Style.HEADING),
            line("Rest here."),
            line("Sit sideways.", Style.STEP),
            line("Swing up.", Style.STEP),
            line("A wall", Style.ITEM),
            line("A blanket", Style.ITEM),
            line("Less is fine.", Style.NOTE),
            line("Come down if it hurts.", Style.WARNING),
            line("A source", Style.QUOTE),
            line("Until 22:40", Style.COUNTDOWN, NOW + timedelta(minutes=10)),
        ]
    )
    assert part.text == (
        "Legs Up the Wall\nRest here.\n\n1. Sit sideways.\n2. Swing up.\n\n• A wall\n"
        "• A blanket\n\nLess is fine.\n\nCome down if it hurts.\n\nA source\n\nUntil 22:40"
    )
    assert ranges(part) == [
        ("bold", "Legs Up the Wall"),
        ("italic", "Less is fine."),
        ("bold", "Come down if it hurts."),
        ("blockquote", "A source"),
        ("date_time", "Until 22:40"),
    ]
    counting = part.entities[-1]
    assert counting.unix_time == NOW + timedelta(minutes=10)
    assert counting.date_time_format == "r"


def test_a_quote_that_is_long_unfolds() -> None:
    """One that fits three lines of a telephone stands open; quotes that follow are one."""
    short, long = line("a" * 140, Style.QUOTE), line("b" * 141, Style.QUOTE)
    kinds = [[kind for kind, _ in ranges(part)] for part in (*parts([short]), *parts([long]))]
    assert kinds == [["blockquote"], ["expandable_blockquote"]]
    (both,) = parts([short, line("c", Style.QUOTE)])
    assert ranges(both) == [("expandable_blockquote", f"{'a' * 140}\nc")]


@given(LINES)
def test_no_text_is_markup(lines: list[Line[str]]) -> None:
    """Whatever is typed, it is sent as it stands, within the limit, styled by its line alone."""
    made = parts(lines)
    for part in made:
        assert 0 < units(part.text) <= TEXT_UNITS
        given = [json.loads(entity.to_json()) for entity in part.entities]
        assert trimmed(part.text, read_entities(part.text, given)) == (part.text, given)
    plain = {Style.PARAGRAPH, Style.STEP, Style.ITEM}
    if all(one.style in plain for one in lines):
        assert not any(part.entities for part in made)
    sent = "".join("".join(part.text for part in made).split())
    for one in lines:
        assert "".join(clean(one.text).split()) in sent


def test_split_at_paragraphs() -> None:
    """What is too long for one message is split between paragraphs, none of them cut."""
    made = parts([line(letter * 1500) for letter in "abcde"])
    assert [part.text for part in made] == [
        f"{'a' * 1500}\n\n{'b' * 1500}",
        f"{'c' * 1500}\n\n{'d' * 1500}",
        "e" * 1500,
    ]


def test_long_paragraph() -> None:
    """A paragraph too long for any message is cut between words, never within a character."""
    words = parts([line("sleep " * 1000, Style.WARNING)])
    assert {word for part in words for word in part.text.split()} == {"sleep"}
    assert all(ranges(part) == [("bold", part.text)] for part in words)
    moons = parts([line("\U0001f319" * 3000)])
    assert [len(part.text) for part in moons] == [2048, 952]


def test_exactly_full() -> None:
    """A message may be exactly as long as Telegram allows, counted in UTF-16 units."""
    assert len(parts([line("\U0001f319" * 2048)])) == 1
    assert len(parts([line("a" * 4000), line("b" * 94)])) == 1
    assert len(parts([line("a" * 4000), line("b" * 95)])) == 2


def test_buttons() -> None:
    """Rows are kept, wide ones broken, labels never empty, start parameters never broken."""
    row = tuple(choice(str(n), Ask(f"c{n}")) for n in range(10))
    odd = (choice(" \ud83d", Ask("x")), choice("Go", OpenPrivate(start="not a start")))
    keys = keyboard(page("x", row, odd), "karani_bot")
    assert keys is not None
    assert [len(found) for found in keys.inline_keyboard] == [8, 2, 2]
    empty, go = keys.inline_keyboard[2]
    assert (empty.text, empty.callback_data) == ("·", "a1:x")
    assert go.url == "https://t.me/karani_bot"
    assert keyboard(Page(lines=()), "karani_bot") is None


def test_too_many_buttons() -> None:
    """Of more than a hundred buttons the first hundred are shown."""
    rows = [(choice(str(n), Ask(f"c{n}")),) for n in range(120)]
    keys = keyboard(page("x", *rows), "karani_bot")
    assert keys is not None
    assert len(keys.inline_keyboard) == 100
