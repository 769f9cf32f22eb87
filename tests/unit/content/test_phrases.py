from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.phrases import Catalogue, Param, Phrase, parse, phrase, placeholders

ENGLISH = Catalogue(
    "en",
    {
        "talk.say": "Say {what}.",
        "talk.hello": "Good evening.",
        "talk.evenings": {"one": "{n} evening", "other": "{n} evenings"},
        "pose.rest.name": "Rest",
        "pose.rest.aliases": ("rest", "lie down"),
    },
)
GERMAN = Catalogue("de", {"talk.say": "Sag {what}.", "pose.rest.aliases": ("Ruhe",)}, ENGLISH)


def said(what: Param, catalogue: Catalogue = ENGLISH) -> str:
    text = catalogue.text(phrase("talk.say", what=what), ZoneInfo("Europe/Berlin"))
    return text.removeprefix("Say ").removeprefix("Sag ").removesuffix(".")


@given(st.text())
def test_what_a_person_typed_is_shown_as_it_stands(typed: str) -> None:
    """No text is ever read as a placeholder or a format."""
    assert said(typed) == typed


@given(st.text(), st.text())
def test_rows_hold_every_text_literally(one: str, other: str) -> None:
    """A text inside a row is no more a format than a text alone."""
    assert said((one, other)) == f"{one} and {other}"


@pytest.mark.parametrize("text", ["{what.__class__}", "{what[0]}", "{what!r}", "{what:>9}", "{}"])
def test_a_template_reaches_into_nothing(text: str) -> None:
    """A placeholder is a name and nothing more."""
    with pytest.raises(ValueError, match="plain name"):
        parse(text)


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0, "0 seconds", "0 Sekunden"),
        (1, "1 second", "1 Sekunde"),
        (45, "45 seconds", "45 Sekunden"),
        (60, "1 minute", "1 Minute"),
        (90, "1 min 30 s", "1 Min. 30 Sek."),
        (600, "10 minutes", "10 Minuten"),
        (3600, "1 hour", "1 Stunde"),
        (4800, "1 h 20 min", "1 Std. 20 Min."),
        (90 * 86_400, "90 days", "90 Tage"),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds: int, english: str, german: str) -> None:
    """One unit is written out, several are abbreviated, in the reader's language."""
    length = timedelta(seconds=seconds)
    assert (said(length), said(length, GERMAN)) == (english, german)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime(2026, 11, 24, 21, 30, tzinfo=UTC), "22:30"),
        (datetime(2026, 7, 24, 21, 30, tzinfo=UTC), "23:30"),
        (time(7, 5), "07:05"),
        (date(2026, 11, 24), "Tue 24 Nov"),
        (10, "10"),
        (1.5, "1.5"),
        (phrase("pose.rest.name"), "Rest"),
        ((), ""),
        (("a",), "a"),
        (("a", phrase("pose.rest.name"), date(2026, 11, 24)), "a, Rest and Tue 24 Nov"),
    ],
)
def test_each_kind_of_value_has_its_look(value: Param, shown: str) -> None:
    """Instants are told in the reader's zone, rows as a sentence has them."""
    assert said(value) == shown


@given(st.integers(min_value=0, max_value=10**6))
def test_plural_forms_follow_the_number(n: int) -> None:
    """One evening, any other number of evenings."""
    expected = f"{n} evening" if n == 1 else f"{n} evenings"
    assert ENGLISH.text(phrase("talk.evenings", n=n), UTC) == expected


def test_a_language_with_many_forms_uses_its_own_rule() -> None:
    """Polish says 1 wieczór, 3 wieczory, 5 wieczorów."""
    forms = {"one": "{n} wieczór", "few": "{n} wieczory", "many": "{n} wieczorów", "other": "?"}
    polish = Catalogue("pl", {"talk.evenings": forms}, ENGLISH)
    assert [polish.text(phrase("talk.evenings", n=n), UTC) for n in (1, 3, 5)] == [
        "1 wieczór",
        "3 wieczory",
        "5 wieczorów",
    ]


def test_what_a_language_lacks_is_said_in_english() -> None:
    """A missing text falls back whole; what is there stays the language's own."""
    assert GERMAN.text(phrase("talk.evenings", n=1), UTC) == "1 evening"
    assert GERMAN.has("talk.evenings")
    assert GERMAN.names("pose.rest.aliases") == ("Ruhe",)
    assert GERMAN.keys() == ENGLISH.keys()


def test_an_unknown_key_is_named() -> None:
    """Nobody searches long for a key that no language has."""
    with pytest.raises(KeyError, match=r"talk\.nothing"):
        GERMAN.text(phrase("talk.nothing"), UTC)


def test_a_missing_value_is_named() -> None:
    """A placeholder without a value says which, and of what."""
    with pytest.raises(KeyError, match=r"talk\.say.*what"):
        ENGLISH.text(phrase("talk.say"), UTC)


def test_plural_forms_without_a_number_are_refused() -> None:
    """No form is guessed."""
    with pytest.raises(KeyError, match=r"talk\.evenings"):
        ENGLISH.text(phrase("talk.evenings"), UTC)


def test_names_are_no_text_and_texts_no_names() -> None:
    """Each value is asked for as what it is."""
    with pytest.raises(KeyError, match="aliases"):
        ENGLISH.text(phrase("pose.rest.aliases"), UTC)
    with pytest.raises(KeyError, match="name"):
        ENGLISH.names("pose.rest.name")


NAIVE = datetime(2026, 11, 24, 22, 30)  # noqa: DTZ001 - the case is about this


@pytest.mark.parametrize("what", [NAIVE, ("a", NAIVE)])
def test_naive_datetimes_are_refused_where_they_are_made(what: Param) -> None:
    """An instant without a zone could be shown at any hour."""
    with pytest.raises(ValueError, match="naive"):
        phrase("talk.say", what=what)


def test_negative_lengths_are_refused_where_they_are_made() -> None:
    """Nothing lasts less than nothing."""
    with pytest.raises(ValueError, match="negative"):
        phrase("talk.say", what=timedelta(seconds=-1))


@pytest.mark.parametrize("value", [True, None, [1], b"x"])
def test_values_without_a_look_are_refused_where_they_are_made(value: object) -> None:
    """What cannot be shown never gets as far as a person."""
    with pytest.raises(TypeError, match="what"):
        Phrase("talk.say", {"what": value})  # type: ignore[dict-item]


def test_a_phrase_is_a_value() -> None:
    """Equal phrases are equal, hash alike, can be copied, and ignore later changes."""
    params: dict[str, Param] = {"what": "a"}
    one = Phrase("talk.say", params)
    params["what"] = "b"
    assert one == phrase("talk.say", what="a") == deepcopy(one)
    assert len({one, phrase("talk.say", what="a")}) == 1


def test_placeholders_are_those_of_all_forms() -> None:
    """A form may leave out a placeholder that another has."""
    assert placeholders({"one": "an evening", "other": "{n} of {all}"}) == {"n", "all"}


def test_an_unknown_tag_is_refused() -> None:
    """A catalogue without a language has no plural rule."""
    with pytest.raises(ValueError, match="qq"):
        Catalogue("qq", {})


def test_a_placeholder_with_a_capital_begins_a_sentence() -> None:
    """`{Name}` shows what `{name}` does, its first letter a capital, and wants the same value."""
    catalogue = Catalogue("en", {"note": "{Name}. Not {name}."})
    assert catalogue.text(phrase("note", name="a period"), UTC) == "A period. Not a period."
    assert catalogue.text(phrase("note", name="POTS"), UTC) == "POTS. Not POTS."
    assert placeholders("{Name}") == placeholders("{name}") == {"name"}
