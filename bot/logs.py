"""Structured records on standard error. Tokens and what people write are never in them."""

from __future__ import annotations

import logging
import sys

import structlog

_QUIET = ("httpx", "httpcore", "telegram", "discord", "apscheduler", "sqlalchemy", "aiosqlite")
"""Libraries that put addresses, tokens or messages into what they log below a warning."""


def set_up_logs(level: str) -> None:
    """Log records of ours from `level`, of libraries from WARNING, as lines of key=value."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"], bool_as_flag=False
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(message)s")
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
