"""The page itself: its words put in from the catalogue, and the files that it is made of."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from html import escape
from importlib.resources import files

from aiohttp import web

from bot.coach.talk.actions import Ask
from content.library import Library
from content.phrases import Catalogue, phrase

STATIC = files("bot.adapters.web") / "static"

TYPES = {
    "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml",
}  # fmt: skip

MENU = (
    "session", "poses", "remind", "reminders", "progress", "challenge", "conditions", "privacy",
    "help",
)  # fmt: skip
"""Commands that stand in the page's menu, by their names in `do`."""

_WORDS = re.compile(r"\{\{([a-z_.]+)\}\}")
_FOLDER = "{{folder}}"
_MENU = "{{menu}}"
_TAG = "{{tag}}"

SMALLEST_TO_PACK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file as it is sent, plain and packed."""

    body: bytes
    packed: bytes | None
    media_type: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> Asset:
        """The file made of these bytes."""
        packed = gzip.compress(body, mtime=0) if len(body) >= SMALLEST_TO_PACK else None
        return cls(body=body, packed=packed, media_type=media_type)

    def response(self, request: web.Request, *, cached: bool) -> web.Response:
        """The file as an answer; `cached`: its address changes with it, so it is kept for good."""
        packs = self.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        headers = {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packs else {})
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if cached else "no-store"
        body = self.packed if packs and self.packed is not None else self.body
        return web.Response(
            body=body, content_type=self.media_type, headers=headers,
            charset="utf-8" if self.media_type.startswith("text/") else None,
        )  # fmt: skip


class Pages:
    """The page in each language, and its files. All of it is small and stays in memory."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._assets = _assets()
        self._version = _version(self._assets)
        self._html = (STATIC / "index.html").read_text("utf-8")
        self._worded: dict[str, Asset] = {}

    def page(self, request: web.Request) -> web.Response:
        """The page in the language that the browser asks for."""
        catalogue = self._library.catalogue(language_of(request) or "en")
        page = self._worded.get(catalogue.tag)
        if page is None:
            html = filled(self._html, catalogue, f"/static/{self._version}/")
            page = self._worded[catalogue.tag] = Asset.of(html.encode(), "text/html")
        return page.response(request, cached=False)

    def asset(self, request: web.Request) -> web.Response:
        """A file of the page; 404 for any other."""
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            return web.Response(status=404)
        return asset.response(request, cached=request.match_info["version"] == self._version)


def filled(html: str, catalogue: Catalogue, folder: str) -> str:
    """The page's source with its words, and the folder of its files, put in.

    Raises:
        KeyError: naming words that are not there.
    """
    html = html.replace(_TAG, catalogue.tag).replace(_MENU, _menu(catalogue))
    html = html.replace(_FOLDER, folder)
    return _WORDS.sub(lambda found: escape(catalogue.text(phrase(found[1]), UTC)), html)


def _menu(catalogue: Catalogue) -> str:
    labels = {Ask(name).pack(): catalogue.text(phrase(f"do.{name}"), UTC) for name in MENU}
    return "".join(
        f'<li><button type="button" data-press="{escape(press)}">{escape(label)}</button></li>'
        for press, label in labels.items()
    )


def language_of(request: web.Request) -> str | None:
    """The language that the browser wants most, as a tag ("de-AT")."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else None


def _assets() -> dict[str, Asset]:
    """The page's files by name; the page itself is none of them."""
    kinds = {file.name: file.name.rpartition(".")[2] for file in STATIC.iterdir()}
    return {
        name: Asset.of((STATIC / name).read_bytes(), TYPES[kind])
        for name, kind in sorted(kinds.items())
        if kind in TYPES
    }


def _version(assets: Mapping[str, Asset]) -> str:
    """A name for these files, all together: scripts name each other by their place beside."""
    digest = sha256()
    for name, asset in assets.items():
        digest.update(name.encode() + b"\0" + sha256(asset.body).digest())
    return digest.hexdigest()[:16]
