"""Discord on loopback: REST v10 and the gateway, spoken to by the real discord.py.

It keeps to what Discord documents and refuses what Discord refuses, so that a test which passes
here has met the rules it would meet there. Point discord.py at it before the client starts:

    discord.http.Route.BASE = server.api_url + "/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)

The server's clock stands still, at the real time of its start, until `passes` moves it on: no
answer is ever late because a machine is slow.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, Self, TypeVar

from aiohttp import web

from tests.fakes.discord_accounts import Accounts
from tests.fakes.discord_commands import Commands
from tests.fakes.discord_faults import Fault, Limit
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_http import PREFIX, Rest
from tests.fakes.discord_interactions import Interaction, Interactions
from tests.fakes.discord_messages import Messages
from tests.fakes.discord_options import ImpossibleError
from tests.fakes.discord_people import Installed, People
from tests.fakes.discord_views import Menu, Seen, seen
from tests.fakes.discord_wire import ApiError, Call, Json, Upload
from tests.fakes.discord_world import Guild, Person, World

__all__ = [
    "Call",
    "DiscordServer",
    "Guild",
    "ImpossibleError",
    "Interaction",
    "Menu",
    "Person",
    "Seen",
    "Upload",
]

T = TypeVar("T")

LARGEST_REQUEST = 25 * 1024 * 1024
SHOWN_CALLS = 12


class DiscordServer:
    """The fake. Enter it to listen; leave it to stop.

    Args:
        token: The only bot token it takes.
        clock: The server's clock; without one it stands still but for `passes`.
        privileged_intents: Switched on in the developer portal.
    """

    def __init__(
        self,
        *,
        token: str,
        clock: Callable[[], datetime] | None = None,
        privileged_intents: frozenset[Literal["members", "presences", "message_content"]] = (
            frozenset()
        ),
    ) -> None:
        self.token = token
        self._world = World(clock)
        self.gateway = Gateway(self._world, token, frozenset(privileged_intents))
        self._messages = Messages(self._world, self.gateway.dispatch)
        self._commands = Commands(self._world)
        self._interactions = Interactions(self._world, self._messages)
        self._people = People(self._world, self._commands, self._interactions, self.gateway)
        routes = self._commands.routes() | self._messages.routes() | self._interactions.routes()
        self._rest = Rest(
            self._world, token, Accounts(self._world, lambda: self.gateway_url).routes() | routes
        )
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.comes_back()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.goes_down()
        if self._rest.crashes:
            raise ExceptionGroup("the fake itself has crashed", self._rest.crashes)

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/"

    @property
    def application_id(self) -> int:
        return self._world.application_id

    @property
    def now(self) -> datetime:
        return self._world.now()

    def passes(self, seconds: float) -> None:
        """Let time go by on the server: 3 s end an answer's time, 15 min a token's life."""
        self._world.passes(seconds)

    # What came in.

    @property
    def calls(self) -> list[Call]:
        """All REST requests, in order of arrival, whatever became of them."""
        return self._rest.calls

    @property
    def answers(self) -> list[tuple[Call, int]]:
        """All answered requests with the HTTP status they got."""
        return self._rest.answers

    @property
    def given_up(self) -> list[Call]:
        """The requests that `hangs_next` kept waiting until the client went away."""
        return self._rest.given_up

    @property
    def invalid_requests(self) -> int:
        """How many 401s, 403s and 429s; 10,000 in 10 minutes get an address banned."""
        return self._rest.invalid_requests

    @property
    def commands(self) -> list[Json]:
        """The registered commands, as Discord keeps them."""
        return self._commands.registered

    async def wait_for(self, predicate: Callable[[], T], *, seconds: float = 5.0) -> T:
        """Wait until something true comes of the predicate, asked whenever something happens.

        Args:
            seconds: Of real time; it ends early in every test that passes.

        Raises:
            AssertionError: It stayed false; with the last calls and answers.
        """
        try:
            return await self._world.bell.until(predicate, seconds)
        except TimeoutError:
            last = [f"  {call} -> {status}" for call, status in self.answers[-SHOWN_CALLS:]]
            seen_calls = "\n".join(last) or "  nothing"
            message = f"not within {seconds} s; the last requests answered:\n{seen_calls}"
            raise AssertionError(message) from None

    async def reply_to(self, interaction: Interaction, *, seconds: float = 5.0) -> Seen:
        """Wait for an interaction's first reply that is more than "thinking..."."""

        def first() -> Seen | None:
            return next((reply for reply in interaction.replies if not reply.loading), None)

        reply = await self.wait_for(first, seconds=seconds)
        assert reply is not None
        return reply

    # People and places.

    def user(
        self, user_id: int, name: str, *, locale: str = "en-US", has_app: bool = True
    ) -> Person:
        """Make a person; `has_app`: the app is installed on their account, so it may write."""
        person = Person(id=user_id, name=name, locale=locale)
        self._world.people[user_id] = person
        if has_app:
            self._world.installed.add(user_id)
        return person

    def guild(self, name: str, *, with_bot: bool = True) -> Guild:
        """Give the guild of that name, made if need be, the bot added if need be."""
        guild = self._world.guild(name)
        if with_bot and not self._world.has_bot(guild):
            self._world.members[guild.id].add(self._world.bot.id)
            self.gateway.announce_guild(guild)
        return guild

    def joins(self, person: Person, guild: str) -> None:
        self._world.members[self._world.guild(guild).id].add(person.id)

    def leaves(self, person: Person, guild: str) -> None:
        self._world.members[self._world.guild(guild).id].discard(person.id)

    def closes_dms(self, person: Person) -> None:
        """From now on: 403, code 50007."""
        self._world.closed_dms.add(person.id)

    def opens_dms(self, person: Person) -> None:
        self._world.closed_dms.discard(person.id)

    def removes_app(self, person: Person) -> None:
        """Take the app off the account; without a shared guild, then: 403, code 50278."""
        self._world.installed.discard(person.id)

    def adds_app(self, person: Person) -> None:
        self._world.installed.add(person.id)

    def dm(self, person: Person) -> list[Seen]:
        """The person's conversation with the bot, as it stands on their screen, oldest first."""
        channel = self._world.dm_with(person)
        return [seen(message) for message in self._world.seen_in(channel, person)]

    def posted(self, person: Person) -> list[tuple[datetime, Json]]:
        """What the bot posted in the person's conversation, as it was then, with the instant."""
        posts = self._world.posted[self._world.dm_with(person).id]
        return [(at, payload) for at, payload in posts if payload["author"]["bot"]]

    def room(self, guild: str, person: Person) -> list[Seen]:
        """The guild's channel on that person's screen; others' ephemeral replies are not there."""
        channel = self._world.channels[self._world.guild(guild).channel_id]
        return [seen(message) for message in self._world.seen_in(channel, person)]

    # What people do.

    def slash(
        self,
        person: Person,
        words: str,
        /,
        *,
        guild: str | None = None,
        installed: Installed = "user",
        **options: object,
    ) -> Interaction:
        """Send a slash command ("pose", "settings quiet"), in the bot's DMs or in a guild.

        Args:
            installed: Where the app is: on the person's account, in the guild (then the bot is
                there too), or "both".

        Raises:
            ImpossibleError: It is not registered, not offered there, or not so filled in.
        """
        place = guild and self.guild(guild, with_bot=installed != "user")
        return self._people.commands(
            person, words, options, guild=place or None, installed=installed
        )

    async def autocomplete(
        self,
        person: Person,
        words: str,
        /,
        *,
        focused: tuple[str, str],
        guild: str | None = None,
        installed: Installed = "user",
        **options: object,
    ) -> list[Json]:
        """Type into an option, (its name, the text so far), and get the choices offered."""
        place = guild and self.guild(guild, with_bot=installed != "user")
        asked = self._people.commands(
            person, words, options, guild=place or None, installed=installed, focused=focused
        )
        await self.wait_for(lambda: asked.choices is not None)
        return asked.choices or []

    def presses(self, person: Person, message: Seen, custom_id: str) -> Interaction:
        return self._people.uses(person, message.id, custom_id, None)

    def chooses(self, person: Person, message: Seen, label: str) -> Interaction:
        """Press a button, or choose in a menu, by what stands there."""
        return self._people.uses(person, message.id, *message.offers[label])

    def selects(
        self, person: Person, message: Seen, custom_id: str, values: list[str]
    ) -> Interaction:
        return self._people.uses(person, message.id, custom_id, tuple(values))

    def submits(self, opened: Interaction, **values: str) -> Interaction:
        """Fill in and send the popup that an interaction was answered with."""
        return self._people.submits(opened, values)

    def repeats_last_interaction(self) -> Interaction:
        """Deliver the last INTERACTION_CREATE again, same id and token."""
        return self._people.repeat()

    def says(self, person: Person, text: str) -> None:
        """Write a plain message to the bot, in its DMs."""
        message = self._messages.blank(self._world.dm_with(person), person)
        message.payload["content"] = text
        self._messages.show(message)

    # What goes wrong. A prefix is the start of "POST /channels", or "/channels" for any method.

    def fails_next(
        self, prefix: str, *, status: int, code: int = 0, message: str = "", times: int = 1
    ) -> None:
        """Answer with an error, without effect. On 5xx discord.py waits 1, 3, 5... s, 5 times."""
        error = ApiError(status, code, message or f"{status}: Error")
        self._rest.faults.plan(Fault(kind="fails", prefix=prefix, times=times, error=error))

    def hangs_next(self, prefix: str, *, done: bool = False, times: int = 1) -> None:
        """Keep silent until `releases`; with `done`, after the request has had its effect."""
        self._rest.faults.plan(Fault(kind="hangs", prefix=prefix, times=times, done=done))

    def releases(self) -> None:
        self._rest.faults.released.set()

    def cuts_next(self, prefix: str, *, done: bool = False, times: int = 1) -> None:
        """Close the line instead of answering; with `done`, after the effect."""
        self._rest.faults.plan(Fault(kind="cuts", prefix=prefix, times=times, done=done))

    def floods_next(
        self,
        prefix: str,
        *,
        retry_after: float = 0.01,
        globally: bool = False,
        via: bool = True,
        times: int = 1,
    ) -> None:
        """Answer 429; without `via`, like Cloudflare's ban, which discord.py does not retry."""
        flood = Fault(kind="floods", prefix=prefix, times=times, retry_after=retry_after)
        flood.globally, flood.via = globally, via
        self._rest.faults.plan(flood)

    def limits_rate(self, prefix: str, *, requests: int, seconds: float) -> None:
        """Allow each bucket of these routes so many requests in so many real seconds."""
        limit = Limit(prefix=prefix, requests=requests, seconds=seconds)
        self._rest.rate_limits.limits.insert(0, limit)

    def is_far_away(self, on_its_way: Callable[[], Awaitable[None]]) -> None:
        """Every answer waits for this after its request has had its effect."""
        self._rest.on_its_way = on_its_way

    def drops_gateway(self, *, resumable: bool = True) -> None:
        """Close every gateway connection; if not resumable, RESUME gets INVALID_SESSION."""
        self.gateway.drop(resumable=resumable)

    def asks_to_reconnect(self) -> None:
        """Send the opcode RECONNECT."""
        self.gateway.ask_to_reconnect()

    def invalidates_session(self, *, resumable: bool = False) -> None:
        """Send the opcode INVALID_SESSION."""
        self.gateway.invalidate(resumable=resumable)

    async def goes_down(self) -> None:
        """Cut all lines and refuse new ones; what was said and done is kept."""
        self.releases()
        self.gateway.cut_all()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def comes_back(self) -> None:
        """Listen, on the same port as before."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", PREFIX + "/{path:.*}", self._rest.serve)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url
