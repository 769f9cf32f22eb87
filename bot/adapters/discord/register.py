"""The slash commands: made from the table, registered when they changed, completed while typing."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import UTC
from typing import Any, assert_never

import discord
import structlog
from discord import app_commands

from bot.adapters.commands import COMMANDS, Command, Option, OptionKind
from bot.coach.understanding.meaning import Section
from bot.coach.understanding.places import suggest_zones
from content.library import ENGLISH, Library
from content.phrases import phrase

MOST_CHOICES = 25
MOST_CHARACTERS = 100
"""Of a description, and of a choice's name."""

Relay = Callable[[discord.Interaction[Any]], Awaitable[None]]
Completer = Callable[
    [discord.Interaction[Any], str], Coroutine[Any, Any, list[app_commands.Choice[str]]]
]

_COMPARED = (
    "type", "name", "name_localizations", "description", "description_localizations", "options",
    "required", "autocomplete", "choices", "value", "contexts", "integration_types",
)  # fmt: skip
"""What of a command is compared; all else Discord adds itself."""

_log = structlog.get_logger()


class Tree(app_commands.CommandTree[Any]):
    """The commands of the table, all of which go one way.

    Args:
        client: the client that they belong to.
        library: for their words and completions.
        relay: takes what was sent.
    """

    def __init__(self, client: discord.Client, library: Library, relay: Relay) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._relay = relay
        for command in COMMANDS:
            self.add_command(_made(command, library, relay))

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Answer a command as it was registered once, or is on another machine."""
        _log.debug("discord_command_differs", kind=type(error).__name__)
        if interaction.type is discord.InteractionType.application_command:
            await self._relay(interaction)

    async def register(self, library: Library) -> None:
        """Register the commands, if they are not registered as they are.

        Raises:
            discord.HTTPException: if Discord refuses.
        """
        await self.set_translator(Words(library))
        wanted = [await self._payload(command) for command in self.get_commands()]
        route = discord.http.Route(
            "GET",
            "/applications/{application_id}/commands",
            application_id=self.client.application_id,
        )
        found = await self.client.http.request(route, params={"with_localizations": "true"})
        if _in_essence(wanted) != _in_essence(found):
            await self.sync()
            _log.info("discord_commands_registered", commands=len(wanted))

    async def _payload(self, command: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a command of any kind
        if self.translator is None:
            return dict(command.to_dict(self))
        return dict(await command.get_translated_payload(self, self.translator))


class Words(app_commands.Translator):
    """Descriptions in the languages of the catalogues; English is what they fall back to."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        _: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The text for people whose Discord speaks that language, if we do."""
        key = string.extras.get("key")
        catalogue = self._library.catalogue(str(locale))
        if key is None or catalogue.tag == ENGLISH:
            return None
        text = catalogue.text(phrase(key), UTC)[:MOST_CHARACTERS]
        return None if text == string.message else text


def _made(command: Command, library: Library, relay: Relay) -> app_commands.Command[Any, ..., Any]:
    async def sent(interaction: discord.Interaction[Any], **_: object) -> None:
        # What was filled in is read from the interaction, as for a command that is not known here.
        await relay(interaction)

    whole = [inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD)]
    whole += [_parameter(option) for option in command.options]
    vars(sent)["__signature__"] = inspect.Signature(whole)
    key = f"commands.{command.name}"
    for option in command.options:
        app_commands.describe(**{option.name: _said(library, f"{key}.{option.name}")})(sent)
        match option.kind:
            case OptionKind.POSE:
                app_commands.autocomplete(**{option.name: _poses_in(library)})(sent)
            case OptionKind.PLACE:
                app_commands.autocomplete(**{option.name: _places})(sent)
            case OptionKind.SECTION:
                app_commands.choices(**{option.name: _sections(library)})(sent)
            case OptionKind.TEXT | OptionKind.NUMBER:
                pass
            case _:
                assert_never(option.kind)
    return app_commands.Command(
        name=command.name, description=_said(library, f"{key}.help"), callback=sent
    )


def _parameter(option: Option) -> inspect.Parameter:
    taken = int if option.kind is OptionKind.NUMBER else str
    kind = inspect.Parameter.KEYWORD_ONLY
    if option.required:
        return inspect.Parameter(option.name, kind, annotation=taken)
    return inspect.Parameter(option.name, kind, annotation=taken | None, default=None)


def _said(library: Library, key: str) -> app_commands.locale_str:
    text = library.catalogue(ENGLISH).text(phrase(key), UTC)
    return app_commands.locale_str(text[:MOST_CHARACTERS], key=key)


def _sections(library: Library) -> list[app_commands.Choice[str]]:
    """The parts of a pose's card that have a name to show."""
    keys = {section: f"pose_card.section.{section}" for section in Section}
    return [
        app_commands.Choice(name=_said(library, key), value=section.value)
        for section, key in keys.items()
        if library.catalogue(ENGLISH).has(key)
    ]


def _poses_in(library: Library) -> Completer:
    async def complete(
        interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        return poses_like(library, str(interaction.locale), typed)

    return complete


async def _places(_: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    return places_like(typed)


def poses_like(library: Library, tongue: str, typed: str) -> list[app_commands.Choice[str]]:
    """Poses by any of their names: those that begin as typed before those that hold it."""
    catalogue = library.catalogue(tongue)
    sought = " ".join(typed.casefold().split())
    ranked: list[tuple[int, str, str]] = []
    for pose in library.poses:
        name = catalogue.text(phrase(f"pose.{pose}.name"), UTC)
        called = [one.casefold() for one in (name, pose, *catalogue.names(f"pose.{pose}.aliases"))]
        if any(one.startswith(sought) for one in called):
            ranked.append((0, name, pose))
        elif any(sought in one for one in called):
            ranked.append((1, name, pose))
    best = sorted(ranked, key=lambda found: found[0])[:MOST_CHOICES]
    return [app_commands.Choice(name=name[:MOST_CHARACTERS], value=pose) for _, name, pose in best]


def places_like(typed: str) -> list[app_commands.Choice[str]]:
    """Places beginning as typed, each with the zone that it stands for."""
    if not typed.strip():
        return []
    return [
        app_commands.Choice(
            name=f"{place.name} \N{MIDDLE DOT} {place.zone}"[:MOST_CHARACTERS], value=place.zone
        )
        for place in suggest_zones(typed, MOST_CHOICES)
    ]


def _in_essence(commands: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The commands with what makes them what they are, in an order of no meaning."""
    return sorted((_essence(one) for one in commands), key=lambda one: str(one["name"]))


def _essence(one: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name in _COMPARED:
        value = one.get(name)
        if name in {"options", "choices"} and value:
            value = [_essence(inner) for inner in value]
        elif isinstance(value, list):
            value = sorted(value)
        # Discord leaves out, or gives back as null, what is empty.
        if value:
            kept[name] = value
    return kept
