"""Setting an office's own value of a parameter: a dated row with its document, audited, never an edit."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

from django.db import IntegrityError, transaction

from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.parameters.models import ParameterValue

SHORTEST_REASON = 2


class ParameterError(ValueError):
    """The value cannot be set; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def set_value(
    *,
    by: str,
    parameter: str,
    place_path: str,
    county_id: str,
    valid_from: datetime.date,
    value: Decimal,
    unit: str,
    document: str,
) -> ParameterValue:
    """Let a value hold at a place and below it from a day on, until a later one begins.

    :raises ParameterError: without a document, or when a value already begins that day.
    """
    if not document.strip():
        raise ParameterError("document", "还没写依据哪份文件。请写文件名和文号。")
    row = ParameterValue(
        parameter=parameter,
        place_path=place_path,
        county_id=county_id,
        valid_from=valid_from,
        value=str(value),
        unit=unit,
        document=document.strip(),
        entered_by=by,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ParameterError("twice", f"从{valid_from}起已经有一个值。要改，先作废那个值。") from error
    record(
        by=by,
        act="parameters.set_value",
        object_kind="parameter_value",
        object_ids=[row.id],
        place_path=place_path,
        detail={"parameter": parameter, "value": row.value, "valid_from": valid_from.isoformat()},
    )
    return row


@transaction.atomic
def void_value(*, by: str, value_id: uuid.UUID, place_path: str, reason: str) -> ParameterValue:
    """Void a value set at a place or below it; what stood before it holds again.

    :raises ParameterError: without a reason, or when there is no such value there any more.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ParameterError("reason", "还没写为什么作废。请写至少两个字。")
    row: ParameterValue | None = ParameterValue.objects.filter(id=value_id, voided_at__isnull=True).first()
    if row is None or not row.place_path.startswith(place_path):
        raise ParameterError("gone", "没有这个值，可能刚被作废。请刷新页面再看。")
    row.voided_at, row.voided_reason = clock.now(), reason.strip()
    row.save(update_fields=["voided_at", "voided_reason"])
    record(
        by=by,
        act="parameters.void_value",
        object_kind="parameter_value",
        object_ids=[row.id],
        place_path=row.place_path,
        purpose=row.voided_reason,
        detail={"parameter": row.parameter, "value": row.value, "valid_from": row.valid_from.isoformat()},
    )
    return row
