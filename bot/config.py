"""Settings, from the environment and `.env`; all faults are reported together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.coach.errors import KaraniError


class ConfigError(KaraniError):
    """Settings that cannot be used: one line for each, naming the setting and what is wanted."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _root(address: str) -> str:
    if not address.startswith(("http://", "https://")):
        raise ValueError("an http:// or https:// address is wanted")
    return address.rstrip("/")


def _socket(address: str) -> str:
    if not address.startswith(("ws://", "wss://")):
        raise ValueError("a ws:// or wss:// address is wanted")
    return address


def _database(url: str) -> str:
    if not url.startswith(("sqlite", "postgresql")):
        raise ValueError("a sqlite:// or postgresql:// address is wanted")
    return url


class Settings(BaseSettings):
    """What whoever runs the coach may set. An empty value counts as none.

    `telegram_api_url`, `discord_api_url` and `second_reader_url` are roots: `/bot<token>/...`,
    `/api/v10` and `/v1/chat/completions` follow.
    """

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True,
        env_ignore_empty=True,
    )  # fmt: skip

    telegram_bot_token: SecretStr | None = None
    discord_bot_token: SecretStr | None = None
    database_url: Annotated[str, AfterValidator(_database)] = "sqlite+aiosqlite:///karani.sqlite3"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    operator_contact: Annotated[str, Field(max_length=200)] = ""
    telegram_api_url: Annotated[str, AfterValidator(_root)] | None = None
    discord_api_url: Annotated[str, AfterValidator(_root)] | None = None
    discord_gateway_url: Annotated[str, AfterValidator(_socket)] | None = None
    second_reader_url: Annotated[str, AfterValidator(_root)] | None = None
    second_reader_model: str = ""
    second_reader_key: SecretStr | None = None

    @model_validator(mode="after")
    def _second_reader_whole(self) -> Self:
        if self.second_reader_url and not self.second_reader_model:
            raise ValueError("SECOND_READER_MODEL: a model's name is wanted with SECOND_READER_URL")
        return self

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


def _fault(where: tuple[int | str, ...], wrong: str) -> str:
    said = wrong.removeprefix("Value error, ")
    # What concerns several settings names them itself.
    return f"{str(where[0]).upper()}: {said}" if where else said
