"""What goes wrong on the way to Discord: errors, silence, cut lines, rate limits."""

import asyncio
import hashlib
from collections import deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tests.fakes.discord_wire import ApiError, Call, Json
from tests.fakes.discord_world import World

Headers: TypeAlias = dict[str, str]

# So wide that discord.py never waits for it.
UNLIMITED, UNLIMITED_WINDOW = 1000, 1.0


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that befalls the next requests to a route.

    Args:
        prefix: The start of "METHOD /path", or of "/path" for every method.
        done: The request has its effect, and only its answer is lost or late.
        error: What "fails" answers.
    """

    kind: Literal["fails", "hangs", "cuts", "floods"]
    prefix: str
    times: int
    done: bool = False
    error: ApiError | None = None
    retry_after: float = 0.0
    globally: bool = False
    via: bool = True


class Faults:
    """The faults to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []
        self.released = asyncio.Event()

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)
        if fault.kind == "hangs":
            self.released.clear()

    def take(self, call: Call) -> Fault | None:
        for fault in self._planned:
            if str(call).startswith(fault.prefix) or call.path.startswith(fault.prefix):
                fault.times -= 1
                if not fault.times:
                    self._planned.remove(fault)
                return fault
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many requests to a bucket in so many seconds."""

    prefix: str
    requests: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a bucket stands after a request."""

    limit: int
    remaining: int
    reset_after: float
    exceeded: bool


class RateLimits:
    """Counts requests by bucket: the route and its channel or webhook.

    Windows run on the event loop's clock, not the server's: discord.py waits them out in real
    time.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.limits: list[Limit] = []
        self._counted: dict[str, deque[float]] = {}

    def count(self, call: Call, template: str) -> Standing:
        limit = next((one for one in self.limits if template.startswith(one.prefix)), None)
        if limit is None:
            left = UNLIMITED - 1
            return Standing(
                limit=UNLIMITED, remaining=left, reset_after=UNLIMITED_WINDOW, exceeded=False
            )
        now = asyncio.get_running_loop().time()
        major = [call.params.get(name, "") for name in ("channel_id", "interaction_id", "token")]
        counted = self._counted.setdefault(" ".join((template, *major)), deque())
        while counted and now - counted[0] >= limit.seconds:
            counted.popleft()
        exceeded = len(counted) >= limit.requests
        if not exceeded:
            counted.append(now)
        return Standing(
            limit=limit.requests,
            remaining=limit.requests - len(counted),
            reset_after=limit.seconds - (now - counted[0]),
            exceeded=exceeded,
        )

    def headers(self, template: str, standing: Standing) -> Headers:
        reset = self._world.now().timestamp() + standing.reset_after
        bucket = hashlib.sha256(template.encode()).hexdigest()[:32]
        return {
            "Via": "1.1 google",
            "X-RateLimit-Limit": str(standing.limit),
            "X-RateLimit-Remaining": str(standing.remaining),
            "X-RateLimit-Reset": f"{reset:.3f}",
            "X-RateLimit-Reset-After": f"{standing.reset_after:.3f}",
            "X-RateLimit-Bucket": bucket,
        }


def too_many_requests(
    headers: Headers, *, retry_after: float, globally: bool, via: bool
) -> tuple[Json, Headers]:
    """Give the body and headers of a 429; without `Via` it looks like Cloudflare's ban."""
    extra = {"Retry-After": f"{retry_after:.3f}"}
    extra |= (
        {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
        if globally
        else {"X-RateLimit-Scope": "user"}
    )
    kept = {name: value for name, value in headers.items() if via or name != "Via"}
    message = "You are being rate limited."
    return {"message": message, "retry_after": retry_after, "global": globally}, kept | extra
