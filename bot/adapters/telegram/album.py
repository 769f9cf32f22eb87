"""Pictures and sounds on Telegram: uploaded once, then named by the identifier they got."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, InputMediaAnimation, InputMediaPhoto
from telegram import Message as Sent
from telegram.error import BadRequest

from bot.adapters.telegram.errors import unchanged
from bot.adapters.telegram.markup import Part
from bot.delivery.uploaded import Uploaded
from bot.media.studio import Picture

CAPTION_UNITS = 1024
GIF, OGG = "image/gif", "audio/ogg"
_STALE = (
    "wrong file identifier",
    "wrong remote file identifier",
    "file_reference_",
    "can't use file of type",
)
"""How Telegram refuses an identifier: unknown, another bot's, run out, of another kind of file."""


class Album:
    """Sends pictures by a bot.

    An identifier is good for one bot, for as long as Telegram has the file: if it is refused, the
    picture is uploaded anew. `uploaded` remembers them.
    """

    def __init__(self, bot: Bot, uploaded: Uploaded) -> None:
        self._bot = bot
        self._uploaded = uploaded

    async def send(self, chat: int, picture: Picture, part: Part | None, **how: Any) -> int:  # noqa: ANN401 - Telegram's own parameters
        """Send a picture, animation or voice note, with a caption or none; its message's number.

        Raises:
            TelegramError: as the call does.
        """
        caption: dict[str, Any] = {}
        if part is not None:
            caption = {"caption": part.text, "caption_entities": part.entities}
        calls: dict[str, Callable[..., Awaitable[Sent]]] = {
            GIF: self._bot.send_animation,
            OGG: self._bot.send_voice,
        }
        call = calls.get(picture.media_type, self._bot.send_photo)

        async def sending(file: str | bytes) -> Sent:
            return await call(chat, file, filename=picture.name, **caption, **how)

        return (await self._sent(picture, sending)).message_id

    async def edit(
        self,
        chat: int,
        place: int,
        picture: Picture,
        part: Part,
        keys: InlineKeyboardMarkup | None,
    ) -> bool:
        """Whether a message shows the picture now; not if it is gone, or cannot hold one.

        Raises:
            TelegramError: as the call does.
        """

        async def editing(file: str | bytes) -> Sent:
            media = _media(file, picture, part)
            edited = await self._bot.edit_message_media(media, chat, place, reply_markup=keys)
            if isinstance(edited, bool):
                raise TypeError("an edited message of a chat comes back whole")
            return edited

        try:
            await self._sent(picture, editing)
        except BadRequest as refused:
            return unchanged(refused)
        return True

    async def _sent(
        self, picture: Picture, sending: Callable[[str | bytes], Awaitable[Sent]]
    ) -> Sent:
        known = await self._uploaded.named(picture.digest)
        if known is not None:
            try:
                return await sending(known)
            except BadRequest as refused:
                if not any(word in refused.message.lower() for word in _STALE):
                    raise
                await self._uploaded.drop(picture.digest)
        sent = await sending(picture.data)
        if (name := _identifier(sent)) is not None:
            await self._uploaded.keep(picture.digest, name)
        return sent


def _media(
    file: str | bytes, picture: Picture, part: Part
) -> InputMediaAnimation | InputMediaPhoto:
    if picture.media_type == GIF:
        return InputMediaAnimation(
            file, caption=part.text, caption_entities=part.entities, filename=picture.name
        )
    return InputMediaPhoto(
        file, caption=part.text, caption_entities=part.entities, filename=picture.name
    )


def _identifier(sent: Sent) -> str | None:
    """What Telegram calls the file of a message, in its largest size."""
    if sent.photo:
        return sent.photo[-1].file_id
    file = sent.animation or sent.voice or sent.document
    return file.file_id if file else None
