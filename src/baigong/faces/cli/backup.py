"""`baigong backup`: a copy of the database and the sealed files, without the keys."""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "backup"
HELP = "备份数据库和文件（不含密钥）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", default="", help="备份放进哪个文件夹，每次在里面新建一个")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from django.conf import settings

    from baigong.foundation.backup import create_backup

    made = create_backup(Path(arguments.folder or settings.BAIGONG_BACKUP_FOLDER))
    print(f"已备份到{made.folder}。密钥文件不在里面，请另外保管：{settings.BAIGONG_KEY_FILE}")
    return 0
