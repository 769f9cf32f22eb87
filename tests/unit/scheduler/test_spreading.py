"""Where in a window something rings."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.spreading import spread

QUARTER = timedelta(minutes=15)


def test_the_place_is_the_same_in_every_process() -> None:
    """Nothing of it is drawn by lot at a start: these were reckoned once and for all."""
    assert [spread(str(key), QUARTER).total_seconds() for key in (1, 2, 3, 1_000_000)] == [
        372, 568, 857, 717,
    ]  # fmt: skip


@given(key=st.text(), seconds=st.integers(0, 900))
def test_it_is_within_the_window_in_whole_seconds(key: str, seconds: int) -> None:
    """From its beginning on, and never at its end; none where there is no window."""
    into = spread(key, timedelta(seconds=seconds))
    assert timedelta(0) <= into < timedelta(seconds=max(1, seconds))
    assert into.microseconds == 0


def test_people_are_spread_evenly() -> None:
    """Of 90,000 neighbouring ids every second of a quarter of an hour has its hundred or so."""
    seconds = Counter(spread(str(key), QUARTER).total_seconds() for key in range(90_000))
    assert len(seconds) == 900
    # Chi-square with 899 degrees of freedom: beyond 1,080 once in 30,000 draws.
    assert sum((n - 100) ** 2 / 100 for n in seconds.values()) < 1080
    minutes = Counter(second // 60 for second in seconds.elements())
    assert max(abs(n - 6000) for n in minutes.values()) < 350
