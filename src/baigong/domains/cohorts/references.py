"""A cohort that the rows of another list refer to, by its name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from baigong.domains.cohorts.models import Cohort
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import Made, Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field


class CohortReference:
    """A cohort known already, named as it is in the list of cohorts."""

    attribute, label, is_required = "cohort_id", "班次", True
    fields = (Field("cohort_label", "班次名称", "text", ("班级名称", "批次名称", "班次"), required=True),)

    def read(self, reader: RowReader, context: ImportContext) -> str | None:
        return reader.text("cohort_label") or None

    def resolve(self, asked: Sequence[str], context: ImportContext) -> list[Resolved]:
        """Return the cohorts in the scope that are so named."""
        found: dict[str, list[Cohort]] = defaultdict(list)
        for each in Cohort.objects.filter(label__in=set(asked), withdrawn_at__isnull=True):
            found[each.label].append(each)
        return [self._one(label, found[label]) for label in asked]

    def _one(self, label: str, named: list[Cohort]) -> Resolved:
        if len(named) == 1:
            return Resolved(str(named[0].id), named[0].id, label)
        if not named:
            return Resolved(label, sentence=f"没有找到班次“{label[:30]}”。请先在“班次”里登记，名称照着填。")
        return Resolved(
            label, sentence=f"叫“{label[:30]}”的班次有{len(named)}个。请先把班次名称改得各不相同。"
        )

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        return {each.key: Made(each.object_id, {}) for each in found if each.object_id}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Cohorts were there before and stay."""

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        rows = Cohort.objects.filter(id__in=set(ids)).values_list("id", "label")
        return {key: {"cohort_label": label} for key, label in rows}
