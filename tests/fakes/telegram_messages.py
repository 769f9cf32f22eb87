"""The methods that send, change and delete messages."""

from tests.fakes.telegram_calls import Call
from tests.fakes.telegram_errors import BotApiError, bad_request
from tests.fakes.telegram_files import StoredFile, shown
from tests.fakes.telegram_markup import check_inline, check_markup, wide_rows
from tests.fakes.telegram_text import Json, parse_html, read_entities, trimmed, units
from tests.fakes.telegram_world import MEDIA, Post, Room, World, words

_MOST_TEXT = 4096
_MOST_CAPTION = 1024
# The documentation of deleteMessage: only what was sent less than 48 hours ago.
_DELETABLE_SECONDS = 48 * 3600
_CONTENT = ("text", "entities", "caption", "caption_entities", *MEDIA)


def room_of(world: World, call: Call) -> Room:
    given = call.params.get("chat_id", "")
    if given == "":
        raise bad_request("chat_id is empty")
    room = world.rooms.get(given) if isinstance(given, int) else None
    if room is None:
        raise bad_request("chat not found")
    return room


def styled(params: Json, name: str, entities: str) -> tuple[str, list[Json]]:
    """A text as people will see it, and its entities, from either way of styling it."""
    raw = str(params.get(name, ""))
    mode = str(params.get("parse_mode", "")).lower()
    if mode == "html":
        return trimmed(*parse_html(raw))
    if mode in {"markdown", "markdownv2"}:
        raise bad_request("can't parse entities: this stand-in reads HTML only")
    if mode:
        raise bad_request("unsupported parse_mode")
    return trimmed(raw, read_entities(raw, params.get(entities, [])))


def _text(call: Call, too_long: BotApiError) -> Json:
    text, entities = styled(call.params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > _MOST_TEXT:
        raise too_long
    return {"text": text} | ({"entities": entities} if entities else {})


def _caption(params: Json) -> Json:
    text, entities = styled(params, "caption", "caption_entities")
    if units(text) > _MOST_CAPTION:
        raise bad_request("message caption is too long")
    found = {"caption": text} if text else {}
    return found | ({"caption_entities": entities} if entities else {})


def send_message(world: World, call: Call) -> Json:
    content = _text(call, bad_request("message is too long"))
    return _send(world, call, content)


def send_media(world: World, call: Call) -> Json:
    kind = call.method.removeprefix("send").lower()
    caption = _caption(call.params)
    room_of(world, call).check_open()
    stored = _file(world, call, kind, call.params.get(kind))
    return _send(world, call, shown(stored, call.params) | caption)


def _file(world: World, call: Call, kind: str, given: object) -> StoredFile:
    name = str(given or "").removeprefix("attach://")
    upload = call.files.get(name or kind)
    if upload is not None:
        return world.files.keep(kind, upload)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    return world.files.again(kind, str(given))


def _send(world: World, call: Call, content: Json) -> Json:
    room = room_of(world, call)
    room.check_open()
    markup = call.params.get("reply_markup")
    if markup is not None:
        check_markup(markup, private=room.private)
        world.warnings += wide_rows(markup)
    content |= _reply(room, call) | _thread(room, call)
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    if markup and markup.get("inline_keyboard"):
        content["reply_markup"] = markup
    post = world.put(room, world.bot, content)
    post.silent = call.flag("disable_notification")
    post.keyboard = markup if markup and "inline_keyboard" not in markup else None
    return post.json


def _reply(room: Room, call: Call) -> Json:
    wanted = call.params.get("reply_parameters")
    if wanted is None:
        return {}
    answered = room.posts.get(wanted.get("message_id", 0))
    if answered is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    quote = wanted.get("quote")
    if quote and quote not in words(answered.json):
        raise bad_request("QUOTE_TEXT_INVALID")
    outer = {name: value for name, value in answered.json.items() if name != "reply_to_message"}
    return {"reply_to_message": outer}


def _thread(room: Room, call: Call) -> Json:
    thread = call.number("message_thread_id")
    if not thread:
        return {}
    if thread not in room.topics:
        raise bad_request("message thread not found")
    return {"message_thread_id": thread, "is_topic_message": True}


def _editable(world: World, call: Call) -> Post:
    room = room_of(world, call)
    room.check_open()
    post = room.posts.get(call.number("message_id"))
    if post is None:
        raise bad_request("message to edit not found")
    if not post.from_bot or post.keyboard is not None:
        raise bad_request("message can't be edited")
    return post


def _edit(world: World, call: Call, post: Post, content: Json, replaced: tuple[str, ...]) -> Json:
    """Put new content in place; an edit without a keyboard takes the old one away."""
    markup = call.params.get("reply_markup")
    if markup is not None:
        world.warnings += wide_rows(check_inline(markup))
    kept = {
        name: value
        for name, value in post.json.items()
        if name not in {*replaced, "reply_markup", "edit_date"}
    }
    fresh = kept | content
    if markup and markup.get("inline_keyboard"):
        fresh["reply_markup"] = markup
    if fresh == {name: value for name, value in post.json.items() if name != "edit_date"}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    if content or replaced:
        # A change of buttons alone leaves no "edited" mark.
        fresh["edit_date"] = int(world.now())
    elif "edit_date" in post.json:
        fresh["edit_date"] = post.json["edit_date"]
    post.json = fresh
    world.changed()
    return fresh


def edit_text(world: World, call: Call) -> Json:
    content = _text(call, bad_request("MESSAGE_TOO_LONG"))
    post = _editable(world, call)
    if "text" not in post.json:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, call, post, content, ("text", "entities"))


def edit_caption(world: World, call: Call) -> Json:
    content = _caption(call.params)
    post = _editable(world, call)
    if not any(kind in post.json for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _edit(world, call, post, content, ("caption", "caption_entities"))


def edit_markup(world: World, call: Call) -> Json:
    return _edit(world, call, _editable(world, call), {}, ())


def edit_media(world: World, call: Call) -> Json:
    post = _editable(world, call)
    media = call.params.get("media")
    kinds = {"photo", "animation", "video", "document"}
    if not isinstance(media, dict) or media.get("type") not in kinds:
        raise bad_request("can't parse InputMedia: unsupported type specified")
    if "voice" in post.json:
        raise bad_request("message can't be edited")  # a voice message keeps its voice
    stored = _file(world, call, media["type"], media.get("media"))
    content = shown(stored, media) | _caption(media)
    return _edit(world, call, post, content, _CONTENT)


def delete_message(world: World, call: Call) -> bool:
    room = room_of(world, call)
    room.check_open()
    post = room.posts.get(call.number("message_id"))
    if post is None:
        raise bad_request("message to delete not found")
    too_old = post.json["date"] < world.now() - _DELETABLE_SECONDS
    if too_old or not (post.from_bot or room.private):
        raise bad_request("message can't be deleted")
    del room.posts[post.json["message_id"]]
    world.changed()
    return True
