"""The gateway: sessions over WebSockets, as on Discord's page "Gateway"."""

import asyncio
import json
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord_wire import Json
from tests.fakes.discord_world import Channel, Guild, World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

UNKNOWN_ERROR, UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED = 4000, 4001, 4002, 4003
AUTHENTICATION_FAILED, ALREADY_AUTHENTICATED, INVALID_SEQ, RATE_LIMITED = 4004, 4005, 4007, 4008
SESSION_TIMED_OUT, INVALID_SHARD, INVALID_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = (
    4009,
    4010,
    4012,
    4013,
    4014,
)

GUILDS = 1 << 0
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}
KNOWN_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))

HEARTBEAT_MS = 41_250
LARGEST_PAYLOAD = 4096
GOODBYE_SECONDS = 1.0
MOST_PAYLOADS, PAYLOADS_WINDOW = 120, 60.0


@dataclass(slots=True, kw_only=True)
class Session:
    """A session lives on between connections, until it is resumed or found dead."""

    id: str
    intents: int
    shard: int = 0
    shards: int = 1
    seq: int = 0
    sent: list[Json] = field(default_factory=list)
    alive: bool = True
    connection: "Connection | None" = None

    def hears_of(self, event: str, data: Json) -> bool:
        """Whether an event is for this shard: by its guild, and without one for the first."""
        guild = data.get("id" if event.startswith("GUILD_") else "guild_id")
        return (int(guild) >> 22) % self.shards == self.shard if guild else self.shard == 0

    def dispatch(self, event: str, data: Json) -> None:
        self.seq += 1
        # Frozen as it is now: a message in it may change before it is sent, or sent again.
        payload = json.loads(json.dumps({"op": DISPATCH, "t": event, "s": self.seq, "d": data}))
        self.sent.append(payload)
        if self.connection is not None:
            self.connection.send(payload)


class Connection:
    """One WebSocket; sending never waits, so that dispatching is an ordinary call."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket = socket
        self._request = request
        self._compress = (
            zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        )
        self._out: asyncio.Queue[Json | int] = asyncio.Queue()
        self._received: deque[float] = deque()
        self.session: Session | None = None
        self.closing = False

    def send(self, payload: Json) -> None:
        self._out.put_nowait(payload)

    def close(self, code: int) -> None:
        """Close once all that was sent before has gone out."""
        self.closing = True
        self._out.put_nowait(code)

    def cut(self) -> None:
        if self._request.transport is not None:
            self._request.transport.abort()

    def too_many(self) -> bool:
        now = asyncio.get_running_loop().time()
        self._received.append(now)
        while now - self._received[0] > PAYLOADS_WINDOW:
            self._received.popleft()
        return len(self._received) > MOST_PAYLOADS

    async def write(self) -> None:
        """Send what is queued, until the socket is gone."""
        with suppress(ConnectionError, RuntimeError):
            while not self._socket.closed:
                item = await self._out.get()
                if isinstance(item, int):
                    await self._socket.close(code=item)
                elif self._compress is None:
                    await self._socket.send_str(json.dumps(item))
                else:
                    data = self._compress.compress(json.dumps(item).encode())
                    await self._socket.send_bytes(data + self._compress.flush(zlib.Z_SYNC_FLUSH))


class Gateway:
    """Takes connections, keeps sessions, hands out events.

    Args:
        privileged: Which privileged intents are switched on in the developer portal.
    """

    def __init__(self, world: World, token: str, privileged: frozenset[str]) -> None:
        self._world = world
        self._token = token
        self._allowed = sum(PRIVILEGED[name] for name in privileged)
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.heartbeats = 0
        self.closes: list[int] = []

    @property
    def connected(self) -> bool:
        return any(connection.session is not None for connection in self.connections)

    def dispatch(self, event: str, data: Json, intent: int = 0) -> None:
        """Hand an event to every session that wants it; sleeping ones get it on resuming."""
        for session in self.sessions.values():
            wanted = not intent or session.intents & intent
            if session.alive and wanted and session.hears_of(event, data):
                session.dispatch(event, data)

    def announce_guild(self, guild: Guild) -> None:
        self.dispatch("GUILD_CREATE", self.guild_payload(guild), GUILDS)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(compress=False, timeout=GOODBYE_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            connection.close(INVALID_VERSION)
        else:
            connection.send({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
        try:
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    self._receive(connection, message.data)
        finally:
            self._forget(connection, socket.close_code)
            # aiohttp stops reading before it has sent the close: that must still get out.
            if connection.closing:
                await asyncio.wait([writer], timeout=GOODBYE_SECONDS)
            writer.cancel()
        return socket

    def _forget(self, connection: Connection, code: int | None) -> None:
        self.connections.discard(connection)
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            # A client that says goodbye gives its session up; one that is cut off may come back.
            if code in (1000, 1001) and not connection.closing:
                session.alive = False
        self._world.bell.ring()

    def _receive(self, connection: Connection, data: str | bytes) -> None:
        if connection.too_many():
            self._close(connection, RATE_LIMITED)
            return
        try:
            payload: Any = json.loads(data)
            op, body = payload["op"], payload.get("d")
        except (ValueError, KeyError, TypeError):
            self._close(connection, DECODE_ERROR)
            return
        if len(data) > LARGEST_PAYLOAD:
            self._close(connection, DECODE_ERROR)
        elif op == HEARTBEAT:
            self.heartbeats += 1
            connection.send({"op": HEARTBEAT_ACK})
        elif op in (IDENTIFY, RESUME):
            self._authenticate(connection, op, body)
        elif connection.session is None:
            self._close(connection, NOT_AUTHENTICATED)
        elif op not in (PRESENCE, VOICE, MEMBERS):
            self._close(connection, UNKNOWN_OPCODE)
        self._world.bell.ring()

    def _close(self, connection: Connection, code: int) -> None:
        self.closes.append(code)
        connection.close(code)
        self._world.bell.ring()

    def _authenticate(self, connection: Connection, op: int, body: Json) -> None:
        if connection.session is not None:
            self._close(connection, ALREADY_AUTHENTICATED)
        elif str(body.get("token", "")).removeprefix("Bot ") != self._token:
            self._close(connection, AUTHENTICATION_FAILED)
        elif op == IDENTIFY:
            self._identify(connection, body)
        else:
            self._resume(connection, body)

    def _identify(self, connection: Connection, body: Json) -> None:
        intents = body.get("intents")
        self.identified.append(body)
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            self._close(connection, INVALID_INTENTS)
            return
        if intents & sum(PRIVILEGED.values()) & ~self._allowed:
            self._close(connection, DISALLOWED_INTENTS)
            return
        shard = body.get("shard", [0, 1])
        if not _is_shard(shard):
            self._close(connection, INVALID_SHARD)
            return
        session = Session(
            id=f"session-{self._world.snowflake()}", intents=intents,
            shard=shard[0], shards=shard[1],
        )  # fmt: skip
        self.sessions[session.id] = session
        session.connection, connection.session = connection, session
        guilds = [
            guild for guild in self._world.guilds.values()
            if self._world.has_bot(guild) and session.hears_of("GUILD_CREATE", {"id": guild.id})
        ]  # fmt: skip
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": self._world.bot_payload(),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                **({"shard": shard} if "shard" in body else {}),
                "resume_gateway_url": self.url,
                "application": {"id": str(self._world.application_id), "flags": 0},
            },
        )
        for guild in guilds:
            if intents & GUILDS:
                session.dispatch("GUILD_CREATE", self.guild_payload(guild))

    def _resume(self, connection: Connection, body: Json) -> None:
        self.resumed.append(body)
        session = self.sessions.get(str(body.get("session_id")))
        seq = body.get("seq")
        if session is None or not session.alive or not isinstance(seq, int):
            connection.send({"op": INVALID_SESSION, "d": False})
            return
        if seq > session.seq:
            self._close(connection, INVALID_SEQ)
            return
        if session.connection is not None:
            session.connection.close(UNKNOWN_ERROR)
        session.connection, connection.session = connection, session
        for missed in session.sent[seq:]:
            connection.send(missed)
        session.dispatch("RESUMED", {})

    def drop(self, *, resumable: bool) -> None:
        """Close every connection, as on a bad day; then RESUME works, or does not."""
        for connection in self.connections:
            if connection.session is not None:
                connection.session.alive = resumable
            connection.close(UNKNOWN_ERROR if resumable else SESSION_TIMED_OUT)

    def ask_to_reconnect(self) -> None:
        for connection in self.connections:
            connection.send({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        for connection in self.connections:
            if connection.session is not None:
                connection.session.alive = resumable
            connection.send({"op": INVALID_SESSION, "d": resumable})

    def cut_all(self) -> None:
        for connection in list(self.connections):
            connection.cut()

    def guild_payload(self, guild: Guild) -> Json:
        channel = Channel(id=guild.channel_id, guild=guild)
        everyone: Json = {
            "id": str(guild.id),
            "name": "@everyone",
            "permissions": "2248473465835073",
            "position": 0,
            **dict.fromkeys(("hoist", "managed", "mentionable"), False),
            "color": 0,
            "flags": 0,
        }
        bot: Json = {
            "user": self._world.bot_payload(),
            "roles": [],
            "joined_at": self._world.now().isoformat(),
            "flags": 0,
            **dict.fromkeys(("deaf", "mute", "pending"), False),
        }
        return {
            "id": str(guild.id),
            "name": guild.name,
            "owner_id": "1",
            "unavailable": False,
            "large": False,
            "member_count": len(self._world.members[guild.id]),
            "preferred_locale": "en-US",
            "roles": [everyone],
            "members": [bot],
            "channels": [channel.payload()],
            **{name: [] for name in ("emojis", "stickers", "features", "threads", "presences")},
        }


def _is_shard(said: list[Any]) -> bool:
    """Whether it is [number, count], as in IDENTIFY."""
    match said:
        case [int(number), int(count)]:
            return 0 <= number < count
        case _:
            return False
