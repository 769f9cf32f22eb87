"""How long a picture takes to be drawn, on one core, and how many bytes it has."""

from __future__ import annotations

from collections import defaultdict
from time import process_time

from bot.coach.talk.illustrations import Look
from bot.media.studio import Studio
from content.library import Library
from tests.benchmarks.figures import Figure, percentile, show
from tests.unit.media.drawings import everything

MOST_MS, MOST_KB = 60, 60


async def measure() -> None:
    library = Library.load()
    shown = everything(library)
    warm = Studio(library)
    # Loads the libraries and fonts, once.
    warm.picture(shown[0], Look.DAY)
    times, sizes = defaultdict[str, list[float]](list), defaultdict[str, list[int]](list)
    for look in Look:
        studio = Studio(library)
        for one in shown:
            began = process_time()
            picture = studio.picture(one, look)
            kind = type(one.scene).__name__
            # Of two poses' equal figures, too, each is drawn: nothing is kept between them.
            times[kind].append((process_time() - began) * 1000)
            sizes[kind].append(len(picture.data))
    show(
        "Pictures",
        [
            Figure(
                what=f"{kind}, {len(times[kind])} drawn",
                result=f"p50 {percentile(times[kind], 0.5):.0f} ms, "
                f"most {max(times[kind]):.0f} ms, {max(sizes[kind]) / 1000:.0f} kB at most",
                goal=f"{MOST_MS} ms, {MOST_KB} kB",
            )
            for kind in times
        ],
    )
