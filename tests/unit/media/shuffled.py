"""`python -m tests.unit.media.shuffled FOLDER`: draws every figure without its name, to be judged.

They come 320 pixels wide and in any order. What each one asks for is written down before `key.txt`
is opened, which says what it is.
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from pathlib import Path
from random import SystemRandom

from PIL import Image

from bot.coach.talk.illustrations import Look, StepFigure
from bot.media.studio import Studio
from content.library import Library
from tests.unit.media.drawings import everything

WIDTH = 320


def main(folder: Path) -> None:
    library = Library.load()
    studio, names = Studio(library), defaultdict[bytes, list[str]](list)
    for shown in everything(library):
        if isinstance(scene := shown.scene, StepFigure):
            name = f"{scene.pose}.{scene.part}.{scene.step}, side {scene.side}"
            names[studio.picture(shown, Look.NIGHT).data].append(name)
    drawn = list(names.items())
    SystemRandom().shuffle(drawn)
    folder.mkdir(parents=True, exist_ok=True)
    for number, (data, _) in enumerate(drawn, 1):
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        height = round(picture.height * WIDTH / picture.width)
        picture.resize((WIDTH, height), Image.Resampling.LANCZOS).save(folder / f"{number:02}.png")
    key = (f"{number:02}: {'; '.join(those)}" for number, (_, those) in enumerate(drawn, 1))
    (folder / "key.txt").write_text("\n".join(key) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
