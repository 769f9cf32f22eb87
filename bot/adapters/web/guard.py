"""Who may speak with the page's server: its own page, under its own name, and nobody else.

A page elsewhere can make a browser send requests here, and can give its own name this address
(DNS rebinding). It must neither read what somebody asked about their body nor ask in their name.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.adapters.web.loopback import is_loopback

PAGE = "/"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing from elsewhere, nothing inline, nothing evaluated, and in nobody's frame."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`, under which some browsers send a post's Origin as null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy":
        "geolocation=(self), screen-wake-lock=(self), camera=(), microphone=(), payment=()",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What is let in.

    `hosts` are the names (with ports) under which the page may be asked for; empty means any, for
    a server that is bound elsewhere than to loopback and was not told its public address.
    """

    hosts: frozenset[str]
    scheme: str | None = None

    @classmethod
    def of(cls, host: str, port: int, address: str | None) -> Guard:
        """The guard of a server that listens at a port, and is known by a public address."""
        if address is not None:
            parts = urlsplit(address)
            return cls(hosts=frozenset({parts.netloc.lower()}), scheme=parts.scheme)
        if not is_loopback(host):
            return cls(hosts=frozenset())
        own = f"[{host}]" if ":" in host else host
        names = {own, "127.0.0.1", "localhost", "[::1]"}
        return cls(hosts=frozenset(f"{name}:{port}" for name in names), scheme="http")

    def admits(self, request: web.Request) -> bool:
        """Whether a request comes under a name of ours, and from our own page."""
        host = request.headers.get("Host", "").lower()
        if not host or (self.hosts and host not in self.hosts):
            return False
        origin = request.headers.get("Origin")
        if origin is None and request.method not in {"GET", "HEAD"}:
            # Browsers name the origin of every post; what does not is no page of ours.
            return False
        if origin is not None and origin.lower() not in self._origins(host):
            return False
        if request.path == PAGE and request.method in {"GET", "HEAD"}:
            return True
        # A page on another port of this machine is the same site, yet somebody else's.
        return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}

    def _origins(self, host: str) -> set[str]:
        schemes = (self.scheme,) if self.scheme else ("http", "https")
        return {f"{scheme}://{host}" for scheme in schemes}

    @web.middleware
    async def only_ours(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse everybody else before anything is read of what they sent."""
        if not self.admits(request):
            return web.Response(status=403)
        return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Say with every answer what a browser may do with it."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
