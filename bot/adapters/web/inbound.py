"""What people do in the page, as requests; and their answers on the way back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Protocol

from aiohttp import web

from bot.adapters.web.identity import KEPT_SECONDS, Cookies, browser_tag
from bot.adapters.web.limits import (
    MESSAGE_CHARACTERS,
    MESSAGES_A_MINUTE,
    NEWCOMERS_A_MINUTE,
    PRESSES_A_MINUTE,
    Allowance,
)
from bot.adapters.web.markup import Value, millis, value_of
from bot.adapters.web.outbound import PLATFORM, Outbound
from bot.adapters.web.page import language_of
from bot.coach.talk.actions import OpenPrivate, StaleActionError, unpack
from bot.coach.talk.answers import Reader
from bot.coach.talk.replies import Message, reply, say
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Location,
    Place,
    Press,
    Request,
    Words,
)
from bot.delivery.wording import worded
from content.library import ENGLISH, Library
from content.phrases import Param
from scheduler.ports import Clock

BODY_BYTES = 64 * 1024
_KEY = re.compile(r"[\w-]{8,40}", re.ASCII)
_MESSAGE = re.compile(r"[\w-]{1,40}", re.ASCII)


class Spoken(Protocol):
    """What the front has to say."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """In the order in which to show them."""
        ...

    @property
    def erased(self) -> bool:
        """Whether nothing is kept of the person any more."""
        ...


class Front(Protocol):
    """The door of the core."""

    async def serve(self, request: Request) -> Spoken:
        """Answer a request; never raises for what a person typed."""
        ...

    async def arrived(self, account: Account, now: datetime) -> None:
        """Somebody can be reached again."""
        ...


class NotSaidError(ValueError):
    """What was posted is nothing that a person can do in the page."""


class Inbound:
    """Takes what people do, asks the front, and gives back what it says.

    Args:
        front: the door of the core.
        library: for the adapter's own few words.
        clock: for the instants of requests.
        out: where every tab of a person is shown the same.
        cookies: who a browser belongs to.
    """

    def __init__(
        self, *, front: Front, library: Library, clock: Clock, out: Outbound, cookies: Cookies
    ) -> None:
        self._front = front
        self._library = library
        self._clock = clock
        self._out = out
        self._cookies = cookies
        self._words = Allowance(MESSAGES_A_MINUTE)
        self._presses = Allowance(PRESSES_A_MINUTE)
        self._newcomers = Allowance(NEWCOMERS_A_MINUTE)

    def account_of(self, request: web.Request) -> str | None:
        """Whose browser it is; None for one that has no cookie of ours."""
        return self._cookies.read(request.cookies.get(self._cookies.name))

    async def enter(self, request: web.Request) -> web.Response:
        """The page has opened: who it is, by the cookie, which is given or made younger.

        Not with the page itself: a browser that follows a link from elsewhere keeps its cookie to
        itself at first, and would be given another in its place.
        """
        account = self.account_of(request)
        now = self._clock.now()
        if account is None:
            if not self._newcomers.takes(request.remote or "", now):
                return self._refusal(request, 429, "adapter.web.too_many_people")
            account, _ = self._cookies.issue()
        response = web.json_response({"you": browser_tag(account), "now": millis(now)})
        self._give(response, account)
        return response

    async def say(self, request: web.Request) -> web.Response:
        """Somebody wrote, pressed, or shared where they are."""
        account = self.account_of(request)
        if account is None:
            return web.Response(status=401)
        try:
            said = await _posted(request)
            content, key = _content(said), _key(said)
        except NotSaidError:
            return web.Response(status=400)
        except web.HTTPRequestEntityTooLarge:
            return self._too_long(request)
        if isinstance(content, Words) and len(content.text) > MESSAGE_CHARACTERS:
            return self._too_long(request)
        allowance = self._presses if isinstance(content, Press) else self._words
        if not allowance.takes(account, self._clock.now()):
            return self._refusal(request, 429, "adapter.web.too_many", most=MESSAGES_A_MINUTE)
        spoken = await self._front.serve(self._request(request, account, content, key))
        return self._answer(account, spoken, _pressed(said))

    def _answer(self, account: str, spoken: Spoken, pressed: str | None) -> web.Response:
        """The messages, for this tab at once and for the others by their streams."""
        if spoken.erased:
            self._out.forget(account)
            account, _ = self._cookies.issue()
        shown = [
            self._out.show(account, message, replaces=pressed if message.replaces else None)
            for message in spoken.messages
        ]
        answer: Value = {"messages": shown, "now": millis(self._clock.now())}
        if spoken.erased:
            answer |= {"erased": True, "you": browser_tag(account)}
        response = web.json_response(answer)
        if spoken.erased:
            self._give(response, account)
        return response

    def _request(self, request: web.Request, account: str, content: Content, key: str) -> Request:
        own = ChatAddress(platform=PLATFORM, chat=account)
        return Request(
            account=Account(platform=PLATFORM, id=account),
            address=own,
            place=Place.PRIVATE,
            content=content,
            at=self._clock.now(),
            locale=language_of(request),
            home=own,
            key=f"{account}:{key}",
        )

    def _too_long(self, request: web.Request) -> web.Response:
        return self._refusal(request, 413, "adapter.web.too_long", most=MESSAGE_CHARACTERS)

    def _refusal(
        self, request: web.Request, status: int, key: str, **params: Param
    ) -> web.Response:
        """A kind answer of the adapter's own, which says nothing of the session."""
        reader = Reader(tongue=language_of(request) or ENGLISH, zone=UTC)
        now = self._clock.now()
        value = value_of(worded(reply(say(key, **params)), reader, self._library, now), at=now)
        return web.json_response({"messages": [value], "now": millis(now)}, status=status)

    def _give(self, response: web.Response, account: str) -> None:
        response.set_cookie(
            self._cookies.name, self._cookies.value(account), max_age=KEPT_SECONDS,
            httponly=True, samesite="Strict", secure=self._cookies.secure, path="/",
        )  # fmt: skip


async def _posted(request: web.Request) -> dict[str, Any]:
    """The JSON object of a post; a form of another page cannot send one."""
    if request.content_type != "application/json":
        raise NotSaidError
    try:
        said = json.loads(await request.read())
    except (ValueError, RecursionError) as exc:
        raise NotSaidError from exc
    if not isinstance(said, dict):
        raise NotSaidError
    return said


def _content(said: dict[str, Any]) -> Content:
    """What was done. What is in it stays text and is never looked into here."""
    match said:
        case {"text": str(text)} if text.strip():
            return Words(_whole(text))
        case {"press": str(payload)}:
            return _opened(_whole(payload))
        case {"location": [int() | float() as latitude, int() | float() as longitude]}:
            if abs(latitude) <= 90 and abs(longitude) <= 180:  # noqa: PLR2004 - degrees
                return Location(float(latitude), float(longitude))
    raise NotSaidError


def _opened(payload: str) -> Content:
    """A press; the button that opens the private chat goes on here, where it is private."""
    try:
        action = unpack(payload)
    except StaleActionError:
        return Press(payload)
    return Words(f"/start {action.start}") if isinstance(action, OpenPrivate) else Press(payload)


def _whole(text: str) -> str:
    """The text without lone surrogates, which JSON can name and nothing can write down."""
    return text.encode("utf-8", "replace").decode()


def _key(said: dict[str, Any]) -> str:
    """The page's own name of what was done: the same one is acted on once."""
    key = said.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise NotSaidError
    return key


def _pressed(said: dict[str, Any]) -> str | None:
    """The message whose button was pressed, as the page names it."""
    message = said.get("message")
    return message if isinstance(message, str) and _MESSAGE.fullmatch(message) else None
