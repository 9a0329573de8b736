"""The rules of vigilance with the figures in force, and the alarms that are raised by themselves."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.policies.selectors import parameters_at
from baigong.domains.seekers.probing import probes_since
from baigong.domains.users.actors import homes_of_everybody
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.foundation import clock
from baigong.foundation.audit.searching import Sightline, entries_of_acts
from baigong.foundation.audit.services import record
from baigong.foundation.audit.watching import patterns_since
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.kernels.vigilance import Limits, Pattern

ALARM = "audit.alarm"
LOUD = frozenset({"hourly", "usual", "watched", "sequence"})
WINDOW = datetime.timedelta(hours=24)
FOR_THE_USUAL = datetime.timedelta(days=30)
BY, KIND = "watch", "alarm"
SAID = {
    "hourly": "有人一小时里看得太多",
    "usual": "有人看的人数远多于本单位平常",
    "watched": "一个人一天里被许多人看",
    "sequence": "有人在认领登记时连着试相邻的身份证号",
}
register_kind(KIND, "安全报警")


def limits_at(place_path: str) -> Limits:
    """Return the figures in force at a place today: the office's own, else the plan's."""
    names = (
        "sights-an-hour", "sights-night-from", "sights-night-until", "watchers-of-one", "sights-times-usual",
    )  # fmt: skip
    found = parameters_at(names, place_path, clock.today())
    hourly, night_from, night_until, watchers, times = (int(found[name]) for name in names)
    return Limits(hourly, night_from, night_until, watchers, times)


def patterns_now(
    place_path: str, sightline: Sightline | None, window: datetime.timedelta = FOR_THE_USUAL
) -> list[Pattern]:
    """Return the patterns of the window up to now."""
    return patterns_since(clock.now() - window, limits_at(place_path), homes_of_everybody(), sightline)


@dataclass(frozen=True, slots=True)
class Alarm:
    """What one alarm says: the rule, how much, resting on which rows of what kind."""

    rule: str
    figure: int
    object_kind: str
    object_ids: tuple[str, ...]

    @property
    def begins(self) -> str:
        return self.object_ids[0]


def raise_alarms() -> int:
    """Raise each loud pattern and each run of numbers of the last day that no alarm has named yet; returns how many.

    An alarm is an entry in the trail and a message to every security officer; it names nobody (reliability 41, 43).
    """
    told = {(entry.detail.get("rule"), entry.detail.get("begins")) for entry in entries_of_acts([ALARM], 500)}
    fresh = [each for each in _due(clock.now() - WINDOW) if (each.rule, each.begins) not in told]
    for alarm in fresh:
        _raise(alarm)
    return len(fresh)


def _due(since: datetime.datetime) -> Iterator[Alarm]:
    for each in patterns_now("", None):
        if each.rule in LOUD and each.last_at >= since:
            yield Alarm(each.rule, each.figure, "audit_entry", each.entries)
    if "sequence" in LOUD:
        for probe in probes_since(since):
            yield Alarm("sequence", probe.figure, "record_claim", probe.claims)


@transaction.atomic
def _raise(alarm: Alarm) -> None:
    record(
        by=BY,
        act=ALARM,
        object_kind=alarm.object_kind,
        object_ids=alarm.object_ids,
        detail={"rule": alarm.rule, "figure": alarm.figure, "begins": alarm.begins},
    )
    posts = Post.objects.filter(Post.in_force_on(clock.today()), role=Role.SECURITY_OFFICER)
    for user_id in sorted(set(posts.values_list("user_id", flat=True))):
        send_message(
            by=BY, to_user=user_id, kind=KIND, key=f"alarm:{alarm.rule}:{alarm.begins}:{user_id}",
            subject=f"安全报警：{SAID[alarm.rule]}", link="/oversight/",
            body=f"数量{alarm.figure}。请同审计员一起查清，要停的先停用账号。",
        )  # fmt: skip
