"""Web and worker under one roof: the dead come back, the hopeless are named, all end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from baigong.foundation.jobs.supervisor import Command, Supervisor

SOURCE = Path(__file__).resolve().parents[4]


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def wait_for(path: Path, lines: int) -> list[str]:
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        found = path.read_text().split() if path.exists() else []
        if len(found) >= lines:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{path} has fewer than {lines} lines")


def test_a_dead_worker_is_restarted_and_the_others_are_left_alone(tmp_path: Path) -> None:
    worker, web = tmp_path / "worker", tmp_path / "web"
    log = "import os,time; open({!r},'a').write(str(os.getpid())+'\\n'); time.sleep(600)"
    said: list[str] = []
    roof = Supervisor(
        [
            Command("网站", python(log.format(str(web))), essential=True),
            Command("后台", python(log.format(str(worker)))),
        ],
        say=said.append,
        backoff_seconds=0.1,
    )
    # Signals belong to the main thread, so the test acts from another one.
    pids: list[str] = []

    def act() -> None:
        try:
            os.kill(int(wait_for(worker, 1)[0]), signal.SIGKILL)
            pids.extend(wait_for(worker, 2))
            pids.extend(wait_for(web, 1))
        finally:
            roof.stop()

    actor = threading.Thread(target=act)
    actor.start()
    assert roof.run() == 0
    actor.join()
    assert len(pids) == 3
    assert said == ["后台停了（退出码-9），0.1秒后重新启动。"]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_an_essential_command_that_cannot_start_ends_all_with_a_sentence(tmp_path: Path) -> None:
    said: list[str] = []
    commands = [
        Command("网站", python("raise SystemExit(1)"), essential=True),
        Command("后台", python("import time; time.sleep(600)")),
    ]
    assert Supervisor(commands, say=said.append, backoff_seconds=0.05).run() == 1
    assert said[-1] == "网站连续3次起不来（退出码1），原因见上面几行。已全部停下。"


def test_what_people_wait_for_starts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    commands = [
        Command("后台", python("import time; time.sleep(600)"), after_seconds=0.3),
        Command("网站", python("import time; time.sleep(600)"), essential=True),
    ]
    roof = Supervisor(commands)
    start = roof._start

    def note(child: Any) -> None:
        started.append(child.command.label)
        start(child)
        if len(started) == len(commands):
            roof.stop()

    monkeypatch.setattr(roof, "_start", note)
    assert roof.run() == 0
    assert started == ["网站", "后台"]


def test_sigterm_stops_every_child(tmp_path: Path) -> None:
    mark = tmp_path / "children"
    child = f"import os,time; open({str(mark)!r},'a').write(str(os.getpid())+'\\n'); time.sleep(600)"
    code = (
        "import sys; from baigong.foundation.jobs.supervisor import Command, Supervisor;"
        f"sys.exit(Supervisor([Command(n, [sys.executable, '-c', {child!r}]) for n in 'ab']).run())"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    process = subprocess.Popen(python(code), env=environment)
    pids = wait_for(mark, 2)
    process.terminate()
    assert process.wait(10) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
