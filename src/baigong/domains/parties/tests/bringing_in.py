"""A county with towns, and a file brought in as an officer would, for the tests of every list."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.foundation import clock
from baigong.foundation.exchange import pipeline, services, taking_back
from baigong.foundation.exchange.models import ImportBatch, ImportRow
from baigong.foundation.exchange.selectors import row_counts
from baigong.foundation.scope import Scope, enter

SINCE = datetime.date(2020, 1, 1)
DAY = datetime.date(2026, 5, 11)


def gbk(rows: Sequence[Sequence[str]]) -> bytes:
    """A text table as many offices save it: GB18030, commas."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("gb18030")


def workbook(rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for merge in merges:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass
class Counties:
    """Two counties of one city; files go to the first unless told otherwise."""

    county: Place = field(init=False)
    town: Place = field(init=False)
    second_town: Place = field(init=False)
    other: Place = field(init=False)

    def __post_init__(self) -> None:
        city = self._place("云泽市", PlaceKind.CITY, "999900", None)
        self.county = self._place("北渡县", PlaceKind.COUNTY, "999921", city)
        self.other = self._place("石桥县", PlaceKind.COUNTY, "999922", city)
        self.town = self._place("柳塘镇", PlaceKind.TOWN, "999921100", self.county)
        self.second_town = self._place("桥头镇", PlaceKind.TOWN, "999921101", self.county)

    @staticmethod
    def _place(name: str, kind: str, code: str, parent: Place | None) -> Place:
        return add_place(name=name, kind=kind, code=code, parent=parent, valid_from=SINCE)

    def scope(self, place: Place | None = None) -> Scope:
        return Scope(actor="officer", label="经办人", places=((place or self.county).path,))

    def read(
        self, list_name: str, data: bytes, name: str = "a.csv", place: Place | None = None
    ) -> ImportBatch:
        """Bring a file up to its checked rows."""
        at = place or self.county
        batch = services.upload_file(
            by="officer",
            list_name=list_name,
            place_id=at.id,
            place_path=at.path,
            county_id=at.county_id,
            file_name=name,
            data=data,
            in_background=False,
        )
        pipeline.read_batch(batch)
        services.choose_columns(by="officer", batch=batch, chosen={}, in_background=False)
        return pipeline.check_batch(batch)

    def bring(
        self,
        list_name: str,
        data: bytes,
        *,
        on: datetime.date = DAY,
        place: Place | None = None,
        name: str = "a.csv",
    ) -> ImportBatch:
        """Bring a file in whole."""
        with clock.at(on), enter(self.scope(place)):
            batch = self.read(list_name, data, name, place)
            services.start_commit(by="officer", batch=batch, in_background=False)
            return pipeline.commit_batch(batch, by="officer")

    def undo(self, batch: ImportBatch, *, place: Place | None = None) -> list[str]:
        with clock.at(DAY), enter(self.scope(place)):
            services.start_undo(by="officer", batch=batch, in_background=False)
            taking_back.undo_batch(batch, by="officer")
            return list(
                ImportRow.objects.filter(batch=batch)
                .order_by("number")
                .values_list("undo_sentence", flat=True)
            )


def counts(batch: ImportBatch) -> dict[str, int]:
    found = row_counts(batch.counts)
    assert found["rows"] == found["accepted"] + found["rejected"] + found["duplicates"] + found["blank"]
    assert found["accepted"] == found["created"] + found["updated"] + found["unchanged"]
    return {name: number for name, number in found.items() if number}


def sentences(batch: ImportBatch) -> list[str]:
    rows = ImportRow.objects.filter(batch=batch).order_by("number").values_list("problems", flat=True)
    return [problem[2] for problems in rows for problem in problems if problem[3]]
