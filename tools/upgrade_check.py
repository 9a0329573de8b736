#!/usr/bin/env python3
"""Build the demonstration city of an earlier state, migrate it with the present code, and compare.

`upgrade_check.py` runs it for the commit that docs/upgrade-from.toml names, `--from COMMIT` for another one, on SQLite;
`with_postgresql.py -- python tools/upgrade_check.py --postgresql` on PostgreSQL. Nothing is downloaded: the earlier
code comes from this repository and runs in this environment.

Passed means: the migrations ran, no table lost a row, no recorded fact changed, `baigong verify` and
`baigong doctor` found nothing. `--name COMMIT` writes docs/upgrade-from.toml anew instead.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAMED = ROOT / "docs" / "upgrade-from.toml"
BAIGONG = (sys.executable, "-m", "baigong.faces.cli.main")
# Rows a migration itself writes or takes away: its own list, kinds of tables, permissions nobody uses.
OWN_TABLES = {"django_migrations", "django_content_type", "auth_permission"}
FACT_COLUMNS = {"recorded_at", "voided_at", "voided_reason", "certainty"}
Tables = dict[str, list[str]]


def git(*words: str) -> str:
    """Return what a git command says about this repository."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def migrations_at(commit: str) -> dict[str, str]:
    """Return app label → name of its newest migration at a commit."""
    found: dict[str, str] = {}
    for line in git("ls-tree", "-r", "--name-only", commit, "src").splitlines():
        match = re.search(r"/(\w+)/migrations/(\d{4}_\w+)\.py$", line)
        if match:
            found[match[1]] = max(found.get(match[1], ""), match[2])
    return dict(sorted(found.items()))


def name_commit(commit: str) -> None:
    """Write the file that names the earlier state and the migrations it had."""
    whole = git("rev-parse", f"{commit}^{{commit}}")
    head = NAMED.read_text(encoding="utf-8").partition("commit = ")[0]
    listed = "".join(f'{app} = "{name}"\n' for app, name in migrations_at(whole).items())
    NAMED.write_text(f'{head}commit = "{whole}"\n\n[migrations]\n{listed}', encoding="utf-8")


def earlier_commit(named: str) -> str:
    """Return the named commit, or the first one of a history that does not reach back to it, and say so."""
    known = subprocess.run(
        ["git", "cat-file", "-e", f"{named}^{{commit}}"], cwd=ROOT, capture_output=True, check=False
    )
    if not known.returncode:
        return named
    first = git("rev-list", "--max-parents=0", "HEAD").splitlines()[-1]
    print(f"这份历史里没有{named[:12]}，改从最早的{first[:12]}升级", flush=True)
    return first


class Database:
    """The database under test, read by plain statements in this process, which never runs Django."""

    def __init__(self, url: str, file: Path) -> None:
        self.is_sqlite = not url
        if self.is_sqlite:
            self.connection: Any = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        else:
            import psycopg  # noqa: PLC0415 (only where it is asked for)

            self.connection = psycopg.connect(url, autocommit=True)
            # Row security shows nothing to who says nothing; a comparison of nothing would always be good.
            self.connection.execute("SELECT set_config('baigong.everything', 'on', false)")

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(statement).fetchall())

    def tables(self) -> Tables:
        """Return every table with its columns in a fixed order."""
        if self.is_sqlite:
            names = [row[0] for row in self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: sorted(row[1] for row in self.ask(f'PRAGMA table_info("{name}")'))
                for name in names
                if not name.startswith("sqlite_")
            }
        found: Tables = {}
        for table, column in self.ask(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " ORDER BY table_name, column_name"
        ):
            found.setdefault(table, []).append(column)
        return found

    def state(self, columns: Tables) -> dict[str, tuple[int, str]]:
        """Return for each table how many rows it has, and for facts the digest of these columns."""
        return {table: self._state_of(table, names) for table, names in columns.items()}

    def _state_of(self, table: str, columns: list[str]) -> tuple[int, str]:
        (count,) = self.ask(f'SELECT count(*) FROM "{table}"')[0]  # noqa: S608 (the database's own names)
        if not set(columns) >= FACT_COLUMNS:
            return count, ""
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = sorted(repr(row) for row in self.ask(f'SELECT {listed} FROM "{table}"'))  # noqa: S608
        return count, hashlib.sha256("\n".join(rows).encode()).hexdigest()


def differences(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    """Return a sentence for every table that lost a row or changed a fact."""
    found = []
    for table, (count, digest) in before.items():
        new_count, new_digest = after.get(table, (0, ""))
        if table in OWN_TABLES or (count, digest) == (new_count, new_digest):
            continue
        if new_count < count:
            found.append(f"{table}：原来{count}行，升级后{new_count}行")
        elif digest and new_digest != digest:
            found.append(f"{table}：已记下的事实变了")
    return found


def call(words: tuple[str, ...], source: Path, environment: dict[str, str]) -> None:
    """Run a command with the code of a folder; its failure ends the check."""
    whole = {**environment, "PYTHONPATH": str(source / "src")}
    done = subprocess.run(words, cwd=source, env=whole, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"✕ {' '.join(words[2:])}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    print(f"✓ {' '.join(words[2:])}", flush=True)


def check(commit: str, *, on_postgresql: bool) -> int:
    """Return 0 when a database of the commit comes through the present migrations whole."""
    url = os.environ.get("BAIGONG_DATABASE_URL", "") if on_postgresql else ""
    with tempfile.TemporaryDirectory(prefix="baigong-upgrade-") as folder:
        earlier, var = Path(folder) / "earlier", Path(folder) / "var"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", str(ROOT), str(earlier)], check=True)
        subprocess.run(["git", "-C", str(earlier), "checkout", "--quiet", commit], check=True)
        environment = {**os.environ, "BAIGONG_PROFILE": "demo", "BAIGONG_VAR": str(var)}
        environment["BAIGONG_DATABASE_URL"] = url
        call((*BAIGONG, "demo", "--size", "small", "--no-serve"), earlier, environment)
        database = var / "baigong.sqlite3"
        columns = Database(url, database).tables()
        before = Database(url, database).state(columns)
        call((sys.executable, "manage.py", "migrate", "--no-input"), ROOT, environment)
        kept = {
            table: [name for name in names if name in columns[table]]
            for table, names in Database(url, database).tables().items()
            if table in columns
        }
        comparable = {table: names for table, names in kept.items() if names == columns[table]}
        after = Database(url, database).state(kept)
        before |= {table: (before[table][0], "") for table in kept.keys() - comparable.keys()}
        after |= {table: (after[table][0], "") for table in kept.keys() - comparable.keys()}
        lost = differences(before, after)
        for words in ("verify", "doctor"):
            call((*BAIGONG, words), ROOT, environment)
    facts = sum(count for count, digest in before.values() if digest)
    print("\n".join(f"✕ {each}" for each in lost) or f"✓ {len(before)}张表，一行没少，{facts}条事实没变")
    return 0 if facts and not lost else 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="commit", default="", help="the earlier commit or tag")
    parser.add_argument(
        "--name", default="", help="name this commit in docs/upgrade-from.toml, check nothing"
    )
    parser.add_argument("--postgresql", action="store_true", help="on the database of BAIGONG_DATABASE_URL")
    arguments = parser.parse_args()
    if arguments.name:
        name_commit(arguments.name)
        return 0
    commit = arguments.commit or tomllib.loads(NAMED.read_text(encoding="utf-8"))["commit"]
    commit, started = earlier_commit(commit), time.monotonic()
    code = check(commit, on_postgresql=arguments.postgresql)
    print(f"从{commit[:12]}升级，用时{time.monotonic() - started:.0f}秒", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
