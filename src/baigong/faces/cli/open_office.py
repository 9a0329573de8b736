"""`baigong open-office`: a new installation's places, codes and plan, and the first account."""

from __future__ import annotations

import argparse
import datetime
from pathlib import Path

NAME = "open-office"
HELP = "开通一个新的办公地：建好区划、代码和方案，开第一个账号"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True, help="省、市或县的六位区划代码，例如371600")
    parser.add_argument("--username", required=True, help="第一个账号的用户名")
    parser.add_argument("--display-name", required=True, help="这个人的姓名")
    parser.add_argument(
        "--divisions", type=Path, metavar="FILE.csv", help="用这张新的官方区划表，列是code,name,parent"
    )
    parser.add_argument(
        "--since", type=datetime.date.fromisoformat, help="从哪天起，例如2026-01-01；不写是今年元旦"
    )


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django

    setup_django()
    from django.db import transaction

    from baigong.domains.codes.loading import load_codes
    from baigong.domains.places.planting import plant_divisions
    from baigong.domains.policies.selectors import pack_for
    from baigong.domains.policies.services import adopt_pack
    from baigong.domains.users.enums import OFFICER_OF
    from baigong.domains.users.services import open_account_in_post
    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope
    from baigong.kernels.codes import load_divisions_csv

    prepare_data_folder()
    migrate_schema()
    table = load_divisions_csv(arguments.divisions) if arguments.divisions else None
    since = arguments.since or clock.today().replace(month=1, day=1)
    with system_scope("开通"), transaction.atomic():
        place = plant_divisions(code=arguments.code, valid_from=since, table=table)
        load_codes(on=since)
        pack = adopt_pack(by="setup", name=pack_for(place.path).plan.id, on=since)
        password = open_account_in_post(
            by="setup",
            username=arguments.username,
            display_name=arguments.display_name,
            role=OFFICER_OF[place.kind],
            place=place,
            starts_on=since,
        )
    print(f"{place.name}开通了，用的方案是“{pack.title}”。")
    print(f"第一个账号：{arguments.username}　密码：{password}")
    print("密码只显示这一次。登录后请先改密码，再打开两步验证。")
    return 0
