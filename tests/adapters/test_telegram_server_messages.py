"""What the stand-in for Telegram takes as a message, asked through the real client."""

# ruff: noqa: F401, F811 -- pytest finds fixtures by name

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.constants import ParseMode

from tests.fakes.telegram_fixtures import PNG, ada, bot, keys, refusal, server, time_as_timedelta
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


async def test_message_is_recorded(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A sent message is seen with its text, silence, protection, buttons and reply."""
    asked = server.says(ada, "when?")
    await bot.send_message(
        ada.id,
        "  At ten <b>sharp</b> &amp; calm  ",
        parse_mode=ParseMode.HTML,
        disable_notification=True,
        protect_content=True,
        reply_markup=keys("yes", "no"),
        reply_parameters=ReplyParameters(asked.message_id),
    )
    (seen,) = server.said(ada)
    assert seen.text == "At ten sharp & calm"
    assert seen.entities == ({"type": "bold", "offset": 7, "length": 5},)
    assert [button.data for row in seen.buttons for button in row] == ["yes", "no"]
    assert (seen.silent, seen.protected, seen.reply_to) == (True, True, asked.message_id)
    assert server.calls_to("sendMessage")[0].params["disable_notification"] is True


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>a</b><strong>b</strong>", "ab", ["bold", "bold"]),
        ("<i>a</i><em>b</em>", "ab", ["italic", "italic"]),
        ("<u>a</u><ins>b</ins>", "ab", ["underline", "underline"]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", ["strikethrough"] * 3),
        ('<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>', "ab", ["spoiler"] * 2),
        ('<a href="https://a.example/?x=1&amp;y=2">a</a>', "a", ["text_link"]),
        ('<a href="tg://user?id=7">a</a>', "a", ["text_mention"]),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", ["custom_emoji"]),
        ('<tg-time unix="1647531900" format="wDT">22:45</tg-time>', "22:45", ["date_time"]),
        ("<code>a</code><pre>b</pre>", "ab", ["code", "pre"]),
        ('<pre><code class="language-python">b</code></pre>', "b", ["pre"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("<blockquote expandable>a<b>b</b></blockquote>", "ab", ["expandable_blockquote", "bold"]),
        ("<b></b>&lt;a&gt; &quot;&#65;&#x1F600; &nbsp; &", '<a> "A😀 &nbsp; &', []),
    ],
)
async def test_html(  # noqa: PLR0917 -- a row of the table
    server: TelegramServer, bot: Bot, ada: Person, source: str, text: str, kinds: list[str]
) -> None:
    """Every documented tag becomes its entity, and only four named characters are decoded."""
    message = await bot.send_message(ada.id, source, parse_mode=ParseMode.HTML)
    assert (message.text, [entity.type for entity in message.entities]) == (text, kinds)
    assert [entity["type"] for entity in server.said(ada)[0].entities] == kinds


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<b>a", 'find end tag corresponding to start tag "b"'),
        ("é<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a <b", "nclosed start tag at byte offset 2"),
        ('a <b class="x"', 'nclosed start tag "b" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("a</b>", "nexpected end tag at byte offset 1"),
        ("<b>a</i>", 'nmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a</b", "nclosed end tag at byte offset 4"),
        ("<a href=>a</a>", "mpty attribute name"),
        ('<a href="x', "nclosed start tag"),
        ('<span class="big">a</span>', 'must have class "tg-spoiler"'),
        ('<tg-time unix="soon">a</tg-time>', "nvalid unix time"),
        ('<tg-time unix="1" format="dw">a</tg-time>', "nvalid date-time format"),
        ('<tg-emoji emoji-id="x">a</tg-emoji>', "nvalid custom emoji identifier"),
        ("<code><b>a</b></code>", "can't be nested"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "can't be nested"),
    ],
)
async def test_html_refused(bot: Bot, ada: Person, source: str, why: str) -> None:
    """Markup Telegram cannot read is refused, with the place in bytes."""
    message = await refusal(bot.send_message(ada.id, source, parse_mode=ParseMode.HTML))
    assert message.startswith("can't parse entities: ")
    assert why.lower() in message


async def test_entities(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Entities are counted in UTF-16 units, and a moment is one of them."""
    when = MessageEntity(
        MessageEntity.DATE_TIME,
        3,
        5,
        unix_time=datetime(2026, 1, 1, tzinfo=UTC),
        date_time_format="t",
    )
    await bot.send_message(ada.id, "🌙 22:00", entities=[MessageEntity("bold", 0, 2), when])
    assert server.said(ada)[0].entities == (
        {"type": "bold", "offset": 0, "length": 2},
        {
            "type": "date_time",
            "offset": 3,
            "length": 5,
            "unix_time": 1_767_225_600,
            "date_time_format": "t",
        },
    )


@pytest.mark.parametrize(
    ("entities", "why"),
    [
        ([MessageEntity("bold", 0, 1)], "ends in a middle of a UTF-16 symbol"),
        ([MessageEntity("bold", 1, 2)], "begins in a middle of a UTF-16 symbol"),
        ([MessageEntity("bold", 0, 9)], "ends after the end of the text"),
        ([MessageEntity("bold", 0, 0)], "wrong offset or length"),
        ([MessageEntity("loud", 0, 2)], "Unsupported type specified"),
        ([MessageEntity("date_time", 0, 2)], "unix_time is required"),
        ([MessageEntity("text_link", 0, 2)], "url is required"),
        ([MessageEntity("bold", 0, 4), MessageEntity("italic", 3, 3)], "can't be nested"),
    ],
)
async def test_entities_refused(
    bot: Bot, ada: Person, entities: list[MessageEntity], why: str
) -> None:
    """Entities off the text, of no known type or crossing each other are refused."""
    assert why.lower() in await refusal(bot.send_message(ada.id, "🌙 22:00", entities=entities))


async def test_text_lengths(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A text has 1 to 4096 UTF-16 units after parsing, a caption at most 1024."""
    await bot.send_message(ada.id, f"<b>{'x' * 4096}</b>", parse_mode=ParseMode.HTML)
    assert await refusal(bot.send_message(ada.id, "🌙" * 2049)) == "message is too long"
    assert await refusal(bot.send_message(ada.id, " \n ")) == "message text is empty"
    assert "is empty" in await refusal(
        bot.send_message(ada.id, "<b> </b>", parse_mode=ParseMode.HTML)
    )
    await bot.send_photo(ada.id, PNG, caption="x" * 1024)
    why = await refusal(bot.send_photo(ada.id, PNG, caption="x" * 1025))
    assert why == "message caption is too long"
    assert len(server.said(ada)) == 2
    assert [method for method, _ in server.refusals] == ["sendMessage"] * 3 + ["sendPhoto"]


@pytest.mark.parametrize(
    ("button", "why"),
    [
        ({"text": "a", "callback_data": "é" * 33}, "Button_data_invalid"),
        ({"text": "a", "callback_data": ""}, "Button_data_invalid"),
        ({"text": " ", "callback_data": "a"}, "text must be non-empty"),
        ({"text": "a"}, "unallowed in the inline keyboard"),
        ({"text": "a", "url": "nowhere"}, "is invalid"),
        ({"text": "a", "url": "https://a.example", "callback_data": "a"}, "exactly one"),
    ],
)
async def test_buttons_refused(bot: Bot, ada: Person, button: dict[str, Any], why: str) -> None:
    """An inline button has a text, one action, and 1 to 64 bytes of data."""
    markup = {"inline_keyboard": [[button]]}
    asked = bot.send_message(ada.id, "x", api_kwargs={"reply_markup": markup})
    assert why.lower() in await refusal(asked)


async def test_many_buttons(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A hundred buttons are the most, and more than eight in a row are worth a warning."""
    hundred = [InlineKeyboardButton("a", callback_data="a")] * 100
    rows = [hundred[:9], *([button] for button in hundred[9:])]
    await bot.send_message(ada.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert server.warnings == ["row 0 has 9 buttons"]
    more = InlineKeyboardMarkup([*rows, hundred[:1]])
    assert "too long" in await refusal(bot.send_message(ada.id, "x", reply_markup=more))


async def test_location_keyboard(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A key may ask for the place in a private chat, and not in a group."""
    markup = ReplyKeyboardMarkup([[KeyboardButton("Where I am", request_location=True)]])
    await bot.send_message(ada.id, "Where?", reply_markup=markup)
    assert server.said(ada)[0].keyboard == (("Where I am",),)
    group = server.group(-1001)
    why = await refusal(bot.send_message(group.id, "Where?", reply_markup=markup))
    assert why == "location can be requested in private chats only"
    await bot.get_updates()
    server.shares_location(ada, -1.29, 36.82)
    location = (await bot.get_updates())[-1].message
    assert location
    assert location.location
    assert (location.location.latitude, location.location.longitude) == (-1.29, 36.82)


async def test_edits(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """An edit replaces text and buttons, and one that changes nothing is refused."""
    sent = await bot.send_message(ada.id, "one", reply_markup=keys("a"))
    await bot.edit_message_text("two", ada.id, sent.message_id, reply_markup=keys("b"))
    same = bot.edit_message_text("two", ada.id, sent.message_id, reply_markup=keys("b"))
    assert (await refusal(same)).startswith("message is not modified: specified new message")
    await bot.edit_message_reply_markup(ada.id, sent.message_id)
    (seen,) = server.said(ada)
    assert (seen.text, seen.labels, seen.edited) == ("two", [], True)
    bare = bot.edit_message_reply_markup(ada.id, sent.message_id)
    assert "not modified" in await refusal(bare)


async def test_edits_refused(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Only a message that exists, is the bot's own and has a text can have its text edited."""
    photo = await bot.send_photo(ada.id, PNG)
    markup = ReplyKeyboardMarkup([["a"]])
    keyed = await bot.send_message(ada.id, "x", reply_markup=markup)
    hers = server.says(ada, "mine")
    cases = {
        999: "message to edit not found",
        hers.message_id: "message can't be edited",
        keyed.message_id: "message can't be edited",
        photo.message_id: "there is no text in the message to edit",
    }
    for number, why in cases.items():
        assert await refusal(bot.edit_message_text("y", ada.id, number)) == why
    caption = bot.edit_message_caption(ada.id, keyed.message_id, caption="y")
    assert await refusal(caption) == "message can't be edited"


async def test_deletes(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A message can be deleted once, within 48 hours."""
    old = await bot.send_message(ada.id, "old")
    server.passes(48 * 3600 + 1)
    new = await bot.send_message(ada.id, "new")
    await bot.delete_message(ada.id, new.message_id)
    gone = bot.delete_message(ada.id, new.message_id)
    assert await refusal(gone) == "message to delete not found"
    assert await refusal(bot.delete_message(ada.id, old.message_id)) == "message can't be deleted"
    assert [seen.text for seen in server.said(ada)] == ["old"]


async def test_files(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A file sent once can be sent again by its identifier, and fetched."""
    first = await bot.send_photo(ada.id, PNG, caption="<i>cat</i>", parse_mode=ParseMode.HTML)
    assert (first.photo[-1].width, first.photo[-1].height) == (40, 30)
    await bot.send_photo(ada.id, first.photo[-1].file_id)
    file = await bot.get_file(first.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == PNG
    assert [(seen.media, seen.content) for seen in server.said(ada)] == [("photo", PNG)] * 2
    assert server.said(ada)[0].text == "cat"


async def test_kinds_of_file(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Documents, voices and animations are kept as what they were sent as."""
    document = await bot.send_document(ada.id, b"a,b", filename="data.csv")
    voice = await bot.send_voice(ada.id, b"OggS...", duration=3)
    animation = await bot.send_animation(ada.id, b"GIF89a", width=4, height=5, duration=6)
    assert document.document
    assert document.document.file_name == "data.csv"
    assert voice.voice
    assert animation.animation
    assert animation.animation.width == 4
    assert [seen.media for seen in server.said(ada)] == ["document", "voice", "animation"]
    as_photo = bot.send_photo(ada.id, document.document.file_id)
    assert await refusal(as_photo) == "can't use file of type document as photo"
    assert "image" in await refusal(bot.send_photo(ada.id, b"not a picture"))
    assert "non-empty" in await refusal(bot.send_document(ada.id, b""))
    assert "wrong file identifier" in await refusal(bot.send_photo(ada.id, "nothing"))
    assert await refusal(bot.get_file("nothing")) == "invalid file_id"


async def test_edit_media(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """The picture of a message can be changed for another, and its caption edited."""
    sent = await bot.send_photo(ada.id, PNG, caption="one")
    other = PNG + b"other"
    media = InputMediaPhoto(other, caption="two")
    changed = await bot.edit_message_media(media, ada.id, sent.message_id)
    assert isinstance(changed, Message)
    assert (server.said(ada)[0].content, server.said(ada)[0].text) == (other, "two")
    same = InputMediaPhoto(changed.photo[-1].file_id, caption="two")
    assert "not modified" in await refusal(bot.edit_message_media(same, ada.id, sent.message_id))
    await bot.edit_message_caption(ada.id, sent.message_id, caption="three")
    assert server.said(ada)[0].text == "three"


async def query_of(bot: Bot) -> CallbackQuery:
    query = (await bot.get_updates())[-1].callback_query
    assert query
    return query


async def test_queries(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A press can be answered once, soon, and only if it happened."""
    too_old = "query is too old and response timeout expired or query id is invalid"
    await bot.send_message(ada.id, "x", reply_markup=keys("yes"))
    (seen,) = server.said(ada)
    assert await refusal(bot.answer_callback_query("1")) == too_old
    server.presses(ada, seen, "yes")
    query = await query_of(bot)
    assert (query.data, query.from_user.language_code) == ("yes", "sw")
    await query.answer("noted", show_alert=True)
    assert server.answers[0].alert
    assert await refusal(query.answer()) == too_old
    server.presses(ada, seen, "yes")
    server.passes(60)
    assert await refusal((await query_of(bot)).answer()) == too_old
    with pytest.raises(AssertionError, match="no button holds 'no'"):
        server.presses(ada, seen, "no")


async def test_replies_and_threads(server: TelegramServer, bot: Bot) -> None:
    """A reply needs its message and a thread its topic."""
    group = server.group(-1001, topics=(5,))
    await bot.send_message(group.id, "in topic", message_thread_id=5)
    assert server.said(group)[0].thread == 5
    why = await refusal(bot.send_message(group.id, "x", message_thread_id=6))
    assert why == "message thread not found"
    gone = ReplyParameters(999)
    why = await refusal(bot.send_message(group.id, "x", reply_parameters=gone))
    assert why == "message to be replied not found"
    anyway = ReplyParameters(999, allow_sending_without_reply=True)
    await bot.send_message(group.id, "x", reply_parameters=anyway)


async def test_edited_by_a_person(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A person's own edit arrives as an edited message with the same number."""
    said = server.says(ada, "at ten")
    server.edits(ada, said, "at eleven")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited
    assert (edited.message_id, edited.text) == (said.message_id, "at eleven")
    assert server.chat(ada)[-1].text == "at eleven"
