"""The error a Bot API method answers with, in Telegram's own shape and words.

Descriptions come from the Bot API server's source (`Client.cpp`) or from what bots report of it.
Those nobody has published are marked "our words" where they are raised.
"""


class BotApiError(Exception):
    """One refusal: the code is both the HTTP status and `error_code`."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def json(self) -> dict[str, object]:
        body: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(why: str) -> BotApiError:
    return BotApiError(400, f"Bad Request: {why}")


def forbidden(why: str) -> BotApiError:
    return BotApiError(403, f"Forbidden: {why}")


def conflict(why: str) -> BotApiError:
    return BotApiError(409, f"Conflict: {why}")


def too_many(seconds: int) -> BotApiError:
    return BotApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
