"""`baigong demo`: a whole invented city, brought in the ordinary way, and the site that shows it."""

from __future__ import annotations

import argparse
import time

NAME = "demo"
HELP = "建一座演示城市并打开网站；baigong demo code 角色 打印验证码"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", help="留空，或写code和角色")
    parser.add_argument("--size", choices=("small", "city"), default="city", help="演示城市的大小")
    parser.add_argument("--no-serve", action="store_true", help="只建数据，不打开网站")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址")
    parser.add_argument("--port", type=int, default=8000, help="端口")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.setup import migrate_schema, prepare_data_folder, setup_django

    setup_django()
    from django.conf import settings

    if not settings.BAIGONG_DEMO:
        print("演示城市只能在演示环境里建：这里的BAIGONG_PROFILE不是demo。")
        return 1
    from baigong.faces.cli.demo import personas
    from baigong.faces.cli.demo.building import build_city, is_built

    if arguments.words[:1] == ["code"]:
        return personas.print_code(arguments.words[1] if len(arguments.words) > 1 else "")
    started = time.monotonic()
    prepare_data_folder()
    migrate_schema()
    if is_built():
        print("演示城市已经建好，直接打开。")
    else:
        build_city(arguments.size)
        print(f"演示城市建好了，用时{time.monotonic() - started:.0f}秒。")
    personas.print_sign_ins()
    if arguments.no_serve:
        return 0
    from baigong.faces.cli.serve import THREADS, supervise

    print(f"\n打开浏览器：http://{arguments.host}:{arguments.port}/ （按Ctrl+C停止）", flush=True)
    return supervise(arguments.host, arguments.port, THREADS)
