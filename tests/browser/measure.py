"""Figures of the page in a browser, for its test and for the benchmark."""

from __future__ import annotations

from tests.browser.page import Seen


async def bytes_of(ana: Seen) -> dict[str, int]:
    """Bytes of everything that the open page has loaded, unpacked, by its address."""
    entries = await ana.page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".map((one) => [one.name, one.decodedBodySize])"
    )
    return {name: int(size) for name, size in entries}


async def milliseconds_to_write(ana: Seen) -> float:
    """From the browser's request, with nothing kept from before, until the page takes words."""
    session = await ana.page.context.new_cdp_session(ana.page)
    await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await ana.page.reload()
    await ana.page.locator("html[data-ready=yes]").wait_for()
    took = await ana.page.evaluate("performance.getEntriesByName('karani-ready')[0].startTime")
    await session.detach()
    return float(took)
