"""The page in a browser, put together from the settings; their faults are named."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import structlog

from bot.coach.errors import StoreError
from bot.coach.ports import ConflictError, Store
from bot.config import ConfigError, Settings
from bot.delivery.front import Front
from content.library import Library
from scheduler.ports import Clock

if TYPE_CHECKING:
    from bot.adapters.web.gateway import Gateway
    from bot.media.studio import Studio

Page: TypeAlias = "Gateway"

FACT = "web_secret"

_log = structlog.get_logger()


def make_page(
    settings: Settings, *, front: Front, library: Library, clock: Clock, studio: Studio
) -> Gateway:
    """The page, not yet served.

    Raises:
        ConfigError: if there is no secret to sign its cookies with.
    """
    # Imported when it is wanted: it brings a large library, as every adapter does.
    from bot.adapters.web.gateway import Gateway  # noqa: PLC0415 - as above
    from bot.adapters.web.identity import SecretError, secret_in  # noqa: PLC0415 - as above

    given = settings.karani_web_secret
    try:
        secret = given.get_secret_value().encode() if given else secret_in(settings.web_secret_file)
    except SecretError as exc:
        raise ConfigError((f"KARANI_WEB_SECRET: {exc}",)) from exc
    return Gateway(
        front=front, library=library, clock=clock, secret=secret, host=settings.karani_web_host,
        port=settings.karani_web_port, address=settings.karani_web_address, studio=studio,
    )  # fmt: skip


async def serve_in_turn(page: Gateway, store: Store) -> None:
    """Serve the page while this machine holds its lease: whose turn it is leaves its secret's name.

    Who was let in by a machine that signs with another secret is a stranger to this one, and to
    that one again afterwards. It serves all the same, and says so: a secret may be changed.
    """
    name = await asyncio.to_thread(lambda: page.secret_name)
    try:
        async with store.work() as work:
            before = await work.fact(FACT)
            await work.write_down(FACT, name)
            await work.commit()
    except (StoreError, ConflictError) as exc:
        _log.warning("web_secret_not_compared", kind=type(exc).__name__)
    else:
        if before is not None and before != name:
            _log.error(
                "web_secret_differs", setting="KARANI_WEB_SECRET",
                hint="not the one of the machine before: set the same on every machine",
            )  # fmt: skip
    await page.run()


@asynccontextmanager
async def page_open(page: Gateway, settings: Settings) -> AsyncIterator[str]:
    """The page, served as long as this is open; gives its address.

    Raises:
        ConfigError: naming the setting that keeps it from being served.
    """
    async with AsyncExitStack() as stack:
        try:
            address = await stack.enter_async_context(page.open())
        except OSError as exc:
            raise ConfigError((_not_listened(settings, exc),)) from exc
        yield address


def _not_listened(settings: Settings, exc: OSError) -> str:
    host, port = settings.karani_web_host, settings.karani_web_port
    if isinstance(exc, socket.gaierror) or exc.errno == errno.EADDRNOTAVAIL:
        return f"KARANI_WEB_HOST: this machine has no address {host}"
    return f"KARANI_WEB_PORT: {port} cannot be listened on at {host} ({exc.strerror}); set another"
