"""The rules, one function each."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from .model import Limits, Pattern, Sight

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def patterns_in(sights: Iterable[Sight], limits: Limits) -> list[Pattern]:
    """Return every pattern, the latest first; the order in which sights come does not matter."""
    ordered = sorted(sights, key=lambda sight: (sight.at, sight.entry))
    found = [
        *_hourly(ordered, limits.hourly),
        *_far_above_usual(ordered, limits),
        *_at_night(ordered, limits),
        *_away(ordered),
        *_watched(ordered, limits.watchers),
    ]
    return sorted(found, key=lambda pattern: (pattern.last_at, pattern.rule, pattern.actor), reverse=True)


def is_night(hour: int, limits: Limits) -> bool:
    """Say whether an hour lies in the night, which may go past midnight; from = until means there is none."""
    start, end = limits.night_from, limits.night_until
    return start <= hour < end if start <= end else hour >= start or hour < end


def _hourly(sights: Sequence[Sight], limit: int) -> Iterator[Pattern]:
    for mine in _by_actor(sights).values():
        yield from _bursts(mine, limit, "hourly")


def _bursts(mine: Sequence[Sight], limit: int, rule: str) -> Iterator[Pattern]:
    """Yield each stretch whose sliding hour reaches the limit; stretches that touch are one."""
    start, total = 0, 0
    open_from, best, last = -1, 0, -1
    for end, sight in enumerate(mine):
        total += sight.count
        while mine[start].at <= sight.at - HOUR:
            total -= mine[start].count
            start += 1
        if total < limit:
            continue
        if open_from >= 0 and start > last:
            yield _pattern(rule, mine[open_from : last + 1], best, limit)
            open_from, best = -1, 0
        open_from = start if open_from < 0 else open_from
        best, last = max(best, total), end
    if open_from >= 0:
        yield _pattern(rule, mine[open_from : last + 1], best, limit)


def _far_above_usual(sights: Sequence[Sight], limits: Limits) -> Iterator[Pattern]:
    """The unit is who shares the first home; its usual is the median of the others' busy hours."""
    hours: dict[str, dict[tuple[str, datetime.datetime], int]] = defaultdict(lambda: defaultdict(int))
    for sight in sights:
        if sight.homes:
            hour = sight.at.replace(minute=0, second=0, microsecond=0)
            hours[sight.homes[0]][(sight.actor, hour)] += sight.count
    for actor, mine in _by_actor(sights).items():
        unit = mine[0].homes[0] if mine[0].homes else ""
        others = [count for (each, _), count in hours.get(unit, {}).items() if each != actor]
        if others:
            limit = max(limits.times_usual, int(median(others) * limits.times_usual))
            yield from _bursts(mine, limit, "usual")


def _at_night(sights: Sequence[Sight], limits: Limits) -> Iterator[Pattern]:
    """One finding for each person and night; the hours after midnight belong to the evening before."""
    nights: dict[tuple[str, datetime.date], list[Sight]] = defaultdict(list)
    for sight in sights:
        if is_night(sight.at.hour, limits):
            nights[(sight.actor, (sight.at - limits.night_until * HOUR).date())].append(sight)
    for found in nights.values():
        yield _pattern("night", found, sum(sight.count for sight in found), limits.night_from)


def _away(sights: Sequence[Sight]) -> Iterator[Pattern]:
    """One finding for each person and day."""
    days: dict[tuple[str, datetime.date], list[Sight]] = defaultdict(list)
    for sight in sights:
        if sight.homes and sight.place_path and not sight.place_path.startswith(sight.homes):
            days[(sight.actor, sight.at.date())].append(sight)
    for found in days.values():
        yield _pattern("away", found, sum(sight.count for sight in found), 1)


def _watched(sights: Sequence[Sight], limit: int) -> Iterator[Pattern]:
    seen: dict[str, list[Sight]] = defaultdict(list)
    for sight in sights:
        for object_id in sight.objects:
            seen[object_id].append(sight)
    for object_id, found in seen.items():
        if len({sight.actor for sight in found}) < limit:
            continue
        for sight in reversed(found):
            day = [each for each in found if sight.at - DAY < each.at <= sight.at]
            watchers = len({each.actor for each in day})
            if watchers >= limit:
                yield _pattern("watched", day, watchers, limit, object_id)
                break


def _by_actor(sights: Sequence[Sight]) -> dict[str, list[Sight]]:
    found: dict[str, list[Sight]] = defaultdict(list)
    for sight in sights:
        found[sight.actor].append(sight)
    return found


def _pattern(rule: str, sights: Sequence[Sight], figure: int, limit: int, object_id: str = "") -> Pattern:
    return Pattern(
        rule=rule,
        actor="" if object_id else sights[0].actor,
        figure=figure,
        limit=limit,
        first_at=sights[0].at,
        last_at=sights[-1].at,
        entries=tuple(dict.fromkeys(sight.entry for sight in sights)),
        object_id=object_id,
    )
