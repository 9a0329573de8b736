#!/usr/bin/env python3
"""Run a command against a throw-away PostgreSQL cluster: `with_postgresql.py -- COMMAND…`.

The command finds in its environment:

* `BAIGONG_DATABASE_URL`: role `baigong`, which owns the database and may create databases and roles (tests
  need that) but is no superuser and cannot bypass row-level security, as in production.
* `BAIGONG_DATABASE_ADMIN_URL`: the superuser, for what only an administrator may do.
* `BAIGONG_DATABASE_SERVER_LOG`: the file of the server's messages, for tests that search it.

The cluster listens on 127.0.0.1 only, asks for a random password, lives in a private temporary folder and
is stopped and removed when the command ends, however it ends. Durability is off: never keep data in it.

Exit codes: the command's own; 2 no command; 3 no PostgreSQL programs found; 4 the cluster did not start.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

ADMIN = "baigong_admin"
ROLE = "baigong"
DATABASE = "baigong"
SERVER_LOG = "server.log"
START_SECONDS = 60
NEEDED = ("initdb", "postgres", "psql")
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "listen_addresses": "127.0.0.1",
    "dynamic_shared_memory_type": "mmap",
    "autovacuum": "off",  # its snapshot would keep a test's own VACUUM from marking pages as visible
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class StartError(Exception):
    """The cluster did not come up; the text says what PostgreSQL said."""


def find_programs(roots: Path = Path("/usr/lib/postgresql")) -> Path | None:
    """The folder with PostgreSQL's programs: the newest Debian one, else the one on PATH."""

    def version(folder: Path) -> int:
        found = re.match(r"\d+", folder.parent.name)
        return int(found[0]) if found else 0

    for folder in sorted(roots.glob("*/bin"), key=version, reverse=True):
        if all((folder / name).exists() for name in NEEDED):
            return folder
    on_path = shutil.which("initdb")
    if on_path is None:
        return None
    folder = Path(on_path).resolve().parent
    return folder if all((folder / name).exists() for name in NEEDED) else None


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root: the user to run it as then, None when we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Cluster:
    """One temporary cluster; `start` once, `stop` always."""

    programs: Path
    folder: Path
    user: str | None = field(default_factory=unprivileged_user)
    admin_password: str = field(default_factory=lambda: secrets.token_hex(16))
    role_password: str = field(default_factory=lambda: secrets.token_hex(16))
    port: int = 0
    server: subprocess.Popen[bytes] | None = None

    def address(self, role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        self._own(self.folder)
        self._initialise()
        for _ in range(3):  # another program may take the port between our look and our use
            self.port = free_port()
            if self._serve():
                break
        else:
            raise StartError(self._log_tail())
        self._create_role()

    def stop(self) -> None:
        if self.server is None or self.server.poll() is not None:
            return
        self.server.send_signal(signal.SIGINT)  # fast shutdown: sessions are cut, nothing is waited for
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(10)

    def _own(self, path: Path) -> None:
        if self.user is not None:
            shutil.chown(path, self.user, pwd.getpwnam(self.user).pw_gid)

    def _identity(self) -> dict[str, object]:
        if self.user is None:
            return {}
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}

    def _initialise(self) -> None:
        password_file = self.folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.admin_password)
        self._own(password_file)
        command = [
            str(self.programs / "initdb"),
            *("--pgdata", str(self.folder / "data"), "--username", ADMIN, "--auth", "scram-sha-256"),
            *("--pwfile", str(password_file), "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, **self._identity())  # type: ignore[call-overload]
        password_file.unlink()
        if done.returncode != 0:
            raise StartError(done.stderr.strip() or done.stdout.strip())

    def _serve(self) -> bool:
        settings = {**TEST_SETTINGS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / SERVER_LOG).open("ab") as log:
            self.server = subprocess.Popen(  # type: ignore[call-overload]
                [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *options],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                start_new_session=True,  # Ctrl-C reaches the command first; we stop the server afterwards
                **self._identity(),
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.server.poll() is None:
            if self._sql("SELECT 1", "postgres").returncode == 0:
                return True
            time.sleep(0.1)
        return False

    def _create_role(self) -> None:
        rights = "LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS"
        role = f"CREATE ROLE {ROLE} {rights} PASSWORD '{self.role_password}'"
        for statement in (role, f"CREATE DATABASE {DATABASE} OWNER {ROLE}"):
            done = self._sql(statement, "postgres")
            if done.returncode != 0:
                raise StartError(done.stderr.strip())

    def _sql(self, statement: str, database: str) -> subprocess.CompletedProcess[str]:
        """Statements go through standard input, so that no password stands in the process list."""
        return subprocess.run(
            [
                str(self.programs / "psql"),
                *("--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1"),
                *("-h", "127.0.0.1", "-p", str(self.port), "-U", ADMIN, "-d", database),
            ],
            input=statement,
            text=True,
            capture_output=True,
            env={**os.environ, "PGPASSWORD": self.admin_password, "PGCONNECT_TIMEOUT": "5"},
        )

    def _log_tail(self) -> str:
        log = self.folder / SERVER_LOG
        return "\n".join(log.read_text(errors="replace").splitlines()[-5:]) if log.exists() else ""


def run_command(command: list[str], cluster: Cluster) -> int:
    environment = {
        **os.environ,
        "BAIGONG_DATABASE_URL": cluster.address(ROLE, cluster.role_password),
        "BAIGONG_DATABASE_ADMIN_URL": cluster.address(ADMIN, cluster.admin_password),
        "BAIGONG_DATABASE_SERVER_LOG": str(cluster.folder / SERVER_LOG),
    }
    try:
        child = subprocess.Popen(command, env=environment)
    except FileNotFoundError:
        print(f"找不到命令{command[0]}，请检查拼写或装上它。", file=sys.stderr)
        return 127
    try:
        code = child.wait()
    except BaseException:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
        raise
    return code if code >= 0 else 128 - code


def _leave(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print("没有给出要运行的命令。用法：python tools/with_postgresql.py -- 命令 参数", file=sys.stderr)
        return 2
    programs = find_programs()
    if programs is None:
        print("没有找到PostgreSQL的程序。请先运行：apt-get install postgresql", file=sys.stderr)
        return 3
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    folder = Path(tempfile.mkdtemp(prefix="baigong-postgresql-"))
    cluster = Cluster(programs, folder)
    try:
        cluster.start()
        return run_command(command, cluster)
    except StartError as error:
        print(f"临时PostgreSQL没有启动。它说：{error}", file=sys.stderr)
        return 4
    except KeyboardInterrupt:
        return 130
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
