"""`baigong restore`: bring a backup back; what stands there now is kept beside it.

The audit's anchor is ahead of a database that was put back, so the restore is registered with its purpose:
only then does sealing go on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

NAME = "restore"
HELP = "从备份恢复（现有数据改名留着）"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="备份的文件夹，或只放着一份备份的文件夹")
    parser.add_argument("--purpose", default="", help="为什么恢复，记入审计")
    parser.add_argument("--force", action="store_true", help="现有数据库不空也恢复")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import migrate_schema, setup_django

    setup_django()
    from baigong.domains.seekers.erasing import erase_again
    from baigong.foundation.audit.sealing import acknowledge_restore, seal
    from baigong.foundation.backup import BackupError, restore_backup
    from baigong.foundation.scope import system_scope

    purpose = arguments.purpose.strip()
    if not purpose:
        raise BackupError(
            "没有恢复，数据没有动。请写明为什么恢复，例如--purpose 磁盘损坏，这句话会记入审计。",
            code="purpose",
        )
    restored = restore_backup(Path(arguments.folder), force=arguments.force)
    kept = f"原来的数据库留在{restored.kept_database}。" if restored.kept_database else ""
    print(f"已从{restored.manifest.folder}恢复。{kept}", flush=True)
    migrate_schema()
    with system_scope("登记恢复"):
        acknowledge_restore(by="cli", purpose=purpose)
        again = erase_again(by="cli")
        seal()
    if again:
        print(f"备份以后要求删除资料的{again}人，已经再删一次。")
    print("恢复已记入审计。")
    return 0
