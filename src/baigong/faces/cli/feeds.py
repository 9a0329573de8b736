"""``baigong feeds``: agree with a department on a feed, give it keys, take in what lies in the exchange folder.

``collect`` prints a line for each file and ends with 1 when one was refused; with ``--json`` one object a line.
"""

from __future__ import annotations

import argparse
import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baigong.domains.places.models import Place
    from baigong.foundation.feeds.models import Feed
    from baigong.foundation.feeds.selectors import FeedStanding

NAME = "feeds"
HELP = "部门数据：约定一项、开停密钥、收交换目录里的文件、看谁迟了"


class FeedCommandError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions."""
    actions = parser.add_subparsers(dest="action", metavar="做什么", required=True)
    _declare_open(actions.add_parser("open", help="约定一项部门数据"))
    for name, words in (("key", "开一把密钥，只显示一次"), ("withdraw", "停掉一项，密钥一起停")):
        actions.add_parser(name, help=words).add_argument("feed", metavar="NAME", help="部门数据的名字")
    ending = actions.add_parser("end-key", help="停用一把密钥")
    ending.add_argument("key", metavar="KEY", help="密钥编号")
    actions.add_parser("list", help="列出各项和最近一次送达")
    actions.add_parser("collect", help="收交换目录里的文件").add_argument(
        "--json", action="store_true", help="每份文件一行JSON"
    )
    signing = actions.add_parser("sign", help="给一份要放进交换目录的文件写签名（送数据的一方用）")
    signing.add_argument("file", metavar="FILE", type=Path)
    signing.add_argument("--feed", required=True, metavar="NAME", help="部门数据的名字")
    signing.add_argument("--key", required=True, help="密钥编号")
    signing.add_argument("--secret-file", required=True, type=Path, metavar="FILE", help="写着密钥的文件")
    signing.add_argument("--as-of", required=True, type=datetime.date.fromisoformat, help="数据截止日")


def _declare_open(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="名字，英文字母、数字和连字符")
    parser.add_argument("--title", required=True, help="中文名")
    parser.add_argument("--source", required=True, help="来源部门的代码")
    parser.add_argument("--list", required=True, help="进哪张清单")
    parser.add_argument("--place", required=True, metavar="CODE", help="归哪个地方，写区划代码")
    parser.add_argument(
        "--way", choices=("folder", "push"), default="folder", help="folder交换目录，push接口推送"
    )
    parser.add_argument("--expected-days", type=int, default=31, help="多少天送一次")
    parser.add_argument(
        "--networks", default="", help="只收从这些地址来的推送，例如10.20.3.0/24，几个之间空一格"
    )
    parser.add_argument("--grace-days", type=int, default=15, help="截止日以后还算数的天数，也是迟几天才算迟")


def run(arguments: argparse.Namespace) -> int:
    """Do one action."""
    if arguments.action == "sign":
        return _sign(arguments)
    from baigong.faces.cli.setup import setup_django

    setup_django()
    if arguments.action == "collect":
        return _collect(as_json=arguments.json)
    from baigong.foundation.scope import system_scope

    acts = {"open": _open, "key": _key, "end-key": _end_key, "withdraw": _withdraw, "list": _list}
    with system_scope("办理部门数据"):
        acts[arguments.action](arguments)
    return 0


def _open(arguments: argparse.Namespace) -> None:
    from baigong.domains.policies.selectors import code_labels
    from baigong.foundation.feeds.services import FeedTerms, open_feed

    known = code_labels("feed_source")
    if arguments.source not in known:
        words = "、".join(f"{code}（{label}）" for code, label in known.items())
        raise FeedCommandError(f"没有“{arguments.source}”这个来源。可以写：{words}。")
    place = _place(arguments.place)
    terms = FeedTerms(
        name=arguments.name,
        title=arguments.title,
        source_code=arguments.source,
        list_name=arguments.list,
        way=arguments.way,
        expected_days=arguments.expected_days,
        grace_days=arguments.grace_days,
        networks=arguments.networks,
    )
    feed = open_feed(
        by="cli", terms=terms, place_id=place.id, place_path=place.path, county_id=place.county_id
    )
    print(f"“{feed.title}”约定好了，名字是{feed.name}。请接着开密钥：baigong feeds key {feed.name}")


def _place(code: str) -> Place:
    from baigong.domains.places.models import Place
    from baigong.domains.places.selectors import place_by_code

    try:
        return place_by_code(code)
    except Place.DoesNotExist:
        raise FeedCommandError(f"没有代码是“{code}”的地方。请核对代码。") from None


def _feed(name: str) -> Feed:
    from baigong.foundation.feeds.services import feed_named

    feed = feed_named(name)
    if feed is None:
        raise FeedCommandError(f"没有叫“{name}”的部门数据。用baigong feeds list看有哪些。")
    return feed


def _key(arguments: argparse.Namespace) -> None:
    from baigong.foundation.feeds.services import open_key

    key, secret = open_key(by="cli", feed=_feed(arguments.feed))
    print(f"密钥编号：{key.number}\n密钥：{secret}")
    print("密钥只显示这一次。请当面交给对方，不要发邮件或聊天工具。对方换用以后，停掉旧的那把。")


def _end_key(arguments: argparse.Namespace) -> None:
    from baigong.foundation.feeds.models import FeedKey
    from baigong.foundation.feeds.services import end_key

    key = FeedKey.objects.filter(number=arguments.key).first()
    if key is None:
        raise FeedCommandError(f"没有编号是“{arguments.key}”的密钥。")
    end_key(by="cli", key=key)
    print(f"{key.number}停用了，从现在起它的签名不再算数。")


def _withdraw(arguments: argparse.Namespace) -> None:
    from baigong.foundation.feeds.services import withdraw_feed

    feed = _feed(arguments.feed)
    withdraw_feed(by="cli", feed=feed, reason="命令行停用")
    print(f"“{feed.title}”停了。收过的数据都在。")


def _list(arguments: argparse.Namespace) -> None:
    from baigong.foundation import clock
    from baigong.foundation.feeds.selectors import standings

    lines = [_line(each) for each in standings(clock.today())]
    print("\n".join(lines) or "还没有约定部门数据。")


def _line(standing: FeedStanding) -> str:
    feed, last = standing.feed, standing.last
    came = (
        f"最近截止{last.delivery.as_of}，进{last.counts['accepted']}行、退{last.counts['rejected']}行"
        if last
        else "还没有送来过"
    )
    late = "，迟了" if standing.is_late else ""
    return f"{feed.name}　{feed.title}　{feed.get_way_display()}　{came}，最晚{standing.due_on}{late}"


def _collect(*, as_json: bool) -> int:
    from baigong.faces.cli.setup import prepare_data_folder
    from baigong.foundation.feeds.dropping import collect_all

    prepare_data_folder()
    found = collect_all()
    for each in found:
        if as_json:
            print(json.dumps({"file": each.file_name, **each.receipt}, ensure_ascii=False))
        else:
            counts = each.receipt
            words = (
                f"进{counts['accepted']}行、退{counts['rejected']}行" if each.is_taken else counts["sentence"]
            )
            print(f"{each.feed_name}　{each.file_name}　{words}")
    if not found and not as_json:
        print("交换目录里没有要收的文件。")
    return 0 if all(each.is_taken for each in found) else 1


def _sign(arguments: argparse.Namespace) -> int:
    from baigong.foundation.feeds.signing import file_words, signature_of

    try:
        data, secret = arguments.file.read_bytes(), arguments.secret_file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise FeedCommandError(f"读不了“{getattr(error, 'filename', '')}”。请核对路径。") from error
    words = file_words(
        feed_name=arguments.feed, file_name=arguments.file.name, as_of=arguments.as_of, data=data
    )
    said = {
        "key": arguments.key,
        "as_of": arguments.as_of.isoformat(),
        "signature": signature_of(secret, words),
    }
    signed = arguments.file.with_name(arguments.file.name + ".sign.json")
    signed.write_text(json.dumps(said))
    print(f"写好了“{signed}”。请先放数据文件，再放签名文件。")
    return 0
