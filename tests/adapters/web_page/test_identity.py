"""The secret that cookies are signed with: kept for its owner alone, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.web.identity import Cookies, SecretError, secret_in


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The next start reads the same one; nobody else can."""
    path = tmp_path / "karani-web.secret"
    secret = secret_in(path)
    assert len(secret) >= 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_in(path) == secret
    assert [file.name for file in tmp_path.iterdir()] == ["karani-web.secret"]


def test_a_secret_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    """A copy that lost its mode gets it back."""
    path = tmp_path / "karani-web.secret"
    secret = secret_in(path)
    path.chmod(0o644)
    assert secret_in(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kept", [b"", b"short", b"\n" * 60])
def test_a_file_without_a_secret_is_told_of(tmp_path: Path, kept: bytes) -> None:
    """Cut short, it signs nothing."""
    path = tmp_path / "karani-web.secret"
    path.write_bytes(kept)
    with pytest.raises(SecretError, match=r"karani-web\.secret holds no secret"):
        secret_in(path)


def test_a_folder_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    """In one line, with the path."""
    with pytest.raises(SecretError, match="cannot be written"):
        secret_in(tmp_path / "nowhere" / "karani-web.secret")


def test_a_cookie_names_the_account_that_it_was_made_for() -> None:
    """Each browser has its own; a changed letter names nobody."""
    cookies = Cookies(secret=b"x" * 32, name="karani", secure=False)
    (ana, value), (ben, _) = cookies.issue(), cookies.issue()
    assert ana != ben
    assert cookies.read(value) == ana
    assert cookies.read(value.replace(ana, ben)) is None
    assert cookies.read(value[:-1]) is None
    assert cookies.read(None) is None
