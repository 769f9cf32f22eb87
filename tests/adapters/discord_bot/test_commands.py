"""Slash commands and plain words come in as requests, and are answered in time."""

from dataclasses import replace

import pytest

from bot.adapters.commands import COMMANDS
from bot.coach.talk.replies import Kind, Message
from bot.coach.talk.requests import Account, ChatAddress, Place, Request, Words
from content.library import Library
from content.phrases import Catalogue
from tests.adapters.discord_bot.bench import NOW, Bot, home, offer, running, said
from tests.fakes.discord_server import DiscordServer, Person


async def test_every_command_of_the_table_is_registered_everywhere(
    server: DiscordServer, bot: Bot
) -> None:
    """What stands in the table is offered in guilds, in DMs and on accounts, with a help line."""
    assert bot.front.requests == []
    assert [one["name"] for one in server.commands] == [one.name for one in COMMANDS]
    for command in server.commands:
        assert sorted(command["contexts"]) == [0, 1, 2]
        assert sorted(command["integration_types"]) == [0, 1]


async def test_commands_are_registered_again_only_when_they_changed(
    server: DiscordServer, library: Library
) -> None:
    """A start with the same commands registers nothing; one with another help line does."""
    for _ in range(2):
        async with running(server, library):
            pass
    assert _registrations(server) == 1
    server.commands[3]["description"] = "An older line"
    async with running(server, library):
        pass
    assert _registrations(server) == 2
    assert server.commands[3]["description"] != "An older line"


def _registrations(server: DiscordServer) -> int:
    return sum(call.method == "PUT" for call in server.calls)


async def test_commands_are_described_in_every_language_there_is(
    server: DiscordServer, library: Library
) -> None:
    """A second catalogue gives its own help lines, and its registration is known again."""
    german = Catalogue("de", {"commands.stop.help": "Aufhören"}, library.catalogue("en"))
    both = replace(library, catalogues={**library.catalogues, "de": german})
    for _ in range(2):
        async with running(server, both):
            pass
    translated = {one["name"]: one["description_localizations"] for one in server.commands}
    assert translated.pop("stop") == {"de": "Aufhören"}
    assert not any(translated.values())
    assert _registrations(server) == 1


async def test_a_refused_registration_leaves_the_coach_serving(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """What Discord says against the commands does not keep people from being answered."""
    server.fails_next("PUT /applications", status=400, code=50035)
    async with running(server, library) as bot:
        server.says(amy, "hello")
        await server.wait_for(lambda: len(server.dm(amy)) == 2)
    assert len(bot.front.requests) == 1


async def test_a_command_in_the_conversation_is_private(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """In DMs the request comes from the person's own conversation and is answered in the open."""
    asked = server.slash(amy, "remind", name="legs up", time="22:30")
    reply = await server.reply_to(asked)
    assert bot.front.requests == [
        Request(
            account=Account(platform="discord", id="7001"),
            address=home(amy),
            place=Place.PRIVATE,
            content=Words("/remind 22:30 legs up"),
            at=NOW,
            locale="de",
            key=str(asked.id),
        )
    ]
    assert (reply.text, reply.ephemeral) == ("Hello", False)


async def test_a_command_in_a_guild_is_whispered(
    server: DiscordServer, bot: Bot, amy: Person, ben: Person
) -> None:
    """In a guild what is private is seen by the person alone, and the rest by everybody."""
    bot.front.says(said("Between us"), said("For all", private=False))
    server.joins(ben, "studio")
    asked = server.slash(amy, "progress", guild="studio", installed="guild")
    await server.wait_for(lambda: len(asked.replies) == 2)
    (request,) = bot.front.requests
    assert (request.place, request.whispers, request.home) == (Place.GROUP, True, home(amy))
    assert request.address == ChatAddress(
        platform="discord", chat=str(server.guild("studio").channel_id)
    )
    assert [one.text for one in server.room("studio", amy)] == ["Between us", "For all"]
    assert [one.text for one in server.room("studio", ben)] == ["For all"]


async def test_a_number_is_taken_as_typed(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """A typed option becomes a word of the command."""
    await server.reply_to(server.slash(amy, "extend", minutes=5))
    assert bot.front.requests[0].content == Words("/extend 5")


async def test_plain_words_in_the_conversation_are_heard(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Words in DMs reach the coach without the intent for message contents."""
    server.says(amy, "my chest hurts")
    await server.wait_for(lambda: len(server.dm(amy)) == 2)
    (request,) = bot.front.requests
    assert (request.content, request.place) == (Words("my chest hurts"), Place.PRIVATE)
    assert (request.address, request.key) == (home(amy), str(server.dm(amy)[0].id))
    assert server.gateway.identified[0]["intents"] == 1 << 0 | 1 << 12


async def test_words_are_served_in_the_order_they_came(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """However they are sent, one person's updates come in in order."""
    bot.front.says(said("Hello", choices=((offer("Help"),),)))
    shown = await server.reply_to(server.slash(amy, "start"))
    server.says(amy, "one")
    server.slash(amy, "status")
    server.presses(amy, shown, shown.buttons["Help"])
    server.says(amy, "two")
    await bot.front.hears(5)
    heard = [getattr(one.content, "text", "press") for one in bot.front.requests]
    assert heard == ["/start", "one", "/status", "press", "two"]


@pytest.mark.parametrize("guild", [None, "studio"])
async def test_a_slow_answer_is_announced_first(
    server: DiscordServer, library: Library, amy: Person, guild: str | None
) -> None:
    """What takes long is announced within 3 s, hidden where others listen, and filled later."""
    async with running(server, library, patience=0.01) as bot:
        bot.front.says(said("First"), said("Second"))
        bot.front.go_on.clear()
        asked = server.slash(amy, "progress", guild=guild, installed="both")
        await server.wait_for(lambda: asked.acknowledged)
        server.passes(10)
        bot.front.go_on.set()
        await server.wait_for(lambda: len(asked.replies) == 2)
    assert [one.text for one in asked.replies] == ["First", "Second"]
    assert {one.ephemeral for one in asked.replies} == {guild is not None}


@pytest.mark.parametrize(("patience", "late"), [(5.0, 4), (0.01, 15 * 60 + 1)])
async def test_what_is_too_late_for_an_answer_goes_into_the_conversation(
    server: DiscordServer, library: Library, amy: Person, patience: float, late: float
) -> None:
    """Whether it is 3 s or the token's 15 minutes that are over, the person gets the answer."""
    async with running(server, library, patience=patience) as bot:
        bot.front.go_on.clear()
        asked = server.slash(amy, "progress", guild="studio", installed="both")
        await bot.front.hears()
        await server.wait_for(lambda: asked.acknowledged or late < 5)
        server.passes(late)
        bot.front.go_on.set()
        await server.wait_for(lambda: server.dm(amy))
    assert [one.text for one in server.dm(amy)] == ["Hello"]


async def test_a_sixth_follow_up_goes_into_the_conversation(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """Where only the person has the app, what goes beyond five follow-ups is sent by itself."""
    bot.front.says(*(said(f"Page {n}") for n in range(8)))
    asked = server.slash(amy, "poses", guild="studio", installed="user")
    await server.wait_for(lambda: len(server.dm(amy)) == 2)
    assert [one.text for one in asked.replies] == [f"Page {n}" for n in range(6)]
    assert [one.text for one in server.dm(amy)] == ["Page 6", "Page 7"]


async def test_an_update_delivered_twice_has_the_same_key(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """The front can tell a repeat, and its silence leaves the answer alone."""
    seen: set[str | None] = set()

    def once(request: Request) -> tuple[Message, ...]:
        known = request.key in seen
        seen.add(request.key)
        return () if known else (said("Hello"),)

    bot.front.answer = once
    asked = server.slash(amy, "status")
    server.repeats_last_interaction()
    await bot.front.hears(2)
    await server.reply_to(asked)
    assert [one.text for one in asked.replies] == ["Hello"]
    assert len({one.key for one in bot.front.requests}) == 1


async def test_a_command_that_is_no_longer_known_is_passed_on(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A command from an older register is answered by the coach, not by an error."""
    server.commands.append({**server.commands[-1], "id": "99", "name": "breathe"})
    reply = await server.reply_to(server.slash(amy, "breathe"))
    assert (reply.text, bot.front.requests[0].content) == ("Hello", Words("/breathe"))


async def test_poses_are_completed_by_any_name(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """What is typed into a pose's option offers poses by name and nickname, with their ids."""
    assert bot.task.done() is False
    choices = await server.autocomplete(amy, "pose", focused=("name", "vipari"))
    assert choices[0] == {"name": "Legs Up the Wall", "value": "legs_up_wall"}
    every = await server.autocomplete(amy, "session", focused=("name", ""))
    assert len(every) == 4


@pytest.mark.usefixtures("bot")
async def test_places_are_completed_with_their_zones(server: DiscordServer, amy: Person) -> None:
    """What is typed into a place's option offers towns; choosing one sends its zone."""
    choices = await server.autocomplete(amy, "timezone", focused=("place", "berl"))
    assert choices[0]["value"] == "Europe/Berlin"
    assert await server.autocomplete(amy, "timezone", focused=("place", "")) == []


async def test_a_defect_is_told_in_words(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """Whatever breaks on our side, the person reads a sentence and the next request is served."""

    def breaks(_: Request) -> tuple[()]:
        raise ZeroDivisionError

    bot.front.answer = breaks
    assert "my side" in (await server.reply_to(server.slash(amy, "status"))).text
    server.says(amy, "hello")
    await server.wait_for(lambda: len(server.dm(amy)) == 3)
    assert "my side" in server.dm(amy)[-1].text
    bot.front.says(said("Well again", kind=Kind.NOTICE))
    assert (await server.reply_to(server.slash(amy, "status"))).text == "Well again"
