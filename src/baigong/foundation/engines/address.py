"""The address of a database, `postgresql://…` or `sqlite:///…`, as Django's description of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class AddressError(ValueError):
    """The address names neither engine."""

    def __init__(self) -> None:
        self.sentence = "数据库的地址要以postgresql://或sqlite:///开头。"
        super().__init__(self.sentence)


def database_at(url: str, sqlite_file: Path) -> dict[str, object]:
    """Return Django's description of the database named by `url`, or of the SQLite file.

    :raises AddressError: when the scheme is neither sqlite nor postgresql.
    """
    if not url or url.startswith("sqlite:"):
        path = Path(url.removeprefix("sqlite:").replace("//", "", 1)) if url else sqlite_file
        return _sqlite(path)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise AddressError
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "baigong.foundation.engines.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, object]:
    from baigong.foundation.engines.sqlite.base import PRAGMAS  # noqa: PLC0415 (settings load first)

    return {
        "ENGINE": "baigong.foundation.engines.sqlite",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,  # opening reads the whole schema, which costs more than most pages
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS},
        "TEST": {"NAME": str(path.with_name("test.sqlite3"))},
    }
