"""How long a picture takes to be drawn, on one core, and how many bytes it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from time import process_time

from bot.coach.practice import breathing
from bot.coach.talk.illustrations import Look, Part, PoseCard, StepFigure, StepsSheet
from bot.coach.talk.replies import Illustration
from bot.media.studio import Studio
from content.library import Library
from content.model import Breath
from tests.benchmarks.figures import Figure, percentile, show
from tests.unit.media.drawings import everything, worded_pictures

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
        ]
        + [_breath(library), *_sent(library, shown)],
    )


def _breath(library: Library) -> Figure:
    studio = Studio(library)
    spent, sizes = [], []
    for inhale, hold, exhale in ((3, 0, 3), (4, 0, 6), (4, 7, 8)):
        breath = Breath(inhale=inhale, hold=hold, exhale=exhale)
        (one,) = worded_pictures(library, breathing.shown(breath, still=False))
        began = process_time()
        sizes.append(len(studio.picture(one, Look.NIGHT).data))
        spent.append(process_time() - began)
    result = f"most {max(spent):.1f} s, {max(sizes) / 1000:.0f} kB at most"
    return Figure(what="BreathLoop, 3 drawn", result=result, goal="300 kB")


def _sent(library: Library, shown: tuple[Illustration[str], ...]) -> Iterator[Figure]:
    """What one person is sent of a pose, the first time: later ones cost Telegram no upload."""
    studio = Studio(library)
    card, session = defaultdict[str, int](int), defaultdict[str, int](int)
    for one in shown:
        size = len(studio.picture(one, Look.NIGHT).data)
        match one.scene:
            case PoseCard(pose=pose) | StepsSheet(pose=pose, part=Part.STEPS):
                card[pose] += size
            case StepFigure(pose=pose, part=Part.STEPS) | StepsSheet(pose=pose):
                session[pose] += size
            case _:
                continue
    yield Figure(
        what="a pose: its card and its steps", result=f"{max(card.values()) / 1000:.0f} kB"
    )
    most = max(session.values()) / 1000
    yield Figure(what="a session: each movement in, and the way out", result=f"{most:.0f} kB")
