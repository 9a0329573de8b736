"""Typed reading of the environment: the few things that differ between two installations."""

from __future__ import annotations

import os
from pathlib import Path

from baigong.foundation.engines.address import AddressError, database_at

PROFILES = ("demo", "test", "production")


class SettingError(RuntimeError):
    """A value of the environment is missing or unsafe; the sentence says which and how to mend it."""


def text(name: str, default: str = "") -> str:
    return os.environ.get(f"BAIGONG_{name}", default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def pairs(name: str, said: str) -> dict[str, str]:
    """Return what “word=value,word=value” says, by word; `name` is the variable's, for the sentence.

    :raises SettingError: for a part that is not a word, an equals sign and a value.
    """
    found: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in said.split(","))):
        word, sign, value = part.partition("=")
        if not (word.strip() and sign and value.strip()):
            raise SettingError(f"BAIGONG_{name}里的“{part}”要写成“代码=内容”，几项之间用英文逗号。")
        found[word.strip()] = value.strip()
    return found


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def profile() -> str:
    """Return demo, test or production; demo when nothing is said.

    :raises SettingError: for any other word.
    """
    return one_of("PROFILE", text("PROFILE", "demo"), PROFILES)


def one_of(name: str, chosen: str, words: tuple[str, ...]) -> str:
    """Return the word chosen under a variable's name.

    :raises SettingError: for any other word.
    """
    if chosen not in words:
        raise SettingError(f"BAIGONG_{name}={chosen}不认得，只能是{'、'.join(words)}。")
    return chosen


def database(url: str, sqlite_file: Path) -> dict[str, object]:
    """Return Django's description of the database named by `url`, or of the SQLite file.

    :raises SettingError: when the scheme is neither sqlite nor postgresql.
    """
    try:
        return database_at(url, sqlite_file)
    except AddressError:
        raise SettingError("BAIGONG_DATABASE_URL要以postgresql://或sqlite:///开头。") from None
