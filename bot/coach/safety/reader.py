"""The safety reader: what any words say about a body, and what the coach makes of it.

Pure and deterministic: words in, a reading out. Red flags come first, in everything.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.coach.safety.assessment import Assessment, BodyRead, Gap, Whose
from bot.coach.safety.combine import reassuring_only, weigh
from bot.coach.safety.findings import Findings, understand
from bot.coach.safety.lexicon import Lexicon, load
from bot.coach.safety.normal import Words
from bot.coach.safety.pieces import spelled
from bot.coach.safety.sense import Sense
from bot.coach.safety.weighing import Meant, Weighing
from content.model import Topic, Verdict

if TYPE_CHECKING:
    from bot.coach.safety.encoder import Encoder

_ANSWERED_BY_CONDITIONS = frozenset({"healthy_general"})
_FOLLOW_UP_WORDS = 8
_REMEMBERED = 8
# How likely a verdict must be to alarm where nothing was asked and no rule heard anything.
_ALARMING = 0.8
# Above how likely a topic is answered where the words may have been no question at all.
_LIKELY = 0.5
# And where it is two or three words in which no rule heard anything.
_SURE = 0.6
# So short that a denial is of all that they name.
_FEW_WORDS = 4
# What a pose's card shows anyway: a bare "how do I do it" is no question about safety.
_SHOWN_BY_CARDS = frozenset(
    {
        "setup_bed_wall",
        "thread_foot_flex",
        "butterfly_knees",
        "props_blocks_strap",
        "healthy_general",
    }
)
_TRIMESTERS = frozenset(
    {"pregnancy_first_trimester", "pregnancy_second_trimester", "pregnancy_third_trimester"}
)
_MILD = frozenset({Verdict.OK, Verdict.CAUTION})
_URGENT = frozenset({Verdict.EMERGENCY, Verdict.STOP})
_UNREVIEWED = frozenset({Gap.CONDITION, Gap.MEDICINE})
_GAPS = {"condition": Gap.CONDITION, "medicine": Gap.MEDICINE, "symptom": Gap.SYMPTOM}


def build(root: Path, *, locale: str = "en", encoder: Encoder | None = None) -> SafetyReader:
    """A reader over the content folder `root` (the one that holds `safety/` and `locales/`).

    Args:
        root: the folder.
        locale: whose words are read.
        encoder: another one than the locale's own.

    Raises:
        OSError: if a file is missing.
        ValueError: if a file cannot be read.
    """
    topics = {
        name: Topic.model_validate({"id": name, **table})
        for path in sorted((root / "safety" / "topics").glob("*.toml"))
        for name, table in tomllib.loads(path.read_text("utf-8")).items()
    }
    folder = root / "locales" / locale / "reading" / "safety"
    return SafetyReader(topics, folder=folder, encoder=encoder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Words as typed, and what was found in them.

    `unsure`: they may be no question at all; then a topic that no rule found must be likely.
    """

    text: str
    words: Words
    findings: Findings
    unsure: bool = False


class SafetyReader:
    """Reads what is said about a body. The lexicon is loaded with the first words read.

    `hear` looks words through that may be read more than once, those heard last only once.

    Args:
        topics: the reviewed topics by id.
        folder: the locale's folder of words (`content/locales/<tag>/reading/safety`).
        encoder: another one than the folder's own.
    """

    def __init__(
        self, topics: Mapping[str, Topic], *, folder: Path, encoder: Encoder | None = None
    ) -> None:
        self._topics = topics
        self._folder = folder
        self._loaded: Lexicon | None = None
        self._sense = Sense(folder, encoder=encoder)
        # One message is heard for its red flags, as a question, and as a wish.
        self.hear = lru_cache(maxsize=_REMEMBERED)(self._hear)
        self._verdicts = lru_cache(maxsize=32)(
            lambda pose: {name: topic.verdict_for(pose) for name, topic in topics.items()}
        )

    def check(self) -> None:
        """Read the words and the weights, and look whether the encoder's file, read late, is whole.

        Raises:
            OSError: if a file is missing.
            ValueError: if a file cannot be read.
        """
        self.hear("good evening")
        self._weighing  # noqa: B018 - reading its file is what is wanted
        self._sense.check()

    @cached_property
    def _weighing(self) -> Weighing:
        return Weighing(self._folder / "weighing.json")

    @property
    def _lexicon(self) -> Lexicon:
        if self._loaded is None:
            self._loaded = load(self._folder)
        return self._loaded

    def _hear(self, text: str) -> Heard:
        words = self._lexicon.normaliser.read(text)
        return Heard(text=text, words=words, findings=understand(words, self._lexicon))

    def read(
        self,
        text: str | Heard,
        *,
        pose: str | None = None,
        in_session: bool = False,
        asked: bool = False,
        previous: Assessment | None = None,
    ) -> BodyRead:
        """Read words about a body; any text has a reading and none raises.

        Args:
            text: the words as typed, or as they were heard before.
            pose: id of the pose just looked at, for words that name none.
            in_session: whether a pose is being held now.
            asked: whether the words came as a question about safety (`/safety ...`).
            previous: the last assessment, for words that name only another pose.
        """
        lexicon = self._lexicon
        heard = self.hear(text) if isinstance(text, str) else text
        words, findings = heard.words, heard.findings
        named = _pose_named(findings, lexicon)
        meant = named or pose
        weighed = weigh(findings, self._topics, meant)
        short = len(words) <= _FOLLOW_UP_WORDS
        only_pose = {name for name, _ in weighed} <= _SHOWN_BY_CARDS
        if named and short and only_pose and previous and previous.topics:
            return self._follow_up(previous, named)
        ruled = self._settle(weighed, findings)
        settled = self._heard(ruled, findings, meant, asked=asked, unsure=heard.unsure)
        assessment = self._assess(settled, findings, meant)
        about = asked or self._about_body(settled, findings, in_session=in_session)
        mild = assessment.verdict in _MILD
        wish = about and mild and not asked and findings.scope.says("wish")
        if not about:
            unknown = Assessment(verdict=Verdict.UNKNOWN, pose=meant, gap=assessment.gap)
            return BodyRead(about_body=False, assessment=unknown)
        return BodyRead(about_body=True, assessment=assessment, asks_something_else=wish)

    def _follow_up(self, previous: Assessment, pose: str) -> BodyRead:
        verdicts = {
            name: self._topics[name].verdict_for(pose)
            for name in previous.topics
            if name in self._topics
        }
        verdict = max([previous.verdict, *verdicts.values()], key=lambda v: v.severity)
        assessment = Assessment(
            verdict=verdict,
            topics=previous.topics,
            pose=pose,
            whose=previous.whose,
            gap=previous.gap,
        )
        return BodyRead(about_body=True, assessment=assessment)

    def _settle(
        self, weighed: list[tuple[str, Verdict]], findings: Findings
    ) -> list[tuple[str, Verdict]]:
        """Leave out "healthy" beside anything else; say it where all that was named is behind."""
        others = [item for item in weighed if item[0] not in _ANSWERED_BY_CONDITIONS]
        if others:
            return others
        if weighed or findings.gaps or findings.asked_past:
            return [] if findings.gaps or findings.asked_past else weighed
        scope = findings.scope
        posed = scope.says("healthy") and _posed(findings)
        well = findings.settled or ((posed or _all_denied(findings)) and not scope.turned)
        return [("healthy_general", Verdict.OK)] if well else []

    def _heard(
        self,
        ruled: list[tuple[str, Verdict]],
        findings: Findings,
        pose: str | None,
        *,
        asked: bool,
        unsure: bool,
    ) -> list[tuple[str, Verdict]]:
        """What the rules found, weighed against what the encoder makes of the whole."""
        meant = self._meant(ruled, findings, pose)
        chances = self._weighing.chances(meant)
        verdict = self._weighing.verdict(meant, chances)
        few = len(findings.said) < _FEW_WORDS
        behind = meant.reassures and (findings.settled or (few and bool(findings.denied)))
        if asked and behind and verdict not in _URGENT:
            # All that was named is a relative's, long over or denied in a word: rules tell better.
            return ruled
        if few and not ruled and verdict in _URGENT and max(chances) < _SURE:
            # Two or three words alarm nobody by what one of them is like ("gibberish zzz").
            return []
        thin = unsure and not ruled and meant.share_of(verdict) <= _LIKELY
        if asked and (not thin or verdict is Verdict.EMERGENCY):
            return meant.told(verdict)
        behind = findings.settled or (meant.reassures and bool(findings.denied))
        if ruled and behind and verdict not in _URGENT:
            return ruled
        return _unasked(ruled, meant, verdict, sure=max(chances) > _ALARMING)

    def intents(self, text: str | Heard) -> Mapping[str, float]:
        """How likely each wish is what words are for, by the intent's value; they add up to 1.

        Told by the words alone, whatever session runs or question is open. It costs nothing more
        for words that are read for the body too. Empty where the encoder learnt no wishes.
        """
        heard = self.hear(text) if isinstance(text, str) else text
        return self._sense.shares(spelled(heard.words, self._lexicon.normaliser)).intents

    def meaning(self, text: str) -> Meant:
        """What rules and encoder find in words, before they are weighed against each other."""
        findings = self.hear(text).findings
        pose = _pose_named(findings, self._lexicon)
        return self._meant(
            self._settle(weigh(findings, self._topics, pose), findings), findings, pose
        )

    def _meant(
        self, ruled: list[tuple[str, Verdict]], findings: Findings, pose: str | None
    ) -> Meant:
        sensed = self._sense.shares(spelled(findings.said, self._lexicon.normaliser))
        return Meant(
            shares=sensed.topics,
            called=sensed.verdicts,
            ruled=ruled,
            verdicts=self._verdicts(pose),
            findings=findings,
        )

    def _assess(
        self, weighed: list[tuple[str, Verdict]], findings: Findings, pose: str | None
    ) -> Assessment:
        whose = Whose.OTHER if findings.scope.other else Whose.OWN
        gap = next((_GAPS[kind] for kind in _GAPS if kind in findings.gaps), Gap.NONE)
        verdict = weighed[0][1] if weighed else Verdict.UNKNOWN
        alone = gap is not Gap.NONE and reassuring_only(weighed, self._topics)
        if verdict in _MILD and (alone or gap in _UNREVIEWED):
            # Something uncovered stands beside what is fine: nothing unreviewed is called fine.
            verdict, weighed = Verdict.UNKNOWN, []
        if verdict is Verdict.UNKNOWN and findings.asked_past:
            return Assessment(verdict=Verdict.ASK_DOCTOR, pose=pose, whose=whose, gap=Gap.SYMPTOM)
        if verdict is Verdict.UNKNOWN and gap is Gap.NONE:
            gap = Gap.VAGUE if findings.scope.says("asks") else Gap.OFF_TOPIC
        return Assessment(
            verdict=verdict,
            topics=tuple(name for name, _ in weighed),
            pose=pose,
            whose=whose,
            gap=gap,
        )

    def _about_body(
        self, weighed: list[tuple[str, Verdict]], findings: Findings, *, in_session: bool
    ) -> bool:
        """Whether words that were no question about safety still have to be answered as one."""
        if not weighed:
            return bool(findings.gaps or findings.asked_past)
        names = {name for name, _ in weighed}
        implied = names <= _TRIMESTERS and not findings.seen.pregnancy_told
        if implied and not (in_session or _asks(findings)):
            return False
        if not reassuring_only(weighed, self._topics):
            return True
        return _asks(findings) and not findings.scope.says("wish") and not names <= _SHOWN_BY_CARDS


def _unasked(
    ruled: list[tuple[str, Verdict]], meant: Meant, verdict: Verdict, *, sure: bool
) -> list[tuple[str, Verdict]]:
    """What words that are no question about safety are taken for: rather by rules alone."""
    if not ruled:
        return meant.told(verdict) if verdict in _URGENT and sure else []
    first = ruled[0][1]
    graver = verdict.severity > first.severity or (verdict is first and verdict in _URGENT)
    return meant.told(verdict) if graver else ruled


def _all_denied(findings: Findings) -> bool:
    """Whether what was denied is likely to be all that was told ("no pain" alone says little)."""
    scope = findings.scope
    told = scope.says("healthy") or scope.says("asks") or len(findings.denied) > 1
    return bool(findings.denied) and (told or len(findings.said) < _FEW_WORDS)


def _asks(findings: Findings) -> bool:
    seen = findings.seen
    begins = bool(seen.at) and "cue_question_words" in seen.at[0]
    return (bool(seen.words.asked) or begins) and findings.scope.says("asks")


def _posed(findings: Findings) -> bool:
    return any(key.startswith("@pose_") for key in findings.seen.keys)


def _pose_named(findings: Findings, lexicon: Lexicon) -> str | None:
    return next(
        (name for key, name in lexicon.poses.items() if f"@{key}" in findings.seen.keys), None
    )
