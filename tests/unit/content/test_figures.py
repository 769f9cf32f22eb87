"""What a figure must keep before anybody is shown it."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.check import check
from content.faults import Fault
from content.figure import Body, Leg
from content.skeleton import OutOfReachError, joints, length, minus
from tests.unit.content.tree import FIGURE_WORDS, FIGURES, plant

FILE, WORDS = "figures/rest.toml", "locales/en/figures/rest.toml"


def only_fault(root: Path, changes: dict[str, str]) -> Fault:
    """The one fault of a changed tree."""
    faults = check(plant(root, changes))
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


@pytest.mark.parametrize(
    ("text", "where", "wrong"),
    [
        (FIGURES.replace("steps.lie", "steps.lay"), "steps.lie", "no figure"),
        (FIGURES.replace("lift = 82", "lift = 170", 1), "steps.lie #1.body.right_leg", "large"),
        (FIGURES.replace("lift = 82", "wing = 82", 1), "steps.lie #1.body.right_leg.wing", "unkn"),
        (FIGURES.replace("lift = 82", "knee = 90", 1), "steps.lie", "below the floor"),
        (FIGURES.replace("lift = 82", "lift = 30", 1), "steps.lie", "behind the wall"),
        (FIGURES + 'props = [{ kind = "sofa" }]', "come_out.roll #1.props #1.kind", "unknown"),
        (FIGURES.replace("rest.steps", "rest.tips"), "come_out.roll #1.same_as", "written"),
        (FIGURES.replace("rest.steps", "rust.steps"), "come_out.roll", "no figure rust"),
        (
            FIGURES.replace("[steps.lie.body]", 'arrows = [{ at = "tail", toward = "up" }]\n'
                            "[steps.lie.body]"),
            "steps.lie", "begins at tail",
        ),
        (
            FIGURES.replace("[steps.lie.body]", 'arrows = [{ at = "hips", toward = "now" }]\n'
                            "[steps.lie.body]"),
            "steps.lie", "do not fit together",
        ),
        (
            FIGURES.replace("[steps.lie.body]", "before.right_leg.knee = 90\n[steps.lie.body]"),
            "steps.lie", "below the floor",
        ),
        (
            FIGURES.replace("lift = 82", "foot_at = [2.5, 0, 0]", 1),
            "steps.lie", "too short",
        ),
        (
            FIGURES.replace("lift = 82", "foot_at = [0.03, -0.1, 0.5], knee = 20", 1),
            "steps.lie", "both angles and a place",
        ),
    ],
)  # fmt: skip
def test_a_figure_that_nobody_could_do_is_refused(
    tmp_path: Path, *, text: str, where: str, wrong: str
) -> None:
    """Angles, joints and props are those of people; the wall and the floor are solid."""
    faults = check(plant(tmp_path, {FILE: text}))
    assert [f for f in faults if f.where.startswith(where) and wrong in f.wrong], faults


def test_a_pose_without_figures_is_refused(tmp_path: Path) -> None:
    """No step is told in words alone."""
    plant(tmp_path)
    (tmp_path / FILE).unlink()
    (fault,) = (f for f in check(tmp_path) if f.file == FILE)
    assert "no such file" in fault.wrong


def test_a_figure_without_alt_text_is_refused(tmp_path: Path) -> None:
    """Who cannot see a figure is told what it shows."""
    words = FIGURE_WORDS.replace('steps.lie = "Somebody lies."', "")
    fault = only_fault(tmp_path, {WORDS: words})
    assert (fault.file, fault.where) == (WORDS, "steps.lie")


def test_both_sides_of_a_pose_have_alt_text(tmp_path: Path) -> None:
    """The mirrored picture of a two-sided pose is told too."""
    pose = (plant(tmp_path) / "poses/rest.toml").read_text(encoding="utf-8") + "sided = true"
    words = FIGURE_WORDS.replace("side_two.lie", "other.lie")
    faults = check(plant(tmp_path, {"poses/rest.toml": pose, WORDS: words}))
    assert [f for f in faults if f.where == "side_two.lie" and "missing" in f.wrong], faults


def test_bones_keep_their_length_wherever_a_foot_is_put() -> None:
    """A limb is bent to reach, never stretched."""
    body = Body(right_leg=Leg(foot_at=(0.03, -0.1, 0.5)), left_leg=Leg(lift=82))
    found = joints(body)
    for bone in (("hip", "knee"), ("knee", "ankle")):
        right, left = (
            length(minus(found[f"{side}_{bone[1]}"], found[f"{side}_{bone[0]}"]))
            for side in ("right", "left")
        )
        assert right == pytest.approx(left)


def test_what_is_out_of_reach_is_told_by_its_limb() -> None:
    """The author learns which limb, and how much is missing."""
    with pytest.raises(OutOfReachError, match=r"left_leg is 0\.\d\d m too short"):
        joints(Body(left_leg=Leg(foot_at=(1.5, 0.0, 0.3))))
