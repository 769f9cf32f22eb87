"""From an update of Telegram to what somebody said or did, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, Message, MessageEntity, Update, User
from telegram.constants import ChatType

from bot.adapters.commands import COMMANDS
from bot.coach.talk.requests import (
    Account,
    ChatAddress,
    Content,
    Location,
    Place,
    Press,
    Request,
    Words,
)

PLATFORM = "telegram"

KINDS = (Update.MESSAGE, Update.CALLBACK_QUERY)
"""The updates that are asked for; edits and memberships change nothing that the coach does."""

_CALL = re.compile(r"(/(\w+))(?:@(\w+))?(?!\w)")
_COMMANDS = frozenset(command.name for command in COMMANDS)
_PLACES: Mapping[str, Place] = {
    ChatType.PRIVATE: Place.PRIVATE,
    ChatType.GROUP: Place.GROUP,
    ChatType.SUPERGROUP: Place.GROUP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Me:
    """The bot as others see it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and the message that it hangs on: the one pressed, or the one to answer under."""

    request: Request
    pressed: int | None = None
    under: int | None = None


def asked(update: Update, me: Me, at: datetime) -> Asked | None:
    """What an update asks of the coach; None if nothing, or of somebody else."""
    match update:
        case Update(callback_query=CallbackQuery() as query):
            return _pressed(query, update.update_id, at)
        case Update(message=Message() as message):
            return _said(message, update.update_id, me, at)
        case _:
            return None


def _pressed(query: CallbackQuery, number: int, at: datetime) -> Asked | None:
    # A message that is too old to be shown again still has its chat and its number.
    message = query.message
    if message is None or query.data is None or message.chat.type not in _PLACES:
        return None
    thread = _thread(message) if isinstance(message, Message) else None
    content = Press(_whole(query.data))
    request = _request(query.from_user, message.chat, thread, content, number, at)
    return Asked(request=request, pressed=message.message_id)


def _said(message: Message, number: int, me: Me, at: datetime) -> Asked | None:
    person = message.from_user
    # Behind a channel or an anonymous admin there is nobody to know again.
    if person is None or person.is_bot or message.sender_chat is not None:
        return None
    place = _PLACES.get(message.chat.type)
    content = _content(message, place, me)
    if place is None or content is None:
        return None
    request = _request(person, message.chat, _thread(message), content, number, at)
    return Asked(request=request, under=message.message_id if place is Place.GROUP else None)


def _request(  # noqa: PLR0913, PLR0917 - a request's own parts
    person: User, chat: Chat, thread: str | None, content: Content, number: int, at: datetime
) -> Request:
    address = ChatAddress(platform=PLATFORM, chat=str(chat.id), thread=thread)
    place = _PLACES[chat.type]
    return Request(
        account=Account(platform=PLATFORM, id=str(person.id)),
        address=address,
        place=place,
        content=content,
        at=at,
        locale=person.language_code,
        home=address if place is Place.PRIVATE else None,
        key=str(number),
    )


def _thread(message: Message) -> str | None:
    # Replies in ordinary groups carry a thread too, which cannot be written to.
    return str(message.message_thread_id) if message.is_topic_message else None


def _content(message: Message, place: Place | None, me: Me) -> Content | None:
    if place is Place.GROUP:
        text = _meant_for(me, message)
        if text is None:
            return None
    else:
        text = _called(_text(message), me) or _text(message)
    if message.location is not None:
        return Location(message.location.latitude, message.location.longitude)
    if text or message.text:
        return Words(text)
    # A sticker, a picture, a voice: something was sent, though without words. What Telegram itself
    # notes in a chat, such as a new title, is nothing that somebody said.
    return Words("") if message.effective_attachment else None


def _text(message: Message) -> str:
    return _whole(message.text or message.caption or "")


def _called(text: str, me: Me) -> str | None:
    """`/pose@karani_bot legsup` as `/pose legsup`; None if it does not begin so."""
    call = _CALL.match(text)
    if call is None or (call[3] or "").casefold() != me.name.casefold():
        return None
    return call[1] + text[call.end() :]


def _meant_for(me: Me, message: Message) -> str | None:
    """What is said to the coach in a group, its name left out; None if others are meant."""
    text = _text(message)
    call = _CALL.match(text)
    if call and call[3]:
        return _called(text, me)
    if call and call[2].casefold() in _COMMANDS:
        return text
    spoken = _without_mentions(me, message)
    if spoken is not None:
        return spoken
    answered = message.reply_to_message
    if answered and answered.from_user and answered.from_user.id == me.id:
        return text
    return None


def _without_mentions(me: Me, message: Message) -> str | None:
    """The text without the coach's name wherever it stands; None if it stands nowhere."""
    raw = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    marks = message.entities or message.caption_entities
    # From the end, so that what is cut out does not move what stands before it.
    spans = sorted(
        ((2 * m.offset, 2 * m.length) for m in marks if _names(me, m, raw)), reverse=True
    )
    for begin, length in spans:
        raw = raw[:begin] + raw[begin + length :]
    text = raw.decode("utf-16-le", "ignore")
    return " ".join(text.split(" ")).strip(" \n,:") if spans else None


def _names(me: Me, mark: MessageEntity, raw: bytes) -> bool:
    match mark.type:
        case MessageEntity.TEXT_MENTION:
            return mark.user is not None and mark.user.id == me.id
        case MessageEntity.MENTION:
            word = raw[2 * mark.offset : 2 * (mark.offset + mark.length)]
            return word.decode("utf-16-le", "ignore").casefold() == f"@{me.name}".casefold()
        case _:
            return False


def _whole(text: str) -> str:
    """The text without halves of characters, which nothing could store."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
