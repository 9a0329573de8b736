"""`baigong match`: match everybody who looks for work at a place with every open post there."""

from __future__ import annotations

import argparse
import json
import time
from typing import Any

NAME = "match"
HELP = "为一个地方的岗位和求职人员双向匹配"


class MatchCommandError(ValueError):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", required=True, help="地方代码")
    parser.add_argument("--top", type=int, default=20, help="每个岗位列几人")
    parser.add_argument("--json", action="store_true", help="只输出JSON")


def run(arguments: argparse.Namespace) -> int:
    from baigong.faces.cli.rehearsing import known_place
    from baigong.faces.cli.setup import setup_django

    setup_django()
    from baigong.domains.placements.matching import match_all
    from baigong.foundation import clock
    from baigong.foundation.scope import Scope, enter

    place = known_place(arguments.place)
    if place is None:
        raise MatchCommandError(f"库里没有代码是{arguments.place}的地方。请核对代码，或先导入清单。")
    started = time.monotonic()
    with enter(Scope(actor="cli", label="命令行", places=(place.path,))):
        found = match_all(on=clock.today(), top_for_vacancy=arguments.top)
    answer: dict[str, Any] = {
        "place": place.code,
        "engine": found.engine,
        "seconds": round(time.monotonic() - started, 3),
        "vacancies": [
            {"vacancy": key, "people": [{"registration": other, "score": score} for other, score in ranked]}
            for key in found.for_vacancy
            if (ranked := found.for_vacancy.ranked_ids(key))
        ],
    }
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print(f"{place.name}：{len(answer['vacancies'])}个岗位有合适的人，用时{answer['seconds']}秒。")
    return 0
