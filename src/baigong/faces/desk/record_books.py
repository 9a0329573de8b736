"""Declared lists handed out as workbooks: masked, counted, written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any
from urllib.parse import parse_qsl

from django.http import QueryDict

from baigong.domains.places.declared_pages import definition_of, page_of_records
from baigong.domains.places.declared_rows import shown_fields_of
from baigong.faces.desk.exporting import MOST_ROWS, PIECE, TooManyError, limits_of, place_path_of
from baigong.foundation.access.standing import Standing
from baigong.foundation.exchange.declared import DeclaredList
from baigong.foundation.exchange.handouts import Asked, Handed, Stamp, hand_out
from baigong.foundation.lists import ListRequest
from baigong.foundation.lists.cursor import read_cursor
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

_POSITIONS = ("page", "after", "before", "of")


def workbook_of_records(spec: DeclaredList, query: str, standing: Standing) -> Handed:
    """Return what a list's address shows as a workbook; the audit says who took how many rows.

    :raises TooManyError: for more rows than one workbook hands out.
    :raises HandoutError: when the day's rows are used up.
    :raises ListRequestError: for a question the list does not know.
    """
    given = QueryDict(mutable=True)
    for key, value in parse_qsl(query):
        if key not in _POSITIONS:
            given.appendlist(key, value)
    asked = ListRequest.from_query(definition_of(spec), given)
    rows = list(_all(spec, asked))
    fields = shown_fields_of(spec)

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        lines = ([_cell(row[name]) for name in fields] for row in rows)
        sheet = SheetOut(spec.title[:31], tuple(fields.values()), lines)
        facts = {**stamp.manifest, "地方": standing.place_label}
        return write_workbook(stream, [sheet], watermark=stamp.watermark, manifest=facts, mark=stamp.mark)

    return hand_out(
        Asked(
            by=standing.scope.actor,
            label=standing.scope.label,
            title=spec.title,
            purpose="导出脱敏的清单",
            act="records.export",
            object_kind=spec.name,
            object_ids=[str(row["id"]) for row in rows],
            place_path=place_path_of(standing),
            detail={"filters": [list(pair) for pair in asked.values]},
        ),
        limits_of(standing),
        write,
    )


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, tuple) else value


def _all(spec: DeclaredList, asked: ListRequest) -> Iterator[dict[str, Any]]:
    definition = definition_of(spec)
    column, key = definition.column(asked.sort.column), spec.model._meta.pk
    while True:
        page, rows = page_of_records(spec, asked, size=PIECE)
        if page.is_total_capped:
            raise TooManyError(f"超过{MOST_ROWS}条，不能一次导出。请先选镇村或类别，缩小以后再导出。")
        yield from rows
        if not page.next:
            return
        asked = replace(asked, page=None, after=read_cursor(page.next, column=column, key=key))
