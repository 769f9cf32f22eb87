"""The stand-in for Telegram, asked through the real python-telegram-bot client."""

# ruff: noqa: F401, F811 -- pytest finds fixtures by name

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    Update,
)
from telegram.error import (
    BadRequest,
    Conflict,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import Application, CallbackQueryHandler, MessageHandler, filters

from tests.fakes.telegram_fixtures import (
    TOKEN,
    ada,
    bot,
    client,
    keys,
    refusal,
    server,
    time_as_timedelta,
)
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


@asynccontextmanager
async def running(
    server: TelegramServer, *handlers: MessageHandler[Any, Any] | CallbackQueryHandler[Any, Any]
) -> AsyncIterator[None]:
    builder = Application.builder().token(TOKEN).job_queue(None).base_url(f"{server.url}/bot")
    application = builder.base_file_url(f"{server.url}/file/bot").build()
    application.add_handlers(handlers)
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=5, bootstrap_retries=0)
        try:
            yield
        finally:
            await application.updater.stop()
            await application.stop()


async def echo(update: Update, _: object) -> None:
    assert update.message
    await update.message.reply_text(f"heard {update.message.text}", reply_markup=keys("again"))


async def pressed(update: Update, _: object) -> None:
    assert update.callback_query
    await update.callback_query.answer("noted")
    await update.callback_query.edit_message_text(f"pressed {update.callback_query.data}")


async def test_conversation(server: TelegramServer) -> None:
    """A polling application hears a person, answers, and changes its answer at a press."""
    ada = server.user(7)
    async with running(server, MessageHandler(filters.TEXT, echo), CallbackQueryHandler(pressed)):
        server.says(ada, "good night")
        (said,) = await server.wait_for(lambda: server.said(ada))
        query = server.presses(ada, said, said.button("[again]").data or "")
        await server.wait_for(lambda: server.said(ada)[0].edited)
    assert [seen.text for seen in server.chat(ada)] == ["good night", "pressed again"]
    assert server.said(ada)[0].labels == []
    assert [(answer.query_id, answer.text) for answer in server.answers] == [(query, "noted")]
    assert (server.unconfirmed, server.refusals) == (0, [])


async def test_offset_forgets(server: TelegramServer, bot: Bot) -> None:
    """An offset confirms all earlier updates, and nothing else does."""
    ada = server.user(7)
    for text in "one", "two", "three":
        server.says(ada, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["one", "two"]
    assert len(await bot.get_updates()) == 3
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["three"]
    assert server.unconfirmed == 1


async def test_negative_offset(server: TelegramServer, bot: Bot) -> None:
    """A negative offset keeps only that many from the end of the queue."""
    ada = server.user(7)
    for text in "one", "two", "three":
        server.says(ada, text)
    assert [u.message.text for u in await bot.get_updates(offset=-1) if u.message] == ["three"]
    assert server.unconfirmed == 1


async def test_long_poll_wakes(server: TelegramServer, bot: Bot) -> None:
    """A waiting poll is answered as soon as an update arrives."""
    ada = server.user(7)
    poll = asyncio.create_task(bot.get_updates(timeout=50))
    await server.wait_for(lambda: server.calls_to("getUpdates"))
    server.says(ada, "hello")
    async with asyncio.timeout(2):
        (update,) = await poll
    assert update.message
    assert update.message.text == "hello"


async def test_allowed_updates(server: TelegramServer, bot: Bot) -> None:
    """Kinds of update that were not asked for never arrive."""
    ada = server.user(7)
    await bot.get_updates(allowed_updates=["callback_query"])
    server.says(ada, "hello")
    assert await bot.get_updates() == ()


async def test_updates_age(server: TelegramServer, ada: Person, bot: Bot) -> None:
    """Updates nobody fetches are dropped after a day."""
    server.passes(24 * 3600 + 1)
    server.says(ada, "late")
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["late"]


async def test_newer_poll_wins(server: TelegramServer, bot: Bot) -> None:
    """Of two waiting polls the earlier is thrown out with 409."""
    ada = server.user(7)
    async with client(server) as other:
        earlier = asyncio.create_task(bot.get_updates(timeout=50))
        await server.wait_for(lambda: len(server.calls_to("getUpdates")) == 1)
        later = asyncio.create_task(other.get_updates(timeout=50))
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure"):
            await earlier
        server.says(ada, "hello")
        assert len(await later) == 1


async def test_rival(server: TelegramServer, bot: Bot) -> None:
    """While a rival polls every poll is a conflict, and none after it has left."""
    server.rival_polls()
    with pytest.raises(Conflict):
        await bot.get_updates()
    server.rival_leaves()
    assert await bot.get_updates() == ()


async def test_webhook(server: TelegramServer, bot: Bot) -> None:
    """Polling is a conflict while a webhook is set."""
    assert "https" in await refusal(bot.set_webhook("http://karani.example"))
    await bot.set_webhook("https://karani.example/hook")
    assert (await bot.get_webhook_info()).url == "https://karani.example/hook"
    assert "while webhook is active" in await refusal(bot.get_updates())
    server.says(server.user(7), "hello")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_repeated_update(server: TelegramServer, bot: Bot) -> None:
    """An update delivered twice keeps its number, even after it was confirmed."""
    server.says(server.user(7), "hello")
    (first,) = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    server.repeats_last_update()
    (second,) = await bot.get_updates(offset=first.update_id + 1)
    assert second.update_id == first.update_id


async def test_restart_on_the_same_port(server: TelegramServer, ada: Person) -> None:
    """After Telegram was away the application polls on and hears what was said meanwhile."""
    async with running(server, MessageHandler(filters.TEXT, echo)):
        await server.wait_for(lambda: server.said(ada))
        url = server.url
        await server.goes_down()
        server.says(ada, "still there?")
        await server.comes_back()
        await server.wait_for(lambda: len(server.said(ada)) == 2)
    assert server.url == url


async def test_tokens_and_methods(server: TelegramServer, bot: Bot) -> None:
    """A wrong token is unauthorized, and what has no name is not found."""
    stranger = client(server, "123:other")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
    async with httpx.AsyncClient() as http:
        answers = [
            (await http.get(f"{server.url}/bot{path}")).json()
            for path in ("123:other/getMe", "123:abc/getNothing")
        ]
    assert answers == [
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
        {"ok": False, "error_code": 404, "description": "Not Found"},
    ]
    assert (await bot.get_me()).username == "karani_bot"


async def test_json_and_queries(server: TelegramServer, ada: Person) -> None:
    """Parameters are read from a JSON body and from the query alike, whatever the case."""
    async with httpx.AsyncClient(base_url=f"{server.url}/bot{TOKEN}") as http:
        await http.post("/sendmessage", json={"chat_id": ada.id, "text": "json"})
        await http.get("/SendMessage", params={"chat_id": ada.id, "text": "query"})
    assert [seen.text for seen in server.said(ada)] == ["json", "query"]


async def test_limits(ada: Person, server: TelegramServer) -> None:
    """With limits on, a second message within the second is refused with the wait."""
    async with TelegramServer(token=TOKEN, limits=True) as slow, client(slow) as bot:
        people = [slow.user(number) for number in range(100, 131)]
        for person in people:
            slow.says(person, "/start")
        await bot.send_message(100, "x")
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(100, "x")
        assert refused.value.retry_after == timedelta(seconds=1)
        for person in people[1:30]:
            await bot.send_message(person.id, "x")
        with pytest.raises(RetryAfter):
            await bot.send_message(people[30].id, "x")
        slow.passes(1)
        await bot.send_message(people[30].id, "x")
    async with client(server) as free:
        await free.send_message(ada.id, "x")
        await free.send_message(ada.id, "x")


async def test_group_limit() -> None:
    """With limits on, a group takes twenty messages a minute."""
    async with TelegramServer(token=TOKEN, limits=True) as slow, client(slow) as bot:
        group = slow.group(-1001)
        for _ in range(20):
            await bot.send_message(group.id, "x")
            slow.passes(1)
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(group.id, "x")
        assert refused.value.retry_after == timedelta(seconds=40)


@pytest.mark.parametrize(
    ("fault", "error", "kept"),
    [
        (lambda s: s.fails_next("sendMessage"), NetworkError, 0),
        (lambda s: s.fails_next("sendMessage", 502, "Bad Gateway"), NetworkError, 0),
        (
            lambda s: s.fails_next("sendMessage", 429, "Too Many", {"retry_after": 3}),
            RetryAfter,
            0,
        ),
        (lambda s: s.fails_next("sendMessage", 400, "Bad Request: odd"), BadRequest, 0),
        (lambda s: s.hangs_next("sendMessage"), TimedOut, 0),
        (lambda s: s.hangs_next("sendMessage", done=True), TimedOut, 1),
        (lambda s: s.cuts_next("sendMessage"), NetworkError, 1),
        (lambda s: s.cuts_next("sendMessage", done=False), NetworkError, 0),
    ],
)
async def test_faults(  # noqa: PLR0917 -- a row of the table
    server: TelegramServer,
    bot: Bot,
    ada: Person,
    fault: Callable[[TelegramServer], None],
    error: type[TelegramError],
    kept: int,
) -> None:
    """A planned fault strikes once, with or without effect, and the next call succeeds."""
    fault(server)
    with pytest.raises(error):
        await bot.send_message(ada.id, "x", read_timeout=0.2)
    assert len(server.said(ada)) == kept
    await bot.send_message(ada.id, "x")
    assert len(server.said(ada)) == kept + 1


async def test_wait_for_gives_up(server: TelegramServer) -> None:
    """Waiting for what never happens ends in an error that names the last calls."""
    with pytest.raises(AssertionError, match="not within 0 s; the last calls: "):
        await server.wait_for(lambda: False, seconds=0)
