"""Who and what there is on the fake Discord: people, guilds, channels, messages, and its clock."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from tests.fakes.discord_limits import EPHEMERAL, LOADING
from tests.fakes.discord_wire import ApiError, Json, Upload

T = TypeVar("T")

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
DM, GUILD_TEXT = 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a Discord account."""

    id: int
    name: str
    locale: str = "en-US"

    def payload(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower().replace(" ", "_"),
            "global_name": self.name,
            "discriminator": "0",
            "avatar": None,
            "bot": False,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Guild:
    """A server with one text channel."""

    id: int
    name: str
    channel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A text channel: of two people (`guild` is None), or of a guild."""

    id: int
    person: Person | None = None
    guild: Guild | None = None

    def payload(self) -> Json:
        base: Json = {"id": str(self.id), "last_message_id": None, "flags": 0}
        if self.guild is None:
            people = [self.person.payload()] if self.person else []
            return base | {"type": DM, "recipients": people}
        return base | {
            "type": GUILD_TEXT,
            "guild_id": str(self.guild.id),
            "name": "general",
            "position": 0,
            "permission_overwrites": [],
            "nsfw": False,
            "rate_limit_per_user": 0,
            "parent_id": None,
            "topic": None,
        }


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as the server keeps it; `payload` is what Discord's API gives."""

    payload: Json
    channel: Channel
    author: Person | None = None
    only_for: int | None = None
    files: list[Upload] = field(default_factory=list)
    deleted: bool = False
    # By which installations the app may act here; what an interaction with it will say.
    owners: Json = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def flags(self) -> int:
        return int(self.payload["flags"])

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)


class Bell:
    """Rings whenever something has happened, so that nobody has to look again and again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()

    async def until(self, predicate: Callable[[], T], seconds: float) -> T:
        """Wait until the predicate gives something true, and give that.

        Raises:
            TimeoutError: It did not within `seconds` of real time.
        """
        async with asyncio.timeout(seconds):
            while not (found := predicate()):
                waiting = asyncio.get_running_loop().create_future()
                self._waiting.add(waiting)
                await waiting
            return found


class World:
    """The state that REST and the gateway share.

    Args:
        clock: Asks the time. Without one, time stands still but for `passes`.
    """

    def __init__(self, clock: Callable[[], datetime] | None) -> None:
        # discord.py reads the real clock for an interaction's age, so the fake starts there.
        started = datetime.now(UTC)  # noqa: TID251 - Discord is outside, and has its own clock
        self._clock = clock or (lambda: started)
        self._ahead = timedelta()
        self._counter = count(1)
        self.bell = Bell()
        self.application_id = self.snowflake()
        self.bot = Person(id=self.application_id, name="Karani")
        self.people: dict[int, Person] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        # What was posted in each channel, as it was then, with the server's instant.
        self.posted: dict[int, list[tuple[datetime, Json]]] = defaultdict(list)
        self.closed_dms: set[int] = set()
        # Who has the app on their account, and who is in which guild (the bot's id included).
        self.installed: set[int] = set()
        self.members: dict[int, set[int]] = {}

    def now(self) -> datetime:
        return self._clock() + self._ahead

    def passes(self, seconds: float) -> None:
        self._ahead += timedelta(seconds=seconds)
        self.bell.ring()

    def snowflake(self) -> int:
        """Give a new id; as on Discord, it holds the time and later ones are larger."""
        milliseconds = (self.now() - DISCORD_EPOCH) // timedelta(milliseconds=1)
        return (milliseconds << 22) | (next(self._counter) & 0x3FFFFF)

    def bot_payload(self) -> Json:
        return self.bot.payload() | {"bot": True, "username": "karani"}

    def person(self, person_id: int) -> Person:
        if person_id not in self.people:
            raise ApiError(404, 10013, "Unknown User")
        return self.people[person_id]

    def dm_with(self, person: Person) -> Channel:
        for channel in self.channels.values():
            if channel.person == person:
                return channel
        channel = Channel(id=self.snowflake(), person=person)
        self.channels[channel.id] = channel
        return channel

    def channel(self, channel_id: int) -> Channel:
        if channel_id not in self.channels:
            raise ApiError(404, 10003, "Unknown Channel")
        return self.channels[channel_id]

    def guild(self, name: str) -> Guild:
        if name not in self.guilds:
            guild = Guild(id=self.snowflake(), name=name, channel_id=self.snowflake())
            self.guilds[name] = guild
            self.members[guild.id] = set()
            self.channels[guild.channel_id] = Channel(id=guild.channel_id, guild=guild)
        return self.guilds[name]

    def has_bot(self, guild: Guild) -> bool:
        return self.bot.id in self.members[guild.id]

    def may_be_written_to(self, person: Person) -> bool:
        """Tell whether the app is on the account, or shares a guild with the person."""
        shared = any({person.id, self.bot.id} <= members for members in self.members.values())
        return person.id in self.installed or shared

    def owners_in(self, channel: Channel) -> Json:
        """Give the installations that let the app act here: "0" a guild's, "1" a person's."""
        if channel.guild is not None:
            return {"0": str(channel.guild.id)}
        person = channel.person
        owners = {} if person is None or person.id not in self.installed else {"1": str(person.id)}
        return owners or {"0": "0"}

    def check_may_send(self, channel: Channel) -> None:
        """Refuse what people have closed; 403s count as invalid requests."""
        if channel.guild is not None:
            if not self.has_bot(channel.guild):
                raise ApiError(403, 50001, "Missing Access")
            return
        person = channel.person
        if person is not None and not self.may_be_written_to(person):
            raise ApiError(403, 50278, "Cannot send messages to this user")
        if person is not None and person.id in self.closed_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")

    def message(self, message_id: int) -> Message:
        message = self.messages.get(message_id)
        if message is None or message.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def posts(self, message: Message) -> None:
        self.messages[message.id] = message
        self.posted[message.channel.id].append((self.now(), message.payload))
        self.bell.ring()

    def seen_in(self, channel: Channel, person: Person) -> Iterable[Message]:
        return (
            message
            for message in self.messages.values()
            if message.channel == channel
            and not message.deleted
            and message.only_for in (None, person.id)
        )
