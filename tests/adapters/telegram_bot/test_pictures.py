"""Pictures as people on Telegram see them."""

from dataclasses import replace

from bot.coach.ports import Lane
from bot.coach.talk.actions import Ask
from bot.coach.talk.replies import Message
from bot.coach.talk.requests import ChatAddress
from tests.adapters.pictures import breath, card, rung, sheet, undrawable
from tests.adapters.telegram_bot.house import House, choice, line, page
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person, Seen

PNG = b"\x89PNG"
NEXT = (choice("Next", Ask("x")),)


async def answered(house: House, ada: Person, *messages: Message, count: int = 1) -> list[Seen]:
    """What Ada sees once the coach has shown these, that many messages in all."""
    house.front.says(*messages)
    house.server.says(ada, "go on")
    await house.server.wait_for(lambda: len(house.server.said(ada)) >= count)
    return house.server.said(ada)


async def test_a_short_page_is_the_caption_of_its_picture(house: House, ada: Person) -> None:
    """One message: a photo, the words below it, and the buttons."""
    async with house.open():
        (said,) = await answered(house, ada, replace(page("Legs up", NEXT), pictures=card()))
    assert (said.media, said.text, said.labels) == ("photo", "Legs up", ["Next"])
    assert (said.content or b"").startswith(PNG)
    assert (house.server.refusals, house.server.warnings) == ([], [])


async def test_a_long_page_comes_after_its_picture(house: House, ada: Person) -> None:
    """More words than a caption takes follow as a message of their own, which has the buttons."""
    long = replace(page("a" * 1025, NEXT), pictures=sheet())
    async with house.open():
        first, second = await answered(house, ada, long, count=2)
    assert (first.media, first.text, first.labels) == ("photo", "", [])
    assert (second.media, second.text, second.labels) == (None, "a" * 1025, ["Next"])
    assert house.server.refusals == []


async def test_the_second_person_costs_no_upload(house: House, ada: Person) -> None:
    """A picture goes up once; after that Telegram is told its name."""
    async with house.open():
        await answered(house, ada, replace(page("one"), pictures=card()))
        bob = house.server.user(8, first_name="Bob")
        house.server.says(bob, "go on")
        await house.server.wait_for(lambda: house.server.said(bob))
    first, second = house.server.calls_to("sendPhoto")
    assert (len(first.files), len(second.files)) == (1, 0)
    assert house.server.said(bob)[0].content == house.server.said(ada)[0].content


async def test_a_name_that_is_good_no_more_is_uploaded_again(house: House, ada: Person) -> None:
    """Telegram may forget a file: the picture is not lost with it."""
    shows = replace(page("one"), pictures=card())
    async with house.open():
        await answered(house, ada, shows)
        wrong = "Bad Request: wrong file identifier/HTTP URL specified"
        house.server.fails_next("sendPhoto", 400, wrong)
        _, again = await answered(house, ada, shows, count=2)
    assert again.media == "photo"
    assert [len(call.files) for call in house.server.calls_to("sendPhoto")] == [1, 0, 1]


async def test_a_start_later_nothing_is_uploaded_again(house: House, ada: Person) -> None:
    """What Telegram called a picture is stored: another process sends it by that name."""
    shows = replace(page("one"), pictures=card())
    async with house.open():
        await answered(house, ada, shows)
        # Telegram repeats what was not confirmed, and that is not what is asked here.
        await house.server.wait_for(
            lambda: house.server.calls_to("getUpdates")[-1].params.get("offset")
        )
    house.gateway = house.made()
    async with house.open():
        await answered(house, ada, shows, count=2)
    assert [len(call.files) for call in house.server.calls_to("sendPhoto")] == [1, 0]
    assert house.server.refusals == []


async def test_another_bot_uploads_its_own(house: House, ada: Person) -> None:
    """One bot's names mean nothing to another: its pictures are never tried under them."""
    shows = replace(page("one"), pictures=card())
    async with house.open():
        await answered(house, ada, shows)
    async with TelegramServer(token="456:def") as server:
        other = House(server, "456:def")
        other.store = house.store
        other.gateway = other.made()
        bob = server.user(8, first_name="Bob")
        async with other.open():
            (said,) = await answered(other, bob, shows)
        assert said.media == "photo"
        assert [len(call.files) for call in server.calls_to("sendPhoto")] == [1]
        assert server.refusals == []


async def test_a_store_that_cannot_be_used_costs_an_upload_only(house: House, ada: Person) -> None:
    """Names of pictures are a convenience: without them the picture goes up again."""
    house.store.broken = True
    async with house.open():
        (said,) = await answered(house, ada, replace(page("one"), pictures=card()))
    assert (said.media, said.text) == ("photo", "one")


async def test_a_card_changes_its_picture_in_place(house: House, ada: Person) -> None:
    """Moving between pictures, and to a section without one, stays one message."""
    async with house.open():
        (said,) = await answered(house, ada, replace(page("card", NEXT), pictures=card()))
        steps = replace(page("steps", NEXT), pictures=sheet(), replaces=True)
        house.front.says(steps)
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: house.server.said(ada)[0].text == "steps")
        changed = house.server.said(ada)[0].content
        house.front.says(replace(page("tips"), replaces=True))
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: house.server.said(ada)[0].text == "tips")
    (now,) = house.server.said(ada)
    assert changed != said.content
    assert (now.media, now.content, now.labels) == ("photo", changed, [])


async def test_a_text_becomes_a_picture_in_place(house: House, ada: Person) -> None:
    """A pressed list gives way to the card that was chosen from it."""
    async with house.open():
        (said,) = await answered(house, ada, page("Poses", NEXT))
        house.front.says(replace(page("card"), pictures=card(), replaces=True))
        house.server.presses(ada, said, "a1:x")
        await house.server.wait_for(lambda: house.server.said(ada)[0].text == "card")
    assert [seen.media for seen in house.server.said(ada)] == ["photo"]


async def test_a_breath_moves_above_its_words(house: House, ada: Person) -> None:
    """A hold opens with an animation, which keeps its name like a photo."""
    opens = replace(page("In for 4, out for 6.", NEXT), pictures=breath())
    async with house.open():
        (said,) = await answered(house, ada, opens)
        await answered(house, ada, opens, count=2)
    assert (said.media, said.text, said.labels) == ("animation", "In for 4, out for 6.", ["Next"])
    assert [len(call.files) for call in house.server.calls_to("sendAnimation")] == [1, 0]
    assert house.server.refusals == []


async def test_a_bell_is_a_voice_note_after_the_words(house: House, ada: Person) -> None:
    """It makes no noise of its own beside that of the message."""
    async with house.open():
        words, bell = await answered(
            house, ada, replace(page("Come out.", NEXT), pictures=rung()), count=2
        )
    assert (words.media, words.text, words.silent) == ("photo", "Come out.", False)
    assert (bell.media, bell.silent) == ("voice", True)
    assert (bell.content or b"").startswith(b"OggS")


async def test_a_bell_that_cannot_come_brings_no_words_twice(house: House, ada: Person) -> None:
    """Who takes no voice messages, or a fault in the network, costs the bell and nothing else."""
    rings = replace(page("Come out."), pictures=rung())
    home = ChatAddress(platform="telegram", chat=str(ada.id))
    async with house.open():
        await answered(house, ada, page("Begin."))
        house.server.fails_next("sendVoice", 400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
        await house.gateway.messenger.send(home, rings, nonce="n1", lane=Lane.HOLD)
        house.server.fails_next("sendVoice", 502, "Bad Gateway", times=9)
        await house.gateway.messenger.send(home, rings, nonce="n2", lane=Lane.HOLD)
    assert [seen.text for seen in house.server.said(ada)] == ["Begin.", "Come out.", "Come out."]


async def test_a_refused_picture_costs_no_words(house: House, ada: Person) -> None:
    """Where pictures are not taken, the words come with their buttons."""
    async with house.open():
        refused = "Bad Request: not enough rights to send photos to the chat"
        house.server.fails_next("sendPhoto", 400, refused, times=2)
        (said,) = await answered(house, ada, replace(page("Legs up", NEXT), pictures=card()))
        long = replace(page("b" * 2000, NEXT), pictures=card())
        _, second = await answered(house, ada, long, count=2)
    assert [(s.media, s.text[:7], s.labels) for s in (said, second)] == [
        (None, "Legs up", ["Next"]),
        (None, "bbbbbbb", ["Next"]),
    ]


async def test_what_cannot_be_drawn_costs_no_words(house: House, ada: Person) -> None:
    """A defect in a figure is ours to log, not theirs to miss an answer for."""
    async with house.open():
        (said,) = await answered(house, ada, replace(page("Fly"), pictures=undrawable()))
    assert (said.media, said.text) == (None, "Fly")


async def test_markup_in_a_caption_is_text(house: House, ada: Person) -> None:
    """What stands in a caption is shown as it is."""
    odd = replace(page("x"), lines=(line("<b>5 < 6 & 7</b>"),), pictures=card())
    async with house.open():
        (said,) = await answered(house, ada, odd)
    assert (said.text, said.entities) == ("<b>5 < 6 & 7</b>", ())
