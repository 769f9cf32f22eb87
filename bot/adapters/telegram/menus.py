"""The menus of commands that Telegram shows beside the keyboard, one for each language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
)

from bot.adapters.commands import COMMANDS
from content.library import ENGLISH, Library
from content.phrases import Catalogue, phrase

IN_GROUPS = frozenset({"help", "poses", "pose", "safety"})
"""What makes sense with others listening; the rest opens the private chat."""

LANGUAGE_LETTERS = 2
"""Telegram knows languages by ISO 639-1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What a menu holds, where, and for readers of which language; None for all others."""

    scope: BotCommandScope
    language: str | None
    commands: tuple[BotCommand, ...]


def menus(library: Library) -> Iterator[Menu]:
    """Every menu there should be: English without a language, so that nobody has none."""
    for language, catalogue in _languages(library).items():
        every = tuple(
            BotCommand(command.name, catalogue.text(phrase(f"commands.{command.name}.help"), UTC))
            for command in COMMANDS
            if command.menu
        )
        few = tuple(command for command in every if command.command in IN_GROUPS)
        yield Menu(scope=BotCommandScopeDefault(), language=language, commands=every)
        yield Menu(scope=BotCommandScopeAllGroupChats(), language=language, commands=few)


async def set_menus(bot: Bot, library: Library) -> None:
    """Set the menus that are not as they should be."""
    for menu in menus(library):
        now = await bot.get_my_commands(menu.scope, menu.language)
        if tuple(now) != menu.commands:
            await bot.set_my_commands(menu.commands, menu.scope, menu.language)


def _languages(library: Library) -> dict[str | None, Catalogue]:
    found: dict[str | None, Catalogue] = {None: library.catalogues[ENGLISH]}
    # Where `de` and `de-AT` are both there, `de` stands for the language.
    for tag in sorted(library.catalogues, key=len):
        language = tag.partition("-")[0].lower()
        if language != ENGLISH and len(language) == LANGUAGE_LETTERS:
            found.setdefault(language, library.catalogues[tag])
    return found
