"""What people do on the fake Discord: commands, typing, presses. Only what a person could do.

Whatever Discord's own screen would not let happen raises `ImpossibleError`: a command that is not
registered, an option it does not have, a button that is greyed out or is not there.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from tests.fakes.discord_commands import Commands
from tests.fakes.discord_components import BUTTON, LINK_STYLE, SELECTS, STRING_SELECT, walk
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    SUBMIT,
    Interaction,
    Interactions,
)
from tests.fakes.discord_limits import LARGEST_FILE
from tests.fakes.discord_options import ImpossibleError, chosen_options, descend
from tests.fakes.discord_wire import Json
from tests.fakes.discord_world import Channel, Guild, Message, Person, World

Installed: TypeAlias = Literal["user", "guild", "both"]


class People:
    """Turns what a person does into INTERACTION_CREATE."""

    def __init__(
        self, world: World, commands: Commands, interactions: Interactions, gateway: Gateway
    ) -> None:
        self._world = world
        self._commands = commands
        self._interactions = interactions
        self._gateway = gateway

    def commands(
        self,
        person: Person,
        words: str,
        options: Mapping[str, object],
        *,
        guild: Guild | None,
        installed: Installed,
        focused: tuple[str, str] | None = None,
    ) -> Interaction:
        """Send a command, or with `focused` what its autocomplete is asked."""
        name, *path = words.split()
        command = self._commands.named(name)
        if command is None:
            known = ", ".join(one["name"] for one in self._commands.registered) or "none"
            raise ImpossibleError(f"/{name} is not registered (registered: {known})")
        owners = self._owners(person, command, guild, installed)
        leaf, wrap = descend(command, path)
        chosen = chosen_options(leaf, options, focused)
        data: Json = {"id": command["id"], "name": name, "type": 1, "options": wrap(chosen)}
        people = [one for one in options.values() if isinstance(one, Person)]
        if people:
            data["resolved"] = {"users": {str(one.id): one.payload() for one in people}}
        kind = COMMAND if focused is None else AUTOCOMPLETE
        channel = self._channel(person, guild)
        return self._happens(kind, person, channel, owners, data)

    def uses(
        self, person: Person, message_id: int, custom_id: str, values: tuple[str, ...] | None
    ) -> Interaction:
        """Press a button (`values` is None), or choose in a menu."""
        message = self._visible(person, message_id)
        found = [one for _, one in walk(message.payload["components"])]
        component = next((one for one in found if one.get("custom_id") == custom_id), None)
        if component is None:
            there = ", ".join(repr(one["custom_id"]) for one in found if "custom_id" in one)
            raise ImpossibleError(f"no {custom_id!r} on the message (on it: {there or 'nothing'})")
        if component.get("disabled"):
            raise ImpossibleError(f"{custom_id!r} is greyed out")
        data: Json = {"custom_id": custom_id, "component_type": component["type"]}
        if values is None:
            if component["type"] != BUTTON or component["style"] == LINK_STYLE:
                raise ImpossibleError(f"{custom_id!r} is no button to press")
        else:
            _check_can_select(component, values)
            data["values"] = list(values)
        return self._happens(
            COMPONENT, person, message.channel, message.owners, data, source=message
        )

    def submits(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Send a popup off, its inputs filled in by custom id."""
        if opened.modal is None:
            raise ImpossibleError("no popup was opened")
        left = dict(values)

        def filled(one: Json) -> Json:
            kept: Json = {key: one[key] for key in ("type", "id", "custom_id") if key in one}
            if "components" in one:
                return kept | {"components": [filled(inner) for inner in one["components"]]}
            if "component" in one:
                return kept | {"component": filled(one["component"])}
            if one["type"] in SELECTS:
                return kept | {"values": [left.pop(one["custom_id"])]}
            if "custom_id" not in one:
                return kept
            text = left.pop(one["custom_id"], one.get("value") or "")
            least, most = one.get("min_length") or 0, one.get("max_length") or 4000
            if not (one.get("required", True) or least) <= len(text) <= most:
                raise ImpossibleError(f"the popup takes {least} to {most} characters: {text!r}")
            return kept | {"value": text}

        inputs = [filled(one) for one in opened.modal["components"]]
        if left:
            raise ImpossibleError(f"the popup has no {', '.join(left)}")
        data: Json = {"custom_id": opened.modal["custom_id"], "components": inputs}
        opened.modal = None
        return self._happens(
            SUBMIT, opened.person, opened.channel, opened.owners, data, source=opened.source
        )

    def repeat(self) -> Interaction:
        last = self._interactions.all[-1]
        self._gateway.dispatch("INTERACTION_CREATE", last.payload)
        return last

    def _visible(self, person: Person, message_id: int) -> Message:
        message = self._world.messages.get(message_id)
        if message is None or message.deleted:
            raise ImpossibleError("the message is not there (any more)")
        if message.only_for not in (None, person.id) or message.channel.person not in (
            None,
            person,
        ):
            raise ImpossibleError(f"{person.name} does not see this message")
        return message

    def _channel(self, person: Person, guild: Guild | None) -> Channel:
        if guild is None:
            return self._world.dm_with(person)
        self._world.members[guild.id].add(person.id)
        return self._world.channels[guild.channel_id]

    def _owners(
        self, person: Person, command: Json, guild: Guild | None, installed: Installed
    ) -> Json:
        """Check that the command is offered here; give by which installations it is."""
        name = command["name"]
        context = 1 if guild is None else 0
        if command["contexts"] is not None and context not in command["contexts"]:
            where = "the bot's DMs" if guild is None else "guilds"
            raise ImpossibleError(f"/{name} is not offered in {where}: {command['contexts']}")
        owners: Json = {}
        if installed != "user":
            owners["0"] = str(guild.id if guild else 0)
        if installed != "guild":
            if person.id not in self._world.installed:
                raise ImpossibleError(f"{person.name} does not have the app: use `adds_app`")
            owners["1"] = str(person.id)
        offered = {str(kind) for kind in command["integration_types"]}
        if not set(owners) <= offered:
            raise ImpossibleError(f"/{name} is not for {installed} installs: {sorted(offered)}")
        return owners

    def _happens(
        self,
        kind: int,
        person: Person,
        channel: Channel,
        owners: Json,
        data: Json,
        *,
        source: Message | None = None,
    ) -> Interaction:
        interaction = Interaction(
            id=self._world.snowflake(),
            type=kind,
            person=person,
            channel=channel,
            payload={},
            owners=owners,
            at=self._world.now(),
            source=source,
        )
        interaction.payload = self._payload(interaction, data)
        self._interactions.all.append(interaction)
        self._gateway.dispatch("INTERACTION_CREATE", interaction.payload)
        return interaction

    def _payload(self, interaction: Interaction, data: Json) -> Json:
        channel, person = interaction.channel, interaction.person
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(self._world.application_id),
            "type": interaction.type,
            "data": data,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel.payload() | {"permissions": "2248473465835073"},
            "app_permissions": "2248473465835073",
            "locale": person.locale,
            "entitlements": [],
            "authorizing_integration_owners": interaction.owners,
            "context": 1 if channel.guild is None else 0,
            "attachment_size_limit": LARGEST_FILE,
        }
        if interaction.source is not None:
            payload["message"] = interaction.source.payload
        if channel.guild is None:
            return payload | {"user": person.payload()}
        guild_id = str(channel.guild.id)
        return payload | {
            "guild_id": guild_id,
            "guild": {"id": guild_id, "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": {
                "user": person.payload(),
                "roles": [],
                "joined_at": interaction.at.isoformat(),
                "permissions": "2248473465835073",
                "flags": 0,
                **dict.fromkeys(("deaf", "mute", "pending"), False),
            },
        }


def _check_can_select(component: Json, values: tuple[str, ...]) -> None:
    if component["type"] not in SELECTS:
        raise ImpossibleError(f"{component['custom_id']!r} is no menu")
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    if not least <= len(values) <= most:
        raise ImpossibleError(f"the menu takes {least} to {most} choices, not {len(values)}")
    if component["type"] == STRING_SELECT:
        offered = {option["value"] for option in component["options"]}
        if not set(values) <= offered:
            raise ImpossibleError(f"the menu offers {sorted(offered)}, not {values}")
