"""Keeps a few commands running together: `baigong serve` is the web server and a worker under this roof."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

# Tells a child that it has a supervisor whose end it should follow.
PARENT_VARIABLE = "BAIGONG_SUPERVISOR"
STEADY_SECONDS = 60.0
BACKOFF_MOST = 30.0


@dataclass(frozen=True, slots=True)
class Command:
    """A command to keep alive; `label` is what people are told, an essential one ends everything with it.

    An essential command that dies `patience` times in a row soon after its start (a port already taken, say)
    stops the whole: the person at the terminal must see it. Others are restarted for ever. `after_seconds` lets
    what people wait for start alone.
    """

    label: str
    arguments: Sequence[str]
    essential: bool = False
    patience: int = 3
    environment: Mapping[str, str] = field(default_factory=dict)
    after_seconds: float = 0.0


@dataclass(slots=True)
class _Child:
    command: Command
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    restart_at: float = 0.0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 (the terminal is this module's face)


class Supervisor:
    """Starts the commands, restarts what dies after a growing pause, stops all on SIGTERM or SIGINT."""

    def __init__(
        self,
        commands: Sequence[Command],
        *,
        say: Callable[[str], None] = _say,
        stop_seconds: float = 30.0,
        backoff_seconds: float = 1.0,
    ) -> None:
        begun = time.monotonic()
        self._children = [_Child(command, restart_at=begun + command.after_seconds) for command in commands]
        self._say = say
        self._stop_seconds = stop_seconds
        self._backoff_seconds = backoff_seconds
        self._stop = threading.Event()

    def run(self) -> int:
        """Work until told to stop; return 0, or 1 when an essential command would not stay alive."""
        previous = {number: signal.signal(number, self._leave) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._stop.is_set():
                if not all(self._look_after(child) for child in self._children):
                    return 1
                time.sleep(
                    0.1
                )  # not Event.wait: setting an event from a signal handler can lock up its own waiter
            return 0
        finally:
            self.stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Ask `run` to end; safe from another thread."""
        self._stop.set()

    def _leave(self, _: int, __: FrameType | None) -> None:
        self._stop.set()

    def _look_after(self, child: _Child) -> bool:
        """Start, or restart when its pause is over; False when there is no use in going on."""
        now = time.monotonic()
        if child.process is None:
            if now >= child.restart_at:
                self._start(child)
            return True
        code = child.process.poll()
        if code is None:
            return True
        _end_group(child.process, signal.SIGKILL)  # what a dead server left behind would keep its port
        child.process = None
        child.failures = 1 if now - child.started > STEADY_SECONDS else child.failures + 1
        if child.command.essential and child.failures >= child.command.patience:
            self._say(
                f"{child.command.label}连续{child.failures}次起不来（退出码{code}），原因见上面几行。已全部停下。"
            )
            return False
        pause = min(self._backoff_seconds * 2.0 ** (child.failures - 1), BACKOFF_MOST)
        child.restart_at = now + pause
        self._say(f"{child.command.label}停了（退出码{code}），{pause:g}秒后重新启动。")
        return True

    def _start(self, child: _Child) -> None:
        environment = {**os.environ, **child.command.environment, PARENT_VARIABLE: str(os.getpid())}
        child.started = time.monotonic()
        # Its own session: Ctrl-C reaches the supervisor alone, which then stops everything in good order.
        child.process = subprocess.Popen(  # noqa: S603 (the commands are the program's own)
            list(child.command.arguments), env=environment, start_new_session=True
        )

    def stop_all(self) -> None:
        """Ask every child to end, wait, and end by force what is still there."""
        alive = [child.process for child in self._children if child.process is not None]
        for process in alive:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + self._stop_seconds
        for process in alive:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _end_group(process, signal.SIGKILL)
            process.wait()
        for child in self._children:
            child.process = None


def _end_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
