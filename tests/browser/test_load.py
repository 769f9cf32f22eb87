"""How fast the page is there, and how much of it there is."""

from __future__ import annotations

from tests.browser.measure import bytes_of, milliseconds_to_write
from tests.browser.page import Seen

MOST_BYTES = 150_000
MOST_MILLISECONDS = 200
TRIES = 5


async def test_the_page_is_small_and_nothing_comes_from_elsewhere(ana: Seen) -> None:
    """All that is loaded until the coach's first words, unpacked."""
    sizes = await bytes_of(ana)
    assert sum(sizes.values()) < MOST_BYTES
    assert all(address.startswith(ana.coach.url) for address in sizes)


async def test_words_can_be_written_within_a_fifth_of_a_second(ana: Seen) -> None:
    """On loopback; the best of a few, since other tests run beside this one."""
    times = [await milliseconds_to_write(ana) for _ in range(TRIES)]
    assert min(times) < MOST_MILLISECONDS
