"""Every method of the Bot API this stand-in knows, by name."""

from collections.abc import Awaitable, Callable
from typing import cast

from tests.fakes import telegram_messages as messages
from tests.fakes.telegram_calls import Call
from tests.fakes.telegram_errors import BotApiError, bad_request
from tests.fakes.telegram_markup import check_commands, check_language, scope_key
from tests.fakes.telegram_text import Json, units
from tests.fakes.telegram_world import Answer, World

# Telegram publishes no figure; bots report about a quarter of a minute.
_ANSWERABLE_SECONDS = 15
_MOST_ANSWER = 200
_MOST_DESCRIPTION = {"setmydescription": 512, "setmyshortdescription": 120}
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def _get_me(world: World, _: Call) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": world.reads_all_group_messages,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def _get_updates(world: World, call: Call) -> list[Json]:
    if "allowed_updates" in call.params:
        world.updates.allow(call.params["allowed_updates"])
    found = await world.updates.poll(
        offset=call.number("offset"),
        limit=call.number("limit", 100),
        timeout=call.number("timeout"),
    )
    world.changed()
    return found


def _set_webhook(world: World, call: Call) -> bool:
    url = call.text("url") if call.method.lower() == "setwebhook" else ""
    world.updates.set_webhook(
        url, drop=call.flag("drop_pending_updates"), secret=call.text("secret_token")
    )
    world.changed()
    return True


def _get_webhook(world: World, _: Call) -> Json:
    failed = world.updates.failed
    error = {"last_error_date": int(world.now()), "last_error_message": failed} if failed else {}
    return error | {
        "url": world.updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": world.updates.unconfirmed,
    }


def _menu(world: World, call: Call) -> tuple[str, str]:
    scope = call.params.get("scope")
    key = scope_key(scope)
    if scope and "chat_id" in scope and scope["chat_id"] not in world.rooms:
        raise bad_request("chat not found")
    return key, check_language(call.text("language_code"))


def _set_commands(world: World, call: Call) -> bool:
    commands = check_commands(call.params.get("commands", []))
    world.commands[_menu(world, call)] = commands
    return True


def _get_commands(world: World, call: Call) -> list[Json]:
    return world.commands.get(_menu(world, call), [])


def _delete_commands(world: World, call: Call) -> bool:
    world.commands.pop(_menu(world, call), None)
    return True


def _set_description(world: World, call: Call) -> bool:
    method = call.method.lower()
    name = "description" if method == "setmydescription" else "short_description"
    text = call.text(name)
    if units(text) > _MOST_DESCRIPTION[method]:
        raise bad_request(f"{name} is too long")  # our words
    world.descriptions[name, check_language(call.text("language_code"))] = text
    return True


def _answer_query(world: World, call: Call) -> bool:
    text = call.text("text")
    if units(text) > _MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query_id = call.text("callback_query_id")
    press = world.presses.pop(query_id, None)
    if press is None or world.now() - press.at > _ANSWERABLE_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    world.answers.append(Answer(query_id=query_id, text=text, alert=call.flag("show_alert")))
    world.changed()
    return True


def _send_action(world: World, call: Call) -> bool:
    room = messages.room_of(world, call)
    room.check_open()
    action = call.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.actions.append((room.id, action))
    world.changed()
    return True


def _get_chat(world: World, call: Call) -> Json:
    room = messages.room_of(world, call)
    gifts = dict.fromkeys(
        (
            "unlimited_gifts",
            "limited_gifts",
            "unique_gifts",
            "premium_subscription",
            "gifts_from_channels",
        ),
        True,
    )
    return {
        **room.json,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": gifts,
    }


def _get_file(world: World, call: Call) -> Json:
    return world.files.download(call.text("file_id"))


Method = Callable[[World, Call], object]

_METHODS: dict[str, Method] = {
    "getme": _get_me,
    "getupdates": _get_updates,
    "setwebhook": _set_webhook,
    "deletewebhook": _set_webhook,
    "getwebhookinfo": _get_webhook,
    "setmycommands": _set_commands,
    "getmycommands": _get_commands,
    "deletemycommands": _delete_commands,
    "setmydescription": _set_description,
    "setmyshortdescription": _set_description,
    "sendmessage": messages.send_message,
    "sendphoto": messages.send_media,
    "senddocument": messages.send_media,
    "sendvoice": messages.send_media,
    "sendanimation": messages.send_media,
    "editmessagetext": messages.edit_text,
    "editmessagecaption": messages.edit_caption,
    "editmessagereplymarkup": messages.edit_markup,
    "editmessagemedia": messages.edit_media,
    "deletemessage": messages.delete_message,
    "answercallbackquery": _answer_query,
    "sendchataction": _send_action,
    "getchat": _get_chat,
    "getfile": _get_file,
}


async def run(world: World, call: Call) -> object:
    """What the method returns; names are told apart without regard to case, as Telegram does."""
    method = _METHODS.get(call.method.lower())
    if method is None:
        raise BotApiError(404, "Not Found")
    result = method(world, call)
    if isinstance(result, Awaitable):
        return cast("object", await result)
    return result
