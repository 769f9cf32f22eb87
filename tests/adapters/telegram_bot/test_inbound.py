"""What people do on Telegram, as the core hears it."""

import asyncio
from typing import Any

import pytest

from bot.coach.talk.actions import Ask, OpenPrivate, Start
from bot.coach.talk.requests import Account, ChatAddress, Location, Place, Press, Request, Words
from tests.adapters.telegram_bot.house import NOW, House, choice, page
from tests.fakes.telegram_world import Person

HOME = ChatAddress(platform="telegram", chat="7")
STICKER = {"file_id": "s", "file_unique_id": "u", "width": 1, "height": 1, "type": "regular"}
STICKER |= {"is_animated": False, "is_video": False}
VOICE = {"file_id": "v", "file_unique_id": "w", "duration": 1}
PHOTO = [{"file_id": "p", "file_unique_id": "q", "width": 1, "height": 1}]


async def test_words_in_private(house: House, ada: Person) -> None:
    """What is written in private arrives whole: who, where, when, in which language."""
    async with house.open():
        house.server.says(ada, "good night")
        await house.heard(1)
    (request,) = house.front.requests
    assert request == Request(
        account=Account(platform="telegram", id="7"),
        address=HOME,
        place=Place.PRIVATE,
        content=Words("good night"),
        at=NOW,
        locale="sw",
        whispers=False,
        home=HOME,
        key=request.key,
    )
    assert [seen.text for seen in house.server.said(ada)] == ["heard good night"]
    assert house.server.refusals == []


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/start pose_legsup", "/start pose_legsup"),
        ("/pose@karani_bot legsup", "/pose legsup"),
        ("/POSE@Karani_Bot legsup", "/POSE legsup"),
        ("/pose@karani_bot\nlegsup", "/pose\nlegsup"),
        ("/nothing at all", "/nothing at all"),
        ("@karani_bot hello", "@karani_bot hello"),
        ("\u202eabc \x07\U0001f319", "\u202eabc \x07\U0001f319"),
    ],
)
async def test_private_text(house: House, ada: Person, typed: str, heard: str) -> None:
    """In private every text is for the coach, a command without the bot's name behind it."""
    async with house.open():
        house.server.says(ada, typed)
        assert await house.heard(1) == [Words(heard)]


@pytest.mark.parametrize(
    ("content", "heard"),
    [
        ({"location": {"latitude": 52.5, "longitude": 13.4}}, Location(52.5, 13.4)),
        ({"sticker": STICKER}, Words("")),
        ({"voice": VOICE}, Words("")),
        ({"photo": PHOTO}, Words("")),
        ({"photo": PHOTO, "caption": "my chest hurts"}, Words("my chest hurts")),
        ({"dice": {"emoji": "\U0001f3b2", "value": 3}}, Words("")),
    ],
)
async def test_other_content(
    house: House, ada: Person, content: dict[str, Any], heard: object
) -> None:
    """A location is a place; whatever else is sent in private is heard by its caption, or empty."""
    async with house.open():
        house.server.sends(ada, **content)
        assert await house.heard(1) == [heard]


async def test_not_said_to_anybody(house: House, ada: Person) -> None:
    """Edits, memberships and what Telegram itself notes in a chat are no requests."""
    seen = house.server.says(ada, "first")
    house.server.edits(ada, seen, "second")
    house.server.sends(ada, message_auto_delete_timer_changed={"message_auto_delete_time": 60})
    house.server.blocks(ada)
    house.server.unblocks(ada)
    house.server.says(ada, "last")
    async with house.open():
        assert await house.heard(2) == [Words("first"), Words("last")]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/pose legsup", "/pose legsup"),
        ("/pose@karani_bot legsup", "/pose legsup"),
        ("/dance@karani_bot", "/dance"),
        ("/dance for @karani_bot", "/dance for"),
        ("@karani_bot can I do this pregnant?", "can I do this pregnant?"),
        ("hey \U0001f319 @Karani_Bot, legs up", "hey \U0001f319 , legs up"),
        ("@karani_bot", ""),
    ],
)
async def test_group_addressed(house: House, ada: Person, typed: str, heard: str) -> None:
    """In a group commands and mentions are for the coach; its name is left out."""
    group = house.server.group(-1001)
    async with house.open():
        house.server.world.reads_all_group_messages = True
        house.server.says(ada, typed, group)
        assert await house.heard(1) == [Words(heard)]
    (request,) = house.front.requests
    assert (request.place, request.home, request.whispers) == (Place.GROUP, None, False)
    assert request.address == ChatAddress(platform="telegram", chat="-1001")


async def test_group_not_addressed(house: House, ada: Person) -> None:
    """In a group nothing else is: talk, other bots' commands, stickers, other names."""
    house.server.world.reads_all_group_messages = True
    group = house.server.group(-1001)
    for text in ("hello all", "/dance", "/pose@other_bot x", "@karani_bot_2 hi", "ask karani_bot"):
        house.server.says(ada, text, group)
    house.server.sends(ada, group, sticker=STICKER)
    house.server.sends(ada, group, text="/help", sender_chat={"id": -5, "type": "channel"})
    house.server.says(ada, "/help", group)
    async with house.open():
        assert await house.heard(1) == [Words("/help")]


async def test_group_reply(house: House, ada: Person) -> None:
    """A reply to the coach is for the coach, and is answered under it, in its topic."""
    group = house.server.group(-1001, topics=(5,))
    async with house.open():
        house.server.says(ada, "/help", group, thread=5)
        (said,) = await house.server.wait_for(lambda: house.server.said(group))
        asking = house.server.says(ada, "and for how long?", group, thread=5, reply_to=said)
        await house.server.wait_for(lambda: len(house.server.said(group)) == 2)
    assert house.front.heard == [Words("/help"), Words("and for how long?")]
    assert house.front.requests[1].address.thread == "5"
    answer = house.server.said(group)[1]
    assert (answer.reply_to, answer.thread) == (asking.message_id, 5)
    assert house.server.refusals == []


async def test_press(house: House, ada: Person) -> None:
    """A press is acknowledged and arrives with its payload and its message's chat."""
    action = Start(pose="legs_up_wall", seconds=600)
    house.front.says(page("ready?", (choice("Start", action),)))
    async with house.open():
        house.server.says(ada, "/session")
        (said,) = await house.server.wait_for(lambda: house.server.said(ada))
        query = house.server.presses(ada, said, "s1:legs_up_wall:600")
        await house.heard(2)
        await house.server.wait_for(lambda: house.server.answers)
    assert house.front.heard[1] == Press("s1:legs_up_wall:600")
    assert house.front.requests[1].address == HOME
    assert [answer.query_id for answer in house.server.answers] == [query]


async def test_forged_and_stale_press(house: House, ada: Person) -> None:
    """Payloads that nobody made are passed on, and presses too old to acknowledge are served."""
    async with house.open():
        house.server.says(ada, "hi")
        (said,) = await house.server.wait_for(lambda: house.server.said(ada))
        house.server.presses(ada, said, "zz9:\ud83d::drop table", stale=True)
        house.server.fails_next("answerCallbackQuery", 400, "Bad Request: query is too old")
        await house.heard(2)
    assert house.front.heard[1] == Press("zz9:::drop table")


async def test_press_on_old_message(house: House, ada: Person) -> None:
    """A button of a message that Telegram no longer shows still works."""
    async with house.open():
        chat = house.server.world.rooms[7].json
        query = {"id": "1", "from": ada.json(), "chat_instance": "1", "data": "a1:poses"}
        query["message"] = {"message_id": 3, "date": 0, "chat": chat}
        house.server.says(ada, "/start")
        house.server.world.updates.add("callback_query", query)
        await house.heard(2)
    assert house.front.requests[1].content == Press("a1:poses")
    assert house.front.requests[1].address == HOME


async def test_group_press_opens_private(house: House, ada: Person) -> None:
    """What goes on in private is a link to the bot with the start parameter."""
    go = OpenPrivate(start="pose_legsup")
    house.front.says(page("in private", (choice("Go on", go), choice("Poses", Ask("poses")))))
    group = house.server.group(-1001)
    async with house.open():
        house.server.says(ada, "/pose", group)
        (said,) = await house.server.wait_for(lambda: house.server.said(group))
    assert said.button("Go on").url == "https://t.me/karani_bot?start=pose_legsup"
    assert said.button("Poses").data == "a1:poses"


async def test_same_update_same_key(house: House, ada: Person) -> None:
    """An update that is delivered twice has the same key both times, others have others."""
    async with house.open():
        house.server.says(ada, "one")
        await house.heard(1)
        house.server.repeats_last_update()
        await house.heard(2)
        house.server.says(ada, "two")
        await house.heard(3)
    first, again, other = (request.key for request in house.front.requests)
    assert first == again != other


async def test_order_of_one_and_others_beside(house: House, ada: Person) -> None:
    """One person's messages are handled in order, while another's need not wait for them."""
    bob = house.server.user(8, "Bob")
    gate = house.front.gates[Words("slow")] = asyncio.Event()
    async with house.open():
        for text in ("slow", "after", "last"):
            house.server.says(ada, text)
        house.server.says(bob, "quick")
        assert await house.heard(1) == [Words("quick")]
        gate.set()
        heard = await house.heard(4)
    assert heard == [Words("quick"), Words("slow"), Words("after"), Words("last")]


async def test_hundred_thousand_characters(house: House, ada: Person) -> None:
    """An enormous text is heard whole, and an answer as long is split."""
    async with house.open():
        house.server.says(ada, "a " * 50_000)
        await house.server.wait_for(lambda: len(house.server.said(ada)) == 25)
    assert house.front.heard == [Words("a " * 50_000)]
    assert house.server.refusals == []
