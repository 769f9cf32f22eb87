"""What whoever runs the coach may have beside it: figures of what it does, a second reader."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC

import structlog

from bot.coach.ports import SecondReader, Store
from bot.config import ConfigError, Settings
from bot.delivery.meter import Meter
from content.library import Library
from content.phrases import phrase
from scheduler.ports import Clock

_log = structlog.get_logger()


async def open_metrics(
    settings: Settings, store: Store, clock: Clock, stack: AsyncExitStack
) -> Meter | None:
    """Whoever counts, its pages served as long as the stack; None if no port is set."""
    if settings.metrics_port is None:
        return None
    # Imported when it is wanted: it brings a library and a server.
    from bot.metering.figures import Figures  # noqa: PLC0415 - as above
    from bot.metering.server import Door, open_door  # noqa: PLC0415 - as above

    figures = Figures(clock)
    door = Door(figures, store, clock)
    try:
        await stack.enter_async_context(
            open_door(door, settings.metrics_host, settings.metrics_port)
        )
    except OSError as exc:
        told = f"METRICS_PORT: {settings.metrics_port} cannot be served ({exc.strerror})"
        raise ConfigError((told,)) from exc
    return figures


async def open_second_reader(
    settings: Settings, library: Library, stack: AsyncExitStack
) -> SecondReader | None:
    """The second reader of the settings, open as long as the stack; None if none is wanted."""
    if settings.second_reader_url is None:
        return None
    # Imported when it is wanted: it brings an HTTP client.
    from bot.second_reader.chat_completions import ChatCompletionsReader  # noqa: PLC0415 - as above

    catalogue = library.catalogue("en")
    key = settings.second_reader_key
    reader = ChatCompletionsReader(
        root=settings.second_reader_url,
        model=settings.second_reader_model,
        key=key.get_secret_value() if key else None,
        topics={t: catalogue.text(phrase(f"topic.{t}.name"), UTC) for t in library.topics},
    )
    _log.info("second_reader_on", host=reader.host)
    return await stack.enter_async_context(reader)
