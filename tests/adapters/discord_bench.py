"""A small bot on the real discord.py, to try the fake Discord with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands

from tests.fakes.discord_server import DiscordServer

TOKEN = "made.up.token"


class Night(discord.ui.View):
    """A message with a button, a greyed-out one and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Done", custom_id="night:done")
    async def done(self, interaction: discord.Interaction, _: discord.ui.Button["Night"]) -> None:
        await interaction.response.edit_message(content="Sleep well", view=None)

    @discord.ui.button(label="Later", custom_id="night:later", disabled=True)
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button["Night"]) -> None:
        await interaction.response.defer()

    @discord.ui.select(
        custom_id="night:minutes",
        options=[discord.SelectOption(label="Five", value="5"), discord.SelectOption(label="Ten")],
    )
    async def minutes(
        self, interaction: discord.Interaction, menu: discord.ui.Select["Night"]
    ) -> None:
        await interaction.response.send_message(f"{menu.values[0]} minutes", ephemeral=True)


class Ask(discord.ui.Modal, title="Bedtime"):
    """A popup with one line."""

    time: discord.ui.TextInput["Ask"] = discord.ui.TextInput(
        label="When?", custom_id="time", max_length=5
    )

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.send_message(f"At {self.time.value}")


class Coach(discord.Client):
    """A small bot, with one command for each way to answer."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self.seen: list[discord.Interaction] = []
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.refusals: asyncio.Queue[discord.HTTPException] = asyncio.Queue()

    async def setup_hook(self) -> None:
        commands: tuple[app_commands.Command[Any, ..., Any], ...] = (pose, night, think, ask, hold)
        for command in commands:
            self.tree.add_command(command)
        await self.tree.sync()
        self.add_view(Night())

    async def before_identify_hook(self, _: int | None, *, initial: bool = False) -> None:
        """Identify again at once; by default discord.py sleeps 5 seconds before it."""

    async def refusal(self) -> tuple[int, int]:
        return refused(await asyncio.wait_for(self.refusals.get(), 5))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.seen.append(interaction)


def coach_of(interaction: discord.Interaction) -> Coach:
    assert isinstance(interaction.client, Coach)
    return interaction.client


@app_commands.command(name="pose", description="Show a pose")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.describe(name="Which", minutes="How long")
async def pose(
    interaction: discord.Interaction,
    name: str,
    minutes: app_commands.Range[int, 1, 20] = 5,
) -> None:
    await interaction.response.send_message(f"**{name}** for {minutes}", ephemeral=True)


@pose.autocomplete("name")
async def pose_names(_: discord.Interaction, text: str) -> list[app_commands.Choice[str]]:
    names = ("legsup", "child", "legroll")
    return [app_commands.Choice(name=one, value=one) for one in names if one.startswith(text)]


@app_commands.command(name="night", description="Tonight's practice")
@app_commands.allowed_installs(guilds=True, users=True)
async def night(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("Ready?", view=Night())


@app_commands.command(name="think", description="Answers late")
async def think(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True, thinking=True)
    await coach_of(interaction).go_on.wait()
    try:
        await interaction.edit_original_response(content="Thought")
        for number in range(6):
            await interaction.followup.send(f"More {number}")
    except discord.HTTPException as refused:
        coach_of(interaction).refusals.put_nowait(refused)


@app_commands.command(name="ask", description="Opens a popup")
async def ask(interaction: discord.Interaction) -> None:
    await interaction.response.send_modal(Ask())


@app_commands.command(name="hold", description="Answers when told to, however often it is asked")
async def hold(interaction: discord.Interaction) -> None:
    await coach_of(interaction).go_on.wait()
    try:
        await interaction.response.send_message("Here")
    except discord.HTTPException as refused:
        coach_of(interaction).refusals.put_nowait(refused)


@asynccontextmanager
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    """Run the fake, with discord.py pointed at it."""
    async with DiscordServer(token=TOKEN) as server:
        monkeypatch.setattr("discord.http.Route.BASE", server.api_url + "/api/v10")
        gateway = "discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY"
        monkeypatch.setattr(gateway, yarl.URL(server.gateway_url))
        yield server


@asynccontextmanager
async def coach_on(server: DiscordServer) -> AsyncIterator[Coach]:
    """Run the bot, connected to the gateway."""
    async with Coach(discord.Intents(guilds=True, dm_messages=True)) as coach:
        task = asyncio.create_task(coach.start(TOKEN))
        await server.wait_for(lambda: server.gateway.connected or task.done())
        if task.done():
            await task
        yield coach
    await task


@asynccontextmanager
async def logged_in() -> AsyncIterator[discord.Client]:
    """Log a client in, without the gateway."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(TOKEN)
        yield client


def refused(error: discord.HTTPException) -> tuple[int, int]:
    return error.status, error.code
