"""A facility that the rows of another list refer to, by its name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from baigong.domains.facilities.models import Facility
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared.references import Made, Resolved
from baigong.foundation.exchange.row_reader import RowReader
from baigong.kernels.recognition.fields import Field


class FacilityReference:
    """A facility known already, named as it is in the list of facilities."""

    attribute, label, is_required = "facility_id", "设施", True
    fields = (
        Field("facility_label", "设施名称", "text", ("网点名称", "基地名称", "站点名称"), required=True),
    )

    def read(self, reader: RowReader, context: ImportContext) -> str | None:
        return reader.text("facility_label") or None

    def resolve(self, asked: Sequence[str], context: ImportContext) -> list[Resolved]:
        """Return the facilities in the scope that are so named."""
        found: dict[str, list[Facility]] = defaultdict(list)
        for each in Facility.objects.filter(label__in=set(asked), withdrawn_at__isnull=True):
            found[each.label].append(each)
        return [self._one(label, found[label]) for label in asked]

    def _one(self, label: str, named: list[Facility]) -> Resolved:
        if len(named) == 1:
            return Resolved(str(named[0].id), named[0].id, label)
        if not named:
            return Resolved(
                label, sentence=f"没有找到设施“{label[:30]}”。请先在“服务设施”里登记，名称照着填。"
            )
        return Resolved(
            label, sentence=f"叫“{label[:30]}”的设施有{len(named)}个。请先把设施名称改得各不相同。"
        )

    def write(self, found: Sequence[Resolved], context: ImportContext) -> dict[str, Made]:
        return {each.key: Made(each.object_id, {}) for each in found if each.object_id}

    def undo(
        self, traces: Sequence[Mapping[str, Any]], ids: Sequence[uuid.UUID], context: ImportContext
    ) -> None:
        """Facilities were there before and stay."""

    def shown(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        rows = Facility.objects.filter(id__in=set(ids)).values_list("id", "label")
        return {key: {"facility_label": label} for key, label in rows}
