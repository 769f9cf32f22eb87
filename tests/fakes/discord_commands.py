"""The register of slash commands, with Discord's rules (page "Application Commands")."""

import re
import unicodedata
from typing import Any

from tests.fakes.discord_wire import (
    NO_CONTENT,
    REQUIRED,
    Answer,
    ApiError,
    Call,
    Form,
    Json,
    Place,
    Routes,
)
from tests.fakes.discord_world import World

CHAT_INPUT = 1
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER = 3, 4, 5, 6, 7, 10
WITH_CHOICES = (STRING, INTEGER, NUMBER)

# How many commands of each type an application may have.
MOST_COMMANDS = {CHAT_INPUT: 100, 2: 15, 3: 15}
MOST_OPTIONS = 25
MOST_CHOICES = 25
MOST_CHARACTERS = 8000
LONGEST_TEXT = 6000

LOCALES = frozenset(
    (
        *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu"),
        *("nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru"),
        *("uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"),
    )
)

# Discord takes more in a name; this app keeps its own to what every keyboard has.
PLAIN_NAME = re.compile(r"[-_a-z0-9]{1,32}")
INVALID_NAME = ("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


class Commands:
    """The global commands of the application."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.registered: list[Json] = []

    def routes(self) -> Routes:
        base = "/applications/{application_id}/commands"
        return {
            f"GET {base}": self._list,
            f"PUT {base}": self._replace_all,
            f"POST {base}": self._upsert,
            f"GET {base}/{{command_id}}": self._get,
            f"PATCH {base}/{{command_id}}": self._edit,
            f"DELETE {base}/{{command_id}}": self._delete,
        }

    def named(self, name: str) -> Json | None:
        return self._find(name, CHAT_INPUT)

    def _find(self, name: str, kind: int) -> Json | None:
        same = [c for c in self.registered if (c["name"], c["type"]) == (name, kind)]
        return same[0] if same else None

    def _by_id(self, call: Call) -> Json:
        self._check_application(call)
        wanted = str(call.snowflake("command_id"))
        for command in self.registered:
            if command["id"] == wanted:
                return command
        raise ApiError(404, 10063, "Unknown application command")

    def _check_application(self, call: Call) -> None:
        if call.snowflake("application_id") != self._world.application_id:
            raise ApiError(403, 20012, "You are not authorized to perform this action")

    def _list(self, call: Call) -> Answer:
        self._check_application(call)
        if call.asks("with_localizations"):
            return Answer(body=self.registered)
        hidden = ("name_localizations", "description_localizations")
        return Answer(
            body=[{k: v for k, v in c.items() if k not in hidden} for c in self.registered]
        )

    def _get(self, call: Call) -> Answer:
        return Answer(body=self._by_id(call))

    def _replace_all(self, call: Call) -> Answer:
        self._check_application(call)
        if not isinstance(call.body, list):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        form = Form()
        names: set[tuple[Any, Any]] = set()
        for index, command in enumerate(call.body):
            check_command(form, command, (index,))
            key = (command.get("name"), command.get("type", CHAT_INPUT))
            if key in names:
                code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
                form.wrong((index, "name"), code, "Application command names must be unique")
            names.add(key)
        form.check()
        _check_how_many(call.body)
        self.registered = [self._stored(command) for command in call.body]
        return Answer(body=self.registered)

    def _upsert(self, call: Call) -> Answer:
        self._check_application(call)
        body = call.form()
        form = Form()
        check_command(form, body, ())
        form.check()
        old = self._find(body["name"], body.get("type", CHAT_INPUT))
        others = [command for command in self.registered if command is not old]
        _check_how_many([*others, body])
        stored = self._stored(body)
        self.registered = [*others, stored]
        return Answer(body=stored, status=200 if old else 201)

    def _edit(self, call: Call) -> Answer:
        old = self._by_id(call)
        changed = old | call.form()
        form = Form()
        check_command(form, changed, ())
        form.check()
        stored = self._stored(changed) | {"id": old["id"]}
        self.registered = [stored if command is old else command for command in self.registered]
        return Answer(body=stored)

    def _delete(self, call: Call) -> Answer:
        gone = self._by_id(call)
        self.registered = [command for command in self.registered if command is not gone]
        return NO_CONTENT

    def _stored(self, command: Json) -> Json:
        """Give the command as Discord keeps it; a name keeps its id."""
        kind = command.get("type", CHAT_INPUT)
        old = self._find(command["name"], kind)
        contexts = command.get("contexts")
        if contexts is None and command.get("dm_permission") is False:
            contexts = [0]
        return {
            "name_localizations": None,
            "description": "",
            "description_localizations": None,
            "options": [],
            "default_member_permissions": None,
            "nsfw": False,
            **command,
            "id": old["id"] if old else str(self._world.snowflake()),
            "application_id": str(self._world.application_id),
            "type": kind,
            "integration_types": command.get("integration_types") or [0, 1],
            "contexts": contexts,
            "version": str(self._world.snowflake()),
        }


def _check_how_many(commands: list[Json]) -> None:
    for kind, most in MOST_COMMANDS.items():
        if sum(command.get("type", CHAT_INPUT) == kind for command in commands) > most:
            message = f"Maximum number of application commands reached ({most})"
            raise ApiError(400, 30032, message)


def check_command(form: Form, command: Any, at: Place) -> None:  # noqa: ANN401 - as the wire had it
    """Check one command with all that is in it."""
    if not isinstance(command, dict):
        form.wrong(at, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    kind = command.get("type", CHAT_INPUT)
    form.one_of((*at, "type"), kind, MOST_COMMANDS)
    if kind == CHAT_INPUT:
        _check_naming(form, command, at)
        _check_options(form, command.get("options"), (*at, "options"), inside=None)
    else:
        form.text((*at, "name"), command.get("name"), least=1, most=32)
        form.text((*at, "description"), command.get("description") or "", least=0, most=0)
    for name, allowed in (("integration_types", (0, 1)), ("contexts", (0, 1, 2))):
        if command.get(name) is not None:
            for index, value in enumerate(form.items((*at, name), command[name], least=1, most=3)):
                form.one_of((*at, name, index), value, allowed)
    if _characters(command) > MOST_CHARACTERS:
        message = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        form.wrong(at, "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_naming(form: Form, one: Json, at: Place) -> None:
    name = one.get("name")
    if form.text((*at, "name"), name, least=1, most=32) and not PLAIN_NAME.fullmatch(name or ""):
        form.wrong((*at, "name"), *INVALID_NAME)
    form.text((*at, "description"), one.get("description"), least=1, most=100)
    for locale, text in (one.get("name_localizations") or {}).items():
        here = (*at, "name_localizations", locale)
        form.one_of(here, locale, LOCALES)
        if form.text(here, text, least=1, most=32) and not _may_be_a_name(text):
            form.wrong(here, *INVALID_NAME)
    for locale, text in (one.get("description_localizations") or {}).items():
        here = (*at, "description_localizations", locale)
        form.one_of(here, locale, LOCALES)
        form.text(here, text, least=1, most=100)


def _may_be_a_name(text: str) -> bool:
    r"""Tell whether this is [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}] in lower case.

    Vowel signs are neither letters nor numbers, so most Indic scripts but Devanagari are refused.
    """
    return text == text.lower() and all(
        character in "-_'"
        or unicodedata.category(character)[0] in "LN"
        or unicodedata.name(character, "").startswith(("DEVANAGARI ", "THAI "))
        for character in text
    )


def _check_options(form: Form, options: object, at: Place, *, inside: int | None) -> None:
    names: set[Any] = set()
    optional_seen = False
    kinds: set[bool] = set()
    for index, option in enumerate(form.items(at, options, most=MOST_OPTIONS)):
        here = (*at, index)
        _check_naming(form, option, here)
        if option.get("name") in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            form.wrong((*here, "name"), code, "Option name already exists")
        names.add(option.get("name"))
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            message = "Required options must be placed before non-required options"
            form.wrong(here, code, message)
        optional_seen = optional_seen or not option.get("required")
        kinds.add(option.get("type") in (SUB_COMMAND, SUB_COMMAND_GROUP))
        _check_option(form, option, here, inside=inside)
    if len(kinds) > 1:
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        form.wrong(
            at, code, "Sub-command and sub-command group option types are mutually exclusive"
        )


def _check_option(form: Form, option: Json, at: Place, *, inside: int | None) -> None:
    kind: int = option.get("type") or 0
    if not form.one_of((*at, "type"), kind, range(1, 12)):
        return
    if kind in (SUB_COMMAND, SUB_COMMAND_GROUP):
        # A group may stand in a command, a subcommand in either; nothing nests deeper.
        if inside == SUB_COMMAND or (inside, kind) == (SUB_COMMAND_GROUP, SUB_COMMAND_GROUP):
            code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
            form.wrong((*at, "type"), code, "Sub-commands may not nest deeper than two levels")
        _check_options(form, option.get("options"), (*at, "options"), inside=kind)
        return
    choices = form.items((*at, "choices"), option.get("choices"), most=MOST_CHOICES)
    if option.get("autocomplete") and (choices or kind not in WITH_CHOICES):
        code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID"
        message = "Autocomplete needs an option of text or number without choices"
        form.wrong((*at, "autocomplete"), code, message)
    if choices and kind not in WITH_CHOICES:
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID"
        form.wrong((*at, "choices"), code, "This type of option has no choices")
    check_choices(form, choices, (*at, "choices"), kind)
    for name in ("min_length", "max_length"):
        value = option.get(name)
        if value is not None and (kind != STRING or not 0 <= value <= LONGEST_TEXT):
            message = f"Must be 0 to {LONGEST_TEXT}, for text options"
            form.wrong((*at, name), "NUMBER_TYPE_MAX", message)
    for name in ("min_value", "max_value"):
        if option.get(name) is not None and kind not in (INTEGER, NUMBER):
            form.wrong((*at, name), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Numbers only")


def check_choices(form: Form, choices: list[Any], at: Place, kind: int) -> None:
    """Check what a person may pick from, in a command or in answer to their typing."""
    names: set[Any] = set()
    for index, choice in enumerate(choices):
        here = (*at, index)
        form.text((*here, "name"), choice.get("name"), least=1, most=100)
        if choice.get("name") in names:
            code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS"
            form.wrong((*here, "name"), code, "Option choice name already exists")
        names.add(choice.get("name"))
        value = choice.get("value")
        if kind == STRING:
            form.text((*here, "value"), value, least=1, most=100)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            what = REQUIRED if value is None else ("NUMBER_TYPE_COERCE", "Value is not a number.")
            form.wrong((*here, "value"), *what)
        for locale, text in (choice.get("name_localizations") or {}).items():
            form.one_of((*here, "name_localizations", locale), locale, LOCALES)
            form.text((*here, "name_localizations", locale), text, least=1, most=100)


def _characters(one: Json) -> int:
    """Count names, descriptions and values; of translations, the longest counts."""
    count = len(one["value"]) if isinstance(one.get("value"), str) else 0
    for key in ("name", "description"):
        texts = [one.get(key), *(one.get(f"{key}_localizations") or {}).values()]
        count += max(len(text) if isinstance(text, str) else 0 for text in texts)
    for key in ("options", "choices"):
        inner = one.get(key)
        count += sum(_characters(o) for o in inner if isinstance(o, dict)) if inner else 0
    return count
