"""Pictures by address: what a page shows, written into its address and signed.

Nothing has to be remembered for one: an address from before a restart still shows its picture, and
another machine draws the same. It is signed, so that nobody can have others drawn.
"""

from __future__ import annotations

import asyncio
import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.coach.talk.illustrations import (
    Bell,
    BreathLoop,
    Look,
    PlanStrip,
    PoseCard,
    PoseMark,
    Scene,
    StepFigure,
    StepsSheet,
)
from bot.coach.talk.replies import Illustration
from bot.media.studio import Picture, Studio

SIGNATURE_BYTES = 12
LONGEST_CODE = 2_000
KEPT_SECONDS = 86_400
"""How long a browser keeps a picture: as long as the conversation that it stands in."""

_DRAWN = (PoseCard, PoseMark, StepFigure, StepsSheet, PlanStrip)
_KINDS: dict[str, TypeAdapter[Any]] = {kind.__name__: TypeAdapter(kind) for kind in _DRAWN}


class Pictures:
    """Addresses of pictures, and the pictures at them."""

    def __init__(self, studio: Studio, secret: bytes) -> None:
        self._studio = studio
        self._secret = secret

    def values(self, shown: tuple[Illustration[str], ...]) -> dict[str, Any]:
        """What the page is told of a message's pictures: addresses, a breath's counts, a bell."""
        found: dict[str, Any] = {}
        pictures = []
        for one in shown:
            match one.scene:
                case BreathLoop() as breath:
                    counts = {"inhale": breath.inhale, "hold": breath.hold, "exhale": breath.exhale}
                    found["breath"] = {**counts, "still": breath.still}
                case Bell():
                    found["bell"] = True
                case PoseCard() | PoseMark() | StepFigure() | StepsSheet() | PlanStrip():
                    pictures.append(self.value(one))
        return {**found, "pictures": pictures} if pictures else found

    def value(self, shown: Illustration[str]) -> dict[str, str]:
        """What the page is told of one picture."""
        return {"at": f"/picture/{self._code(shown)}", "alt": shown.alt}

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """The picture of an address, drawn if it never was; 404 for an address that is not ours."""
        look, _, kind = request.match_info["look"].partition(".")
        shown = self._shown(request.match_info["code"])
        if shown is None or kind != "png" or look not in set(Look):
            return web.Response(status=404)
        try:
            picture: Picture = await asyncio.to_thread(self._studio.picture, shown, Look(look))
        except KeyError:
            # A figure of an older version: the words beside it say the same.
            return web.Response(status=404)
        return web.Response(
            body=picture.data, content_type=picture.media_type,
            headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"},
        )  # fmt: skip

    def _code(self, shown: Illustration[str]) -> str:
        name = type(shown.scene).__name__
        scene = _KINDS[name].dump_python(shown.scene, mode="json")
        said = json.dumps([name, scene, list(shown.words)], separators=(",", ":")).encode()
        return f"{_text(said)}.{_text(self._signature(said))}"

    def _shown(self, code: str) -> Illustration[str] | None:
        said, _, signature = code.partition(".")
        try:
            plain, signed = _plain(said), _plain(signature)
        except (binascii.Error, ValueError):
            return None
        if len(code) > LONGEST_CODE or not hmac.compare_digest(self._signature(plain), signed):
            return None
        name, scene, words = json.loads(plain)
        try:
            drawn: Scene = _KINDS[name].validate_python(scene)
        except (KeyError, ValidationError):
            # Signed by us, but by another version.
            return None
        return Illustration(scene=drawn, alt="", words=tuple(words))

    def _signature(self, said: bytes) -> bytes:
        digest = hmac.new(self._secret, b"karani-picture:" + said, sha256).digest()
        return digest[:SIGNATURE_BYTES]


def _text(plain: bytes) -> str:
    return urlsafe_b64encode(plain).decode().rstrip("=")


def _plain(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
