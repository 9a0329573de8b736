"""`baigong`: one door to every command. Words are Chinese, option names and JSON keys English."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import Any

from baigong.foundation.memory import keep_memory_private

# Commands that need no database load no Django; the others set it up themselves through `setup_django`.
MODULES = (
    "demo.command",
    "open_office",
    "open_account",
    "adopt_plan",
    "codes",
    "reform",
    "place_points",
    "units",
    "serve",
    "worker",
    "import_list",
    "export_list",
    "feeds",
    "parse_pay",
    "code_titles",
    "match",
    "verify",
    "doctor",
    "backup",
    "restore",
    "move",
)


def build_parser(names: tuple[str, ...] = MODULES) -> argparse.ArgumentParser:
    """Return the parser with every command; a command's module is loaded to describe itself."""
    parser = argparse.ArgumentParser(prog="baigong", description="百工：劳动力供需保障平台")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for name in names:
        module: Any = importlib.import_module(f"baigong.faces.cli.{name}")
        command = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; a known fault is one sentence, never a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.config.settings")
    keep_memory_private()
    parsed = build_parser().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = getattr(error, "sentence", "")
        if not sentence:
            raise
        print(sentence, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
