"""The door at which Telegram knocks itself, in place of being polled.

Any number of machines may stand behind one address and a balancer. An update is answered for with
200 once it has been dealt with: one whose machine dies before is brought again, to another.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from telegram import Bot

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
PATIENCE_SECONDS = 25.0
"""Telegram waits for about a minute. Later than this only the answer itself is still on its way:
what the update changed was stored long before."""

MOST_CALLS = 100
"""Updates that Telegram brings at once: its own most. It keeps each chat's in order."""

_log = structlog.get_logger()

Bring = Callable[[dict[str, Any]], Awaitable[None]]
"""Deals with one update, as Telegram's JSON; returns when that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram calls (`url`, https), and where this machine listens for it.

    `secret` comes with each call and is known to Telegram and the coach alone.
    """

    url: str
    host: str
    port: int
    secret: str


class Door:
    """Listens on this machine's own port for what comes in at the webhook's path."""

    def __init__(self, webhook: Webhook, bring: Bring) -> None:
        self._webhook = webhook
        self._bring = bring
        self._runner: web.AppRunner | None = None
        self._closing = False
        self._given = False
        self._failed_at: datetime | None = None

    async def open(self) -> None:
        """Listen.

        Raises:
            OSError: if the port cannot be had.
        """
        if self._runner is not None:
            return
        app = web.Application()
        app.router.add_post(urlsplit(self._webhook.url).path or "/", self._called)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._webhook.host, self._webhook.port).start()
        except OSError as exc:
            await runner.cleanup()
            _log.error(
                "telegram_webhook_cannot_listen",
                host=self._webhook.host, port=self._webhook.port, reason=exc.strerror,
            )  # fmt: skip
            raise
        self._runner, self._closing = runner, False

    async def look(self, bot: Bot, kinds: Sequence[str]) -> None:
        """Give Telegram the address, at the start and when it was lost; log its complaints."""
        found = await bot.get_webhook_info()
        if found.url != self._webhook.url or not self._given:
            await bot.set_webhook(
                self._webhook.url, secret_token=self._webhook.secret, allowed_updates=kinds,
                max_connections=MOST_CALLS,
            )  # fmt: skip
            _log.info("telegram_webhook_set")
            self._given = True
        elif found.last_error_message and found.last_error_date != self._failed_at:
            _log.warning("telegram_cannot_call", reason=found.last_error_message)
        self._failed_at = found.last_error_date

    def shut(self) -> None:
        """Take nothing more: Telegram brings it again, to a machine that goes on."""
        self._closing = True

    async def close(self) -> None:
        """Cut what is still there."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        told = request.headers.get(SECRET_HEADER, "").encode(errors="replace")
        if not hmac.compare_digest(told, self._webhook.secret.encode()):
            return web.Response(status=403)
        if self._closing:
            return web.Response(status=503)
        try:
            update = await request.json()
        except (ValueError, UnicodeDecodeError):
            return web.Response(status=400)
        if not isinstance(update, dict):
            return web.Response(status=400)
        bringing = asyncio.ensure_future(self._bring(update))
        done, _ = await asyncio.wait({bringing}, timeout=PATIENCE_SECONDS)
        if bringing in done and (bringing.cancelled() or bringing.exception()):
            return web.Response(status=503)
        return web.Response()
