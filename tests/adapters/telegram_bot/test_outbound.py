"""What the core answers, as people on Telegram see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.coach.errors import BlockedError, GoneError, RefusedError, RetryLaterError
from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask
from bot.coach.talk.replies import Attachment, Message, Page, Style
from bot.coach.talk.requests import ChatAddress
from tests.adapters.telegram_bot.house import NOW, House, choice, line, page
from tests.fakes.telegram_world import Person, Seen

HOME = ChatAddress(platform="telegram", chat="7")
EXPORT = Attachment(name="karani.json", media_type="application/json", data=b'{"you": 1}')


async def answered(house: House, ada: Person, *messages: Message) -> list[Seen]:
    """What Ada sees once the coach has shown these."""
    house.front.says(*messages)
    house.server.says(ada, "go on")
    return await house.server.wait_for(lambda: house.server.said(ada))


async def test_look(house: House, ada: Person) -> None:
    """Styles, a countdown that needs no edits, and buttons reach the phone as they were meant."""
    until = NOW + timedelta(minutes=10)
    lines = (line("Hold", Style.HEADING), line("Until 22:40", Style.COUNTDOWN, until))
    house.front.says(Page(lines=lines, choices=((choice("Poses", Ask("poses")),),)))
    async with house.open():
        house.server.says(ada, "go on")
        (said,) = await house.server.wait_for(lambda: house.server.said(ada))
    assert said.text == "Hold\nUntil 22:40"
    bold, counting = said.entities
    assert (bold["type"], bold["offset"], bold["length"]) == ("bold", 0, 4)
    assert (counting["type"], counting["unix_time"]) == ("date_time", int(until.timestamp()))
    assert said.labels == ["Poses"]
    assert house.server.calls_to("sendMessage")[0].params["link_preview_options"] == {
        "is_disabled": True
    }
    assert (house.server.refusals, house.server.warnings) == ([], [])


async def test_silence_and_order(house: House, ada: Person) -> None:
    """Messages come in their order, those that are silent without notification."""
    async with house.open():
        await answered(house, ada, replace(page("one"), silent=True), page("two"))
        said = await house.server.wait_for(lambda: house.server.said(ada)[1:])
    assert [(seen.text, seen.silent) for seen in house.server.said(ada)] == [
        ("one", True),
        ("two", False),
    ]
    assert [seen.text for seen in said] == ["two"]


async def test_split_keeps_buttons_last(house: House, ada: Person) -> None:
    """Of a long answer in several messages the last one has the buttons."""
    text = tuple(line(letter * 3000) for letter in "abc")
    async with house.open():
        house.front.says(Page(lines=text, choices=((choice("More", Ask("help")),),)))
        house.server.says(ada, "go on")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 3)
    assert [seen.labels for seen in house.server.said(ada)] == [[], [], ["More"]]


async def test_replaced_in_place(house: House, ada: Person) -> None:
    """A page that replaces takes the place of the message whose button was pressed."""
    async with house.open():
        (said,) = await answered(house, ada, page("one", (choice("Next", Ask("x")),)))
        house.front.says(replace(page("two"), replaces=True), page("three"))
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 2)
    assert [(seen.text, seen.labels) for seen in house.server.said(ada)] == [
        ("two", []),
        ("three", []),
    ]
    assert house.server.refusals == []


async def test_replaced_by_the_same(house: House, ada: Person) -> None:
    """A press that changes nothing is no failure and sends nothing new."""
    same = page("one", (choice("Again", Ask("x")),))
    async with house.open():
        (said,) = await answered(house, ada, same)
        house.front.says(replace(same, replaces=True), page("end"))
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 2)
    assert [seen.text for seen in house.server.said(ada)] == ["one", "end"]


async def test_replaces_what_is_gone(house: House, ada: Person) -> None:
    """If the message is gone, or nothing was pressed, the page is sent."""
    async with house.open():
        (said,) = await answered(house, ada, replace(page("one", (choice("Next", Ask("x")),))))
        house.front.says(replace(page("two"), replaces=True))
        house.server.fails_next("editMessageText", 400, "Bad Request: message to edit not found")
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 2)
        house.server.says(ada, "and in words")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 3)
    assert [seen.text for seen in house.server.said(ada)] == ["one", "two", "two"]


async def test_files(house: House, ada: Person) -> None:
    """Files come as documents behind the words; without words they carry the buttons."""
    more = ((choice("Privacy", Ask("privacy")),),)
    async with house.open():
        house.front.says(replace(page("Yours"), files=(EXPORT,)))
        house.server.says(ada, "/export")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 2)
        house.front.says(Page(lines=(), choices=more, files=(EXPORT,)))
        house.server.says(ada, "/export")
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 3)
    _, first, second = house.server.said(ada)
    assert (first.media, first.content, first.labels) == ("document", EXPORT.data, [])
    assert (second.content, second.labels) == (EXPORT.data, ["Privacy"])
    upload = house.server.calls_to("sendDocument")[0].files["document"]
    assert (upload.name, upload.mime) == ("karani.json", "application/json")


async def test_answer_outlasts_trouble(house: House, ada: Person) -> None:
    """An answer is sent again after a rate limit, a cut and a fault of the server."""
    async with house.open():
        house.server.fails_next("sendMessage", 429, "Too Many Requests", {"retry_after": 7})
        house.server.cuts_next("sendMessage", done=False)
        house.server.fails_next("sendMessage", 502, "Bad Gateway")
        await answered(house, ada, page("at last"))
    assert [seen.text for seen in house.server.said(ada)] == ["at last"]
    # Exactly as long as Telegram says, then of our own choosing, each longer than the one before.
    limit, cut, fault = house.clock.pauses
    assert limit == 7
    assert 1 <= cut <= 1.25
    assert 2 <= fault <= 2.5


async def test_words_outlive_their_dress(house: House, ada: Person) -> None:
    """If Telegram refuses a page for its buttons or styles, its words are sent without them."""
    async with house.open():
        house.server.fails_next("sendMessage", 400, "Bad Request: BUTTON_DATA_INVALID")
        (said,) = await answered(house, ada, page("call 112", (choice("x", Ask("x")),)))
    assert (said.text, said.labels) == ("call 112", [])


async def test_defect_is_told_kindly(house: House, ada: Person) -> None:
    """A page that cannot be packed is our fault, and the person hears so; others go on."""
    house.front.says(page("x", (choice("x", Ask("x" * 100)),)))
    async with house.open():
        house.server.says(ada, "go on")
        await house.heard(1)
        house.front.says(page("fine"))
        house.server.says(ada, "again")
        await house.server.wait_for(
            lambda: any(seen.text == "fine" for seen in house.server.said(ada))
        )
    sorry = house.library.catalogues["en"].entries["error.ours"]
    assert [seen.text for seen in house.server.said(ada)] == [sorry, "fine"]


async def test_sent_by_the_clock(house: House, ada: Person) -> None:
    """What the clock gives birth to is sent where it is told, and its number is the receipt."""
    house.server.says(ada, "/start")
    group = house.server.group(-1001, topics=(5,))
    async with house.open():
        await house.server.wait_for(lambda: house.server.said(ada))
        send = house.gateway.messenger.send
        receipt = await send(
            HOME, replace(page("It's 22:30."), silent=True), nonce="n", lane=Lane.HOLD
        )
        await send(
            ChatAddress(platform="telegram", chat="-1001", thread="5"),
            page("x"),
            nonce="o",
            lane=Lane.HOLD,
        )
    said = house.server.said(ada)[-1]
    assert (receipt.message, said.text, said.silent) == (str(said.message_id), "It's 22:30.", True)
    assert house.server.said(group)[0].thread == 5


async def test_blocked(house: House, ada: Person) -> None:
    """Someone who has blocked the bot, or never began, is BlockedError."""
    house.server.says(ada, "/start")
    house.server.user(8, "Bob")
    async with house.open():
        await house.server.wait_for(lambda: house.server.said(ada))
        house.server.blocks(ada)
        for chat in "7", "8":
            to = ChatAddress(platform="telegram", chat=chat)
            with pytest.raises(BlockedError):
                await house.gateway.messenger.send(to, page("x"), nonce="n", lane=Lane.HOLD)


async def test_gone(house: House) -> None:
    """A chat that is no more is GoneError, and says where it has moved to."""
    house.server.group(-5, supergroup=False)
    house.server.group(-1001)
    house.server.world.rooms[-5].migrated_to = -1001
    send = house.gateway.messenger.send
    async with house.open():
        with pytest.raises(GoneError) as gone:
            await send(
                ChatAddress(platform="telegram", chat="99"), page("x"), nonce="n", lane=Lane.HOLD
            )
        assert gone.value.moved_to is None
        with pytest.raises(GoneError) as gone:
            await send(
                ChatAddress(platform="telegram", chat="-5"), page("x"), nonce="n", lane=Lane.HOLD
            )
        assert gone.value.moved_to == ChatAddress(platform="telegram", chat="-1001")
        to = ChatAddress(platform="telegram", chat="-1001", thread="9")
        with pytest.raises(GoneError):
            await send(to, page("x"), nonce="n", lane=Lane.HOLD)


async def test_later(house: House, ada: Person) -> None:
    """A rate limit says when, for the whole bot or one group; a failing network says soon."""
    house.server.says(ada, "/start")
    house.server.group(-1001)
    group = ChatAddress(platform="telegram", chat="-1001")
    send = house.gateway.messenger.send
    async with house.open():
        await house.server.wait_for(lambda: house.server.said(ada))
        found: list[tuple[float, bool]] = []
        for to in HOME, group:
            house.server.fails_next("sendMessage", 429, "Too Many", {"retry_after": 9})
            with pytest.raises(RetryLaterError) as later:
                await send(to, page("x"), nonce="n", lane=Lane.HOLD)
            found.append((later.value.seconds, later.value.everywhere))
        house.server.cuts_next("sendMessage")
        with pytest.raises(RetryLaterError):
            await send(HOME, page("x"), nonce="n", lane=Lane.HOLD)
    assert found == [(9, True), (9, False)]


async def test_later_before_it_is_connected(house: House) -> None:
    """Before the first connection, and after the last, everything is for later."""
    with pytest.raises(RetryLaterError):
        await house.gateway.messenger.send(HOME, page("x"), nonce="n", lane=Lane.HOLD)
    async with house.open():
        pass
    with pytest.raises(RetryLaterError):
        await house.gateway.messenger.send(HOME, page("x"), nonce="n", lane=Lane.HOLD)


async def test_refused(house: House, ada: Person) -> None:
    """What Telegram will never take, and an empty message, are RefusedError."""
    house.server.says(ada, "/start")
    send = house.gateway.messenger.send
    async with house.open():
        await house.server.wait_for(lambda: house.server.said(ada))
        house.server.fails_next("sendMessage", 400, "Bad Request: something 'private' is odd")
        with pytest.raises(RefusedError) as refused:
            await send(HOME, page("x"), nonce="n", lane=Lane.HOLD)
        with pytest.raises(RefusedError):
            await send(HOME, page(" \x00"), nonce="n", lane=Lane.HOLD)
    assert "private" not in str(refused.value)
