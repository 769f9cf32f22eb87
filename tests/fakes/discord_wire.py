"""What travels between discord.py and the fake: requests, answers, and Discord's way to say no.

An error's numbers are those of Discord's page "Opcodes and Status Codes", and its nested `errors`
those of the page "API Reference". Inside an `ApiError`:

    ApiError             any refusal: an HTTP status, a JSON code, a sentence
      invalid_form(...)  400, code 50035, with the places of the form that are wrong
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
Place: TypeAlias = tuple[str | int, ...]


class ApiError(Exception):
    """Discord's refusal of one request.

    Args:
        status: The HTTP status.
        code: The JSON error code; 0 where Discord gives none.
        message: Discord's sentence.
        errors: For code 50035, the wrong places of the form, nested as the form is.
    """

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} (code {code}): {message} {errors or ''}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> Json:
        body: Json = {"message": self.message, "code": self.code}
        return body | ({"errors": self.errors} if self.errors else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file part of a multipart request, or a file that a message carries."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One REST request as it came in; `path` starts after `/api/v10`."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: Mapping[int, Upload]
    token: str | None
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def form(self) -> Json:
        """Give the body as an object, or refuse it as Discord does."""
        if not isinstance(self.body, dict):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return self.body

    def snowflake(self, name: str) -> int:
        value = self.params[name]
        if not value.isdecimal():
            raise invalid_form([((name,), *NOT_A_SNOWFLAKE)])
        return int(value)

    def asks(self, flag: str) -> bool:
        """Tell whether a boolean of the query string is set, in the spellings Discord reads."""
        return self.query.get(flag, "").lower() in {"1", "true"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A successful answer; a body of None goes out as 204 would: empty."""

    body: Any = None
    status: int = 200


NO_CONTENT = Answer(status=204)
Handler: TypeAlias = Callable[[Call], Answer]
# "POST /channels/{channel_id}/messages" -> what does it. The key is also the rate-limit bucket.
Routes: TypeAlias = dict[str, Handler]

NOT_A_SNOWFLAKE = ("NUMBER_TYPE_COERCE", "Value is not snowflake.")
REQUIRED = ("BASE_TYPE_REQUIRED", "This field is required")


def nested(problems: Iterable[tuple[Place, str, str]]) -> Json:
    """Nest problems as Discord does: {"options": {"0": {"name": {"_errors": [...]}}}}."""
    root: Json = {}
    for place, code, message in problems:
        node = root
        for step in place:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    return root


def invalid_form(problems: Iterable[tuple[Place, str, str]]) -> ApiError:
    return ApiError(400, 50035, "Invalid Form Body", nested(problems))


class Form:
    """Collects what is wrong with a form, so that one answer names every wrong place."""

    def __init__(self) -> None:
        self.problems: list[tuple[Place, str, str]] = []

    def wrong(self, place: Place, code: str, message: str) -> None:
        self.problems.append((place, code, message))

    def check(self) -> None:
        if self.problems:
            raise invalid_form(self.problems)

    def text(self, place: Place, value: object, *, least: int, most: int) -> bool:
        """Check a string and its length; Discord counts characters, not bytes."""
        if not isinstance(value, str):
            what = REQUIRED if value is None else ("STRING_TYPE_CONVERT", "Could not interpret.")
            self.wrong(place, *what)
        elif least == 0 and len(value) > most:
            self.wrong(place, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(value) <= most:
            between = f"Must be between {least} and {most} in length."
            self.wrong(place, "BASE_TYPE_BAD_LENGTH", between)
        else:
            return True
        return False

    def items(self, place: Place, value: object, *, most: int, least: int = 0) -> list[Any]:
        """Check a list and its length, and give what of it can be checked further."""
        if value is None and least == 0:
            return []
        if not isinstance(value, list):
            self.wrong(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(value) <= most:
            between = f"Must be between {least} and {most} in length."
            self.wrong(place, "BASE_TYPE_BAD_LENGTH", between)
        return value

    def one_of(self, place: Place, value: object, allowed: Iterable[object]) -> bool:
        choices = tuple(allowed)
        # True == 1 in Python, not in Discord's JSON.
        if isinstance(value, bool) and not any(isinstance(one, bool) for one in choices):
            value = None
        if value in choices:
            return True
        message = f"Value must be one of {{{', '.join(map(str, choices))}}}."
        self.wrong(place, "BASE_TYPE_CHOICES", message)
        return False
