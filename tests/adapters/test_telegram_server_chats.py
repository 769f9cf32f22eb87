"""Who may be written to, and where, on the stand-in for Telegram."""

# ruff: noqa: F401, F811 -- pytest finds fixtures by name

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
)
from telegram.error import (
    ChatMigrated,
    Forbidden,
)

from tests.fakes.telegram_fixtures import ada, bot, refusal, server, time_as_timedelta
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.telegram_world import Person


async def test_commands(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Each scope and language has its own menu."""
    group_menu = [BotCommand("pose", "One pose")]
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands(group_menu, scope=BotCommandScopeAllGroupChats(), language_code="sw")
    await bot.set_my_commands([BotCommand("mine", "Mine")], scope=BotCommandScopeChat(ada.id))
    got = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats(), language_code="sw")
    assert list(got) == group_menu
    assert set(server.world.commands) == {
        ("default", ""),
        ("all_group_chats", "sw"),
        ("chat 7", ""),
    }
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "language", "why"),
    [
        ([("Start", "Begin")], "", "BOT_COMMAND_INVALID"),
        ([("a" * 33, "Begin")], "", "BOT_COMMAND_INVALID"),
        ([("start", "")], "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("start", "x" * 257)], "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("start", "Begin")] * 101, "", "BOT_COMMANDS_TOO_MUCH"),
        ([("start", "Begin")], "eng", "nvalid language code specified"),
    ],
)
async def test_commands_refused(
    bot: Bot, commands: list[tuple[str, str]], language: str, why: str
) -> None:
    """A menu outside the documented limits is refused."""
    assert why.lower() in await refusal(
        bot.set_my_commands(commands, language_code=language or None)
    )


async def test_descriptions(server: TelegramServer, bot: Bot) -> None:
    """Descriptions are kept by language, within 512 and 120 characters."""
    await bot.set_my_description("Rest.", language_code="sw")
    await bot.set_my_short_description("Yoga")
    assert server.world.descriptions == {
        ("description", "sw"): "Rest.",
        ("short_description", ""): "Yoga",
    }
    assert "too long" in await refusal(bot.set_my_description("x" * 513))
    assert "too long" in await refusal(bot.set_my_short_description("x" * 121))


async def test_who_may_be_written_to(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Only people who wrote first and have not blocked the bot can be written to."""
    assert await refusal(bot.send_message(99, "x")) == "chat not found"
    server.user(8)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(8, "x")
    server.blocks(ada)
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(ada.id, "x")
    server.unblocks(ada)
    await bot.send_message(ada.id, "welcome back")
    server.deactivates(ada)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ada.id, "x")


async def test_block_is_told(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """Blocking and unblocking arrive as changes of the bot's own membership."""
    server.blocks(ada)
    server.unblocks(ada)
    updates = await bot.get_updates()
    changes = [u.my_chat_member for u in updates if u.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_group_privacy(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """In a group the bot hears commands, its own name and replies to itself, no more."""
    group = server.group(-1001)
    await bot.send_message(group.id, "hello all")
    (mine,) = server.said(group)
    heard = ["/pose", "/pose@karani_bot", "hey @karani_bot"]
    for text in [*heard, "just talk", "/pose@other_bot"]:
        server.says(ada, text, group)
    server.says(ada, "thanks", group, reply_to=mine)
    messages = [u.message for u in await bot.get_updates() if u.message]
    assert [m.text for m in messages if m.chat_id == group.id] == [*heard, "thanks"]
    command = messages[1].entities[0]
    assert (command.type, command.offset, command.length) == ("bot_command", 0, 5)


async def test_group_changes(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A group may throw the bot out, take it back, and move to another number."""
    group = server.group(-55, supergroup=False)
    server.removes_bot(ada, group)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "x")
    server.adds_bot(ada, group)
    await bot.send_message(group.id, "x")
    new = server.upgrades(ada, group)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "x")
    assert moved.value.new_chat_id == new.id
    await bot.send_message(new.id, "x")


async def test_actions_and_chats(server: TelegramServer, bot: Bot, ada: Person) -> None:
    """A chat can be looked up, and shown that the bot is typing."""
    await bot.send_chat_action(ada.id, "typing")
    assert server.actions == [(ada.id, "typing")]
    assert "action" in await refusal(bot.send_chat_action(ada.id, "dancing"))
    assert (await bot.get_chat(ada.id)).first_name == "Ada"
