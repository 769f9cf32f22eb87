"""The fake Discord keeps Discord's rules for messages, and shows them as people see them."""

import io
from collections.abc import AsyncIterator

import discord
import pytest

from tests.adapters.discord_bench import logged_in, loopback, refused
from tests.fakes.discord_server import DiscordServer, Person
from tests.fakes.discord_views import as_displayed
from tests.fakes.discord_wire import Json


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with loopback(monkeypatch) as running:
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


async def send_raw(rest: discord.Client, person: Person, body: Json) -> Json:
    """Send a message past discord.py's own checks."""
    channel = await (await rest.fetch_user(person.id)).create_dm()
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    answer: Json = await rest.http.request(route, json=body)
    return answer


async def test_a_dm_is_seen_as_it_was_sent(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """Text, embed, file and silence arrive; edits and deletions are seen."""
    user = await rest.fetch_user(amy.id)
    embed = discord.Embed(title="Legs up", description="Five *calm* minutes")
    embed.add_field(name="Props", value="A wall").set_footer(text="Sleep well")
    file = discord.File(io.BytesIO(b"jpeg"), "legs.jpg", description="A drawing")
    sent = await user.send("Tonight", embed=embed, file=file, silent=True)
    (message,) = server.dm(amy)
    assert message.text == "Tonight\nLegs up\nFive calm minutes\nProps\nA wall\nSleep well"
    assert [(one.filename, one.content) for one in message.files] == [("legs.jpg", b"jpeg")]
    assert (message.silent, message.ephemeral, message.edited) == (True, False, False)
    assert message.raw["attachments"][0]["description"] == "A drawing"
    await sent.edit(content="Tomorrow", embed=None)
    assert [(one.text, one.edited) for one in server.dm(amy)] == [("Tomorrow", True)]
    await sent.delete()
    assert server.dm(amy) == []


async def test_a_layout_is_nothing_but_components(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """With IS_COMPONENTS_V2 texts and buttons are read from the components."""
    view = discord.ui.LayoutView()
    button: discord.ui.Button[discord.ui.LayoutView] = discord.ui.Button(
        label="Start", custom_id="start"
    )
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(button)
    text: discord.ui.TextDisplay[discord.ui.LayoutView] = discord.ui.TextDisplay("# Legs up")
    view.add_item(discord.ui.Container(text, row))
    await (await rest.fetch_user(amy.id)).send(view=view)
    (message,) = server.dm(amy)
    assert (message.text, message.rows) == ("Legs up", ((("Start", "start"),),))


def button(number: int) -> Json:
    return {"type": 2, "style": 1, "label": "B", "custom_id": f"b{number}"}


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


MENU: Json = {"type": 3, "custom_id": "m", "options": [{"label": "L", "value": "v"}]}
V2 = 1 << 15


@pytest.mark.parametrize(
    "body",
    [
        {"content": "c" * 2001},
        {"content": "c", "flags": 64},
        {"content": "c", "nonce": "n" * 26},
        {"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        {"embeds": [{"title": "t"}] * 11},
        {"embeds": [{"title": "t" * 257}]},
        {"embeds": [{"description": "d" * 4097}]},
        {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
        {"embeds": [{"fields": [{"name": "n" * 257, "value": "v"}]}]},
        {"embeds": [{"fields": [{"name": "n", "value": "v" * 1025}]}]},
        {"embeds": [{"fields": [{"name": "n", "value": ""}]}]},
        {"embeds": [{"footer": {"text": "f" * 2049}}]},
        {"embeds": [{"author": {"name": "a" * 257}}]},
        {"embeds": [{"description": "d" * 3001}, {"description": "d" * 3000}]},
        {"content": "c", "components": [row(button(n)) for n in range(6)]},
        {"content": "c", "components": [row(*(button(n) for n in range(6)))]},
        {"content": "c", "components": [row(button(1), button(1))]},
        {"content": "c", "components": [row(button(1) | {"label": "l" * 81})]},
        {"content": "c", "components": [row(button(1) | {"custom_id": "i" * 101})]},
        {"content": "c", "components": [row(button(1) | {"custom_id": ""})]},
        {"content": "c", "components": [row(button(1) | {"style": 5})]},
        {"content": "c", "components": [row(button(1) | {"emoji": {"name": ":moon:"}})]},
        {"content": "c", "components": [row(MENU, button(1))]},
        {
            "content": "c",
            "components": [
                row(MENU | {"options": [{"label": "L", "value": f"{n}"} for n in range(26)]})
            ],
        },
        {"content": "c", "components": [row(MENU | {"options": MENU["options"] * 2})]},
        {"content": "c", "components": [{"type": 10, "content": "c"}]},
        {"content": "c", "flags": V2, "components": [{"type": 10, "content": "c"}]},
        {"flags": V2, "components": [{"type": 10, "content": "c"}] * 41},
        {
            "flags": V2,
            "components": [{"type": 17, "components": [row(button(n)) for n in range(20)]}],
        },
        {"flags": V2, "components": [{"type": 10, "content": "c" * 2001}] * 2},
        {"flags": V2, "components": [button(1)]},
        {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://no.jpg"}}]},
    ],
)
async def test_a_message_beyond_a_limit_is_refused(
    server: DiscordServer, rest: discord.Client, amy: Person, body: Json
) -> None:
    """What is too long, too much or in the wrong place gets 400, code 50035, and is not shown."""
    with pytest.raises(discord.HTTPException) as caught:
        await send_raw(rest, amy, body)
    assert refused(caught.value) == (400, 50035)
    assert server.dm(amy) == []


@pytest.mark.parametrize(
    "body",
    [
        {"content": "c" * 2000},
        {"embeds": [{"description": "d" * 4096}, {"description": "d" * 1904}]},
        {
            "content": "c",
            "components": [row(*(button(5 * r + n) for n in range(5))) for r in range(5)],
        },
        {"content": "c", "nonce": "n" * 25, "enforce_nonce": True},
        {"flags": V2, "components": [{"type": 10, "content": "c" * 100}] * 40},
    ],
)
async def test_a_message_at_a_limit_is_taken(
    server: DiscordServer, rest: discord.Client, amy: Person, body: Json
) -> None:
    """A limit itself is still allowed."""
    await send_raw(rest, amy, body)
    assert len(server.dm(amy)) == 1


@pytest.mark.parametrize("body", [{}, {"content": "  "}, {"components": [row(button(1))]}])
async def test_an_empty_message_is_refused(rest: discord.Client, amy: Person, body: Json) -> None:
    """Neither nothing, nor blanks, nor buttons alone are a message: 400, code 50006."""
    with pytest.raises(discord.HTTPException) as caught:
        await send_raw(rest, amy, body)
    assert refused(caught.value) == (400, 50006)


async def test_the_same_nonce_gives_the_earlier_message(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """Within minutes a repeated nonce sends nothing new; later it does."""
    user = await rest.fetch_user(amy.id)
    first = await user.send("Now", nonce="night-1")
    again = await user.send("Now", nonce="night-1")
    assert (again.id, len(server.dm(amy))) == (first.id, 1)
    server.passes(600)
    await user.send("Now", nonce="night-1")
    assert len(server.dm(amy)) == 2


async def test_closed_dms_are_told_from_strangers(
    server: DiscordServer, rest: discord.Client, amy: Person, ben: Person
) -> None:
    """Closed DMs are 403 with 50007, a person without the app or a shared guild 50278."""
    server.closes_dms(amy)
    server.removes_app(ben)
    for person, code in ((amy, 50007), (ben, 50278)):
        with pytest.raises(discord.Forbidden) as caught:
            await (await rest.fetch_user(person.id)).send("Hello")
        assert refused(caught.value) == (403, code)
    assert server.invalid_requests == 2
    server.opens_dms(amy)
    server.guild("studio")
    server.joins(ben, "studio")
    for person in (amy, ben):
        await (await rest.fetch_user(person.id)).send("Hello")
        assert [message.text for message in server.dm(person)] == ["Hello"]


@pytest.mark.parametrize(
    ("markdown", "displayed"),
    [
        ("**Legs** _up_ ~~now~~ `x*y*`", "Legs up now x*y*"),
        (r"\*not bold\* \_nor\_ \# this", "*not bold* _nor_ # this"),
        ("# Title\n-# small\n> quoted", "Title\nsmall\nquoted"),
        ("[**here**](https://example.org)", "here"),
        (r"**a \*star\***", "a *star*"),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
    ],
)
def test_text_is_read_as_displayed(markdown: str, displayed: str) -> None:
    """Marks of Markdown are not seen, escaped ones are."""
    assert as_displayed(markdown) == displayed


async def test_a_layout_of_too_many_bytes_breaks_discord(
    server: DiscordServer, rest: discord.Client, amy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some 10,000 bytes of layout text get a 500, though 4,000 characters are allowed."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("discord.http.asyncio.sleep", sleep)
    with pytest.raises(discord.DiscordServerError):
        await send_raw(
            rest, amy, {"flags": V2, "components": [{"type": 10, "content": "夜" * 3390}]}
        )
    assert slept == [1, 3, 5, 7, 9]
    await send_raw(rest, amy, {"flags": V2, "components": [{"type": 10, "content": "夜" * 3380}]})
    assert len(server.dm(amy)) == 1


async def test_an_edit_keeps_what_it_does_not_name(
    server: DiscordServer, rest: discord.Client, amy: Person
) -> None:
    """An edit changes the fields it has; a layout needs the old fields cleared first."""
    user = await rest.fetch_user(amy.id)
    sent = await user.send("Tonight", embed=discord.Embed(title="Legs up"))
    await sent.edit(content="Tomorrow")
    assert server.dm(amy)[0].text == "Tomorrow\nLegs up"
    route = discord.http.Route(
        "PATCH",
        "/channels/{channel_id}/messages/{message_id}",
        channel_id=sent.channel.id,
        message_id=sent.id,
    )
    layout: Json = {"flags": V2, "components": [{"type": 10, "content": "New"}]}
    with pytest.raises(discord.HTTPException) as caught:
        await rest.http.request(route, json=layout)
    assert refused(caught.value) == (400, 50035)
    await rest.http.request(route, json=layout | {"content": None, "embeds": []})
    assert server.dm(amy)[0].text == "New"
