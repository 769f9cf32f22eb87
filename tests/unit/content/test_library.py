from datetime import UTC
from pathlib import Path

import pytest

from content.faults import ContentFault, Fault
from content.library import Library
from content.phrases import phrase
from tests.unit.content.tree import FIGURES, GOOD, POSE, plant


def fault_of(root: Path) -> Fault:
    """The only fault of a tree."""
    with pytest.raises(ContentFault) as caught:
        Library.load(root)
    assert len(caught.value.faults) == 1, str(caught.value)
    return caught.value.faults[0]


def test_a_good_tree_is_read_whole(tmp_path: Path) -> None:
    """Everything that the files say is found under its id."""
    library = Library.load(plant(tmp_path))
    assert library.pose("rest").hold.longest == 600
    assert library.programmes["week"].evenings[0].pose == "rest"
    assert library.topics["glaucoma"].sources == ("book",)
    assert library.lines["NL"].emergency == ("112",)
    assert [group.id for group in library.screening] == ["eyes"]
    assert library.terms == {"glaucoma": ("glaucoma",), "calm_claim": ("calm",)}


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("pose.rest.steps.lie", "Lie down."),
        ("programme.week.evenings.one.thought", "Begin."),
        ("topic.glaucoma.why", "The pressure in the eye can rise."),
        ("props.mat", "a mat"),
        ("screening.group.eyes", "Eyes"),
        ("safety_crisis.intro", "You are not alone."),
    ],
)
def test_words_are_found_by_the_place_of_their_file(tmp_path: Path, key: str, text: str) -> None:
    """A key begins with what its file is about."""
    words = {"locales/en/safety/crisis.toml": 'intro = "You are not alone."'}
    library = Library.load(plant(tmp_path, words))
    assert library.catalogue("en").text(phrase(key), UTC) == text


def test_plural_forms_are_one_text(tmp_path: Path) -> None:
    """A table of plural forms is told from a table of texts."""
    words = {"locales/en/coach/talk.toml": '[n]\none = "{n} line"\nother = "{n} lines"\n'}
    catalogue = Library.load(plant(tmp_path, words)).catalogue("en")
    assert catalogue.text(phrase("talk.n", n=2), UTC) == "2 lines"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("de-AT", "de-AT"),
        ("de_at", "de-AT"),
        ("de-CH", "de"),
        ("de-AT-1996", "de-AT"),
        ("DE", "de"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language_is_given(tmp_path: Path, asked: str, given: str) -> None:
    """A region falls back to its language, a language to English."""
    words = {
        "locales/de/coach/talk.toml": 'hello = "Guten Abend, {name}."',
        "locales/de-AT/coach/talk.toml": 'hello = "Servus, {name}."',
    }
    assert Library.load(plant(tmp_path, words)).catalogue(asked).tag == given


def test_a_region_says_only_what_it_says_differently(tmp_path: Path) -> None:
    """de-AT asks de, and de asks English."""
    words = {
        "locales/de/coach/talk.toml": 'hello = "Guten Abend, {name}."',
        "locales/de-AT/coach/props.toml": 'mat = "eine Matte"',
    }
    catalogue = Library.load(plant(tmp_path, words)).catalogue("de-AT")
    assert catalogue.text(phrase("talk.hello", name="A"), UTC) == "Guten Abend, A."
    assert catalogue.text(phrase("pose.rest.name"), UTC) == "Rest"


def test_poses_stand_before_their_variations(tmp_path: Path) -> None:
    """A list of poses begins with what the others vary."""
    variation = POSE.replace('id = "rest"', 'id = "arms_up"\nvariation_of = "rest"')
    figures = FIGURES.replace('"rest', '"arms_up')
    changes = {"poses/arms_up.toml": variation, "figures/arms_up.toml": figures}
    library = Library.load(plant(tmp_path, changes))
    assert list(library.poses) == ["rest", "arms_up"]


@pytest.mark.parametrize(
    ("file", "text", "where", "wrong", "remedy"),
    [
        ("poses/rest.toml", 'id = "rest\n', "line 1", "Illegal character", "Correct the TOML"),
        ("poses/rest.toml", POSE + 'colour = "red"', "colour", "unknown", "Take it out"),
        ("poses/rest.toml", POSE.replace("600", "9000"), "hold.longest", "large", "3600"),
        ("poses/rest.toml", POSE.replace("usual = 300", "usual = 30"), "hold", "fit", "shortest"),
        ("poses/rest.toml", POSE.replace('d = "rest"', 'd = "Re"'), "id", "written", "Match"),
        ("poses/rest.toml", POSE.replace("glaucoma", "glaukoma"), "cautions.glaukoma", "no topic",
         "Did you mean glaucoma?"),
        ("poses/rest.toml", POSE.replace('["book"]', '["boök"]'), "come_out #1.sources #1",
         "written", "Match"),
        ("programmes/week.toml", GOOD["programmes/week.toml"].replace('"rest"', '"rust"'),
         "evenings.one.pose", "no pose rust", "Did you mean rest?"),
        ("safety/topics/avoid.toml", GOOD["safety/topics/avoid.toml"].replace('"avoid"', '"no"'),
         "glaucoma.verdict", "unknown", "'emergency'"),
        ("safety/topics/avoid.toml", GOOD["safety/topics/avoid.toml"].replace("avoid", "stop"),
         "glaucoma.verdict", "stop", "Move it to stop.toml"),
        ("safety/topics/avoid.toml", GOOD["safety/topics/avoid.toml"].replace("book", "film"),
         "glaucoma.sources", "no source film", "Add film"),
        ("safety/topics/avoid.toml", GOOD["safety/topics/avoid.toml"].replace('"book"', ""),
         "glaucoma.sources", "too short", "at least 1"),
        ("safety/screening.toml", '[eyes]\ntopics = ["glaucoma"]\nstrictest = "eye"',
         "eyes.strictest", "no topic eye", "Add eye"),
        ("safety/lines.toml", '[nl]\nname = "N"\nemergency = ["1"]\nemergency_source = "x"',
         "nl.country", "written", "Match"),
        ("locales/en/safety/terms.toml", 'cough = ["cough"]', "cough", "no topic", "Add cough"),
        ("locales/en/safety/terms.toml", 'glaucoma = "eye"', "glaucoma", "no names", "list"),
        ("locales/en/coach/talk.toml", "hello = 3", "talk.hello", "no text", "Write a text"),
        ("locales/en/coach/talk.toml", 'hello = "{a.b}"', "talk.hello", "plain name", "{name}"),
        ("locales/en/coach/talk.toml", 'hello = "{"', "talk.hello", "Single '{'", "{{"),
        ("locales/en/safety/topics/ok.toml",
         GOOD["locales/en/safety/topics/ok.toml"] + '[glaucoma]\nname = "g"',
         "topic.glaucoma.name", "another file", "Keep one"),
    ],
)  # fmt: skip
def test_a_fault_names_file_place_and_remedy(
    tmp_path: Path, file: str, text: str, *, where: str, wrong: str, remedy: str
) -> None:
    """Whoever edits a file is told what is wrong in it and what would be right."""
    fault = fault_of(plant(tmp_path, {file: text}))
    assert (fault.file, fault.where) == (file, where)
    assert wrong in fault.wrong
    assert remedy in fault.remedy


def test_an_id_is_the_name_of_its_file(tmp_path: Path) -> None:
    """What is called rest stands in rest.toml."""
    fault = fault_of(plant(tmp_path, {"poses/seat.toml": POSE}))
    assert str(fault) == 'poses/seat.toml: id: The id is rest. Write id = "seat", as the file.'


def test_a_file_that_the_coach_cannot_do_without_is_missed(tmp_path: Path) -> None:
    """Nobody is coached without emergency numbers."""
    (plant(tmp_path) / "safety/lines.toml").unlink()
    assert fault_of(tmp_path).file == "safety/lines.toml"


def test_a_folder_that_is_no_language_is_a_fault(tmp_path: Path) -> None:
    """A locale's folder has a BCP 47 tag for a name."""
    assert fault_of(plant(tmp_path, {"locales/qq/coach/talk.toml": ""})).file == "locales/qq"


def test_bytes_that_are_no_text_are_a_fault(tmp_path: Path) -> None:
    """A file is UTF-8."""
    (plant(tmp_path) / "locales/en/coach/talk.toml").write_bytes(b'hello = "\xff"')
    assert fault_of(tmp_path).wrong == "This is not UTF-8."


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    """Three slips in three files are three lines, in one go, and none for what follows of them."""
    broken = {
        "poses/rest.toml": POSE.replace("usual = 300", "usual = 30"),
        "safety/topics/ok.toml": GOOD["safety/topics/ok.toml"].replace('"ok"', '"fine"'),
        "safety/screening.toml": "[eyes",
    }
    with pytest.raises(ContentFault) as caught:
        Library.load(plant(tmp_path, broken))
    assert [fault.file for fault in caught.value.faults] == sorted(broken)
