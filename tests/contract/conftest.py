from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.coach.ports import Store
from tests.contract.stores import KINDS, opened


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    async with opened(request.param, tmp_path) as store:
        yield store
