"""What measured numbers in a text say: pressures, sugars, weeks, degrees, ages, minutes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.coach.safety.normal import Words
from bot.coach.safety.numbers import Figure, figures, near, pressures
from bot.coach.safety.pattern import Seen

_CRISIS, _CRISIS_LOWER = 180, 120
_HIGH, _HIGH_LOWER = 140, 90
_RAISED, _RAISED_LOWER = 130, 85
_LOW, _LOW_LOWER = 95, 60
_CRISIS_SYMPTOMS = frozenset(
    "headache migraine chest blurry blurred blur vision dizzy lightheaded breathless breath breathe numb weak "
    "confused nosebleed vomiting vomit nausea nauseous speech slurring slurred seeing spots pounding awful ill "
    "faint shaky sick bleeding rough terrible arm sweating sweaty unwell eyesight eyes floaters "
    "drooping jaw palpitations collapsed".split()
)
_SUGAR_WORDS = frozenset(
    {
        "sugar",
        "sugars",
        "glucose",
        "bgl",
        "bg",
        "sensor",
        "libre",
        "dexcom",
        "cgm",
        "mmol", "dl",
        "bloods",
        "meter",
        "monitor",
        "fingerprick",
        "bm",
    }
)
_MMOL_MOST = 35
_LOW_MMOL, _HIGH_MMOL = 4.0, 11.1
_MG = 18.0
_FEVER_WORDS = frozenset({"temperature", "temp", "fever", "degrees", "thermometer"})
_AGE_WORDS = frozenset({"aged", "age", "turning", "turned"})
_PULSE_WORDS = frozenset({"heart", "pulse", "bpm", "hr"})
_OLD, _ADULT = 68, 18
_PREGNANT_TOPICS = frozenset(
    {
        "pregnancy_first_trimester",
        "pregnancy_second_trimester",
        "pregnancy_third_trimester",
        "high_risk_pregnancy",
        "pregnant_unwell_on_back",
        "preeclampsia_signs",
        "pregnancy_bleeding_or_pain",
    }
)
_TOPIC = str


def measured(words: Words, seen: Seen, present: set[str], events: set[str]) -> set[_TOPIC]:
    """Topics that numbers alone, or numbers beside words, name.

    Args:
        words: the text.
        seen: the text with its classes.
        present: topics that the words already named.
        events: events (surgery, birth) that the words named, which weeks then belong to.
    """
    topics = set(_pressure_topics(words, seen, present))
    topics |= set(_pregnancy_topics(words, seen, present, events))
    for figure in figures(words):
        topics |= set(_figure_topics(words, figure))
    return topics


def _pressure_topics(words: Words, seen: Seen, present: set[str]) -> Iterator[_TOPIC]:
    for _, upper, lower in pressures(words):
        if upper >= _CRISIS or lower >= _CRISIS_LOWER:
            symptoms = any(_said(words, i) for i in range(len(words)))
            yield "bp_crisis_symptoms" if symptoms else "bp_very_high_no_symptoms"
        elif upper >= _HIGH or lower >= _HIGH_LOWER:
            yield "high_blood_pressure"
        elif upper < _LOW or (0 < lower < _LOW_LOWER):
            yield "low_blood_pressure"
        elif upper >= _RAISED or lower >= _RAISED_LOWER or "bp_medicines" in present or _treated(words):
            yield "controlled_hypertension"
        else:
            yield "healthy_general"


_TREATED = frozenset({"tablets", "tablet", "medicine", "medicated", "treatment", "drugs", "controlled", "treated"})


def _treated(words: Words) -> bool:
    return any(words.has(i, _TREATED) for i in range(len(words)))


_DENIALS = frozenset({"no", "not", "without", "never", "nor", "dont", "zero", "any"})


def _said(words: Words, index: int) -> bool:
    """Whether word `index` is a symptom that goes with a dangerous pressure, and not denied."""
    return words.has(index, _CRISIS_SYMPTOMS) and not any(
        words.has(i, _DENIALS) for i in range(max(0, index - 3), index)
    )


def _pregnancy_topics(
    words: Words, seen: Seen, present: set[str], events: set[str]
) -> Iterator[_TOPIC]:
    pregnant = bool(present & _PREGNANT_TOPICS) or "@pregnant" in seen.keys
    weeks = list(_weeks(words))
    if not weeks or (not pregnant and (events or present - _MAY_GO_WITH_WEEKS)):
        return
    for count, plainly in weeks:
        if not (pregnant or plainly):
            continue
        yield _trimester(count)


_MAY_GO_WITH_WEEKS = frozenset(
    "dizzy_in_pose pregnant_unwell_on_back circulation_edema_claim unexplained_swelling healthy_general "
    "worst_headache hold_time sudden_vision_change head_pressure_in_pose headache_claim chronic_back_pain "
    "sleep_claim relaxation_claim falling_asleep setup_bed_wall cushion_under_sacrum props_blocks_strap".split()
)


def _trimester(weeks: float) -> _TOPIC:
    if weeks < 14:  # noqa: PLR2004 - end of the first trimester
        return "pregnancy_first_trimester"
    return "pregnancy_second_trimester" if weeks < 28 else "pregnancy_third_trimester"  # noqa: PLR2004 - third from 28


_NOT_PREGNANCY = frozenset(
    {
        "ago",
        "after",
        "post",
        "since",
        "postop",
        "postpartum",
        "out",
        "old",
        "back",
        "later",
        "every",
        "for",
        "in",
        "last",
        "next",
        "past",
        "holiday",
        "plan",
        "programme",
        "program",
        "challenge",
        "course",
        "on",
        "until",
        "till",
        "now",
        "straight",
    }
)


_FIRST_WEEKS = 5


def _weeks(words: Words) -> Iterator[tuple[float, bool]]:
    """Numbers of weeks that may be a pregnancy's, and whether they stand as people say those."""
    for figure in figures(words):
        at, value = figure.at, figure.value
        if not 3 <= value <= 42:  # noqa: PLR2004 - weeks
            continue
        after = at + 1
        if words.has(after, {"week", "weeks"}):
            plain = not words.has(after + 1, _NOT_PREGNANCY) and not words.has(
                at - 1, _NOT_PREGNANCY
            )
            yield value, plain
        elif words.has(at - 1, {"week", "weeks"}) and not words.has(at - 2, _NOT_PREGNANCY):
            yield value, value >= _FIRST_WEEKS and not words.has(at + 1, {"of", "day"})


def weeks_along(words: Words) -> list[int]:
    """Places of numbers that can only be weeks of a pregnancy ("31 weeks, face is puffy")."""
    spelt = {figure.at: figure.value for figure in figures(words)}
    return [at for at, value in spelt.items() if any(v == value and plain for v, plain in _weeks(words))]


def _figure_topics(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    yield from _sugar(words, figure)
    yield from _degrees(words, figure)
    yield from _age(words, figure)
    yield from _minutes(words, figure)
    yield from _size(words, figure)
    if 115 <= figure.value <= 230 and near(words, figure.at, _PULSE_WORDS, before=4, after=1):  # noqa: PLR2004 - beats a minute at rest
        yield "palpitations_in_pose"


def _sugar(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    if (
        not near(words, figure.at, _SUGAR_WORDS, before=5, after=2)
        or not words.words[figure.at][0].isdigit()
    ):
        return
    if words.has(
        figure.at + 1,
        {
            "week",
            "weeks",
            "minutes",
            "minute",
            "days",
            "years",
            "times",
            "hour",
            "hours",
            "year",
            "am",
            "pm",
        },
    ):
        return
    if words.has(figure.at - 1, {"type"}):
        return
    mmol = figure.value if figure.value <= _MMOL_MOST else figure.value / _MG
    if 1.0 <= mmol < _LOW_MMOL:
        yield "low_sugar_in_pose"
    elif mmol >= _HIGH_MMOL:
        yield "high_blood_sugar_reading"
    else:
        yield "diabetes_uncomplicated"


def _degrees(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    fever = 37.8 <= figure.value <= 42.5 or 100.0 <= figure.value <= 107.0  # noqa: PLR2004 - Celsius, Fahrenheit
    if fever and near(words, figure.at, _FEVER_WORDS, before=4, after=2):
        yield "fever_illness"


def _age(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    at, value = figure.at, figure.value
    years = words.has(at + 1, {"year", "years"}) and words.has(at + 2, {"old", "young"})
    said = (
        years
        or words.has(at + 1, {"yo", "yr"})
        or words.has(at - 1, _AGE_WORDS)
        or (
            words.has(
                at - 1,
                {"im", "is", "shes", "hes", "am", "i", "grandma", "grandad", "mum", "dad", "aunt"},
            )
            and not _counted(words, at + 1)
        )
    )
    if not said or value != int(value) or not words.words[at].isdigit():
        return
    if _OLD <= value <= 110:  # noqa: PLR2004 - years of a life
        yield "older_adults"
    elif 1 <= value < _ADULT and (
        years or words.has(at + 1, {"yo", "yr"}) or words.has(at - 1, {"aged", "age"})
    ):
        yield "children"


_COUNTED = frozenset(
    "weeks week minutes minute months month days day hours hour kg pounds stone percent degrees mmol mg cm years times st".split()
)


def _counted(words: Words, index: int) -> bool:
    return words.has(index, _COUNTED)


_OTHER_MINUTES = frozenset(
    {"ago", "after", "into", "in", "before", "every", "later", "walk", "drive", "break", "since"}
)
_LONGEST_HOLD = 20


def _minutes(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    if not words.has(figure.at + 1, {"minute", "minutes"}) or words.has(
        figure.at + 2, _OTHER_MINUTES
    ):
        return
    if words.has(figure.at - 1, {"last", "every", "after", "for the last", "only"}):
        return
    if _LONGEST_HOLD < figure.value <= 600:  # noqa: PLR2004 - minutes in a hold
        yield "hold_longer_than_20"


def _size(words: Words, figure: Figure) -> Iterator[_TOPIC]:
    at, value = figure.at, figure.value
    if (words.has(at + 1, {"kg"}) and 110 <= value <= 300) or (
        words.has(at + 1, {"pounds"}) and 230 <= value <= 700
    ):  # noqa: PLR2004 - body weights
        yield "obesity"
    if (words.has(at + 1, {"stone"}) and 17 <= value <= 50) or (
        words.has(at - 1, {"bmi"}) and 30 <= value <= 80
    ):  # noqa: PLR2004 - body weights
        yield "obesity"
