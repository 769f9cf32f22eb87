"""From topics to one verdict: what topics mean together, and which of them leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.coach.safety.findings import Findings
from content.model import Category, Topic, Verdict

# Reviewed matters that are kept under another's id when they are long behind.
_STANDS_FOR = {
    "retinal_detachment_now": ("retinal_detachment", None),
    "retina_old": ("retinal_detachment", Verdict.ASK_DOCTOR),
    "spine_old": ("spinal_fracture_or_fusion", Verdict.ASK_DOCTOR),
    "spinal_old": ("spinal_fracture_or_fusion", None),
    "cancer_past_old": ("cancer_treatment", Verdict.ASK_DOCTOR),
    "postpartum_now": ("postpartum", None),
}
# What these are about is the pose, not a body.
_ABOUT_POSES = frozenset({Category.CLAIM, Category.TECHNIQUE, Category.LOGISTICS})


def weigh(
    findings: Findings, topics: Mapping[str, Topic], pose: str | None
) -> list[tuple[str, Verdict]]:
    """Topics with their verdicts for a pose, the most severe first, an illness before a pose."""
    names = _together(set(findings.present), findings)
    weighed: dict[str, Verdict] = {}
    for name in sorted(names):
        topic_id, override = _STANDS_FOR.get(name, (name, None))
        topic = topics.get(topic_id)
        if topic is None:
            continue
        verdict = override or topic.verdict_for(pose)
        if topic_id not in weighed or verdict.severity > weighed[topic_id].severity:
            weighed[topic_id] = verdict
    return sorted(
        weighed.items(),
        key=lambda item: (-item[1].severity, topics[item[0]].category in _ABOUT_POSES, item[0]),
    )


def _together(names: set[str], findings: Findings) -> set[str]:
    """What topics mean beside one another."""
    pregnant = {n for n in names if n.startswith("pregnancy_") and n.endswith("trimester")}
    if pregnant or "high_risk_pregnancy" in names:
        if names & {"high_blood_pressure"}:
            names = names | {"high_risk_pregnancy"}
        if names & {"dizzy_in_pose", "panic_in_pose", "palpitations_in_pose"}:
            names = (names - {"dizzy_in_pose"}) | {"pregnant_unwell_on_back"}
        names = names - {"fertility_iud"}
    if "low_sugar_in_pose" in names and findings.seen.keys & {"@diabetic"}:
        names = names | {"diabetes_uncomplicated"}
    return names


def reassuring_only(weighed: Iterable[tuple[str, Verdict]], topics: Mapping[str, Topic]) -> bool:
    """Whether nothing was named but techniques, claims and circumstances."""
    return all(topics[name].category in _ABOUT_POSES for name, _ in weighed)
