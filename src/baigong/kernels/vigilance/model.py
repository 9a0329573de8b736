"""What was seen, the limits, and what is found."""

from __future__ import annotations

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sight:
    """One act by which somebody saw whole values: of how many objects, of which (ids), for which place.

    `at` is in the zone in which night is night. `homes` are the place paths somebody is responsible for; empty
    when that is not known, and then no place counts as foreign. `count` may exceed the ids that were kept.
    """

    entry: str
    actor: str
    at: datetime.datetime
    count: int
    objects: tuple[str, ...] = ()
    place_path: str = ""
    homes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """From which figure on a rule speaks: objects an hour, hours of the day, persons, times the usual."""

    hourly: int
    night_from: int
    night_until: int
    watchers: int
    times_usual: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule by its code, with the sentence that explains it; `{limit}` stands for its figure."""

    code: str
    label: str
    sentence: str


RULES = (
    Rule("hourly", "一小时内看得太多", "一小时内看了{limit}人以上的明文。"),
    Rule("usual", "远多于本单位平常", "一小时内看的人数是本单位平常一小时的{limit}倍以上。"),
    Rule("night", "夜里查看", "夜间时段查看明文或导出。"),
    Rule("away", "看了辖区以外的人", "查看的人不在本人负责的地方。"),
    Rule("watched", "一个人被许多人看", "一天之内有{limit}个以上的人看了同一个人。"),
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One finding: the rule, who (empty when it is many), how much, against which limit, resting on which entries."""

    rule: str
    actor: str
    figure: int
    limit: int
    first_at: datetime.datetime
    last_at: datetime.datetime
    entries: tuple[str, ...]
    object_id: str = ""
