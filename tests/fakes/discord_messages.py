"""Making, changing and fetching messages (pages "Message Resource" and "Channels Resource")."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tests.fakes.discord_components import TEXT, walk
from tests.fakes.discord_limits import (
    COMPONENTS_V2,
    FLAGS_IN_CHANNEL,
    FLAGS_ON_EDIT,
    LOADING,
    SUPPRESS_EMBEDS,
    check_files,
    check_layout_bytes,
    check_message,
    empty_message,
)
from tests.fakes.discord_wire import (
    NO_CONTENT,
    Answer,
    ApiError,
    Call,
    Json,
    Place,
    Routes,
    Upload,
    invalid_form,
)
from tests.fakes.discord_world import Channel, Message, Person, World

# An event's name, its data, and the intent that a session needs to get it (0: none).
Dispatch: TypeAlias = Callable[[str, Json, int], None]

GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 9, 1 << 12
# "The past few minutes", as the documentation has it.
NONCE_LIVES = timedelta(minutes=3)
LEGACY_FIELDS: dict[str, Any] = {"content": "", "embeds": []}


class Messages:
    """All messages, and the REST routes to them."""

    def __init__(self, world: World, dispatch: Dispatch) -> None:
        self._world = world
        self._dispatch = dispatch
        self._nonces: dict[str, tuple[Message, datetime]] = {}

    def routes(self) -> Routes:
        base = "/channels/{channel_id}/messages"
        return {
            "POST /users/@me/channels": self._open_dm,
            "GET /channels/{channel_id}": lambda call: Answer(body=self._channel(call).payload()),
            "POST /channels/{channel_id}/typing": self._type,
            f"GET {base}": self._list,
            f"POST {base}": self._send,
            f"GET {base}/{{message_id}}": lambda call: Answer(body=self._message(call).payload),
            f"PATCH {base}/{{message_id}}": self._edit,
            f"DELETE {base}/{{message_id}}": self._delete,
        }

    def create(
        self,
        channel: Channel,
        body: Json,
        files: Mapping[int, Upload],
        *,
        allowed_flags: int,
        at: Place = (),
        more: Json | None = None,
    ) -> Message:
        """Make a message of the bot, not yet shown to anybody; refuse what breaks a limit."""
        check_files(files)
        flags = int(body.get("flags") or 0)
        names = [upload.filename for upload in files.values()]
        check_message(body, flags=flags, allowed_flags=allowed_flags, filenames=names, at=at)
        message = self.blank(channel, None)
        message.files = list(files.values())
        message.payload |= {
            "content": (body.get("content") or "").strip(),
            "embeds": _typed(body.get("embeds")),
            "components": _numbered(body.get("components")),
            "attachments": self._attachments(body, files),
            "flags": flags,
            **(more or {}),
        }
        _check_not_empty(message.payload)
        return message

    def blank(self, channel: Channel, author: Person | None) -> Message:
        author_payload = self._world.bot_payload() if author is None else author.payload()
        payload: Json = {
            "id": str(self._world.snowflake()),
            "channel_id": str(channel.id),
            "type": 0,
            "author": author_payload,
            "content": "",
            "timestamp": self._world.now().isoformat(),
            "edited_timestamp": None,
            "flags": 0,
            **dict.fromkeys(("tts", "mention_everyone", "pinned"), False),
            **{name: [] for name in ("mentions", "mention_roles", "attachments", "embeds")},
            "components": [],
        }
        return Message(payload=payload, channel=channel, author=author)

    def change(
        self, message: Message, body: Json, files: Mapping[int, Upload], *, at: Place = ()
    ) -> None:
        """Edit in place: what the body names changes, all else stays as it was."""
        check_files(files)
        kept = message.flags & ~LOADING
        flags = kept
        if body.get("flags") is not None:
            flags = (kept & ~SUPPRESS_EMBEDS) | int(body["flags"])
        old_names = [one["filename"] for one in message.payload["attachments"]]
        names = [*old_names, *(upload.filename for upload in files.values())]
        # discord.py names the flags a message already has whenever it edits; that is no change.
        allowed = FLAGS_ON_EDIT | kept
        check_message(body, flags=flags, allowed_flags=allowed, filenames=names, at=at)
        if flags & COMPONENTS_V2 and not kept & COMPONENTS_V2:
            _check_legacy_fields_are_cleared(message.payload, body, at)
        changed: Json = {"flags": flags}
        if "content" in body:
            changed["content"] = (body["content"] or "").strip()
        if "embeds" in body:
            changed["embeds"] = _typed(body["embeds"])
        if "components" in body:
            changed["components"] = _numbered(body["components"])
        if "attachments" in body or files:
            changed["attachments"] = self._attachments(body, files, message.payload["attachments"])
        # "Thinking..." turns into the reply; nobody has read it before, so it is not an edit.
        if not message.loading:
            changed["edited_timestamp"] = self._world.now().isoformat()
        after = message.payload | changed
        _check_not_empty(after)
        message.payload = after
        # Of two files of one name the later is the one that is left.
        every = {upload.filename: upload for upload in (*message.files, *files.values())}
        message.files = [every[one["filename"]] for one in after["attachments"]]
        self.announce("MESSAGE_UPDATE", message)

    def show(self, message: Message) -> None:
        self._world.posts(message)
        self.announce("MESSAGE_CREATE", message)

    def remove(self, message: Message) -> None:
        message.deleted = True
        self._world.bell.ring()

    def announce(self, event: str, message: Message) -> None:
        """Tell the gateway, unless only one person may know, or the bot is not there."""
        guild = message.channel.guild
        if message.only_for is None and (guild is None or self._world.has_bot(guild)):
            place = {} if guild is None else {"guild_id": str(guild.id)}
            intent = DIRECT_MESSAGES if guild is None else GUILD_MESSAGES
            self._dispatch(event, message.payload | place, intent)
        self._world.bell.ring()

    def _attachments(
        self, body: Json, files: Mapping[int, Upload], before: list[Json] | None = None
    ) -> list[Json]:
        """Give the message's attachments: of the earlier ones those named, and all new ones."""
        named: list[Json] = body.get("attachments") or []
        described = {str(one.get("id")): one.get("description") for one in named}
        kept = [one for one in before or [] if "attachments" not in body or one["id"] in described]
        new = []
        for index, upload in files.items():
            url = f"https://cdn.discordapp.com/attachments/{upload.filename}"
            one: Json = {
                "id": str(self._world.snowflake()),
                "filename": upload.filename,
                "size": len(upload.content),
                "content_type": upload.content_type,
                "url": url,
                "proxy_url": url,
            }
            description = described.get(str(index))
            new.append(one | ({"description": description} if description else {}))
        return [*kept, *new]

    def _channel(self, call: Call) -> Channel:
        channel = self._world.channel(call.snowflake("channel_id"))
        if channel.guild is not None and not self._world.has_bot(channel.guild):
            raise ApiError(403, 50001, "Missing Access")
        return channel

    def _message(self, call: Call) -> Message:
        channel = self._channel(call)
        message = self._world.message(call.snowflake("message_id"))
        # An ephemeral message can be reached by its interaction's token alone.
        if message.channel != channel or message.only_for is not None:
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def _open_dm(self, call: Call) -> Answer:
        recipient = str(call.form().get("recipient_id", ""))
        if not recipient.isdecimal() or int(recipient) not in self._world.people:
            raise ApiError(400, 50033, "Invalid Recipient(s)")
        return Answer(body=self._world.dm_with(self._world.people[int(recipient)]).payload())

    def _type(self, call: Call) -> Answer:
        self._world.check_may_send(self._channel(call))
        return NO_CONTENT

    def _list(self, call: Call) -> Answer:
        channel = self._channel(call)
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise invalid_form([(("limit",), "NUMBER_TYPE_MAX", "int value should be 1 to 100.")])
        found = [
            message.payload
            for message in self._world.messages.values()
            if message.channel == channel and message.only_for is None and not message.deleted
        ]
        return Answer(body=found[::-1][:limit])

    def _send(self, call: Call) -> Answer:
        channel = self._channel(call)
        self._world.check_may_send(channel)
        body = call.form()
        nonce = body.get("nonce")
        earlier = self._nonces.get(str(nonce)) if body.get("enforce_nonce") else None
        if nonce is not None and earlier and self._world.now() - earlier[1] < NONCE_LIVES:
            return Answer(body=earlier[0].payload)
        more = {} if nonce is None else {"nonce": nonce}
        message = self.create(channel, body, call.files, allowed_flags=FLAGS_IN_CHANNEL, more=more)
        self._refer(body, message)
        message.owners = self._world.owners_in(channel)
        self._nonces[str(nonce)] = (message, self._world.now())
        self.show(message)
        return Answer(body=message.payload)

    def _refer(self, body: Json, message: Message) -> None:
        reference = body.get("message_reference")
        if not reference:
            return
        wanted = self._world.messages.get(int(reference["message_id"]))
        known = wanted is not None and wanted.channel == message.channel and not wanted.deleted
        if not known and reference.get("fail_if_not_exists", True):
            problem = ("REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            raise invalid_form([(("message_reference",), *problem)])
        if known:
            message.payload |= {"type": 19, "message_reference": reference}

    def _edit(self, call: Call) -> Answer:
        message = self._message(call)
        if message.author is not None:
            raise ApiError(403, 50005, "Cannot edit a message authored by another user")
        self.change(message, call.form(), call.files)
        return Answer(body=message.payload)

    def _delete(self, call: Call) -> Answer:
        message = self._message(call)
        if message.author is not None:
            is_dm = message.channel.guild is None
            refusal = (
                (50003, "Cannot execute action on a DM channel")
                if is_dm
                else (
                    50013,
                    "You lack permissions to perform that action",
                )
            )
            raise ApiError(403, *refusal)
        self.remove(message)
        return NO_CONTENT


def _typed(embeds: object) -> list[Json]:
    return [{"type": "rich", **embed} for embed in embeds] if isinstance(embeds, list) else []


def _numbered(components: object) -> list[Json]:
    """Give every component the id that Discord gives those without one."""
    copied: list[Json] = deepcopy(components) if isinstance(components, list) else []
    everything = [component for _, component in walk(copied)]
    taken = {component.get("id") for component in everything}
    free = (number for number in range(1, 1 + 2 * len(everything)) if number not in taken)
    for component in everything:
        if not component.get("id"):
            component["id"] = next(free)
    return copied


def _check_not_empty(payload: Json) -> None:
    layout = payload["flags"] & COMPONENTS_V2
    if layout:
        everything = [component for _, component in walk(payload["components"])]
        check_layout_bytes([one["content"] for one in everything if one["type"] == TEXT])
    # Rows of buttons alone are no message.
    needed = ("components",) if layout else ("content", "embeds", "attachments")
    if not any(payload[name] for name in needed):
        raise empty_message()


def _check_legacy_fields_are_cleared(payload: Json, body: Json, at: Place) -> None:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    left = [name for name in LEGACY_FIELDS if payload[name] and name not in body]
    if left:
        message = "Must be cleared when IS_COMPONENTS_V2 is set"
        raise invalid_form([((*at, name), code, message) for name in left])
