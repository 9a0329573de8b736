"""`baigong open-account`: one more account with a post."""

from __future__ import annotations

import argparse

NAME = "open-account"
HELP = "开一个账号，给一个岗位身份"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", required=True, help="归哪个地方，写区划代码")
    parser.add_argument("--username", required=True, help="用户名")
    parser.add_argument("--display-name", required=True, help="这个人的姓名")
    parser.add_argument("--body", default="", help="外单位的人写所在单位的统一社会信用代码")
    parser.add_argument("--role", default="", help="岗位身份，例如commissioner；不写是这个地方的经办")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.domains.places.models import Place
    from baigong.domains.places.selectors import place_by_code
    from baigong.domains.users.enums import OFFICER_OF, Role
    from baigong.domains.users.errors import AccountError
    from baigong.domains.users.services import open_account_in_post
    from baigong.foundation import clock
    from baigong.foundation.scope import system_scope

    try:
        place = place_by_code(arguments.place)
    except Place.DoesNotExist:
        print(f"没有代码是“{arguments.place}”的地方。请核对代码。")
        return 1
    role = arguments.role or OFFICER_OF[place.kind]
    if role not in Role.values:
        print(f"没有“{role}”这个身份。可写：{'、'.join(Role.values)}。")
        return 1
    try:
        with system_scope("开账号"):
            password = open_account_in_post(
                by="setup",
                username=arguments.username,
                display_name=arguments.display_name,
                role=role,
                place=place,
                starts_on=clock.today(),
                body_code=arguments.body,
            )
    except AccountError as error:
        print(error.sentence)
        return 1
    print(f"{place.name}　{Role(role).label}　{arguments.username}　密码：{password}")
    print("密码只显示这一次。登录后请先改密码，再打开两步验证。")
    return 0
