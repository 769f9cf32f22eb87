from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from scheduler.clock import use_packaged_zones


@pytest.fixture(autouse=True, scope="session")
def packaged_zones() -> None:
    """The zones that the coach uses, whatever the machine has."""
    use_packaged_zones()
    ZoneInfo.clear_cache()
