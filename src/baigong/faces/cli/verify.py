"""`baigong verify`: does everything in the database still hold together?"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baigong.foundation.audit.models import AuditEntry

NAME = "verify"
HELP = "核对数据库：结构、约束、不变量、审计链"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="只输出JSON")
    parser.add_argument(
        "--copy", action="store_true", help="核对的是从备份恢复出来的副本：先升级结构，锚定文件走在前面不算错"
    )


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import migrate_schema, setup_django

    setup_django()
    from baigong.faces.cli.invariants import broken_invariants
    from baigong.foundation.audit.sealing import acknowledged_restores
    from baigong.foundation.scope import system_scope

    if arguments.copy:
        migrate_schema()
    with system_scope("核对数据"):
        findings = broken_invariants(is_copy=arguments.copy)
        restores = [sentence_of(entry) for entry in acknowledged_restores()]
    if arguments.json:
        print(json.dumps({"findings": findings, "restores": restores}, ensure_ascii=False))
        return 1 if findings else 0
    print(
        "\n".join([*(f"· {sentence}" for sentence in restores), *(f"✕ {sentence}" for sentence in findings)])
    )
    if not findings:
        print("核对完毕，没有发现问题。")
    return 1 if findings else 0


def sentence_of(restore: AuditEntry) -> str:
    """Return when the database was put back, to what, and why."""
    from django.utils.timezone import localtime

    return (
        f"{localtime(restore.at):%Y-%m-%d %H:%M}从备份恢复过，回到第{restore.detail['seal']}次封存"
        f"（到第{restore.detail['sequence']}号审计记录）。用途：{restore.purpose}。"
    )
