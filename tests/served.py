"""A whole installation served by real processes for a test: web and workers, on a database of its own."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "t" * 32
START_SECONDS = 90.0
BUILD = """
from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django
setup_django(); prepare_data_folder(); migrate_schema()
import json
from django.test import Client
from tests.sand_table import build_world, officer
world = build_world()
client = Client()
client.force_login(officer(world, "county_officer", "1.1"))
print(json.dumps([client.cookies["sessionid"].value, str(world.firms["1.1.1.1"].id)]))
"""
ASK = """
from baigong.faces.cli.setup import setup_django
setup_django()
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.queue import enqueue
from baigong.foundation.scope import system_scope
with system_scope("看看"):
    print({question})
"""
RECORDED = "*AuditEntry.objects.filter(purpose__startswith='试写第').values_list('purpose', flat=True)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """The sand table behind `baigong serve`; a deed is the reveal of a firm's contact, known by its purpose."""

    def __init__(self, folder: Path, url: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BAIGONG_")}
        self.environment = {
            **kept,
            "BAIGONG_PROFILE": "test",
            "BAIGONG_VAR": str(folder / "var"),
            "BAIGONG_DATABASE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self.port = free_port()
        self.session, self.firm = json.loads(self._python(BUILD))
        self.process: subprocess.Popen[bytes] | None = None

    def _python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ask(self, question: str) -> list[str]:
        """Return the words that a process of its own prints for an expression about the database."""
        return self._python(ASK.format(question=question)).split()

    def recorded(self) -> set[str]:
        """Return the purposes of every deed that was written down."""
        return set(self.ask(RECORDED))

    def start(self) -> None:
        command = [sys.executable, "-m", "baigong.faces.cli.main", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while self.status_of("试写开门时的那次") != 200:
            if time.monotonic() > deadline:
                self.stop(signal.SIGKILL)
                raise AssertionError("the site did not come up")
            time.sleep(0.2)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Send the signal and return the seconds until every process had ended."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(60)
        return time.monotonic() - begun

    def children(self) -> list[int]:
        """Return the processes below the supervisor, and theirs."""
        assert self.process is not None
        found, waiting = [], [self.process.pid]
        while waiting:
            tasks = Path(f"/proc/{waiting.pop()}/task").glob("*/children")
            below = [int(each) for task in tasks for each in task.read_text().split()]
            found += below
            waiting += below
        return sorted(found)

    def sent(self, purpose: str) -> bytes:
        """Return the bytes of a deed."""
        body = urlencode({"purpose": "other", "words": purpose}).encode()
        head = (
            f"POST /desk/firms/{self.firm}/reveal/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + body

    def begin(self, purpose: str) -> socket.socket:
        """Send a deed but for its last byte."""
        wire = socket.create_connection(("127.0.0.1", self.port), timeout=40)
        wire.sendall(self.sent(purpose)[:-1])
        return wire

    def end(self, wire: socket.socket, purpose: str) -> int | None:
        """Send the last byte and return the status, None when no whole answer comes."""
        try:
            wire.sendall(self.sent(purpose)[-1:])
            answer = http.client.HTTPResponse(wire)
            answer.begin()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            wire.close()
        return answer.status

    def status_of(self, purpose: str) -> int | None:
        """Do a deed; returns the status, None when nobody answers."""
        try:
            wire = self.begin(purpose)
        except OSError:
            return None
        return self.end(wire, purpose)
