"""Rows that may not hold at the same time, said before the database has to refuse them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import PeriodFact
from baigong.foundation.scope import system_scope

if TYPE_CHECKING:
    from baigong.foundation.exchange.declared.listing import Work

_SENTENCE = "同一事项{since}起已有一条登记，时间和这一条重叠。请先结束原来那条，或改这一条的起止日期。"


@dataclass(frozen=True)
class _Unmade:
    """What a row refers to and nobody has entered yet; two rows may mean the same."""

    key: str


_Period = tuple[datetime.date, datetime.date | None]


def note_clashes(model: type[models.Model], works: Sequence[Work]) -> None:
    """Note on each work whether another row of the register, or an earlier one of these, holds at its time."""
    if not issubclass(model, PeriodFact):
        return
    columns = {each.name: each.attname for each in model._meta.concrete_fields}
    for names in model.NO_OVERLAP:
        _note(model, works, [columns[name] for name in names])


def _note(model: type[PeriodFact], works: Sequence[Work], names: Sequence[str]) -> None:
    asked = [(work, key) for work in works if (key := _key_of(work, names)) is not None]
    if not asked:
        return
    condition = Q(voided_at__isnull=True, superseded_at__isnull=True)
    for position, name in enumerate(names):
        known = {key[position] for _, key in asked if not isinstance(key[position], _Unmade)}
        condition &= Q(**{f"{name}__in": known})
    held: dict[Any, list[tuple[Any, _Period]]] = defaultdict(list)
    with system_scope("登记前查起止日期"):
        for row in model.objects.filter(condition):
            held[tuple(getattr(row, name) for name in names)].append(
                (row.pk, (row.starts_on, row.ends_before))
            )
    for work, key in asked:
        period = _period_of(work)
        mine = work.kept.pk if work.kept is not None else None
        other = next((each for pk, each in held[key] if pk != mine and _meet(each, period)), None)
        if other is not None:
            work.reader.wrong("", "overlap", _SENTENCE.format(since=other[0].isoformat()))
        else:
            held[key] = [each for each in held[key] if each[0] != mine] + [(work.number, period)]


def _key_of(work: Work, names: Sequence[str]) -> tuple[Any, ...] | None:
    key = tuple(_part_of(work, name) for name in names)
    return None if any(part in (None, "") for part in key) else key


def _part_of(work: Work, name: str) -> Any:
    resolved = work.refers.get(name)
    if resolved is not None and resolved.object_id is None:
        return _Unmade(resolved.key)
    return work.values.get(name, getattr(work.kept, name, None))


def _period_of(work: Work) -> _Period:
    kept = work.kept
    starts_on = work.values.get("starts_on", getattr(kept, "starts_on", None))
    assert starts_on is not None
    return starts_on, work.values.get("ends_before", getattr(kept, "ends_before", None))


def _meet(one: _Period, other: _Period) -> bool:
    return (one[1] is None or one[1] > other[0]) and (other[1] is None or other[1] > one[0])
