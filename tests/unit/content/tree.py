"""A whole content folder in miniature, for tests to break one thing at a time."""

from pathlib import Path

from content.check import FACTS

POSE = f"""
id = "rest"
props = ["mat"]
facts = [{", ".join(f'"{fact}"' for fact in sorted(FACTS))}]
hold = {{ shortest = 60, usual = 300, longest = 600 }}
steps = [{{ id = "lie" }}]
cues = [{{ id = "half", moment = "half" }}]
come_out = [{{ id = "roll", sources = ["book"] }}]
benefits = [{{ id = "calm", claim = "calm_claim" }}]
cautions = [{{ topic = "glaucoma" }}]
"""

POSE_WORDS = """
name = "Rest"
short = "For lying still."
hold_reason = "Nobody has tested it."
aliases = ["rest", "lie down"]
steps.lie = "Lie down."
come_out.roll = "Roll to one side."
cues.half = "Half way."
benefits.calm = "Many people find it calming."
cautions.glaucoma = "With glaucoma, ask first."
"""

FIGURES = """
id = "rest"
[[steps.lie]]
[steps.lie.body]
right_leg = { lift = 82 }
left_leg = { lift = 82 }
[[come_out.roll]]
same_as = "rest.steps.lie"
"""

FIGURE_WORDS = """
steps.lie = "Somebody lies."
side_two.lie = "Somebody lies, mirrored."
come_out.roll = "Somebody rolls."
"""

TOPIC = """
[glaucoma]
verdict = "avoid"
category = "condition"
poses = ["all"]
sources = ["book"]
"""

CLAIM = """
[calm_claim]
verdict = "ok"
category = "claim"
evidence = "little"
poses = ["rest"]
sources = ["unsourced"]
unsourced = true
"""

TOPIC_WORDS = """
[glaucoma]
name = "glaucoma"
first = "Glaucoma: not this one."
do = "Sit up. If it hurts, call {number}."
why = "The pressure in the eye can rise."
ask = "May I lie with my legs raised?"
"""

CLAIM_WORDS = """
[calm_claim]
name = "calm"
first = "It may calm."
why = "A small trial saw it."
"""

PROGRAMME = """
id = "week"
evenings = [{ id = "one", pose = "rest", seconds = 300 }]
"""

PROGRAMME_WORDS = """
name = "A week"
about = "Seven evenings."
evenings.one.thought = "Begin."
"""

GOOD = {
    "poses/rest.toml": POSE,
    "figures/rest.toml": FIGURES,
    "programmes/week.toml": PROGRAMME,
    "safety/topics/avoid.toml": TOPIC,
    "safety/topics/ok.toml": CLAIM,
    "safety/sources.toml": (
        '[book]\ntitle = "A book"\nwhere = "a shelf"\n'
        '[unsourced]\ntitle = "unsourced"\nwhere = "general knowledge"\n'
    ),
    "safety/lines.toml": '[NL]\nname = "N"\nemergency = ["112"]\nemergency_source = "x"\n',
    "safety/screening.toml": '[eyes]\ntopics = ["glaucoma"]\nstrictest = "glaucoma"\n',
    "safety/shared_terms.toml": "",
    "locales/en/poses/rest.toml": POSE_WORDS,
    "locales/en/figures/rest.toml": FIGURE_WORDS,
    "locales/en/programmes/week.toml": PROGRAMME_WORDS,
    "locales/en/safety/topics/avoid.toml": TOPIC_WORDS,
    "locales/en/safety/topics/ok.toml": CLAIM_WORDS,
    "locales/en/safety/terms.toml": 'glaucoma = ["glaucoma"]\ncalm_claim = ["calm"]\n',
    "locales/en/coach/props.toml": 'mat = "a mat"\n',
    "locales/en/coach/screening.toml": 'group.eyes = "Eyes"\ntopic.glaucoma = "Glaucoma"\n',
    "locales/en/coach/talk.toml": 'hello = "Good evening, {name}."\n',
}


def plant(root: Path, changes: dict[str, str] | None = None) -> Path:
    """Write the good tree below `root`, with some files changed or added, and give it back."""
    for name, text in {**GOOD, **(changes or {})}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
