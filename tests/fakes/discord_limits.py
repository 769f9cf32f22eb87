"""Discord's limits on one message (pages "Message Resource" and "API Reference")."""

from collections.abc import Collection, Iterator, Mapping

from tests.fakes.discord_components import check_layout, check_legacy
from tests.fakes.discord_wire import ApiError, Form, Json, Place, Upload

SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15

# What a bot may set, by the way the message is made.
FLAGS_IN_CHANNEL = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
FLAGS_ON_EDIT = SUPPRESS_EMBEDS | COMPONENTS_V2
FLAGS_IN_REPLY = FLAGS_IN_CHANNEL | EPHEMERAL

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10
MOST_EMBED_TEXT = 6000

# Beyond the documented 4,000 characters, layouts whose texts fill this many bytes of UTF-8 (12 of
# them a text's own cost) get a 500: discord-api-docs issue 8554. Scripts of three bytes a
# character meet it at some 3,390 characters.
LAYOUT_BYTES, LAYOUT_BYTES_A_TEXT = 10_170, 12

EMBED_TEXTS = (("title", 256), ("description", 4096))


def empty_message() -> ApiError:
    return ApiError(400, 50006, "Cannot send an empty message")


def check_message(
    body: Json,
    *,
    flags: int,
    allowed_flags: int,
    filenames: Collection[str] = (),
    at: Place = (),
) -> None:
    """Refuse what is too long, too much or of the wrong kind.

    Args:
        body: What the request sets.
        flags: The flags that the message will have, with those it keeps from before.
        allowed_flags: The flags that this way of sending may set.
        filenames: The names that `attachment://` may refer to.
        at: Where the message stands in the whole form, for the error's path.
    """
    form = Form()
    form.text((*at, "content"), body.get("content") or "", least=0, most=2000)
    if (body.get("flags") or 0) & ~allowed_flags:
        form.wrong((*at, "flags"), "MESSAGE_FLAGS_INVALID", "These flags cannot be set here.")
    if flags & COMPONENTS_V2:
        _check_layout_message(form, body, filenames, at)
    else:
        _check_embeds(form, body.get("embeds"), (*at, "embeds"))
        check_legacy(form, body.get("components"), (*at, "components"))
    _check_nonce(form, body, at)
    _check_mentions(form, body.get("allowed_mentions"), (*at, "allowed_mentions"))
    form.check()


def _check_layout_message(form: Form, body: Json, names: Collection[str], at: Place) -> None:
    for legacy in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(legacy):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            message = f"The '{legacy}' field cannot be used when using IS_COMPONENTS_V2"
            form.wrong((*at, legacy), code, message)
    if body.get("components"):
        check_layout(form, body["components"], (*at, "components"), names)


def check_layout_bytes(texts: Collection[str]) -> None:
    size = sum(len(text.encode()) + LAYOUT_BYTES_A_TEXT for text in texts)
    if size > LAYOUT_BYTES:
        raise ApiError(500, 0, "500: Internal Server Error")


def _check_nonce(form: Form, body: Json, at: Place) -> None:
    nonce = body.get("nonce")
    if nonce is None:
        return
    if isinstance(nonce, bool) or not isinstance(nonce, int | str):
        form.wrong((*at, "nonce"), "NONCE_TYPE_INVALID_TYPE", "Nonce must be an integer or string")
    else:
        form.text((*at, "nonce"), str(nonce), least=0, most=25)


def _check_mentions(form: Form, mentions: object, at: Place) -> None:
    if not isinstance(mentions, dict):
        return
    parse = mentions.get("parse") or []
    for index, kind in enumerate(parse):
        form.one_of((*at, "parse", index), kind, ("roles", "users", "everyone"))
    for kind in ("roles", "users"):
        named = form.items((*at, kind), mentions.get(kind), most=100)
        if named and kind in parse:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.wrong(at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


def _check_embeds(form: Form, embeds: object, at: Place) -> None:
    total = 0
    for index, embed in enumerate(form.items(at, embeds, most=10)):
        here = (*at, index)
        total += sum(len(text) for text in embed_texts(embed))
        for name, most in EMBED_TEXTS:
            form.text((*here, name), embed.get(name) or "", least=0, most=most)
        for name, inner, most in (("author", "name", 256), ("footer", "text", 2048)):
            part = embed.get(name)
            if isinstance(part, dict):
                form.text((*here, name, inner), part.get(inner), least=0, most=most)
        _check_fields(form, embed, here)
        _check_links(form, embed, here)
    if total > MOST_EMBED_TEXT:
        message = f"Embed size exceeds maximum size of {MOST_EMBED_TEXT}"
        form.wrong(at, "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_fields(form: Form, embed: Json, at: Place) -> None:
    inside = (*at, "fields")
    for index, field in enumerate(form.items(inside, embed.get("fields"), most=25)):
        form.text((*inside, index, "name"), field.get("name"), least=1, most=256)
        form.text((*inside, index, "value"), field.get("value"), least=1, most=1024)


def _check_links(form: Form, embed: Json, at: Place) -> None:
    for name in ("image", "thumbnail", "author", "footer"):
        part = embed.get(name) or {}
        for key in ("url", "icon_url"):
            url = part.get(key)
            if url and not url.startswith(("http://", "https://", "attachment://")):
                message = f'Scheme "{url.split(":")[0]}" is not supported.'
                form.wrong((*at, name, key), "URL_TYPE_INVALID_SCHEME", message)


def embed_texts(embed: Json) -> Iterator[str]:
    """Give the texts that count towards an embed's 6,000, in the order a person reads them."""
    parts = [
        (embed.get("author") or {}).get("name"),
        embed.get("title"),
        embed.get("description"),
        *(one.get(key) for one in embed.get("fields") or () for key in ("name", "value")),
        (embed.get("footer") or {}).get("text"),
    ]
    yield from (part for part in parts if part)


def check_files(files: Mapping[int, Upload]) -> None:
    if len(files) > MOST_FILES:
        raise ApiError(400, 30015, "Maximum number of attachments in a message reached (10)")
    if any(len(upload.content) > LARGEST_FILE for upload in files.values()):
        raise ApiError(413, 40005, "Request entity too large")
