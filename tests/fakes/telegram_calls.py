"""One call of a Bot API method, read from any of the forms a request may take."""

import json
from dataclasses import dataclass, field

from aiohttp import web

from tests.fakes.telegram_errors import bad_request
from tests.fakes.telegram_files import Upload
from tests.fakes.telegram_text import Json

_OBJECTS = {
    "allowed_updates",
    "caption_entities",
    "commands",
    "entities",
    "link_preview_options",
    "media",
    "reply_markup",
    "reply_parameters",
    "scope",
}
_NUMBERS = {
    "cache_time",
    "chat_id",
    "duration",
    "height",
    "limit",
    "message_id",
    "message_thread_id",
    "offset",
    "timeout",
    "width",
}
_FLAGS = {
    "allow_paid_broadcast",
    "allow_sending_without_reply",
    "disable_notification",
    "drop_pending_updates",
    "protect_content",
    "show_alert",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the bot asked for: `params` decoded from JSON, numbers and flags by name."""

    method: str
    params: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def number(self, name: str, default: int = 0) -> int:
        value = self.params.get(name, default)
        if not isinstance(value, int):
            raise bad_request(f"invalid {name} specified")
        return value

    def text(self, name: str) -> str:
        return str(self.params.get(name, ""))

    def flag(self, name: str) -> bool:
        return bool(self.params.get(name))


async def read_call(method: str, request: web.Request) -> Call:
    given: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        given |= await request.json()
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file:
                    files[name] = Upload(
                        name=value.filename, mime=value.content_type, content=value.file.read()
                    )
            else:
                given[name] = value
    params = {name: _value(name, value) for name, value in given.items()}
    return Call(method=method, params=params, files=files)


def _value(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in _OBJECTS:
        try:
            return json.loads(value)
        except ValueError as exc:
            raise bad_request(f"can't parse {name} JSON object") from exc
    if name in _NUMBERS:
        # A name such as @channel stays what it is.
        return int(value) if value.lstrip("-").isdecimal() else value
    return value.lower() in {"true", "1", "yes"} if name in _FLAGS else value
