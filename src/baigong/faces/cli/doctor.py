"""`baigong doctor`: what this installation runs on, and what is missing with the line that mends it."""

from __future__ import annotations

import argparse

NAME = "doctor"
HELP = "检查运行环境"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This command has no options."""


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.foundation.health import environment_checks

    checks = environment_checks()
    for check in checks:
        mark, cure = ("✓", "") if check.is_good else ("✕", f"  → {check.cure}")
        print(f"{mark} {check.label}：{check.found}{cure}")
    return 0 if all(check.is_good for check in checks) else 1
