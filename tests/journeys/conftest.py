from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.journeys.evening import Evening

BEGINS = "2026-11-22T21:00:00Z"
"""A Sunday evening, 22:00 in Berlin."""


WALLS = {
    "request_failed",
    "request_not_stored",
    "tick_failed",
    "entry_not_composed",
    "picture_not_drawn",
}
"""Events of a defect: nothing that anybody types may cause one."""


@pytest.fixture(autouse=True)
def no_wall_is_reached() -> Iterator[None]:
    """Whatever an evening brings, the last wall before a person is never reached."""
    with capture_logs() as logs:
        yield
    assert [entry for entry in logs if entry["event"] in WALLS] == []


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    async with Evening.begin(tmp_path, BEGINS) as begun:
        yield begun
