"""Settings: read from the environment and `.env`, their faults told together, no secret shown."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.config import ConfigError, Settings, read_settings

ROOT = Path(__file__).parents[3]
NAMES = tuple(name.upper() for name in Settings.model_fields)


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env`, an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in {*NAMES, *(n for n in os.environ if n.upper() in NAMES)}:
        monkeypatch.delenv(name, raising=False)


def faults(**given: str) -> dict[str, str]:
    """What is wrong, by setting."""
    with pytest.raises(ConfigError) as caught:
        read_settings(given)
    lines = caught.value.faults
    assert all("\n" not in line for line in lines)
    return {line.partition(":")[0]: line for line in lines}


def test_nothing_has_to_be_set() -> None:
    """Without any setting there is a file for a database, no platform and nobody to reach."""
    settings = read_settings()
    assert not settings.has_platform
    assert settings.database_url.endswith("karani.sqlite3")
    assert settings.operator_contact == ""


def test_env_and_environment_are_read_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`.env` beside the program, the environment before it, the command line before both."""
    (tmp_path / ".env").write_text(
        "TELEGRAM_BOT_TOKEN=1:file\nOPERATOR_CONTACT='Zoë <z@example.org>'\nLOG_LEVEL=ERROR\n",
        "utf-8",
    )
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("SOMETHING_ELSE", "is nobody's business")
    settings = read_settings({"database_url": "sqlite:///here"})
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == "1:file"
    assert settings.operator_contact == "Zoë <z@example.org>"
    assert (settings.log_level, settings.database_url) == ("DEBUG", "sqlite:///here")


@pytest.mark.parametrize("blank", ["", "   ", "\t"])
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_value_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, name: str, blank: str
) -> None:
    """`TELEGRAM_BOT_TOKEN=` in a copied `.env.example` is no token."""
    monkeypatch.setenv(name, blank)
    assert read_settings() == Settings.model_validate({})


def test_all_faults_are_told_together() -> None:
    """Whoever set five things wrongly reads all five at once, each by its name."""
    found = faults(
        log_level="LOUD", database_url="mysql://here", telegram_api_url="localhost",
        discord_gateway_url="https://here", operator_contact="x" * 201,
    )  # fmt: skip
    assert set(found) == {
        "LOG_LEVEL", "DATABASE_URL", "TELEGRAM_API_URL", "DISCORD_GATEWAY_URL",
        "OPERATOR_CONTACT",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("telegram_bot_token", "1:two words"),
        ("discord_bot_token", "gänse"),
        ("database_url", "karani.sqlite3"),
        ("database_url", "sqlite"),
        ("log_level", "5"),
        ("telegram_api_url", "ftp://host"),
        ("telegram_api_url", "http://"),
        ("discord_api_url", "https://:80"),
        ("discord_api_url", "http://host:99999"),
        ("discord_api_url", "http://host:port"),
        ("discord_gateway_url", "wss://"),
        ("discord_gateway_url", "ws://a b"),
        ("second_reader_url", "localhost:11434"),
        ("telegram_webhook_port", "0"),
        ("telegram_webhook_port", "https"),
        ("telegram_webhook_secret", "two words"),
        ("discord_shard_count", "0"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    """The setting, and in words what is wanted."""
    found = faults(**{name: value})
    assert set(found) == {name.upper()}
    assert len(found[name.upper()].split()) > 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:////var/lib/karani.sqlite3"),
        ("database_url", "postgresql+asyncpg://karani:pw@host/karani"),
        ("database_url", "postgres://host/karani"),
        ("telegram_api_url", "http://127.0.0.1:8081/"),
        ("discord_api_url", "https://proxy.example.org/discord"),
        ("discord_gateway_url", "ws://[::1]:9000"),
        ("log_level", "warning"),
    ],
)
def test_what_people_write_is_taken(name: str, value: str) -> None:
    """Every form that works is let through."""
    assert getattr(read_settings({name: value}), name).casefold() in value.casefold()


def test_no_secret_is_shown() -> None:
    """Neither in what settings print of themselves, nor in a fault beside them."""
    secrets = {"telegram_bot_token": "1:SESAME", "discord_bot_token": "SESAME.two",
               "database_url": "postgresql://me:SESAME@host/db",
               "second_reader_key": "SESAME-three"}  # fmt: skip
    assert "SESAME" not in repr(read_settings(secrets)) + str(read_settings(secrets))
    with pytest.raises(ConfigError) as caught:
        read_settings({**secrets, "log_level": "LOUD"})
    assert "SESAME" not in f"{caught.value!r} {caught.value} {caught.value.faults}"


def test_a_secret_that_cannot_be_used_is_not_shown() -> None:
    """What cannot be used may be a secret all the same: it is named, without a letter of it."""
    assert "SESAME" not in str(faults(telegram_bot_token="1:SESAME # mine"))
    assert "SESAME" not in str(faults(database_url="mysql://me:SESAME@host/db"))


def test_an_env_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """One line, as any other fault."""
    (tmp_path / ".env").write_bytes(b"TELEGRAM_BOT_TOKEN=\xff\xfe\n")
    assert "UTF-8" in faults()[".env"]


def test_the_example_file_has_every_setting_with_a_line_of_explanation() -> None:
    """`.env.example`: each setting once, under words; as it stands it sets no platform."""
    text = (ROOT / ".env.example").read_text("utf-8")
    lines = text.splitlines()
    for name in NAMES:
        (at,) = [n for n, line in enumerate(lines) if re.match(rf"#?{name}=", line)]
        assert lines[at - 1].startswith("# "), name
    set_here = {line.partition("=")[0] for line in lines if re.match(r"[A-Z_]+=", line)}
    assert set_here <= set(NAMES)
    assert re.search(r"^TELEGRAM_BOT_TOKEN=$", text, re.MULTILINE)


def test_the_example_file_can_be_copied(tmp_path: Path) -> None:
    """Copied as it is, it changes nothing."""
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    assert read_settings() == Settings.model_validate({})


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"telegram_webhook_url": "https://coach.example/t"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"telegram_webhook_url": "http://a.example", "telegram_webhook_secret": "x"},
         "TELEGRAM_WEBHOOK_URL"),
        ({"telegram_webhook_url": "https://a.example:444", "telegram_webhook_secret": "x"},
         "TELEGRAM_WEBHOOK_URL"),
        ({"discord_shard_ids": "0,1"}, "DISCORD_SHARD_COUNT"),
        ({"discord_shard_count": "4"}, "DISCORD_SHARD_COUNT"),
        ({"discord_shard_ids": "3-4", "discord_shard_count": "4"}, "DISCORD_SHARD_COUNT"),
        ({"discord_shard_ids": "0,zero", "discord_shard_count": "4"}, "DISCORD_SHARD_IDS"),
        ({"discord_shard_ids": "1,0-2", "discord_shard_count": "4"}, "DISCORD_SHARD_IDS"),
    ],
)  # fmt: skip
def test_settings_that_belong_together_are_looked_at_together(
    given: dict[str, str], wrong: str
) -> None:
    """The one that is missing, or does not fit, is named."""
    assert wrong in faults(**given)


def test_shards_are_named_by_numbers_and_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator writes them into the environment."""
    monkeypatch.setenv("DISCORD_SHARD_IDS", "0, 2,5-7")
    monkeypatch.setenv("DISCORD_SHARD_COUNT", "8")
    assert read_settings().discord_shard_ids == (0, 2, 5, 6, 7)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]", "localhost", "127.8.8.8"])
def test_on_this_machine_the_page_needs_no_secret(host: str) -> None:
    """Nobody else reaches it."""
    assert read_settings({"karani_web_host": host}).karani_web_secret is None


@pytest.mark.parametrize("host", ["10.0.0.1", "::", "192.168.1.7", "coach.example"])
def test_bound_elsewhere_the_page_needs_a_secret(host: str) -> None:
    """One line that names it; a short one will not do."""
    told = faults(karani_web_host=host)
    assert told.keys() == {"KARANI_WEB_SECRET"}
    assert "32 characters" in told["KARANI_WEB_SECRET"]
    short = faults(karani_web_host=host, karani_web_secret="short secret")
    assert short.keys() == {"KARANI_WEB_SECRET"}
    assert "short secret" not in short["KARANI_WEB_SECRET"]
    settings = read_settings({"karani_web_host": host, "karani_web_secret": "x" * 32})
    assert "xxx" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("karani_web_port", "65536"),
        ("karani_web_port", "http"),
        ("karani_web_host", "http://here"),
        ("karani_web_address", "coach.example"),
        ("karani_web_address", "https://coach.example/karani"),
        ("karani_web", "perhaps"),
    ],
)
def test_what_the_page_cannot_be_served_with_is_named(name: str, value: str) -> None:
    """By its setting."""
    assert faults(**{name: value}).keys() == {name.upper()}


@pytest.mark.parametrize(
    ("database", "file"),
    [
        ("sqlite+aiosqlite:///karani.sqlite3", "karani-web.secret"),
        ("sqlite:////var/lib/karani/kept.sqlite3", "/var/lib/karani/karani-web.secret"),
        ("sqlite://", "karani-web.secret"),
        ("postgresql://user:word@host/name", "karani-web.secret"),
    ],
)
def test_the_pages_secret_is_kept_beside_the_database(database: str, file: str) -> None:
    """Where there is no file of a database, in the folder that it was started in."""
    assert read_settings({"database_url": database}).web_secret_file == Path(file)
