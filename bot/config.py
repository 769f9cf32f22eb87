"""Settings, from the environment and `.env`; all faults are reported together."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.adapters.web.loopback import is_loopback
from bot.coach.errors import KaraniError

_WEBHOOK_PORTS = {443, 80, 88, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_CHARACTERS = 32


class ConfigError(KaraniError):
    """Settings that cannot be used: one line for each, naming the setting and what is wanted."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _address(address: str, *kinds: str) -> str:
    """The same address without a last slash; ValueError unless it is whole and of these kinds."""
    parts = urlsplit(address)
    wanted = " or ".join(f"{kind}://" for kind in kinds)
    if parts.scheme not in kinds or not parts.hostname or any(map(str.isspace, address)):
        raise ValueError(f"an address such as {kinds[-1]}://host is wanted, {wanted}")
    try:
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as exc:
        raise ValueError("the port is a number up to 65535") from exc
    return address.rstrip("/")


def _root(address: str) -> str:
    return _address(address, "http", "https")


def _socket(address: str) -> str:
    return _address(address, "ws", "wss")


def _origin(address: str) -> str:
    parts = urlsplit(_root(address))
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ValueError("a page's address is https://host or https://host:port, and no more")
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = parts.netloc.lower().removesuffix(f":{usual}")
    return f"{parts.scheme}://{host}"


def _database(url: str) -> str:
    if not url.startswith(("sqlite", "postgres")) or "://" not in url:
        raise ValueError("a sqlite:// or postgresql:// address is wanted")
    return url


def _token(token: SecretStr) -> SecretStr:
    said = token.get_secret_value()
    if not said.isascii() or any(map(str.isspace, said)):
        raise ValueError("a token has no spaces and no letters with accents in it")
    return token


def _host(name: str) -> str:
    if any(map(str.isspace, name)) or "/" in name:
        raise ValueError("a host's name or address is wanted, such as 127.0.0.1 or 0.0.0.0")
    return name.strip("[]")


def _level(name: object) -> object:
    return name.upper() if isinstance(name, str) else name


def _webhook(address: str) -> str:
    address = _address(address, "https")
    if (urlsplit(address).port or 443) not in _WEBHOOK_PORTS:
        raise ValueError("Telegram calls the ports 443, 80, 88 and 8443 only")
    return address


def _secret(secret: SecretStr) -> SecretStr:
    if not _SECRET.fullmatch(secret.get_secret_value()):
        raise ValueError("1 to 256 letters, digits, underscores and hyphens are wanted")
    return secret


def _shards(said: object) -> object:
    """`0,2,5-7` as numbers."""
    if not isinstance(said, str):
        return said
    found: list[int] = []
    for part in said.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise ValueError("numbers of shards such as 0,1,2 or 0-2 are wanted")
        found += range(int(first), int(last if dash else first) + 1)
    if not found or len(found) != len(set(found)):
        raise ValueError("each shard is named once, the lower number of a range first")
    return tuple(found)


Token = Annotated[SecretStr, AfterValidator(_token)]
Shards = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_shards)]


def default_pictures_folder() -> Path | None:
    """Where drawn pictures are kept if nothing else is set: this user's folder for such things.

    None for a user without a home, for whom they are drawn anew at each start.
    """
    kept = Path(os.environ.get("XDG_CACHE_HOME", ""))
    try:
        return (kept if kept.is_absolute() else Path("~/.cache").expanduser()) / "karani"
    except RuntimeError:
        return None


class Settings(BaseSettings):
    """What whoever runs the coach may set. An empty value counts as none.

    `telegram_api_url`, `discord_api_url` and `second_reader_url` are roots: `/bot<token>/...`,
    `/api/v10` and `/v1/chat/completions` follow.
    """

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True,
        env_ignore_empty=True, env_file_encoding="utf-8",
    )  # fmt: skip

    telegram_bot_token: Token | None = None
    discord_bot_token: Token | None = None
    # A password may stand in it.
    database_url: Annotated[str, AfterValidator(_database), Field(repr=False)] = (
        "sqlite+aiosqlite:///karani.sqlite3"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_level)] = (
        "INFO"
    )
    operator_contact: Annotated[str, Field(max_length=200)] = ""
    pictures_folder: Path | None = None
    telegram_api_url: Annotated[str, AfterValidator(_root)] | None = None
    discord_api_url: Annotated[str, AfterValidator(_root)] | None = None
    discord_gateway_url: Annotated[str, AfterValidator(_socket)] | None = None
    second_reader_url: Annotated[str, AfterValidator(_root)] | None = None
    second_reader_model: Annotated[str, Field(validate_default=True)] = ""
    second_reader_key: Token | None = None
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    metrics_host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    telegram_webhook_url: Annotated[str, AfterValidator(_webhook)] | None = None
    telegram_webhook_secret: Annotated[
        Annotated[SecretStr, AfterValidator(_secret)] | None, Field(validate_default=True)
    ] = None
    telegram_webhook_listen: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    telegram_webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    telegram_paid_broadcast: bool = False
    discord_shard_ids: Shards = ()
    discord_shard_count: Annotated[int | None, Field(ge=1, validate_default=True)] = None
    # On by itself where there is no token, beside the terminal.
    karani_web: bool | None = None
    karani_web_host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    karani_web_port: Annotated[int, Field(ge=0, le=65_535)] = 8420
    karani_web_secret: Annotated[SecretStr | None, Field(validate_default=True)] = None
    karani_web_address: Annotated[str, AfterValidator(_origin)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _blank_is_none(cls, given: dict[str, object]) -> dict[str, object]:
        trimmed = {k: v.strip() if isinstance(v, str) else v for k, v in given.items()}
        return {name: value for name, value in trimmed.items() if value != ""}

    @field_validator("second_reader_model")
    @classmethod
    def _named_where_there_is_one(cls, model: str, read: ValidationInfo) -> str:
        if read.data.get("second_reader_url") and not model:
            raise ValueError("a model's name is wanted with SECOND_READER_URL")
        return model

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _secret_where_called(cls, secret: SecretStr | None, read: ValidationInfo) -> object:
        if read.data.get("telegram_webhook_url") and secret is None:
            raise ValueError("a secret of your own making is wanted with TELEGRAM_WEBHOOK_URL")
        return secret

    @field_validator("discord_shard_count")
    @classmethod
    def _counted_where_named(cls, count: int | None, read: ValidationInfo) -> int | None:
        shards = read.data.get("discord_shard_ids", ())
        if bool(shards) is not (count is not None):
            raise ValueError("DISCORD_SHARD_IDS and DISCORD_SHARD_COUNT are wanted together")
        if count is not None and max(shards) >= count:
            raise ValueError("DISCORD_SHARD_IDS are numbers from 0 to one less than the count")
        return count

    @field_validator("karani_web_secret")
    @classmethod
    def _there_if_others_come(
        cls, secret: SecretStr | None, read: ValidationInfo
    ) -> SecretStr | None:
        alone = is_loopback(read.data.get("karani_web_host", "127.0.0.1"))
        if secret is None and not alone:
            raise ValueError(
                f"a secret of {SECRET_CHARACTERS} characters or more is needed "
                "where KARANI_WEB_HOST is reached from elsewhere"
            )
        if secret is not None and len(secret.get_secret_value()) < SECRET_CHARACTERS:
            raise ValueError(f"a secret has {SECRET_CHARACTERS} characters or more")
        return secret

    @property
    def web_secret_file(self) -> Path:
        """Where the secret of the browser page is kept if none is set: beside the database."""
        kind, _, path = self.database_url.partition("://")
        file = path.partition("?")[0].removeprefix("/")
        beside = kind.startswith("sqlite") and file not in {"", ":memory:"}
        return (Path(file).parent if beside else Path()) / "karani-web.secret"

    @property
    def has_platform(self) -> bool:
        """Whether any platform's token is set."""
        return self.telegram_bot_token is not None or self.discord_bot_token is not None


def read_settings(given: Mapping[str, str] | None = None) -> Settings:
    """The settings; `given` goes before the environment and `.env`, by the names in small letters.

    Raises:
        ConfigError: naming every setting that cannot be used.
    """
    try:
        return Settings(**(given or {}))  # type: ignore[arg-type]
    except ValidationError as exc:
        faults = tuple(_fault(error["loc"], error["msg"]) for error in exc.errors())
        raise ConfigError(faults) from exc
    except UnicodeDecodeError as exc:
        raise ConfigError((".env: this is not UTF-8; save the file as UTF-8",)) from exc
    except OSError as exc:
        raise ConfigError((f".env: the file cannot be read ({exc.strerror})",)) from exc


def _fault(where: tuple[int | str, ...], wrong: str) -> str:
    return f"{str(where[0]).upper()}: {wrong.removeprefix('Value error, ')}"
