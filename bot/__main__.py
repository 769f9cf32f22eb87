"""The command line: run, web, chat, check-content, capacity, counts, migrate."""

from __future__ import annotations

import argparse
import asyncio
import codecs
import io
import os
import sys
import unicodedata
from collections.abc import Sequence

from bot.coach.errors import StoreError
from bot.config import ConfigError, Settings, read_settings
from bot.logs import set_up_logs
from content.check import check
from content.faults import ContentFault, Fault
from content.library import Library

UNUSABLE = 2
"""Exit status where settings, content or the database cannot be used."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status: 0, or 2 where something named must be put right first."""
    given = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has not every letter shows the nearest, and the evening goes on.
        codecs.register_error("nearest", _nearest)
        sys.stdout.reconfigure(errors="nearest")
    try:
        return _run(given)
    except ConfigError as exc:
        return _refuse(*exc.faults)
    except ContentFault as exc:
        return _refuse(*(str(fault) for fault in exc.faults))
    except StoreError as exc:
        return _refuse(f"DATABASE_URL: {exc.reason}")
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        # Whoever read the answers has gone; what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="karani", description="A bedtime yoga coach in chat.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="serve the platforms that have a token, else open the chat")
    commands.add_parser("web", help="serve the coach as a page for browsers")
    talk = commands.add_parser("chat", help="talk with the coach in this terminal")
    talk.add_argument("--jsonl", action="store_true", help="a JSON object a line, for programs")
    talk.add_argument("--database", metavar="URL", help="where to keep it (in memory with --jsonl)")
    commands.add_parser("check-content", help="check poses, programmes, safety and words")
    commands.add_parser("capacity", help="print what the tokens carry, and what is asked of them")
    commands.add_parser("counts", help="print what was not understood or not covered, in numbers")
    outbox = commands.add_parser("outbox", help="list what was given up, and why")
    outbox.add_argument("--again", metavar="ID|all", type=_number_or_all, help="send it once more")
    commands.add_parser("migrate", help="bring the database's schema up to date")
    return parser


def _run(given: argparse.Namespace) -> int:
    if given.command == "check-content":
        return _check_content()
    # The rest of the house is imported when it is wanted: help and refusals need none of it.
    from bot import app, inquiries  # noqa: PLC0415 - as above

    settings = read_settings({"database_url": given.database} if _has_database(given) else None)
    set_up_logs(settings.log_level)
    if given.command == "chat" and given.jsonl:
        asyncio.run(app.chat_jsonl(settings, given.database))
        return 0
    match given.command:
        case "migrate":
            asyncio.run(inquiries.migrate(settings))
        case "counts":
            for (kind, name), n in asyncio.run(inquiries.counts(settings)).items():
                _say(f"{kind} {name} {n}")
        case "capacity":
            for line in asyncio.run(inquiries.capacity(settings)):
                _say(line)
        case "outbox":
            return _outbox(settings, given.again)
        case "web":
            asyncio.run(app.serve(settings, _say_now))
        case "run" if settings.has_platform:
            asyncio.run(app.serve(settings))
        case _:
            return _chat(settings, asked=given.command == "chat")
    return 0


def _chat(settings: Settings, *, asked: bool) -> int:
    from bot import app  # noqa: PLC0415 - as in _run

    if not asked:
        _say("No TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN is set: here is the chat in the terminal.")
    set_up_logs("ERROR")
    # A page in a browser comes with `run` unless it is switched off; `chat` is the terminal alone.
    asyncio.run(app.chat(settings, page=not asked and settings.karani_web is not False))
    return 0


def _outbox(settings: Settings, again: str | None) -> int:
    from bot.outbox import outbox  # noqa: PLC0415 - as in _run

    lines, found = asyncio.run(outbox(settings, again))
    if not found:
        return _refuse(f"--again: nothing was given up under {again}")
    for line in lines:
        _say(line)
    return 0


def _number_or_all(said: str) -> str:
    if said != "all" and not (said.isascii() and said.isdecimal()):
        raise argparse.ArgumentTypeError("the number of an entry, or all")
    return said


def _has_database(given: argparse.Namespace) -> bool:
    return getattr(given, "database", None) is not None


def _check_content() -> int:
    faults = check() or _unusable_words()
    for fault in faults:
        _say(str(fault))
    _say("The content is in order." if not faults else f"{len(faults)} faults.")
    return UNUSABLE if faults else 0


def _unusable_words() -> list[Fault]:
    """What the readers of plain words find wrong with files that can each be read."""
    from bot import app  # noqa: PLC0415 - as in _run

    try:
        app.make_tools(Library.load(), "")
    except ContentFault as exc:
        return list(exc.faults)
    return []


def _nearest(exc: UnicodeError) -> tuple[str, int]:
    """Letters without their accents, dots for an ellipsis; a question mark for all others."""
    if not isinstance(exc, UnicodeEncodeError):
        raise exc
    plain = unicodedata.normalize("NFKD", exc.object[exc.start : exc.end])
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode("ascii"), exc.end


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        sys.stderr.write(f"karani: {reason}\n")
    return UNUSABLE


def _say_now(text: str) -> None:
    """A line that whoever has started this program in the background can read at once."""
    _say(text)
    sys.stdout.flush()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
