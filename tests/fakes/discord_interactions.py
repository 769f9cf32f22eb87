"""Interactions: what a person does, and the app's one answer and its follow-ups.

Rules of the page "Receiving and Responding": an answer within 3 seconds and only one, follow-ups
for 15 minutes, five of them at most where the app is on the person's account alone.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from tests.fakes.discord_commands import STRING, check_choices
from tests.fakes.discord_components import check_modal
from tests.fakes.discord_limits import EPHEMERAL, FLAGS_IN_REPLY, LOADING
from tests.fakes.discord_messages import Messages
from tests.fakes.discord_views import Seen, seen
from tests.fakes.discord_wire import (
    NO_CONTENT,
    Answer,
    ApiError,
    Call,
    Form,
    Json,
    Place,
    Routes,
    invalid_form,
)
from tests.fakes.discord_world import Channel, Message, Person, World

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
ANSWERS = {
    COMMAND: (MESSAGE, DEFERRED_MESSAGE, MODAL),
    COMPONENT: (MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE),
}

ANSWER_WITHIN = timedelta(seconds=3)
TOKEN_LIVES = timedelta(minutes=15)
MOST_FOLLOWUPS = 5
AT_DATA: Place = ("data",)


@dataclass(slots=True, kw_only=True)
class Interaction:
    """One thing a person did, and all that came of it."""

    id: int
    type: int
    person: Person
    channel: Channel
    payload: Json
    owners: Json
    at: datetime
    token: str = field(default_factory=lambda: token_urlsafe(48))
    # The message a pressed button is on.
    source: Message | None = None
    callback: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    choices: list[Json] | None = None
    modal: Json | None = None

    @property
    def acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def replies(self) -> list[Seen]:
        """What the person got to see: the answer, then the follow-ups, as they are now."""
        own = [self.original] if self.original and self.original is not self.source else []
        return [seen(message) for message in (*own, *self.followups) if not message.deleted]

    @property
    def loading(self) -> bool:
        return self.original is not None and self.original.loading


class Interactions:
    """The REST routes by which an app answers."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self.all: list[Interaction] = []

    def routes(self) -> Routes:
        hook = "/webhooks/{application_id}/{token}"
        original = f"{hook}/messages/@original"
        followup = f"{hook}/messages/{{message_id}}"
        return {
            "POST /interactions/{interaction_id}/{token}/callback": self._answer,
            f"POST {hook}": self._follow_up,
            f"GET {original}": lambda call: Answer(body=self._original(call).payload),
            f"PATCH {original}": lambda call: self._change(call, self._original(call)),
            f"DELETE {original}": lambda call: self._remove(self._original(call)),
            f"GET {followup}": lambda call: Answer(body=self._named(call).payload),
            f"PATCH {followup}": lambda call: self._change(call, self._named(call)),
            f"DELETE {followup}": lambda call: self._remove(self._named(call)),
        }

    def _answer(self, call: Call) -> Answer:
        found = [
            one
            for one in self.all
            if str(one.id) == call.params["interaction_id"] and one.token == call.params["token"]
        ]
        if found and found[0].acknowledged:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if not found or self._world.now() - found[0].at > ANSWER_WITHIN:
            raise ApiError(404, 10062, "Unknown interaction")
        interaction, body = found[0], call.form()
        kind = body.get("type")
        if kind not in ANSWERS[interaction.type] or (
            kind in (DEFERRED_UPDATE, UPDATE) and interaction.source is None
        ):
            message = f"Value must be one of {ANSWERS[interaction.type]}."
            raise invalid_form([(("type",), "BASE_TYPE_CHOICES", message)])
        data = body.get("data") or {}
        match kind:
            case 4:
                self._reply(interaction, data, call)
            case 5:
                self._defer(interaction, data)
            case 6:
                interaction.original = interaction.source
            case 7:
                self._update(interaction, data, call)
            case 8:
                interaction.choices = _checked_choices(data)
            case _:
                form = Form()
                check_modal(form, data, AT_DATA)
                form.check()
                interaction.modal = data
        interaction.callback = kind
        self._world.bell.ring()
        if not call.asks("with_response"):
            return NO_CONTENT
        return Answer(body=_callback_response(interaction))

    def _reply(self, interaction: Interaction, data: Json, call: Call) -> None:
        message = self._messages.create(
            interaction.channel,
            data,
            call.files,
            allowed_flags=FLAGS_IN_REPLY,
            at=AT_DATA,
            more=self._about(interaction),
        )
        interaction.original = self._shown(interaction, message)

    def _defer(self, interaction: Interaction, data: Json) -> None:
        flags = int(data.get("flags") or 0)
        if flags & ~EPHEMERAL:
            problem = ("MESSAGE_FLAGS_INVALID", "Only EPHEMERAL may be set on a deferred answer.")
            raise invalid_form([((*AT_DATA, "flags"), *problem)])
        message = self._messages.blank(interaction.channel, None)
        message.payload |= {"flags": flags | LOADING, **self._about(interaction)}
        interaction.original = self._shown(interaction, message)

    def _update(self, interaction: Interaction, data: Json, call: Call) -> None:
        source = interaction.source
        if source is None or source.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        self._messages.change(source, data, call.files, at=AT_DATA)
        interaction.original = source

    def _shown(self, interaction: Interaction, message: Message) -> Message:
        if message.ephemeral:
            message.only_for = interaction.person.id
        message.owners = interaction.owners
        self._messages.show(message)
        return message

    def _about(self, interaction: Interaction) -> Json:
        """Give what Discord writes on a message that came of an interaction."""
        application = str(self._world.application_id)
        return {
            "type": 20 if interaction.type == COMMAND else 0,
            "application_id": application,
            "webhook_id": application,
            "interaction_metadata": {
                "id": str(interaction.id),
                "type": interaction.type,
                "user": interaction.person.payload(),
                "authorizing_integration_owners": interaction.owners,
            },
        }

    def _by_token(self, call: Call) -> Interaction:
        found = [one for one in self.all if one.token == call.params["token"]]
        if call.snowflake("application_id") != self._world.application_id:
            raise ApiError(404, 10015, "Unknown Webhook")
        if not found or self._world.now() - found[0].at > TOKEN_LIVES:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        if not found[0].acknowledged:
            raise ApiError(404, 10015, "Unknown Webhook")
        return found[0]

    def _original(self, call: Call) -> Message:
        message = self._by_token(call).original
        if message is None or message.deleted:
            raise ApiError(404, 10008, "Unknown Message")
        return message

    def _named(self, call: Call) -> Message:
        interaction, wanted = self._by_token(call), call.snowflake("message_id")
        for message in (interaction.original, *interaction.followups):
            if message is not None and message.id == wanted and not message.deleted:
                return message
        raise ApiError(404, 10008, "Unknown Message")

    def _follow_up(self, call: Call) -> Answer:
        interaction, body = self._by_token(call), call.form()
        if interaction.type == AUTOCOMPLETE:
            raise ApiError(404, 10015, "Unknown Webhook")
        if interaction.original is not None and interaction.loading:
            # Documented: the first follow-up fills "thinking...", which stays as private as it was.
            return self._change(call, interaction.original, ignored_flags=EPHEMERAL)
        account_alone = set(interaction.owners) == {"1"}
        if account_alone and len(interaction.followups) >= MOST_FOLLOWUPS:
            sentence = "This interaction has hit the maximum number of follow up messages"
            raise ApiError(400, 40094, sentence)
        message = self._messages.create(
            interaction.channel,
            body,
            call.files,
            allowed_flags=FLAGS_IN_REPLY,
            more=self._about(interaction) | {"type": 0},
        )
        interaction.followups.append(self._shown(interaction, message))
        self._world.bell.ring()
        return Answer(body=message.payload)

    def _change(self, call: Call, message: Message, ignored_flags: int = 0) -> Answer:
        body = dict(call.form())
        if body.get("flags"):
            body["flags"] &= ~ignored_flags
        self._messages.change(message, body, call.files)
        return Answer(body=message.payload)

    def _remove(self, message: Message) -> Answer:
        self._messages.remove(message)
        return NO_CONTENT


def _checked_choices(data: Json) -> list[Json]:
    form = Form()
    place = (*AT_DATA, "choices")
    choices = form.items(place, data.get("choices"), most=25)
    for index, choice in enumerate(choices):
        kind = STRING if isinstance(choice.get("value"), str) else 0
        check_choices(form, [choice], (*place, index), kind)
    form.check()
    return choices


def _callback_response(interaction: Interaction) -> Json:
    message, kind = interaction.original, interaction.callback
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    resource: Json = {"type": kind}
    if message is not None:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if kind in (MESSAGE, UPDATE):
            resource["message"] = message.payload
    return {"interaction": about, "resource": resource}
