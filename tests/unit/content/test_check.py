from pathlib import Path

import pytest

from content.check import check
from content.faults import Fault
from tests.unit.content.tree import (
    CLAIM,
    CLAIM_WORDS,
    GOOD,
    POSE,
    POSE_WORDS,
    PROGRAMME,
    TOPIC,
    TOPIC_WORDS,
    plant,
)

POSE_FILE, POSE_TEXTS = "poses/rest.toml", "locales/en/poses/rest.toml"
PROGRAMME_FILE = "programmes/week.toml"
AVOID, OK = "safety/topics/avoid.toml", "safety/topics/ok.toml"
AVOID_TEXTS, OK_TEXTS = f"locales/en/{AVOID}", f"locales/en/{OK}"
TALK = "locales/en/coach/talk.toml"
TERMS = "locales/en/safety/terms.toml"
SHARED = "safety/shared_terms.toml"


def faults_of(root: Path, changes: dict[str, str]) -> list[Fault]:
    return check(plant(root, changes))


def only_fault(root: Path, changes: dict[str, str]) -> Fault:
    """The one fault of a changed tree."""
    faults = faults_of(root, changes)
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def test_a_good_tree_has_no_fault(tmp_path: Path) -> None:
    """The rules can be kept."""
    assert faults_of(tmp_path, {}) == []


@pytest.mark.parametrize(
    ("file", "text", "where", "wrong"),
    [
        (POSE_TEXTS, POSE_WORDS.replace("steps.lie", "steps.lay"), "steps.lay", "asks for this"),
        (POSE_TEXTS, POSE_WORDS.replace("short =", "brief ="), "short", "text is missing"),
        (POSE_TEXTS, POSE_WORDS.replace("aliases =", "alias ="), "aliases", "names are missing"),
        (POSE_TEXTS, POSE_WORDS.replace("cautions.gla", "cautions.ga"), "cautions.glaucoma", "mis"),
        (POSE_TEXTS, POSE_WORDS.replace('"Lie down."', '["Lie"]'), "steps.lie", "wrong form"),
        (POSE_TEXTS, POSE_WORDS.replace("Lie down.", "Lie, {name}."), "steps.lie", "{name}"),
        (POSE_FILE, POSE.replace('["mat"]', '["mat", "wall"]'), "wall", "text is missing"),
        (AVOID_TEXTS, TOPIC_WORDS.replace("ask =", "asked ="), "glaucoma.ask", "missing"),
        (AVOID_TEXTS, TOPIC_WORDS.replace("{number}", "{phone}"), "glaucoma.do", "{phone}"),
        (OK_TEXTS, CLAIM_WORDS.replace("why =", "cause ="), "calm_claim.why", "missing"),
        ("locales/en/programmes/week.toml", 'name = "A"\nabout = "B"', "evenings.one.thought", "m"),
        ("locales/en/coach/screening.toml", 'group.eyes = "Eyes"', "topic.glaucoma", "missing"),
    ],
)
def test_words_are_neither_missing_nor_superfluous(
    tmp_path: Path, file: str, text: str, *, where: str, wrong: str
) -> None:
    """Each id of the content has its words, and no words are without an id."""
    faults = faults_of(tmp_path, {file: text})
    assert [fault for fault in faults if fault.where == where and wrong in fault.wrong], faults


def test_a_pose_may_have_words_of_its_own(tmp_path: Path) -> None:
    """Variations are the writer's; a two-sided pose may word its second side."""
    pose = {POSE_FILE: POSE + "sided = true"}
    words = 'variation.chair = "On a chair."\nside_two.lie = "Turn."\ncues.switch = "Other side."\n'
    assert faults_of(tmp_path, {**pose, POSE_TEXTS: POSE_WORDS + words}) == []


def test_a_two_sided_pose_says_when_to_change(tmp_path: Path) -> None:
    """Nobody lies on one side because no word came."""
    fault = only_fault(tmp_path, {POSE_FILE: POSE + "sided = true"})
    assert (fault.file, fault.where) == (POSE_TEXTS, "cues.switch")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Well done!", "exclamation"),
        ("This pose is safe.", '"safe"'),
        ("It is guaranteed to help.", '"guaranteed"'),
        ("A detoxing rest.", '"detox"'),
        ("Let's begin.", '"Let\'s"'),
        ("Great job.", '"Great job"'),
        ("Nothing else helps. It cures migraine.", "cure"),
    ],
)
def test_the_coach_promises_nothing_and_cheers_nobody(
    tmp_path: Path, text: str, wrong: str
) -> None:
    """Texts keep to the voice, whoever wrote them."""
    fault = only_fault(tmp_path, {TALK: f'hello = "{text}"'})
    assert (fault.file, fault.where) == (TALK, "talk.hello")
    assert wrong in fault.wrong


@pytest.mark.parametrize(
    "text",
    ["It is no cure.", "Nobody knows what cures it.", "It doesn't cure it.", "An unsafe wall."],
)
def test_what_is_denied_is_not_promised(tmp_path: Path, text: str) -> None:
    """A sentence may say that nothing is cured."""
    assert faults_of(tmp_path, {TALK: f'hello = "{text}"'}) == []


def test_names_are_in_peoples_own_words(tmp_path: Path) -> None:
    """An alias is what somebody types, not what the coach says."""
    words = POSE_WORDS.replace('"lie down"', '"let\'s lie down!"')
    assert faults_of(tmp_path, {POSE_TEXTS: words}) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (POSE_TEXTS, POSE_WORDS.replace("Half way.", "a " * 13)),
        (AVOID_TEXTS, TOPIC_WORDS + f'adjust = "{"a " * 13}"'),
    ],
)
def test_a_cue_is_one_breath_long(tmp_path: Path, file: str, text: str) -> None:
    """Thirteen words are one too many."""
    assert "13 words" in only_fault(tmp_path, {file: text}).wrong


@pytest.mark.parametrize("movement", ["Lie down.", "Roll to one side."])
def test_a_movement_is_said_while_it_is_done(tmp_path: Path, movement: str) -> None:
    """Twenty-six words are one too many; twenty-five are heard out."""
    fits, long = (POSE_WORDS.replace(movement, "a " * count) for count in (25, 26))
    assert faults_of(tmp_path, {POSE_TEXTS: fits}) == []
    assert "26 words" in only_fault(tmp_path, {POSE_TEXTS: long}).wrong


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("The pressure", "Word " * 90 + "the pressure", "words together"),
        ("Glaucoma: not this one.", "Not this one.", "does not name glaucoma"),
        ("Glaucoma: not", "Yes, with glaucoma, but not", "starts with a yes"),
    ],
)
def test_an_answer_leads_with_what_holds(tmp_path: Path, old: str, new: str, wrong: str) -> None:
    """A topic's answer is short, names the matter first, and never opens with a false yes."""
    fault = only_fault(tmp_path, {AVOID_TEXTS: TOPIC_WORDS.replace(old, new)})
    assert fault.where == "topic.glaucoma.first"
    assert wrong in fault.wrong


@pytest.mark.parametrize(
    ("file", "text", "where", "wrong"),
    [
        (OK, CLAIM.replace('evidence = "little"', ""), "benefits.calm.claim", "no evidence grade"),
        (OK, CLAIM.replace("unsourced = true", ""), "calm_claim.unsourced", "do not agree"),
        (AVOID, TOPIC + "unsourced = true", "glaucoma.unsourced", "do not agree"),
        (PROGRAMME_FILE, PROGRAMME.replace("300", "601"), "evenings.one.seconds", "outside"),
        (PROGRAMME_FILE, PROGRAMME.replace("300", "59"), "evenings.one.seconds", "outside"),
        (
            PROGRAMME_FILE,
            PROGRAMME.replace("}]", '}, { id = "one", pose = "rest", seconds = 60 }]'),
            "evenings.one",
            "twice",
        ),
        (
            POSE_FILE,
            POSE.replace('moment = "half"', 'moment = "half", after = 600'),
            "cues.half.after",
            "longest hold",
        ),
        (
            POSE_FILE,
            POSE.replace('[{ id = "lie" }]', '[{ id = "lie" }, { id = "lie" }]'),
            "steps.lie",
            "two steps",
        ),
        (POSE_FILE, POSE.replace('"F1"', '"F1", "F9"'), "facts", "no fact F9"),
        (
            "safety/screening.toml",
            '[eyes]\ntopics = ["glaucoma", "calm_claim"]\nstrictest = "calm_claim"',
            "eyes.strictest",
            "not the strictest",
        ),
    ],
)
def test_what_is_taught_agrees_with_itself(
    tmp_path: Path, file: str, text: str, *, where: str, wrong: str
) -> None:
    """Claims are graded, sources honest, lengths within the hold, ids their own."""
    labels = 'group.eyes = "Eyes"\ntopic.glaucoma = "Glaucoma"\ntopic.calm_claim = "Calm"\n'
    extra = {"locales/en/coach/screening.toml": labels} if "screening" in file else {}
    fault = only_fault(tmp_path, {file: text, **extra})
    assert (fault.file, fault.where) == (POSE_FILE if "benefits" in where else file, where)
    assert wrong in fault.wrong


def test_two_sides_have_the_same_length(tmp_path: Path) -> None:
    """A programme's length of a two-sided pose halves into whole seconds."""
    changes = {
        POSE_FILE: POSE + "sided = true",
        POSE_TEXTS: POSE_WORDS + 'cues.switch = "Other side."\n',
        PROGRAMME_FILE: PROGRAMME.replace("300", "301"),
    }
    assert "halve" in only_fault(tmp_path, changes).wrong


def test_every_fact_of_the_article_has_its_place(tmp_path: Path) -> None:
    """A fact that nothing claims is missed by name."""
    fault = only_fault(tmp_path, {POSE_FILE: POSE.replace('"U3", ', "")})
    assert "U3" in fault.wrong


BOTH = 'glaucoma = ["Eye\'s  rest"]\ncalm_claim = ["eyes rest"]\n'


def test_a_word_for_two_weights_needs_a_rule(tmp_path: Path) -> None:
    """A term that two topics of different verdicts share is a fault, however it is typed."""
    fault = only_fault(tmp_path, {TERMS: BOTH})
    assert (fault.file, fault.where) == (TERMS, "eyes rest")


def test_a_rule_settles_a_shared_word(tmp_path: Path) -> None:
    """With a rule for exactly its topics the term may stand."""
    rule = '["eyes rest"]\ntopics = ["glaucoma", "calm_claim"]'
    assert faults_of(tmp_path, {TERMS: BOTH, SHARED: rule}) == []


def test_a_rule_for_nothing_is_a_fault(tmp_path: Path) -> None:
    """Rules go when their term does."""
    rule = '["eyes rest"]\ntopics = ["glaucoma", "calm_claim"]'
    assert only_fault(tmp_path, {SHARED: rule}).file == SHARED


def test_a_translation_keeps_keys_and_placeholders(tmp_path: Path) -> None:
    """A locale says what English says, with the same values filled in, and all of it."""
    german = 'hello = "Guten Abend, {nam}."\nbye = "Gute Nacht."'
    faults = faults_of(tmp_path, {"locales/de/coach/talk.toml": german})
    told = [fault.wrong for fault in faults if fault.file == "locales/de/coach/talk.toml"]
    assert told == [
        "English has no such text.",
        "{name} is lost.",
        "{nam} is not in the English text.",
    ]
    missing = {fault.file for fault in faults if "missing" in fault.wrong}
    assert "locales/de/poses/rest.toml" in missing


def test_a_region_may_leave_words_to_its_language(tmp_path: Path) -> None:
    """de-AT need not repeat what de says."""
    words = {
        name.replace("/en/", "/de/"): text
        for name, text in GOOD.items()
        if name.startswith("locales/en/") and "terms" not in name
    }
    austrian = {"locales/de-AT/coach/talk.toml": 'hello = "Servus, {name}."'}
    assert faults_of(tmp_path, {**words, **austrian}) == []


@pytest.mark.parametrize("file", [POSE_FILE, AVOID, OK, POSE_TEXTS, AVOID_TEXTS, TALK])
def test_a_broken_file_is_one_fault(tmp_path: Path, file: str) -> None:
    """What follows only from a file that cannot be read is not told as well."""
    fault = only_fault(tmp_path, {file: GOOD[file] + "\n="})
    assert fault.file == file
    assert fault.where.startswith("line ")
