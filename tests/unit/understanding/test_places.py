"""Rules of reading places; the labelled rows are in tests/language."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach.people.zones import is_zone
from bot.coach.understanding import place_index as files
from bot.coach.understanding.gazetteer import gazetteer
from bot.coach.understanding.places import country_of_zone, read_place, suggest_zones, zone_at
from bot.coach.understanding.zone_names import offset_zone, zone_keys
from tests.language.grade_places import grades

# The most rows that may fail; lowered whenever fewer do.
_FAILING = {"dev_places.jsonl": 0, "dev_places_2.jsonl": 3}
LANGUAGE = Path(__file__).parents[2] / "language"


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """No index is open, and its folder is empty."""
    monkeypatch.setenv("KARANI_CACHE_DIR", str(tmp_path / "cache"))
    files.place_index.cache_clear()
    yield tmp_path / "cache"
    files.place_index.cache_clear()


def zones(text: str) -> list[str]:
    return [place.zone for place in read_place(text).found]


@pytest.mark.parametrize(("rows", "most"), _FAILING.items())
def test_no_more_labelled_rows_fail_than_before(rows: str, most: int) -> None:
    """The labelled rows are read at least as well as ever before."""
    failing = [(grade.fault, grade.row["text"]) for grade in grades(LANGUAGE / rows) if grade.fault]

    assert len(failing) <= most, failing


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("utc+3", "Etc/GMT-3"),
        ("GMT-3", "Etc/GMT+3"),
        ("UTC+5:30", "+05:30"),
        ("-3.5", "-03:30"),
        ("utc 0", "Etc/UTC"),
        ("+14", "Etc/GMT-14"),
    ],
)
def test_an_offset_of_whole_hours_is_a_key_with_the_sign_of_posix(text: str, zone: str) -> None:
    """East of Greenwich is minus in IANA's keys; other offsets stay as they are."""
    assert zones(text) == [zone]


@pytest.mark.parametrize("text", ["+15", "utc-13", "+5:75", "utc+27", "1+2"])
def test_an_offset_that_nobody_lives_by_is_none(text: str) -> None:
    """Offsets beyond 12 hours west and 14 east, or with 75 minutes, are not taken."""
    assert offset_zone(text) is None


def test_the_largest_of_one_name_is_taken_and_the_others_are_offered() -> None:
    """A town's name alone is the largest town's."""
    read = read_place("Birmingham")

    assert not read.asks
    assert [place.zone for place in read.found][:2] == ["Europe/London", "America/Chicago"]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Paris, TX, USA", "America/Chicago"),
        ("portland or", "America/Los_Angeles"),
        ("Portland, OR, USA", "America/Los_Angeles"),
        ("normal illinois", "America/Chicago"),
        ("edinbrugh scotland", "Europe/London"),
        ("Marfa, Texas", "America/Chicago"),
        ("UK, Boston", "Europe/London"),
    ],
)
def test_a_country_or_state_beside_a_town_tells_which(text: str, zone: str) -> None:
    """Qualifiers count, in full and as codes; a town too small to be known is its state's."""
    assert zones(text)[:1] == [zone]


@pytest.mark.parametrize("text", ["USA", "brazil", "ist", "CST", "georgia", "tennessee", "Europe"])
def test_what_keeps_several_clocks_is_asked_about(text: str) -> None:
    """Countries, states and abbreviations of several clocks offer them and choose none."""
    read = read_place(text)

    assert read.asks
    assert len(read.found) > 1


@pytest.mark.parametrize(
    "text",
    ["mars", "my bed", "the moon", "how many minutes to go", "hungry", "child", "in pain", "", "."],
)
def test_ordinary_words_are_no_places(text: str) -> None:
    """A slip is never forgiven so far that a word becomes a town."""
    assert zones(text) == []


def test_where_somebody_is_counts_before_where_they_come_from() -> None:
    """ "From Berlin to Paris" is Paris."""
    assert zones("I moved from Berlin to Paris")[0] == "Europe/Paris"
    assert zones("im from texas but live in london")[0] == "Europe/London"


def test_every_key_is_read_in_any_case() -> None:
    """IANA's own names and aliases are zones."""
    keys = [key for key in zone_keys().values() if "/" in key]

    assert [key for key in keys if not all(map(is_zone, zones(key.lower())[:1] or [""]))] == []


def test_every_zone_of_the_index_is_one() -> None:
    """Whatever is found can be kept."""
    index = gazetteer("en").index

    assert [
        area.zone for areas in index.areas.values() for area in areas if not is_zone(area.zone)
    ] == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reader, and whatever it finds is a zone."""
    read = read_place(text)

    assert all(is_zone(place.zone) for place in read.found)
    assert all(is_zone(place.zone) for place in suggest_zones(text))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["lyon", "sao paulo", "new york", "germany", "philly", "europe/rome"]))
def test_case_spaces_and_please_change_nothing(text: str) -> None:
    """Upper case, extra spaces and a trailing "please" are read as the plain words."""
    plain = read_place(text)

    assert read_place(text.upper()) == plain
    assert read_place(f"  {text.replace(' ', '   ')} please ") == plain


def test_suggestions_begin_as_typed() -> None:
    """The largest towns come first, at most as many as wanted, each with one zone."""
    suggested = suggest_zones("ber", limit=5)

    assert len(suggested) == 5
    assert "Berlin" in {place.name for place in suggested}
    assert suggest_zones("東")[0].zone == "Asia/Tokyo"
    assert suggest_zones("") == ()


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.5, 13.4, "Europe/Berlin"),
        (28.6, 77.2, "Asia/Kolkata"),
        (0.0, -30.0, "Etc/GMT+2"),
        (0.0, 0.0, "Etc/GMT"),
        (91.0, 0.0, None),
        (float("nan"), 0.0, None),
    ],
)
def test_a_point_has_a_zone(latitude: float, longitude: float, zone: str | None) -> None:
    """On land the country's, at sea the full hour's, off the globe none."""
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),
        ("Asia/Calcutta", "IN"),
        ("US/Eastern", "US"),
        ("EST", None),
        ("Etc/GMT+3", None),
        ("+05:30", None),
        ("nowhere", None),
    ],
)
def test_a_zone_has_a_country(zone: str, country: str | None) -> None:
    """Keys and aliases belong to countries; offsets and abbreviations to none."""
    assert country_of_zone(zone) == country


def test_the_index_is_built_once(unopened: Path) -> None:
    """The second opening reads the file that the first one wrote."""
    files.place_index()
    written = (unopened / "places.index").stat()
    files.place_index.cache_clear()

    assert files.place_index().named("kyoto")
    assert (unopened / "places.index").stat() == written
    assert [path.name for path in unopened.iterdir()] == ["places.index"]


@pytest.mark.parametrize("broken", [b"", b"{}\n", b"\xff\xfe", b'{"stamp": "old", "sizes": {}}\n'])
def test_a_broken_file_is_built_anew(unopened: Path, broken: bytes) -> None:
    """Neither half a file nor one of another version is read."""
    unopened.mkdir()
    (unopened / "places.index").write_bytes(broken)

    assert files.place_index().named("kyoto")


def test_without_a_folder_the_index_stays_in_memory(unopened: Path) -> None:
    """Where nothing can be written, places are read all the same."""
    unopened.write_text("a file, where the folder should be")

    assert files.place_index().named("kyoto")


def test_nothing_is_loaded_before_a_place_is_read() -> None:
    """Importing the reader opens no index and no shapes."""
    told = (
        "import sys; from bot.coach.understanding import gazetteer, place_index, places; "
        "assert not place_index.place_index.cache_info().currsize; "
        "assert not gazetteer.gazetteer.cache_info().currsize; assert 'tzfpy' not in sys.modules"
    )

    # The program is this very Python, its words are those above.
    assert run([sys.executable, "-c", told], check=False).returncode == 0  # noqa: S603
