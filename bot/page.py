"""The page in a browser, put together from the settings; their faults are named."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from bot.config import ConfigError, Settings
from bot.delivery.front import Front
from content.library import Library
from scheduler.ports import Clock

if TYPE_CHECKING:
    from bot.adapters.web.gateway import Gateway
    from bot.media.studio import Studio

Page: TypeAlias = "Gateway"


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
