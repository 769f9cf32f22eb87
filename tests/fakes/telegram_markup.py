"""What may stand under a message, and in the menu of commands."""

import re

from tests.fakes.telegram_errors import BotApiError, bad_request
from tests.fakes.telegram_text import Json, units

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
# What an inline button does: exactly one of these stands beside its text.
_ACTIONS = {
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
}
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
_MOST_BUTTONS = 100
_MOST_BUTTONS_PER_ROW = 8
_MOST_COMMANDS = 100


def check_markup(markup: object, *, private: bool) -> Json:
    """The keyboard as given, or a refusal."""
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        for button in _buttons(markup["inline_keyboard"]):
            _check_inline_button(button)
    elif "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            _check_reply_button(button, private=private)
    elif not (markup.get("remove_keyboard") or markup.get("force_reply")):
        raise bad_request("object expected as reply markup")
    return markup


def check_inline(markup: object) -> Json:
    """The keyboard of an edit, which may only be an inline one."""
    checked = check_markup(markup, private=True)
    if "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def wide_rows(markup: Json) -> list[str]:
    """Say which rows are wider than phones draw well, though Telegram takes them."""
    rows = markup.get("inline_keyboard", [])
    return [
        f"row {index} has {len(row)} buttons"
        for index, row in enumerate(rows)
        if len(row) > _MOST_BUTTONS_PER_ROW
    ]


def _buttons(rows: object) -> list[object]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("field of the keyboard must be an Array of Arrays")  # our words
    flat = [button for row in rows for button in row]
    if len(flat) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return flat


def _unparsable(kind: str, why: str) -> BotApiError:
    return bad_request(f"can't parse {kind} keyboard button: {why}")


def _check_inline_button(button: object) -> None:
    if not isinstance(button, dict):
        raise _unparsable("inline", "InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _unparsable("inline", 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")  # our words
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable("inline", "exactly one of the optional fields is allowed")  # our words
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not re.match(r"(https?|tg)://.", url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_reply_button(button: object, *, private: bool) -> None:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _unparsable("reply", "KeyboardButton must be an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")  # our words
    if button.get("request_location") and not private:
        raise bad_request("location can be requested in private chats only")


def check_language(code: str) -> str:
    """A two-letter language code, or none."""
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def scope_key(scope: object) -> str:
    """One name for each scope of commands, to keep a list under."""
    if scope is None:
        return "default"
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    fields = _SCOPES[scope["type"]]
    if not all(scope.get(field) for field in fields):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    return " ".join([scope["type"], *(str(scope[field]) for field in fields)])


def check_commands(commands: object) -> list[Json]:
    """The menu as given, or a refusal."""
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or not {"command", "description"} <= command.keys():
            raise bad_request("can't parse BotCommand: expected an Object")
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"].strip()) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
