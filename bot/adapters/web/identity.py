"""Who a browser belongs to: a signed cookie, and the secret that it is signed with."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import scrypt, sha256
from pathlib import Path

from bot.coach.errors import KaraniError

ID_BYTES = 16
SECRET_BYTES = 32
_VERSION = "1"

KEPT_SECONDS = 400 * 86_400
"""How long a browser keeps the cookie after a visit; none keeps one longer."""


_SALT = b"karani-web: which secret"
_COST = 2**14
"""Of what tells two secrets apart: some 50 ms each, so that nobody guesses one by trying."""


class SecretError(KaraniError):
    """The file of the secret cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookies:
    """Makes and reads the cookie that names an account.

    A value is `1.<id>.<signature>`: the id is drawn at random, the signature is an HMAC of it, so
    that nobody can name an account that this house has not given out.
    """

    secret: bytes = field(repr=False)
    name: str
    secure: bool

    def issue(self) -> tuple[str, str]:
        """A new account's id, and its cookie's value."""
        account = secrets.token_urlsafe(ID_BYTES)
        return account, self.value(account)

    def value(self, account: str) -> str:
        """The cookie's value for an account."""
        return f"{_VERSION}.{account}.{self._signature(account)}"

    def read(self, value: str | None) -> str | None:
        """The account that a value names; None if it is not whole and ours."""
        match (value or "").split("."):
            case [version, account, signature] if version == _VERSION and account:
                own = self._signature(account)
                theirs = signature.encode("utf-8", "replace")
                return account if hmac.compare_digest(own.encode(), theirs) else None
            case _:
                return None

    def _signature(self, account: str) -> str:
        said = f"karani-web-{_VERSION}:{account}".encode("utf-8", "replace")
        digest = hmac.new(self.secret, said, sha256).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


def browser_tag(account: str) -> str:
    """A name for what a browser keeps of an account; it tells nothing of the account itself."""
    return sha256(f"karani-browser:{account}".encode()).hexdigest()[:16]


def which(secret: bytes) -> str:
    """A name for a secret by which two of them are told apart; it tells nothing of the secret."""
    return scrypt(secret, salt=_SALT, n=_COST, r=8, p=1, dklen=16).hex()


def secret_in(path: Path) -> bytes:
    """The secret of a file, made if it is not there; the file is its owner's alone.

    Raises:
        SecretError: if it cannot be made or read, or holds too little.
    """
    try:
        return _made(path)
    except FileExistsError:
        pass
    except OSError as exc:
        raise SecretError(f"{path} cannot be written ({exc.strerror})") from exc
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
        kept = path.read_bytes().strip()
    except OSError as exc:
        raise SecretError(f"{path} cannot be read ({exc.strerror})") from exc
    if len(kept) < SECRET_BYTES:
        raise SecretError(f"{path} holds no secret; remove it and a new one is made")
    return kept


def _made(path: Path) -> bytes:
    """A new secret, whole in its file or not there at all."""
    if path.exists():
        raise FileExistsError
    secret = secrets.token_urlsafe(SECRET_BYTES).encode()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secret + b"\n")
    try:
        # Unlike a rename this fails if another process was quicker; then its secret counts.
        os.link(draft, path)
    finally:
        draft.unlink()
    return secret
