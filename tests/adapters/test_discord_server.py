"""The fake Discord keeps Discord's rules for commands and interactions."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.adapters.discord_bench import TOKEN, Coach, coach_on, logged_in, loopback, refused
from tests.fakes.discord_server import DiscordServer, ImpossibleError, Person
from tests.fakes.discord_wire import Json


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with loopback(monkeypatch) as running:
        yield running


@pytest.fixture
async def coach(server: DiscordServer) -> AsyncIterator[Coach]:
    async with coach_on(server) as running:
        yield running


@pytest.fixture
async def rest(server: DiscordServer) -> AsyncIterator[discord.Client]:
    async with logged_in() as client:
        assert server.invalid_requests == 0
        yield client


@pytest.fixture
def amy(server: DiscordServer) -> Person:
    return server.user(7001, "Amy", locale="de")


@pytest.fixture
def ben(server: DiscordServer) -> Person:
    return server.user(7002, "Ben")


# Commands.


async def test_commands_keep_their_ids_when_registered_again(
    server: DiscordServer, coach: Coach
) -> None:
    """A command that keeps its name keeps its id."""
    before = {command["name"]: command["id"] for command in server.commands}
    await coach.tree.sync()
    assert {command["name"]: command["id"] for command in server.commands} == before


OPTION = {"name": "name", "description": "Which", "type": 3}
COMMAND = {"name": "pose", "description": "Show a pose"}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": "Pose"}, ["name"]),
        ({"name": "a pose"}, ["name"]),
        ({"name": "p" * 33}, ["name"]),
        ({"description": ""}, ["description"]),
        ({"description": "d" * 101}, ["description"]),
        ({"name_localizations": {"de": "Haltung"}}, ["name_localizations", "de"]),
        ({"name_localizations": {"xx": "haltung"}}, ["name_localizations", "xx"]),
        # A Bengali vowel sign is neither a letter nor a number.
        ({"name_localizations": {"hi": "আসন-কি"}}, ["name_localizations", "hi"]),
        ({"integration_types": [2]}, ["integration_types", "0"]),
        ({"contexts": [3]}, ["contexts", "0"]),
        ({"options": [OPTION | {"name": f"o{n}"} for n in range(26)]}, ["options"]),
        ({"options": [OPTION, OPTION | {"name": "b", "required": True}]}, ["options", "1"]),
        ({"options": [OPTION, OPTION]}, ["options", "1", "name"]),
        (
            {"options": [OPTION | {"choices": [{"name": "n" * 101, "value": "v"}]}]},
            ["options", "0", "choices", "0", "name"],
        ),
        (
            {
                "options": [
                    OPTION | {"choices": [{"name": f"n{n}", "value": "v"} for n in range(26)]}
                ]
            },
            ["options", "0", "choices"],
        ),
        (
            {
                "options": [
                    OPTION | {"choices": [{"name": "n", "value": "v"}], "autocomplete": True}
                ]
            },
            ["options", "0", "autocomplete"],
        ),
    ],
)
async def test_a_wrong_command_is_refused_with_the_wrong_place_named(
    rest: discord.Client, server: DiscordServer, changed: Json, place: list[str]
) -> None:
    """Error 50035 nests its errors as the form is nested, a list's index among the keys."""
    route = discord.http.Route(
        "PUT", "/applications/{application_id}/commands", application_id=rest.application_id
    )
    with pytest.raises(discord.HTTPException) as caught:
        await rest.http.request(route, json=[COMMAND | changed])
    assert refused(caught.value) == (400, 50035)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        response = await session.put(route.url, json=[COMMAND | changed])
        node = (await response.json())["errors"]
    for step in ("0", *place):
        node = node[step]
    assert node["_errors"][0].keys() == {"code", "message"}
    assert server.commands == []


async def test_devanagari_names_are_taken(rest: discord.Client, server: DiscordServer) -> None:
    """Discord lets Devanagari's vowel signs into names, as it does Thai's."""
    route = discord.http.Route(
        "POST", "/applications/{application_id}/commands", application_id=rest.application_id
    )
    await rest.http.request(route, json=COMMAND | {"name_localizations": {"hi": "विश्राम"}})
    assert [command["name"] for command in server.commands] == ["pose"]


async def test_a_hundred_and_first_command_is_refused(rest: discord.Client) -> None:
    """An application has a hundred slash commands at most."""
    route = discord.http.Route(
        "PUT", "/applications/{application_id}/commands", application_id=rest.application_id
    )
    with pytest.raises(discord.HTTPException) as caught:
        await rest.http.request(route, json=[COMMAND | {"name": f"c{n}"} for n in range(101)])
    assert refused(caught.value) == (400, 30032)


# Interactions.


async def test_an_ephemeral_reply_is_seen_by_its_person_alone(
    server: DiscordServer, coach: Coach, amy: Person, ben: Person
) -> None:
    """Flag 64 hides a reply in a guild from all but the person who asked."""
    asked = server.slash(amy, "pose", name="legsup", guild="studio", installed="guild")
    reply = await server.reply_to(asked)
    assert (reply.text, reply.source, reply.ephemeral) == (
        "legsup for 5",
        "**legsup** for 5",
        True,
    )
    assert server.room("studio", amy) == [reply]
    assert server.room("studio", ben) == []
    assert coach.seen[0].locale is discord.Locale.german


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("poses", {}),
        ("pose", {}),
        ("pose", {"name": "legsup", "speed": 3}),
        ("pose", {"name": "legsup", "minutes": "5"}),
        ("pose", {"name": "legsup", "minutes": 21}),
        ("pose now", {"name": "legsup"}),
    ],
)
@pytest.mark.usefixtures("coach")
async def test_what_the_screen_does_not_offer_cannot_be_sent(
    server: DiscordServer, amy: Person, words: str, options: dict[str, Any]
) -> None:
    """Nobody can send an unknown command, leave out what is required, or go beyond a range."""
    with pytest.raises(ImpossibleError):
        server.slash(amy, words, **options)


@pytest.mark.usefixtures("coach")
async def test_autocomplete_gives_the_choices(server: DiscordServer, amy: Person) -> None:
    """What is typed so far is answered with choices."""
    choices = await server.autocomplete(amy, "pose", focused=("name", "leg"))
    assert [choice["value"] for choice in choices] == ["legsup", "legroll"]


@pytest.mark.usefixtures("coach")
async def test_a_press_changes_the_message_it_is_on(server: DiscordServer, amy: Person) -> None:
    """An answer of type 7 edits the message with the button, in place."""
    shown = await server.reply_to(server.slash(amy, "night"))
    assert shown.rows == ((("Done", "night:done"), ("Later", "night:later")),)
    pressed = server.presses(amy, shown, shown.buttons["Done"])
    await server.wait_for(lambda: pressed.acknowledged)
    (after,) = server.dm(amy)
    assert (after.id, after.text, after.rows, after.edited) == (shown.id, "Sleep well", (), True)
    with pytest.raises(ImpossibleError):
        server.presses(amy, shown, "night:done")


@pytest.mark.usefixtures("coach")
async def test_only_what_is_there_can_be_pressed(
    server: DiscordServer, amy: Person, ben: Person
) -> None:
    """A greyed-out button, a missing one, and another person's are out of reach."""
    shown = await server.reply_to(server.slash(amy, "night"))
    for person, custom_id in ((amy, "night:later"), (amy, "night:never"), (ben, "night:done")):
        with pytest.raises(ImpossibleError):
            server.presses(person, shown, custom_id)


@pytest.mark.usefixtures("coach")
async def test_a_menu_sends_what_was_chosen(server: DiscordServer, amy: Person) -> None:
    """A choice reaches the app as the option's value."""
    shown = await server.reply_to(server.slash(amy, "night"))
    assert shown.menus[0].options == (("Five", "5"), ("Ten", "Ten"))
    chosen = server.selects(amy, shown, "night:minutes", ["5"])
    assert (await server.reply_to(chosen)).text == "5 minutes"
    with pytest.raises(ImpossibleError):
        server.selects(amy, shown, "night:minutes", ["7"])


@pytest.mark.usefixtures("coach")
async def test_a_popup_is_filled_in_and_sent(server: DiscordServer, amy: Person) -> None:
    """A popup's texts come back with its submission, within their lengths."""
    opened = server.slash(amy, "ask")
    await server.wait_for(lambda: opened.modal)
    with pytest.raises(ImpossibleError):
        server.submits(opened, time="half past ten")
    sent = server.submits(opened, time="22:30")
    assert (await server.reply_to(sent)).text == "At 22:30"


async def test_an_answer_after_three_seconds_is_refused(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """After 3 seconds the interaction is unknown: 404, code 10062."""
    coach.go_on.clear()
    asked = server.slash(amy, "hold")
    server.passes(3.1)
    coach.go_on.set()
    assert await coach.refusal() == (404, 10062)
    assert asked.replies == []


async def test_an_interaction_is_answered_once(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """The second answer to the same interaction is refused: 400, code 40060."""
    asked = server.slash(amy, "hold")
    assert server.repeats_last_interaction() is asked
    assert await coach.refusal() == (400, 40060)
    assert [reply.text for reply in asked.replies] == ["Here"]


async def test_a_deferred_reply_is_seen_thinking_until_it_is_filled(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """Type 5 shows "thinking..."; editing the original turns it into the reply, still private."""
    coach.go_on.clear()
    asked = server.slash(amy, "think")
    await server.wait_for(lambda: asked.acknowledged)
    assert [(reply.loading, reply.ephemeral) for reply in asked.replies] == [(True, True)]
    coach.go_on.set()
    reply = await server.reply_to(asked)
    assert (reply.text, reply.loading, reply.ephemeral, reply.edited) == (
        "Thought",
        False,
        True,
        False,
    )


async def test_an_app_on_the_account_alone_has_five_follow_ups(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """The sixth follow-up is refused where no guild has the app: 400, code 40094."""
    asked = server.slash(amy, "think")
    assert await coach.refusal() == (400, 40094)
    assert [reply.text for reply in asked.replies[1:]] == [f"More {n}" for n in range(5)]


async def test_a_token_lives_for_fifteen_minutes(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """After 15 minutes an interaction's token is no longer valid: 401, code 50027."""
    coach.go_on.clear()
    asked = server.slash(amy, "think")
    await server.wait_for(lambda: asked.acknowledged)
    server.passes(15 * 60 + 1)
    coach.go_on.set()
    assert await coach.refusal() == (401, 50027)
    assert server.invalid_requests == 1


@pytest.mark.usefixtures("coach")
async def test_an_account_without_the_app_cannot_use_it(server: DiscordServer, amy: Person) -> None:
    """Whoever takes the app off the account no longer finds its commands in DMs."""
    server.removes_app(amy)
    with pytest.raises(ImpossibleError):
        server.slash(amy, "pose", name="legsup")


async def test_both_installations_are_named(
    server: DiscordServer, coach: Coach, amy: Person
) -> None:
    """An app in the guild and on the account is authorised by both."""
    asked = server.slash(amy, "pose", name="child", guild="studio", installed="both")
    await server.reply_to(asked)
    assert coach.seen[0].is_user_integration()
    assert coach.seen[0].is_guild_integration()
