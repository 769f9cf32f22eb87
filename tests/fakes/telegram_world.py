"""What Telegram knows: people, chats, messages, presses of buttons.

Everything that happens here wakes whoever waits in `World.next_change`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.telegram_errors import BotApiError, forbidden
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_text import Json
from tests.fakes.telegram_updates import Updates

CANNOT_START = "bot can't initiate conversation with a user"
BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
KICKED = "bot was kicked from the {kind} chat"
MEDIA = ("photo", "animation", "video", "voice", "document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None

    def json(self) -> Json:
        return {"is_bot": False, **_present(self)}


def _present(person: Person) -> Json:
    names = ("id", "first_name", "last_name", "username", "language_code")
    return {name: value for name in names if (value := getattr(person, name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message as a person sees it now: edits applied, markup turned into `entities`."""

    message_id: int
    chat_id: int
    from_bot: bool
    text: str
    entities: tuple[Json, ...]
    buttons: tuple[tuple[Button, ...], ...]
    # The reply keyboard it brought: one text for each key.
    keyboard: tuple[tuple[str, ...], ...]
    media: str | None
    content: bytes | None
    silent: bool
    protected: bool
    edited: bool
    reply_to: int | None
    thread: int | None
    date: int

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]

    def button(self, text: str) -> Button:
        """The button with this text on it."""
        return next(button for row in self.buttons for button in row if button.text == text)


@dataclass(slots=True, kw_only=True)
class Post:
    """A stored message: what the Bot API shows of it, and what only people see."""

    json: Json
    from_bot: bool
    silent: bool = False
    keyboard: Json | None = None


@dataclass(slots=True, kw_only=True)
class Room:
    """One chat and the bot's standing in it; `shut` is why the bot may not write, if so."""

    json: Json
    shut: str | None = None
    topics: frozenset[int] = frozenset()
    migrated_to: int | None = None
    posts: dict[int, Post] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.json["id"])

    @property
    def private(self) -> bool:
        return bool(self.json["type"] == "private")

    def check_open(self) -> None:
        if self.migrated_to is not None:
            raise BotApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=self.migrated_to,
            )
        if self.shut is not None:
            raise forbidden(self.shut.format(kind=self.json["type"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press of a button, waiting for its answer."""

    at: float
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person who pressed was shown."""

    query_id: str
    text: str
    alert: bool


class World:
    def __init__(self, bot_id: int, clock: Callable[[], float] | None) -> None:
        self.bot: Json = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Karani",
            "username": "karani_bot",
        }
        # The first second of 2026, until the test says otherwise.
        self._own_time = 1_767_225_600.0
        self.now: Callable[[], float] = clock or (lambda: self._own_time)
        self.updates = Updates(self.now)
        self.files = Files(bot_id)
        self.rooms: dict[int, Room] = {}
        self.presses: dict[str, Press] = {}
        self.answers: list[Answer] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.actions: list[tuple[int, str]] = []
        self.warnings: list[str] = []
        self.reads_all_group_messages = False
        self._last_message_id = 0
        self._waiters: list[asyncio.Future[None]] = []

    def passes(self, seconds: float) -> None:
        self._own_time += seconds

    def changed(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def next_change(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        await waiter

    def put(self, room: Room, sender: Json, content: Json) -> Post:
        """A new message at the end of a chat."""
        self._last_message_id += 1
        json: Json = {
            "message_id": self._last_message_id,
            "from": sender,
            "chat": room.json,
            "date": int(self.now()),
            **content,
        }
        post = Post(json=json, from_bot=sender["is_bot"])
        room.posts[self._last_message_id] = post
        self.changed()
        return post

    def seen(self, post: Post) -> Seen:
        json = post.json
        media = next((kind for kind in MEDIA if kind in json), None)
        inline = json.get("reply_markup", {}).get("inline_keyboard", [])
        keys = (post.keyboard or {}).get("keyboard", [])
        return Seen(
            message_id=json["message_id"],
            chat_id=json["chat"]["id"],
            from_bot=post.from_bot,
            text=words(json),
            entities=tuple(json.get("entities") or json.get("caption_entities") or ()),
            buttons=tuple(tuple(_button(button) for button in row) for row in inline),
            keyboard=tuple(tuple(_label(key) for key in row) for row in keys),
            media=media,
            content=self.files.content(file_id(json, media)) if media else None,
            silent=post.silent,
            protected=json.get("has_protected_content", False),
            edited="edit_date" in json,
            reply_to=json.get("reply_to_message", {}).get("message_id"),
            thread=json.get("message_thread_id"),
            date=json["date"],
        )


def words(message: Json) -> str:
    """The text of a message, or what stands under its picture."""
    return str(message.get("text") or message.get("caption") or "")


def file_id(message: Json, media: str) -> str:
    body = message[media]
    return str(body[-1]["file_id"] if media == "photo" else body["file_id"])


def _button(button: Json) -> Button:
    return Button(text=button["text"], data=button.get("callback_data"), url=button.get("url"))


def _label(key: Json | str) -> str:
    return key if isinstance(key, str) else str(key["text"])
