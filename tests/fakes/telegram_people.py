"""What people do on Telegram, for a test to say in one line each."""

from tests.fakes.telegram_text import Json, found_entities, part
from tests.fakes.telegram_world import (
    BLOCKED,
    CANNOT_START,
    DEACTIVATED,
    KICKED,
    Group,
    Person,
    Post,
    Press,
    Room,
    Seen,
    World,
)


class People:
    """The driver's half of the server: every act becomes the update Telegram would send."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._last_query = 4_000_000_000

    def user(
        self,
        id: int,  # noqa: A002 -- the Bot API's own name
        first_name: str = "Ada",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
    ) -> Person:
        """A person Telegram knows, who has not written to the bot yet."""
        person = Person(
            id=id,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        names = {
            name: value
            for name, value in person.json().items()
            if name not in {"is_bot", "language_code"}
        }
        self.world.rooms[id] = Room(json={**names, "type": "private"}, shut=CANNOT_START)
        return person

    def group(
        self,
        id: int,  # noqa: A002 -- the Bot API's own name
        title: str = "Sleepers",
        *,
        supergroup: bool = True,
        topics: tuple[int, ...] = (),
    ) -> Group:
        """A group the bot is in; `topics` are the threads of a forum."""
        kind = "supergroup" if supergroup else "group"
        json: Json = {"id": id, "type": kind, "title": title}
        if topics:
            json["is_forum"] = True
        self.world.rooms[id] = Room(json=json, topics=frozenset(topics))
        return Group(id=id, title=title)

    def says(
        self,
        user: Person,
        text: str,
        chat: Group | None = None,
        *,
        thread: int | None = None,
        reply_to: Seen | int | None = None,
    ) -> Seen:
        entities = found_entities(text)
        content: Json = {"text": text} | ({"entities": entities} if entities else {})
        return self.sends(user, chat, thread=thread, reply_to=reply_to, **content)

    def shares_location(
        self, user: Person, lat: float, lon: float, chat: Group | None = None
    ) -> Seen:
        return self.sends(user, chat, location={"latitude": lat, "longitude": lon})

    def sends(
        self,
        user: Person,
        chat: Group | None = None,
        *,
        thread: int | None = None,
        reply_to: Seen | int | None = None,
        **content: object,
    ) -> Seen:
        """Any content in the Bot API's own words, such as `sticker={...}`."""
        room = self._room(user, chat)
        if room.private and room.shut == CANNOT_START:
            room.shut = None
        if room.shut is not None:
            raise AssertionError(f"nobody can write here: {room.shut}")
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        answered = room.posts[_id(reply_to)] if reply_to is not None else None
        if answered is not None:
            content["reply_to_message"] = answered.json
        post = self.world.put(room, user.json(), dict(content))
        if self._reaches_bot(room, post, answered):
            self._tell("message", post.json)
        return self.world.seen(post)

    def edits(
        self, user: Person, message: Seen | int, text: str, chat: Group | None = None
    ) -> Seen:
        room = self._room(user, chat)
        post = room.posts[_id(message)]
        if post.json["from"]["id"] != user.id:
            raise AssertionError("people edit only what they wrote")
        post.json = {
            **post.json,
            "text": text,
            "entities": found_entities(text),
            "edit_date": int(self.world.now()),
        }
        if self._reaches_bot(room, post, None):
            self._tell("edited_message", post.json)
        return self.world.seen(post)

    def presses(
        self,
        user: Person,
        message: Seen | int,
        data: str,
        chat: Group | None = None,
        *,
        stale: bool = False,
    ) -> str:
        """Press a button; `stale` for one that was still on the screen after an edit."""
        post = self._room(user, chat).posts[_id(message)]
        rows = self.world.seen(post).buttons
        if not stale and not any(button.data == data for row in rows for button in row):
            raise AssertionError(f"no button holds {data!r}: {rows}")
        self._last_query += 1
        query_id = str(self._last_query)
        self.world.presses[query_id] = Press(at=self.world.now(), user_id=user.id)
        query = {
            "id": query_id,
            "from": user.json(),
            "message": post.json,
            "chat_instance": str(post.json["chat"]["id"]),
            "data": data,
        }
        self._tell("callback_query", query)
        return query_id

    def repeats_last_update(self) -> None:
        """Deliver the last update once more, under its old number."""
        self.world.updates.repeat_last()
        self.world.changed()

    def blocks(self, user: Person) -> None:
        self._membership(self._room(user, None), user.json(), BLOCKED, ("member", "kicked"))

    def unblocks(self, user: Person) -> None:
        self._membership(self._room(user, None), user.json(), None, ("kicked", "member"))

    def deactivates(self, user: Person) -> None:
        """The account is deleted: Telegram tells the bot nothing."""
        self._room(user, None).shut = DEACTIVATED

    def removes_bot(self, user: Person, group: Group) -> None:
        self._membership(self._room(user, group), user.json(), KICKED, ("member", "kicked"))

    def adds_bot(self, user: Person, group: Group) -> None:
        self._membership(self._room(user, group), user.json(), None, ("left", "member"))

    def upgrades(self, user: Person, group: Group) -> Group:
        """Turn a basic group into a supergroup, which has another number."""
        old = self._room(user, group)
        new = self.group(-(1_000_000_000_000 + abs(group.id)), group.title)
        old.migrated_to = new.id
        post = self.world.put(old, user.json(), {"migrate_to_chat_id": new.id})
        self._tell("message", post.json)
        return new

    def rival_polls(self) -> None:
        """Another process polls with this token: every poll of ours is refused with 409."""
        self.world.updates.rival_polls()

    def rival_leaves(self) -> None:
        self.world.updates.rival_leaves()

    def passes(self, seconds: float) -> None:
        """Let time pass on Telegram's side, if the server was given no clock."""
        self.world.passes(seconds)

    def chat(self, chat: int | Person | Group) -> list[Seen]:
        """Everything in a chat, as people see it now, the oldest first."""
        room = self.world.rooms[chat if isinstance(chat, int) else chat.id]
        return [self.world.seen(post) for post in room.posts.values()]

    def said(self, chat: int | Person | Group) -> list[Seen]:
        """What the bot wrote in a chat."""
        return [seen for seen in self.chat(chat) if seen.from_bot]

    def _room(self, user: Person, chat: Group | None) -> Room:
        return self.world.rooms[chat.id if chat else user.id]

    def _tell(self, kind: str, body: Json) -> None:
        self.world.updates.add(kind, body)
        self.world.changed()

    def _membership(
        self, room: Room, by: Json, shut: str | None, statuses: tuple[str, str]
    ) -> None:
        room.shut = shut
        old, new = (
            {"user": self.world.bot, "status": status}
            | ({"until_date": 0} if status == "kicked" else {})
            for status in statuses
        )
        change = {
            "chat": room.json,
            "from": by,
            "date": int(self.world.now()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._tell("my_chat_member", change)

    def _reaches_bot(self, room: Room, post: Post, answered: Post | None) -> bool:
        """Whether a message gets past the privacy mode of groups, which is on by default."""
        if room.private or self.world.reads_all_group_messages or "text" not in post.json:
            return True
        if answered is not None and answered.from_bot:
            return True
        mine = f"@{self.world.bot['username']}"
        text = post.json["text"]
        for entity in post.json.get("entities", ()):
            word = part(text, entity["offset"], entity["length"])
            if word.endswith(mine) or (entity["type"] == "bot_command" and "@" not in word):
                return True
        return False


def _id(message: Seen | int) -> int:
    return message if isinstance(message, int) else message.message_id
