"""An activity that the rows of another list refer to, by its name and day."""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from baigong.domains.activities.models import Activity
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import Made, Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field


class ActivityReference:
    """An activity known already, named as it is in the list of activities; the day tells two of one name apart."""

    attribute, label, is_required = "activity_id", "活动", True
    fields = (
        Field("activity_label", "活动名称", "text", ("招聘会名称", "活动"), required=True),
        Field("activity_held_on", "举办日期", "date", ("活动日期",)),
    )

    def read(self, reader: RowReader, context: ImportContext) -> tuple[str, datetime.date | None] | None:
        label = reader.text("activity_label")
        held_on = reader.date("activity_held_on", allow_future=True)
        return (label, held_on) if label else None

    def resolve(
        self, asked: Sequence[tuple[str, datetime.date | None]], context: ImportContext
    ) -> list[Resolved]:
        """Return the activities in the scope that are so named."""
        found: dict[str, list[Activity]] = defaultdict(list)
        alive = Activity.objects.filter(voided_at__isnull=True, superseded_at__isnull=True)
        for each in alive.filter(label__in={label for label, _ in asked}):
            found[each.label].append(each)
        return [self._one(label, held_on, found[label]) for label, held_on in asked]

    def _one(self, label: str, held_on: datetime.date | None, named: list[Activity]) -> Resolved:
        fitting = [each for each in named if held_on is None or each.held_on == held_on]
        if len(fitting) == 1:
            return Resolved(str(fitting[0].id), fitting[0].id, label)
        if not fitting:
            return Resolved(
                label, sentence=f"没有找到活动“{label[:30]}”。请先在“活动”里登记，名称和日期照着填。"
            )
        days = "、".join(f"{each.held_on:%Y-%m-%d}" for each in fitting[:3])
        return Resolved(
            label, sentence=f"叫“{label[:30]}”的活动有{len(fitting)}场（{days}），请填上举办日期。"
        )

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        return {each.key: Made(each.object_id, {}) for each in found if each.object_id}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Activities were there before and stay."""

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        rows = Activity.objects.filter(id__in=set(ids)).values_list("id", "label", "held_on")
        return {key: {"activity_label": label, "activity_held_on": held_on} for key, label, held_on in rows}
