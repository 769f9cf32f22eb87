"""How well the safety reader answers labelled questions: `python -m tests.safety.evaluate`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.coach.safety.assessment import Assessment
from bot.coach.safety.reader import SafetyReader, build
from content.model import Verdict

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A labelled question: the verdicts that pass, the best first, and the topics meant."""

    text: str
    verdicts: tuple[Verdict, ...]
    topics: tuple[str, ...]
    pose: str | None
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A row with what the reader made of it."""

    row: Row
    got: Assessment

    @property
    def acceptable(self) -> bool:
        """Whether the verdict is one of the label's."""
        return self.got.verdict in self.row.verdicts

    @property
    def unsafe(self) -> bool:
        """Milder than every label allows; a yes where nothing may be said is that too."""
        mildest = min(verdict.severity for verdict in self.row.verdicts)
        if self.row.verdicts == (Verdict.UNKNOWN,) or self.row.verdicts[0] is Verdict.UNKNOWN:
            return self.got.verdict in {Verdict.OK, Verdict.CAUTION} and not self.acceptable
        return self.got.verdict.severity < mildest

    @property
    def missed_red_flag(self) -> bool:
        """An emergency by the first label, answered as something that the labels do not allow."""
        return self.row.verdicts[0] is Verdict.EMERGENCY and not self.acceptable

    @property
    def false_emergency(self) -> bool:
        """An emergency that no label allows."""
        return self.got.emergency and Verdict.EMERGENCY not in self.row.verdicts


def read_rows(path: Path) -> list[Row]:
    """Rows of a file of questions.

    Raises:
        ValueError: if a line is no question.
    """
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Row(
            text=line["q"],
            verdicts=tuple(Verdict(verdict) for verdict in line["verdicts"]),
            topics=tuple(line["topics"]),
            pose=line.get("pose"),
            kind=line.get("kind", ""),
        )
        for line in lines
    ]


def answer(reader: SafetyReader, rows: Iterable[Row]) -> list[Answered]:
    """Let the reader answer every row as a question about safety."""
    return [Answered(row=row, got=reader.read(row.text, asked=True).assessment) for row in rows]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def figures(answered: Sequence[Answered]) -> dict[str, str]:
    """The figures of the report, by name."""
    calm = [a for a in answered if Verdict.EMERGENCY not in a.row.verdicts]
    plain = [a for a in answered if a.row.verdicts[0] in {Verdict.OK, Verdict.CAUTION}]
    kept = sum(a.got.verdict in {Verdict.OK, Verdict.CAUTION} for a in plain)
    wanted = sum(len(set(a.row.topics)) for a in answered)
    found = sum(len(set(a.row.topics) & set(a.got.topics)) for a in answered)
    return {
        "n": str(len(answered)),
        "acceptable": _share(sum(a.acceptable for a in answered), len(answered)),
        "unsafe": str(sum(a.unsafe for a in answered)),
        "missed red flags": str(sum(a.missed_red_flag for a in answered)),
        "false emergencies": _share(sum(a.false_emergency for a in calm), len(calm)),
        "ok/caution kept": _share(kept, len(plain)),
        "topics found": _share(found, wanted),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of each file; failing rows too, but never those of a kept file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--failures", action="store_true", help="list failing rows (not of kept_*)")
    chosen = parser.parse_args(arguments)
    reader = build(CONTENT)
    files = chosen.files or sorted(HERE.glob("*.jsonl"))
    for path in files:
        answered = answer(reader, read_rows(path))
        line = "  ".join(f"{name} {value}" for name, value in figures(answered).items())
        sys.stdout.write(f"{path.stem}: {line}\n")
        if chosen.failures and not path.stem.startswith("kept"):
            for one in answered:
                if not one.acceptable:
                    sys.stdout.write(_failure(one))


def _failure(one: Answered) -> str:
    mark = "UNSAFE" if one.unsafe else "FALSE ALARM" if one.false_emergency else "-"
    labels = "/".join(one.row.verdicts)
    return (
        f"  {mark} {one.got.verdict} {list(one.got.topics)} {one.got.gap}"
        f" for {labels} {list(one.row.topics)}: {one.row.text}\n"
    )


if __name__ == "__main__":
    main()
