"""Slash commands: names, short forms and arguments, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.coach.understanding.filling import Filler
from bot.coach.understanding.lengths import find_lengths, in_digits, minutes_and_seconds, spread
from bot.coach.understanding.marks import Marked, mark
from bot.coach.understanding.meaning import Intent, Section, Surroundings, Wish, WishRead
from bot.coach.understanding.plain_words import put_right

_COMMAND = re.compile(
    r"^\s*(?:@\S+\s+)?[/!\uff0f]\s?([a-z][\w-]*)(?:@\w+)?\s*(.*)$", re.IGNORECASE | re.DOTALL
)
_BARE_NUMBER = re.compile(r"(?<![\w:.])(\d{1,7})(?![\w:.])")

_SECTIONS = frozenset(section.value for section in Section)
_POSES = frozenset({"legsup", "butterfly"})
_DEEP_LINK = re.compile(r"^pose[_ -](\w+)$")
# "no later than 10" and "no sundays, otherwise 10" turn nothing off.
_OFF = re.compile(
    r"^(?:off|none|stop|cancel|delete|never|no(?! \w+ than| \w+days)|remove|clear|disable)\b|^0$"
)
_SESSION = re.compile(r"^(?:the |my |this )?(?:session|timer|practi[cs]e)\b")
_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReader:
    """Reads slash commands."""

    fill: Filler

    def read(self, text: str, around: Surroundings) -> WishRead | None:
        """The wish of a command, or None if the words are none."""
        said = _COMMAND.match(text[:400])
        if said is None:
            return None
        name = re.sub(r"[_-]", "", said[1].casefold())
        intent = self.fill.lexicon.commands.get(name)
        if intent is None:
            return self._unknown(name, said[2])
        wish = self._wish(intent, name, said[2].strip(), around)
        return WishRead(wishes=(wish,))

    def _unknown(self, name: str, rest: str) -> WishRead:
        # One slip in a longer name is a slip; anything further off is only offered.
        names = self.fill.lexicon.commands
        ranked = process.extract(name, names.keys(), scorer=OSA.distance, limit=8)
        near = tuple(dict.fromkeys(names[known] for known, _, _ in ranked))[:_NEAR]
        wish = Wish(intent=Intent.UNKNOWN, about=f"/{name} {rest}".strip())
        return WishRead(wishes=(wish,), near=near)

    def _wish(self, intent: Intent, name: str, rest: str, around: Surroundings) -> Wish:
        found = self._found(rest)
        match intent:
            case Intent.WELCOME if link := _DEEP_LINK.match(rest):
                return self._pose(link[1].replace("_", " "), found)
            case Intent.WELCOME if found.pose or found.lengths:
                return self._session(found, rest)
            case Intent.SHOW_POSE:
                lead = f"{name} {rest}" if name in _SECTIONS else rest
                return self._pose(lead, self._found(lead))
            case Intent.START_SESSION:
                lead = f"{name} {rest}" if name in _POSES else rest
                return self._session(self._found(lead), lead)
            case Intent.SET_REMINDER | Intent.CANCEL_REMINDER | Intent.CHANGE_REMINDER:
                if intent is Intent.SET_REMINDER and _OFF.match(rest.casefold()):
                    return Wish(intent=Intent.CANCEL_REMINDER, about="all")
                if intent is Intent.CANCEL_REMINDER and _SESSION.match(rest.casefold()):
                    return Wish(intent=Intent.STOP_SESSION)
                return self.fill.fill(intent, found, around)
            case Intent.LIST_REMINDERS if _OFF.match(rest.casefold()):
                return Wish(intent=Intent.CANCEL_REMINDER, about="all")
            case Intent.SET_TIMEZONE:
                return self.fill.placed(Wish(intent=intent), rest) if rest else Wish(intent=intent)
            case Intent.SET_BELL | Intent.SET_MOTION:
                return Wish(intent=intent, on=_on(name, rest.casefold()))
            case Intent.SET_LANGUAGE:
                return Wish(intent=intent, language=found.language or _tag(rest), about=rest)
            case Intent.CHALLENGE_TODAY if re.match(
                r"join|start|begin|enter|sign", rest.casefold()
            ):
                return Wish(intent=Intent.CHALLENGE_JOIN, about=rest)
            case Intent.SHOW_CONDITIONS if rest:
                return Wish(intent=Intent.SET_CONDITIONS, about=rest)
            case Intent.HELP | Intent.SAFETY_QUESTION:
                return Wish(intent=intent, about=rest, pose=found.pose)
            case _:
                return replace(self.fill.fill(intent, found, around), about=rest)

    def _found(self, rest: str) -> Marked:
        return mark(put_right(rest, self.fill.lexicon), self.fill.poses, self.fill.lexicon)

    def _pose(self, name: str, found: Marked) -> Wish:
        pose, _ = self.fill.poses.called(name) if name and found.pose is None else (found.pose, ())
        about = "" if pose or not name else name
        return Wish(
            intent=Intent.SHOW_POSE, pose=pose, section=self.fill.section_of(found), about=about
        )

    def _session(self, found: Marked, rest: str) -> Wish:
        pose = found.pose
        words = re.sub(r"[\d:.]+\s*(?:[a-z]{1,7}\b)?", " ", self.fill.poses.without(rest)).strip()
        if pose is None and words:
            pose, _ = self.fill.poses.called(words)
        about = words if pose is None else ""
        return Wish(
            intent=Intent.START_SESSION, pose=pose, seconds=self._seconds(rest), about=about
        )

    def _seconds(self, rest: str) -> int | None:
        """The length said: "12", "12m", "90 s", and "12:30" as minutes and seconds."""
        text = self.fill.poses.without(rest).casefold()
        if (exact := minutes_and_seconds(text)) is not None:
            return exact
        text = spread(in_digits(" ".join(text.split()), self.fill.lexicon.numbers))
        if lengths := find_lengths(text):
            return lengths[0].seconds
        bare = _BARE_NUMBER.search(text)
        return int(bare[1]) * 60 if bare else None


def _on(name: str, rest: str) -> bool | None:
    """Whether a switch is to be on; None if nothing is said of it. `/still` is motion off."""
    if name in {"still", "reducedmotion"}:
        return bool(rest and _OFF.match(rest))
    if _OFF.match(rest) or re.match(r"(?:less|reduced?|still)\b", rest):
        return False
    return True if re.match(r"(?:on|yes|full|1|please|start|ring|normal)\b", rest) else None


def _tag(rest: str) -> str | None:
    found = re.match(r"^([a-z]{2,3})(?:[-_]([a-z]{2}))?$", rest.strip().casefold())
    if found is None:
        return None
    return f"{found[1]}-{found[2].upper()}" if found[2] else found[1]
