"""What the clock has given birth to reaches the person, or says of what kind the failure is."""

import pytest

from bot.coach.errors import BlockedError, DeliveryError, GoneError, RefusedError, RetryLaterError
from bot.coach.ports import Lane
from bot.coach.talk.replies import Attachment, Kind, Style
from bot.coach.talk.requests import ChatAddress
from content.library import Library
from tests.adapters.discord_bot.bench import Bot, home, line, running, said
from tests.fakes.discord_server import DiscordServer, Person

CUE = said("Half way.", kind=Kind.CUE)


async def test_a_cue_is_plain_text_and_may_be_silent(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A cue arrives in the conversation as text; the silent one without notification."""
    await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)
    silent = said("One minute left.", kind=Kind.CUE, silent=True)
    receipt = await bot.gateway.messenger.send(home(amy), silent, nonce="n2", lane=Lane.HOLD)
    seen = server.dm(amy)
    assert [(one.text, one.silent) for one in seen] == [
        ("Half way.", False),
        ("One minute left.", True),
    ]
    assert receipt.message == str(seen[1].id)
    assert all(one.raw["embeds"] == [] for one in seen)


async def test_nobody_is_mentioned(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """Whatever a text holds, it calls nobody."""
    await bot.gateway.messenger.send(
        home(amy), said("@everyone <@7002>"), nonce="n1", lane=Lane.HOLD
    )
    assert server.dm(amy)[0].text == "@everyone <@7002>"
    assert server.calls[-1].form()["allowed_mentions"] == {"parse": []}


async def test_files_are_attached(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """An export arrives as a file below its words, in answer and by itself."""
    export = Attachment(name="karani.json", media_type="application/json", data=b"{}")
    message = said("Everything I keep.", files=(export,))
    bot.front.says(message)
    await server.reply_to(server.slash(amy, "export"))
    await bot.gateway.messenger.send(home(amy), message, nonce="n1", lane=Lane.HOLD)
    for seen in server.dm(amy):
        assert seen.text == "Everything I keep."
        assert [(one.filename, one.content) for one in seen.files] == [("karani.json", b"{}")]


async def test_a_long_message_goes_out_in_parts(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """What is too long for one message comes in order, and is named by its last part."""
    long = said(*[f"{n} " + "breathe " * 100 for n in range(6)], kind=Kind.NOTICE)
    receipt = await bot.gateway.messenger.send(home(amy), long, nonce="n1", lane=Lane.HOLD)
    seen = server.dm(amy)
    assert len(seen) > 1
    assert receipt.message == str(seen[-1].id)
    assert [one.text[0] for one in seen] == ["0", "2", "4"]


async def test_a_repeat_is_harmless(
    server: DiscordServer, bot: Bot, amy: Person, ben: Person
) -> None:
    """The same nonce arrives once for each person, however often it is sent."""
    server.cuts_next("POST /channels", done=True)
    with pytest.raises(RetryLaterError):
        await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)
    await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)
    await bot.gateway.messenger.send(home(ben), CUE, nonce="n1", lane=Lane.HOLD)
    assert [len(server.dm(person)) for person in (amy, ben)] == [1, 1]


async def test_every_kind_of_line_is_taken(server: DiscordServer, bot: Bot, amy: Person) -> None:
    """Discord takes each style, alone, as a cue and in a card."""
    lines = [line(style.value.title(), style, until=60) for style in Style]
    for kind in Kind:
        await bot.gateway.messenger.send(
            home(amy), said(*lines, kind=kind), nonce=kind, lane=Lane.HOLD
        )
    for style in Style:
        await bot.gateway.messenger.send(
            home(amy), said(line("x", style)), nonce=style, lane=Lane.HOLD
        )
    assert len(server.dm(amy)) == len(Kind) + len(Style)


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ((403, 50007), BlockedError),
        ((403, 50278), BlockedError),
        ((404, 10003), GoneError),
        ((503, 0), RetryLaterError),
        ((401, 0), RetryLaterError),
        ((400, 50035), RefusedError),
        ((403, 50013), RefusedError),
    ],
)
async def test_refusals_have_kinds(
    server: DiscordServer,
    bot: Bot,
    amy: Person,
    refusal: tuple[int, int],
    kind: type[DeliveryError],
) -> None:
    """What Discord refuses comes out as what has to be done about it, without anybody's words."""
    status, code = refusal
    server.fails_next("POST /channels", status=status, code=code, message="Half way.")
    with pytest.raises(kind) as caught:
        await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)
    assert "Half way" not in str(caught.value)


async def test_closed_conversations_and_strangers_are_told_apart_from_nobody(
    server: DiscordServer, bot: Bot, amy: Person, ben: Person
) -> None:
    """Closed direct messages and a removed app are a person's will; an unknown id is nobody."""
    server.closes_dms(amy)
    server.removes_app(ben)
    for person in (amy, ben):
        with pytest.raises(BlockedError):
            await bot.gateway.messenger.send(home(person), CUE, nonce="n1", lane=Lane.HOLD)
    for chat in ("12345", "legs"):
        nobody = ChatAddress(platform="discord", chat=chat)
        with pytest.raises(GoneError):
            await bot.gateway.messenger.send(nobody, CUE, nonce="n1", lane=Lane.HOLD)


@pytest.mark.parametrize(("via", "after"), [(False, 7.0), (True, 3600.0)])
async def test_a_flood_says_when_to_come_back(
    server: DiscordServer, bot: Bot, amy: Person, via: bool, after: float
) -> None:
    """A ban of the address and a long rate limit are not waited for inside the adapter."""
    server.floods_next("POST /channels", retry_after=after, via=via)
    with pytest.raises(RetryLaterError) as caught:
        await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)
    assert (caught.value.everywhere, caught.value.seconds > 1) == (not via, True)


async def test_silence_is_given_up(
    server: DiscordServer, bot: Bot, amy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A send that gets no answer is tried again later instead of holding up the rest."""
    await bot.gateway.messenger.send(home(amy), CUE, nonce="n0", lane=Lane.HOLD)
    monkeypatch.setattr("bot.adapters.discord.outbound.SEND_WITHIN_SECONDS", 0.05)
    server.hangs_next("POST /channels")
    with pytest.raises(RetryLaterError):
        await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)


async def test_before_the_connection_there_is_only_later(
    server: DiscordServer, library: Library, amy: Person
) -> None:
    """Without a login nothing can be sent, and nothing is lost by trying."""
    async with running(server, library, connected=False) as bot:
        with pytest.raises(RetryLaterError):
            await bot.gateway.messenger.send(home(amy), CUE, nonce="n1", lane=Lane.HOLD)


async def test_an_answer_that_is_refused_ends_quietly(
    server: DiscordServer, bot: Bot, amy: Person
) -> None:
    """A person who closes their messages while being answered hears nothing and breaks nothing."""
    server.closes_dms(amy)
    server.says(amy, "hello")
    await server.wait_for(lambda: any(status == 403 for _, status in server.answers))
    server.opens_dms(amy)
    server.says(amy, "hello again")
    await server.wait_for(lambda: len(server.dm(amy)) == 3)
    assert len(bot.front.requests) == 2
