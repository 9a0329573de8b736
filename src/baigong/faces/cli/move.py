"""`baigong move`: the whole database from SQLite into an empty PostgreSQL database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

NAME = "move"
HELP = "把数据从SQLite移到PostgreSQL（原来的数据库改名留着）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        required=True,
        metavar="地址",
        help="postgresql://用户@主机/数据库；密码可以放在PGPASSWORD里，免得别人从进程列表看到",
    )


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.faces.cli.import_list import show_progress
    from baigong.foundation.backup.moving import Commands, move_database
    from baigong.foundation.engines.address import database_at
    from baigong.foundation.scope import system_scope

    to = database_at(arguments.to, Path())
    baigong = (sys.executable, "-m", "baigong.faces.cli.main")
    commands = Commands(
        migrate=(sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"),
        verify=(*baigong, "verify", "--json"),
    )
    with system_scope("移到PostgreSQL"):
        moved = move_database(to, commands, by="cli", told=show_progress)
    print(f"移好了：{moved.tables}张表，{moved.rows}行，逐行核对过，审计链完好。")
    print(f"原来的数据库改名留在{moved.kept_file}。")
    print("现在请把BAIGONG_DATABASE_URL改成新的地址，再启动baigong serve。")
    return 0
