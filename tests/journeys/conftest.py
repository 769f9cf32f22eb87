from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.evening import Evening

BEGINS = "2026-11-22T21:00:00Z"
"""A Sunday evening, 22:00 in Berlin."""


@pytest.fixture
async def evening(tmp_path: Path) -> AsyncIterator[Evening]:
    async with Evening.begin(tmp_path, BEGINS) as begun:
        yield begun
