"""The platforms that the settings name, each with its gateway and what it may do beside others."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any, Protocol

from bot.coach.ports import Store
from bot.config import Settings
from bot.delivery.duties import Duties
from bot.delivery.front import Front
from bot.delivery.messenger import Messenger
from bot.media.studio import Studio
from bot.tokens import discord_limits, telegram_limits
from content.library import Library
from scheduler.ports import Clock

Served = tuple[Messenger, Coroutine[Any, Any, None]]
"""A way out, and what serves the platform until it is cancelled."""


class House(Protocol):
    """What every gateway stands on; `shared`: other processes may be at work beside it."""

    shared: bool
    clock: Clock
    library: Library
    front: Front
    duties: Duties
    studio: Studio
    store: Store


def platforms(settings: Settings, house: House) -> Iterator[Served]:
    """A gateway for each token.

    What one machine alone may do, polling a token or holding the one line to Discord, is done while
    its lease is held; whoever is called by Telegram, or holds shards, does so beside others.
    """
    if settings.telegram_bot_token is not None:
        yield _telegram(settings, settings.telegram_bot_token.get_secret_value(), house)
    if settings.discord_bot_token is not None:
        yield _discord(settings, settings.discord_bot_token.get_secret_value(), house)


def _telegram(settings: Settings, token: str, house: House) -> Served:
    # Imported when it is wanted: it brings a large library.
    from bot.adapters.telegram.gateway import Gateway  # noqa: PLC0415 - as above
    from bot.adapters.telegram.webhook import Webhook  # noqa: PLC0415 - as above

    webhook = None
    if settings.telegram_webhook_url and settings.telegram_webhook_secret:
        webhook = Webhook(
            url=settings.telegram_webhook_url,
            host=settings.telegram_webhook_listen,
            port=settings.telegram_webhook_port,
            secret=settings.telegram_webhook_secret.get_secret_value(),
        )
    gateway = Gateway(
        token=token,
        front=house.front,
        library=house.library,
        clock=house.clock,
        api_url=settings.telegram_api_url,
        webhook=webhook,
        studio=house.studio,
        store=house.store,
        limits=telegram_limits(settings),
        ours=partial(house.duties.sends, Gateway.platform),
    )
    if webhook is not None:
        return gateway.messenger, gateway.run()
    return gateway.messenger, house.duties.while_held(gateway.platform, gateway.run)


def _discord(settings: Settings, token: str, house: House) -> Served:
    # Imported when it is wanted: it brings a large library.
    from bot.adapters.discord.gateway import Gateway, Shards  # noqa: PLC0415 - as above

    shards = None
    if settings.discord_shard_count is not None:
        shards = Shards(held=settings.discord_shard_ids, count=settings.discord_shard_count)
    gateway = Gateway(
        token=token,
        front=house.front,
        library=house.library,
        clock=house.clock,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        shards=shards,
        studio=house.studio,
        limits=discord_limits(settings),
        ours=partial(house.duties.sends, Gateway.platform),
    )
    if shards is not None:
        return gateway.messenger, gateway.run()
    return gateway.messenger, house.duties.while_held(gateway.platform, gateway.run)
