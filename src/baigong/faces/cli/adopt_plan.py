"""`baigong adopt-plan`: put a plan's present files in force; codes it words anew keep their old words for old rows."""

from __future__ import annotations

import argparse
import datetime

NAME = "adopt-plan"
HELP = "启用方案包现在的内容：代码改了名的，旧名留给以前的记录"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", help="方案包的文件夹名")
    parser.add_argument("--on", type=datetime.date.fromisoformat, help="从哪天起用，不写是今天")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.domains.policies.services import adopt_pack
    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope

    try:
        with system_scope("启用方案包"):
            version = adopt_pack(by="cli", name=arguments.pack, on=arguments.on or clock.today())
    except FileNotFoundError:
        print(f"没有叫“{arguments.pack}”的方案包。请核对文件夹名。")
        return 1
    print(f"“{version.title}”启用了。网站马上按新的内容办，代码改了名的，以前的记录仍按当时的名。")
    return 0
