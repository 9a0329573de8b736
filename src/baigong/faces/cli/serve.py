"""`baigong serve`: the web processes and the background workers under one supervisor."""

from __future__ import annotations

import argparse
import sys

NAME = "serve"
HELP = "启动网站和后台任务"
# More than strangers may take (`SharedPages`): a third is left to officers, however many read the portal.
THREADS = 32
# Readers whose connection stays open between two pages, in each process.
CONNECTIONS = 4_000
# Seconds a process that is asked to stop may take to end what it has begun; the supervisor waits thirty.
DRAIN_SECONDS = 25
# The site answers first: on two cores the workers' start would hold it up.
WORKERS_AFTER_SECONDS = 2.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    parser.add_argument("--threads", type=int, default=THREADS, help="每个网站进程的线程数")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django, sweep_remains

    setup_django()
    prepare_data_folder()
    migrate_schema()
    sweep_remains()
    print(f"百工已启动：http://{arguments.host}:{arguments.port}/ ，按Ctrl+C停止。", flush=True)
    return supervise(arguments.host, arguments.port, arguments.threads)


def supervise(host: str, port: int, threads: int) -> int:
    """Run the web server and two workers until stopped; a worker that dies comes back by itself."""
    from baigong.faces.cli.setup import pack_static_files
    from baigong.foundation.jobs.supervisor import Command, Supervisor

    pack_static_files()
    web = [sys.executable, "-m", "granian", "baigong.config.wsgi:application", "--interface", "wsgi"]
    web += ["--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", str(threads)]
    web += ["--http", "1", "--no-ws", "--backlog", str(2 * CONNECTIONS), "--backpressure", str(CONNECTIONS)]
    web += ["--workers-kill-timeout", str(DRAIN_SECONDS), "--log-level", "error"]
    web += ["--respawn-failed-workers", "--respawn-interval", "1"]
    worker = [sys.executable, "-m", "baigong.faces.cli.main", "worker", "--lanes"]
    return Supervisor(
        [
            Command("网站", tuple(web), essential=True),
            Command("短任务", (*worker, "short,message"), after_seconds=WORKERS_AFTER_SECONDS),
            Command("导入", (*worker, "import,money"), after_seconds=WORKERS_AFTER_SECONDS),
        ]
    ).run()
