"""How Telegram reads a text: HTML, entities, and every length in UTF-16 units.

The order of checks and the wording follow `parse_html` in tdlib's `MessageEntity.cpp`; `tg-time`
and the rules on nesting follow https://core.telegram.org/bots/api#formatting-options. Where the
real server mends bad nesting in silence, this one refuses it, since the documentation forbids it.
"""

import re
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram_errors import BotApiError, bad_request

Json = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_STYLES = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
# Which further field an entity handed over as JSON cannot do without.
_TYPES = dict.fromkeys({*_TAGS.values(), "expandable_blockquote"}) | {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
# Types Telegram finds by itself: it takes them in a request and reads nothing into them.
_FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_ATTRIBUTE = re.compile(
    r"\s*([^\s=>/\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?"
)
_START, _END = re.compile(r"<([^\s>]*)"), re.compile(r"</([^\s>]*)\s*>")
_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_USER_LINK = re.compile(r"tg://user\?id=(\d+)")
_LINK = re.compile(r"(?:(?:https?|tg|ton|tonsite)://\S+|[^\s:/]+\.[^\s:/]+(?:/\S*)?)")


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def part(text: str, offset: int, length: int) -> str:
    """The part of a text an entity covers."""
    raw = text.encode("utf-16-le")[2 * offset : 2 * (offset + length)]
    return raw.decode("utf-16-le")


def _unparsable(why: str) -> BotApiError:
    return bad_request(f"can't parse entities: {why}")


def _decoded(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return _NAMED.get(name)
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if 0 < number < 0x10FFFF and not 0xD800 <= number <= 0xDFFF else None


def _unescaped(text: str) -> str:
    return _CHARACTER.sub(lambda found: _decoded(found) or found[0], text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


class _Html:
    """One reading of one text, from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[_Open] = []
        self._length = 0

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            if self.source.startswith("</", at):
                at = self._close(at)
            elif self.source[at] == "<":
                at = self._start(at)
            else:
                at = self._plain(at)
        if self._open:
            tag = self._open[-1].tag
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{tag}"')

    def _plain(self, at: int) -> int:
        found = _CHARACTER.match(self.source, at)
        decoded = _decoded(found) if found else None
        character = decoded or self.source[at]
        self.text += character
        self._length += units(character)
        return found.end() if found and decoded else at + 1

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _start(self, begin: int) -> int:
        name = _START.match(self.source, begin)
        where = f"at byte offset {self._byte(begin)}"
        if name is None or name.end() == len(self.source):
            raise _unparsable(f"Unclosed start tag {where}")
        tag, at = name[1].lower(), name.end()
        if tag not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" {where}')
        attributes: dict[str, str] = {}
        while not (closing := re.compile(r"\s*>").match(self.source, at)):
            attribute = _ATTRIBUTE.match(self.source, at)
            if attribute is None:
                if ">" not in self.source[at:]:
                    raise _unparsable(f'Unclosed start tag "{tag}" {where}')
                raise _unparsable(f'Empty attribute name in the tag "{tag}" {where}')
            value = next((given for given in attribute.groups()[1:] if given is not None), "")
            attributes[attribute[1]] = _unescaped(value)
            at = attribute.end()
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
        self._open.append(
            _Open(tag=tag, attributes=attributes, offset=self._length, begin=len(self.text))
        )
        return closing.end()

    def _close(self, begin: int) -> int:
        where = f"at byte offset {self._byte(begin)}"
        if not self._open:
            raise _unparsable(f"Unexpected end tag {where}")
        found = _END.match(self.source, begin)
        if found is None:
            raise _unparsable(f"Unclosed end tag {where}")
        opened, name = self._open.pop(), found[1].lower()
        if name not in {"", opened.tag}:
            raise _unparsable(
                f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self._length > opened.offset:
            self._add(opened)
        return found.end()

    def _add(self, opened: _Open) -> None:
        entity: Json = {
            "type": _TAGS[opened.tag],
            "offset": opened.offset,
            "length": self._length - opened.offset,
        }
        match opened.tag:
            case "a":
                entity |= _link(opened.attributes.get("href") or self.text[opened.begin :])
                if entity["type"] == "nothing":
                    return
            case "tg-emoji":
                emoji = opened.attributes.get("emoji-id", "")
                if not emoji.isdecimal() or not int(emoji):
                    raise _unparsable("Invalid custom emoji identifier specified")
                entity["custom_emoji_id"] = emoji
            case "tg-time":
                entity |= _moment(opened.attributes)
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "code":
                language = opened.attributes.get("class", "").removeprefix("language-")
                entity |= {"language": language} if language else {}
            case "pre":
                self._absorb_code(entity)
        self.entities.append(entity)

    def _absorb_code(self, pre: Json) -> None:
        """`<pre><code class="language-x">` is one block with a language."""
        span = (pre["offset"], pre["length"])
        last = self.entities[-1] if self.entities else None
        if last and last["type"] == "code" and (last["offset"], last["length"]) == span:
            self.entities.pop()
            pre |= {"language": last["language"]} if "language" in last else {}


def _link(url: str) -> Json:
    person = _USER_LINK.fullmatch(url)
    if person:
        user = {"id": int(person[1]), "is_bot": False, "first_name": ""}
        return {"type": "text_mention", "user": user}
    # Telegram drops a link it cannot follow and keeps its text.
    return {"url": url} if _LINK.fullmatch(url) else {"type": "nothing"}


def _moment(attributes: dict[str, str]) -> Json:
    unix, form = attributes.get("unix", ""), attributes.get("format", "")
    if not unix.isdecimal():
        raise _unparsable("Invalid unix time specified")  # our words
    if not _FORMAT.fullmatch(form):
        raise _unparsable("Invalid date-time format specified")  # our words
    return {"unix_time": int(unix)} | ({"date_time_format": form} if form else {})


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text a person sees, and where it is styled."""
    reading = _Html(source)
    reading.read()
    for entity in reading.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    check_nesting(reading.entities)
    return reading.text, _sorted(reading.entities)


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def check_nesting(entities: list[Json]) -> None:
    """Refuse entities that cross each other or may not lie within each other."""
    ordered = _sorted(entities)
    for index, outer in enumerate(ordered):
        outer_end = outer["offset"] + outer["length"]
        for inner in ordered[index + 1 :]:
            if inner["offset"] >= outer_end:
                continue
            pair = {outer["type"], inner["type"]}
            crosses = inner["offset"] + inner["length"] > outer_end
            # A quotation holds anything but code's own kind of block and another quotation.
            in_quote = bool(pair & _QUOTES) and not pair <= _QUOTES
            free = bool(pair & _STYLES) and not pair & {"code", "pre"}
            if crosses or not (free or in_quote):
                names = f"{outer['type']} and {inner['type']}"
                raise _unparsable(f"entities {names} can't be nested so")  # our words


def read_entities(text: str, given: object) -> list[Json]:
    """Check entities handed over as JSON; refuse unknown types and ranges off the text."""
    if not isinstance(given, list):
        raise bad_request("expected an Array of MessageEntity")
    kept = [_entity(text, entity) for entity in given]
    styled = [entity for entity in kept if entity["type"] not in _FOUND]
    check_nesting(styled)
    return _sorted(styled)


def _entity(text: str, entity: object) -> Json:
    if not isinstance(entity, dict) or entity.get("type") not in {*_TYPES, *_FOUND}:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
        raise bad_request("can't parse MessageEntity: wrong offset or length")  # our words
    field = _TYPES.get(entity["type"])
    if field and not entity.get(field):
        raise bad_request(f"can't parse MessageEntity: field {field} is required")  # our words
    if not _FORMAT.fullmatch(entity.get("date_time_format", "")):
        raise bad_request("can't parse MessageEntity: invalid date-time format")  # our words
    end = offset + length
    if end > units(text):
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {end}"
        )
    for edge, verb in ((offset, "begins"), (end, "ends")):
        if "\ud800" <= _unit(text, edge - 1) <= "\udbff":
            raise bad_request(f"entity {verb} in a middle of a UTF-16 symbol at offset {edge}")
    return entity


def _unit(text: str, index: int) -> str:
    raw = text.encode("utf-16-le")[2 * index : 2 * index + 2] if index >= 0 else b""
    return raw.decode("utf-16-le", "surrogatepass")


def trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Take the white space off both ends, as Telegram does, and move the entities along."""
    lead = units(text) - units(text.lstrip())
    whole = text.strip()
    kept: list[Json] = []
    for entity in entities:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, units(whole))
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    return whole, kept


_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w)")


def found_entities(text: str) -> list[Json]:
    """Find the commands and mentions in what a person typed."""
    return _sorted(
        [
            {"type": kind, "offset": units(text[: found.start()]), "length": units(found[0])}
            for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION))
            for found in pattern.finditer(text)
        ]
    )
