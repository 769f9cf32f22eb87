"""What there is to choose below a message of Discord's: buttons, and menus where there are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.adapters.discord.escaping import clean, units
from bot.coach.talk.replies import Choice

LABEL_UNITS = 80
ROW_BUTTONS = 5
ROWS = 5
MENU_OPTIONS = 25
MOST_BUTTONS = 5
"""Where there is more to choose from, what is not the first or the last thing to do is a menu."""

MENU = "menu:"
"""How menus' names begin, and no payload does."""

NOTHING = "\N{HORIZONTAL ELLIPSIS}"
"""Where Discord wants a text and there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """A button: what stands on it, and what it carries."""

    label: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A list that unfolds, of which one thing is chosen; `name` is its own on the message."""

    name: str
    options: tuple[Knob, ...]


Control: TypeAlias = tuple[Knob, ...] | Menu
"""What stands in one row: some buttons side by side, or a menu."""


def controls_of(choices: tuple[tuple[Choice[str], ...], ...]) -> tuple[Control, ...]:
    """Rows of buttons; where there are many, a menu between the first thing to do and the last.

    The first row stays a button if it holds one alone, the last row in any case.
    """
    rows = _rows(choices)
    if sum(map(len, rows)) <= MOST_BUTTONS:
        return tuple(rows)
    head = rows[:1] if len(rows[0]) == 1 and len(rows) > 1 else []
    tail = rows[-1:] if len(rows) > len(head) + 1 else []
    listed = [knob for row in rows[len(head) : len(rows) - len(tail)] for knob in row]
    menus = [
        Menu(name=f"{MENU}{at // MENU_OPTIONS}", options=tuple(listed[at : at + MENU_OPTIONS]))
        for at in range(0, len(listed), MENU_OPTIONS)
    ]
    return (*head, *menus, *tail)


def _rows(choices: tuple[tuple[Choice[str], ...], ...]) -> list[tuple[Knob, ...]]:
    """Rows of at most five, none empty."""
    taken: set[str] = set()
    rows: list[tuple[Knob, ...]] = []
    for choices_in_row in choices:
        row: list[Knob] = []
        for knob in map(_knob, choices_in_row):
            # Discord refuses the same payload twice on a message; the first stands for both.
            if knob.payload not in taken:
                taken.add(knob.payload)
                row.append(knob)
        rows += [tuple(row[at : at + ROW_BUTTONS]) for at in range(0, len(row), ROW_BUTTONS)]
    return rows


def _knob(choice: Choice[str]) -> Knob:
    label = clean(choice.label).replace("\n", " ") or NOTHING
    if units(label) > LABEL_UNITS:
        while units(label) >= LABEL_UNITS:
            label = label[:-1].rstrip()
        label += NOTHING
    return Knob(label=label, payload=choice.action.pack())
