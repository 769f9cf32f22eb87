"""Kinds of columns: how the core's values lie in a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect, Integer, SmallInteger, Text
from sqlalchemy.types import TypeDecorator

from bot.coach.ports import Lane

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LANES = tuple(Lane)

Id = BigInteger().with_variant(Integer(), "sqlite")
"""Whole numbers from 1. SQLite counts up by itself only in a column that it calls INTEGER."""


def instant_of(milliseconds: int | None) -> datetime | None:
    """The instant of a number in a column of them, in UTC."""
    return None if milliseconds is None else _EPOCH + timedelta(milliseconds=milliseconds)


class Instant(TypeDecorator[datetime]):
    """An aware instant as whole milliseconds since 1970 in UTC, rounded down."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuses a naive instant (TypeError)."""
        del dialect
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Answers in UTC."""
        del dialect
        return instant_of(value)


class Json(TypeDecorator[object]):
    """Plain JSON values as text; None is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Refuses what is not plain (TypeError)."""
        del dialect
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        """Answers with lists where tuples went in."""
        del dialect
        return None if value is None else json.loads(value)


class LaneRank(TypeDecorator[Lane]):
    """A lane as a number that sorts: who goes first is lowest."""

    impl = SmallInteger
    cache_ok = True

    def process_bind_param(self, value: Lane | None, dialect: Dialect) -> int | None:
        """The place of a lane in its enum."""
        del dialect
        return None if value is None else _LANES.index(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Lane | None:
        """The lane of a place."""
        del dialect
        return None if value is None else _LANES[value]
