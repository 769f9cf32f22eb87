"""Files a bot has sent or been sent: what Telegram takes, and hands back."""

import hashlib
from dataclasses import dataclass

from tests.fakes.telegram_errors import bad_request
from tests.fakes.telegram_text import Json

_MEGABYTE = 2**20
# Documented at https://core.telegram.org/bots/api#sending-files.
_MOST_UPLOADED = {"photo": 10 * _MEGABYTE}
_MOST_UPLOADED_OTHERWISE = 50 * _MEGABYTE
_MOST_DOWNLOADED = 20 * _MEGABYTE
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
# What a voice message may be: Ogg, MP3 with or without a tag, or M4A.
_SOUNDS = (b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came in a multipart request."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    file_id: str
    kind: str
    upload: Upload

    @property
    def path(self) -> str:
        suffix = self.upload.name.rpartition(".")[2] if "." in self.upload.name else "bin"
        return f"{self.kind}s/{self.file_id}.{suffix}"

    @property
    def unique_id(self) -> str:
        return hashlib.sha256(self.upload.content).hexdigest()[:16]

    def json(self) -> Json:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
        }


class Files:
    """What one bot has sent or been sent: another one's identifiers mean nothing here."""

    def __init__(self, bot: int) -> None:
        self._bot = bot
        self._by_id: dict[str, StoredFile] = {}

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Take an upload in, refusing what Telegram would not show as this kind."""
        content = upload.content
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > _MOST_UPLOADED.get(kind, _MOST_UPLOADED_OTHERWISE):
            raise bad_request(f"file of size {len(content)} bytes is too big for a {kind}")
        if kind == "photo":
            _check_photo(content)
        if kind == "voice" and not (content.startswith(_SOUNDS) or content[4:8] == b"ftyp"):
            raise bad_request("VOICE_FILE_INVALID")  # our words
        file_id = f"{kind}-{self._bot}-{len(self._by_id) + 1}"
        stored = StoredFile(file_id=file_id, kind=kind, upload=upload)
        self._by_id[stored.file_id] = stored
        return stored

    def again(self, kind: str, file_id: str) -> StoredFile:
        """Find a file sent before, named by its identifier."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def download(self, file_id: str) -> Json:
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.upload.content) > _MOST_DOWNLOADED:
            raise bad_request("file is too big")
        return {**stored.json(), "file_path": stored.path}

    def at(self, path: str) -> StoredFile | None:
        return next((kept for kept in self._by_id.values() if kept.path == path), None)

    def content(self, file_id: str) -> bytes | None:
        """The bytes of a file; None of one a test made up for a person to send."""
        stored = self._by_id.get(file_id)
        return stored.upload.content if stored else None


def _size(png: bytes) -> tuple[int, int]:
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def _check_photo(content: bytes) -> None:
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    if not (content.startswith((_PNG, _JPEG, b"GIF8")) or is_webp):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if content.startswith(_PNG):
        width, height = _size(content)
        # Documented: width and height at most 10,000 in total, ratio at most 20.
        if (
            not width
            or not height
            or width + height > 10_000
            or max(width / height, height / width) > 20
        ):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")


def shown(stored: StoredFile, extra: Json) -> Json:
    """The fields a message carries for a file."""
    upload = stored.upload
    named = {**stored.json(), "file_name": upload.name, "mime_type": upload.mime}
    match stored.kind:
        case "photo":
            png = upload.content.startswith(_PNG)
            width, height = _size(upload.content) if png else (800, 600)
            return {"photo": [{**stored.json(), "width": width, "height": height}]}
        case "voice":
            duration = int(extra.get("duration", 0))
            return {"voice": {**stored.json(), "mime_type": upload.mime, "duration": duration}}
        case "animation":
            sizes = {name: int(extra.get(name, 0)) for name in ("width", "height", "duration")}
            # Documented: `document` is set as well, for backward compatibility.
            return {"animation": {**named, **sizes}, "document": named}
        case "video":
            sizes = {name: int(extra.get(name, 0)) for name in ("width", "height", "duration")}
            return {"video": {**named, **sizes}}
        case _:
            return {"document": named}
