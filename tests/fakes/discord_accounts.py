"""Who the bot is, what its application is, and where its gateway is."""

from collections.abc import Callable

from tests.fakes.discord_wire import Answer, ApiError, Call, Json, Routes
from tests.fakes.discord_world import Person, World

SESSION_STARTS: Json = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}


class Accounts:
    """The routes a client asks while it logs in."""

    def __init__(self, world: World, gateway_url: Callable[[], str]) -> None:
        self._world = world
        self._gateway_url = gateway_url

    def routes(self) -> Routes:
        return {
            "GET /users/@me": lambda _: Answer(body=self._world.bot_payload()),
            "GET /users/{user_id}": self._person,
            "GET /gateway": lambda _: Answer(body={"url": self._gateway_url()}),
            "GET /gateway/bot": self._gateway,
            "GET /oauth2/applications/@me": self._application,
            "GET /applications/@me": self._application,
            "GET /applications/{application_id}": self._application,
        }

    def _person(self, call: Call) -> Answer:
        return Answer(body=self._world.person(call.snowflake("user_id")).payload())

    def _gateway(self, _: Call) -> Answer:
        start = {"shards": 1, "session_start_limit": SESSION_STARTS}
        return Answer(body={"url": self._gateway_url(), **start})

    def _application(self, call: Call) -> Answer:
        own = str(self._world.application_id)
        if call.params.get("application_id", own) != own:
            raise ApiError(404, 10002, "Unknown Application")
        about: Json = {
            "id": own,
            "name": "Karani",
            "icon": None,
            "description": "A bedtime yoga coach.",
            "summary": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": 0,
            "owner": Person(id=1, name="Owner").payload(),
            "integration_types_config": {"0": {}, "1": {}},
        }
        return Answer(body=about)
