"""A shortage opened: one line of a need with its first report (JH-12a, SD-2.1.1a, BZ-1a, PD-1)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import LEARNT, ShortageError, report_need
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source

LONGEST_LABEL = 80


@transaction.atomic
def open_need(
    *,
    by: str,
    organisation: Organisation,
    place: Place,
    label: str,
    contact_way: str,
    values: Mapping[str, Any],
    employees: int | None = None,
    reported_on: datetime.date | None = None,
    source: str = Source.OFFICER,
) -> Need:
    """Open a new line of a firm's shortage at a workplace and keep its first report, of today unless said otherwise.

    :raises ShortageError: without a trade, when the trade is open already there, or a value is none of `LEARNT`.
    """
    words = " ".join(label.split())[:LONGEST_LABEL]
    if not words:
        raise ShortageError("label", "还没写缺什么工种。请写平时的叫法，例如：电焊工。")
    unknown = set(values) - set(LEARNT)
    if unknown:
        raise ShortageError("field", f"缺工里没有“{'、'.join(sorted(unknown))}”这一项。")
    need = Need(
        organisation=organisation,
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        label=words,
        source=source,
        source_id=by,
        **values,
    )
    try:
        with transaction.atomic():
            need.save(force_insert=True)
    except IntegrityError as error:
        sentence = f"“{words}”已经在报，不用新开一条。请在原来那一条里改数。"
        raise ShortageError("twice", sentence) from error
    record(
        by=by,
        act="shortages.open_need",
        object_kind="need",
        object_ids=[need.id],
        place_path=need.place_path,
        detail={"fields": sorted(values)},
    )
    report_need(
        by=by,
        need=need,
        contact_way=contact_way,
        values={},
        employees=employees,
        reported_on=reported_on,
        source=source,
    )
    return need
