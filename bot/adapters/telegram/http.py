"""The library's way to the network, over aiohttp: its stock client slows down under load."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import aiohttp
from telegram import Update
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
WRITE_SECONDS = 20.0
UPLOAD_SECONDS = 120.0
POOL_SECONDS = 30.0


class AiohttpRequest(BaseRequest):
    """One pool of connections to the Bot API.

    Args:
        connections: how many may be open at once; further requests wait for one.
    """

    __slots__ = ("_connections", "_session")

    def __init__(self, *, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer; the library adds a long poll's own wait to them."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool; nothing is connected yet."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of one call.

        Raises:
            TimedOut: nothing came back in time; the call may have taken effect.
            NetworkError: the connection failed; the call may have taken effect.
        """
        if self._session is None:
            raise NetworkError("the connections are closed")
        uploads = request_data is not None and request_data.contains_files
        writing = _seconds(write_timeout, UPLOAD_SECONDS if uploads else WRITE_SECONDS)
        connecting = _seconds(connect_timeout, CONNECT_SECONDS)
        waiting = (
            _seconds(pool_timeout, POOL_SECONDS),
            connecting,
            writing,
            _seconds(read_timeout, READ_SECONDS),
        )
        timeout = aiohttp.ClientTimeout(total=_sum(waiting), sock_connect=connecting)
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as exc:
            raise TimedOut from exc
        except (aiohttp.ClientError, OSError) as exc:
            # Some of these name the address, which holds the token: only the kind is passed on.
            raise NetworkError(type(exc).__name__) from None


class PollRequest(AiohttpRequest):
    """The connection that updates come in by. It lets no update that cannot be read hold up others.

    `careful`: read each update by itself first, and keep of an unreadable one its number only; set
    after a poll that could not be read, since it costs every update a second reading.
    """

    __slots__ = ("careful",)

    def __init__(self) -> None:
        super().__init__(connections=1)
        self.careful = False

    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """The answer's JSON, without updates that the library cannot read."""
        answer = BaseRequest.parse_json_payload(payload)
        updates = answer.get("result")
        if self.careful and isinstance(updates, list):
            answer["result"] = [_readable(update) for update in updates]
        return answer


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        Update.de_json(deepcopy(update), None)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the next one is to come through
        return {"update_id": update["update_id"]}
    return update


def _body(
    request_data: RequestData | None,
) -> tuple[aiohttp.FormData | bytes | None, dict[str, str]]:
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        body = json.dumps(request_data.parameters).encode()
        return body, {"Content-Type": "application/json"}
    # Names of files go as they are: Telegram would show percent signs as such.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form, {}


def _seconds(given: object, usual: float) -> float | None:
    if given is BaseRequest.DEFAULT_NONE:
        return usual
    return float(given) if isinstance(given, int | float) else None


def _sum(waiting: tuple[float | None, ...]) -> float | None:
    return None if None in waiting else sum(seconds for seconds in waiting if seconds)
