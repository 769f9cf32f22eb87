"""Leaves of a long section: nothing is lost, nothing torn, nothing too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.coach.practice.leaves import LEAF, Lines, leaves
from bot.coach.talk.replies import Line, Style, line
from content.phrases import Phrase

sections = st.lists(
    st.builds(
        lambda style, size, n: line(style, f"k{n}", size=size),
        st.sampled_from([Style.ITEM, Style.PARAGRAPH, Style.QUOTE, Style.STEP, Style.NOTE]),
        st.integers(1, 400),
        st.integers(0, 10**9),
    ),
    max_size=40,
    unique_by=lambda made: made.text.key,
)


def size(one: Line[Phrase]) -> int:
    value = dict(one.text.params)["size"]
    assert isinstance(value, int)
    return value


def foot_of(lines: Lines) -> Lines:
    end = len(lines)
    while end and lines[end - 1].style is Style.NOTE:
        end -= 1
    return lines[end:]


@given(sections)
def test_every_line_is_on_one_leaf_in_its_order(lines: list[Line[Phrase]]) -> None:
    """The leaves one after the other are the section; its last notes stand on each."""
    foot = foot_of(tuple(lines))
    bound = leaves(lines, size)
    bodies = [leaf[: len(leaf) - len(foot)] for leaf in bound]
    assert [one for body in bodies for one in body] + list(foot) == lines
    assert all(leaf[len(leaf) - len(foot) :] == foot for leaf in bound)


@given(sections)
def test_a_leaf_that_could_be_shorter_fits(lines: list[Line[Phrase]]) -> None:
    """Only what must not be torn apart makes a leaf longer than it should be."""
    room = LEAF - sum(map(size, foot_of(tuple(lines))))
    for leaf in leaves(lines, size):
        body = leaf[: len(leaf) - len(foot_of(tuple(lines)))]
        torn = any(one.style in {Style.ITEM, Style.PARAGRAPH} for one in body[1:])
        whole = body and body[0].style not in {Style.PARAGRAPH, Style.NOTE, Style.STEP}
        if torn and whole:
            assert sum(map(size, body)) <= max(room, size(body[0]))


@given(sections)
def test_an_answer_is_never_torn_from_its_question(lines: list[Line[Phrase]]) -> None:
    """What stands behind a question stands on its leaf, and steps are not parted."""
    for leaf in leaves(lines, size)[1:]:
        before = lines[lines.index(leaf[0]) - 1]
        assert (before.style, leaf[0].style) not in {
            (Style.PARAGRAPH, Style.QUOTE),
            (Style.PARAGRAPH, Style.ITEM),
            (Style.STEP, Style.STEP),
        }


def test_a_short_section_is_one_leaf() -> None:
    """Nothing is paged that fits; an empty section is one empty leaf."""
    short = tuple(line(Style.ITEM, f"k{n}", size=100) for n in range(8))
    assert leaves(short, size) == (short,)
    assert leaves((), size) == ((),)


def test_leaves_are_about_the_same_length() -> None:
    """Nine lines over two leaves are five and four, not eight and one."""
    nine = [line(Style.ITEM, f"k{n}", size=100) for n in range(9)]
    assert [len(leaf) for leaf in leaves(nine, size)] == [5, 4]


def test_a_group_that_is_longer_than_any_leaf_has_one_of_its_own() -> None:
    """Nothing is lost and nothing breaks, however long the notes below it are."""
    foot = tuple(line(Style.NOTE, f"n{n}", size=400) for n in range(2))
    for size_of_one in (20, 5_000):
        one = (line(Style.ITEM, "k", size=size_of_one),)
        assert leaves((*one, *foot), size) == ((*one, *foot),)
