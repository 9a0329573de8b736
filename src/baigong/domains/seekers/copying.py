"""A person's own data in one sealed file, to be taken once (PIPL 45; reliability 126)."""

from __future__ import annotations

import datetime
import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.utils.html import format_html, format_html_join

from baigong.domains.parties.models import Credential, Person
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import parameter_at
from baigong.domains.seekers.about import Rows, evidence_about, other_rows, personal_rows
from baigong.domains.seekers.column_words import WORDS
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import DataCopy
from baigong.domains.seekers.onlookers import looks_at
from baigong.foundation import clock
from baigong.foundation.audit.reveal import reveal_many
from baigong.foundation.audit.services import record
from baigong.foundation.files.errors import FileMissing
from baigong.foundation.files.services import destroy, open_file, store
from baigong.foundation.privacy.catalogue import personal_names_of
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.paper import Line, write_paper
from baigong.foundation.sheets.writer import SheetOut, write_workbook

HOURS = "data-copy-hours"
FILE_KIND = "seekers.data_copy"
PURPOSE = "本人取自己的资料"
# Who wrote a row is somebody else's data.
_OF_OTHERS = frozenset(
    {"recorded_by", "taken_by", "introduced_by", "uploaded_by", "decided_by", "by", "sent_by", "surveyor",
     "source_id", "by_post", "responsible_text", "password", "mac", "digest"}
)  # fmt: skip
Table = dict[str, Any]


@transaction.atomic
def make_copy(*, by: str, person: Person, user_id: uuid.UUID | None, purpose: str = PURPOSE) -> DataCopy:
    """Pack everything about a person and keep it sealed for a day; an older copy not taken is destroyed.

    `user_id` is the person's own account, None where somebody else takes the copy by right.
    """
    with system_scope(purpose):
        content = _packed(by, person, user_id, purpose)
        for older in DataCopy.objects.filter(person=person, file__isnull=False):
            _destroy(older)
        hours = int(parameter_at(HOURS, person.place_path, clock.today()))
        until = clock.now() + datetime.timedelta(hours=hours)
        file = store(
            content,
            kind=FILE_KIND,
            original_name="我的资料.zip",
            by=by,
            place_path=person.place_path,
            expires_at=until,
        )
        copy: DataCopy = DataCopy.objects.create(
            person=person,
            file=file,
            kept_until=until,
            place_path=person.place_path,
            county_id=person.county_id,
        )
    _note(by, "seekers.copy", person, purpose)
    return copy


@transaction.atomic
def take_copy(*, by: str, person: Person, copy_id: uuid.UUID, purpose: str = PURPOSE) -> bytes:
    """Hand the copy out and destroy it; of two takers exactly one gets it.

    :raises SeekerError: when it was taken already, or its time is over.
    """
    copy = DataCopy.objects.select_for_update().filter(id=copy_id, person=person).first()
    if copy is None:
        raise DataCopy.DoesNotExist
    if copy.file_id is None or copy.taken_at is not None or copy.kept_until <= clock.now():
        raise SeekerError("gone", "这一份已经取走，或者过了时间，已经销毁。要的话再取一份。")
    try:
        content = open_file(copy.file_id).read()
    except FileMissing as error:
        raise SeekerError("gone", "这一份已经销毁。要的话再取一份。") from error
    copy.taken_at = copy.updated_at = clock.now()
    copy.save(update_fields=["taken_at", "updated_at"])
    _destroy(copy)
    _note(by, "seekers.take_copy", person, purpose)
    return content


def copies_of(person_id: uuid.UUID) -> list[DataCopy]:
    """Return the copies a person asked for, the newest first."""
    return list(DataCopy.objects.filter(person_id=person_id).order_by("-recorded_at")[:10])


def _destroy(copy: DataCopy) -> None:
    file_id, copy.file = copy.file_id, None
    copy.save(update_fields=["file"])
    if file_id is not None:
        destroy(file_id)


def _note(by: str, act: str, person: Person, purpose: str) -> None:
    record(
        by=by,
        act=act,
        object_kind="party",
        object_ids=[person.id],
        place_path=person.place_path,
        purpose=purpose,
    )


def _packed(by: str, person: Person, user_id: uuid.UUID | None, purpose: str) -> bytes:
    tables = tables_about(by, person, purpose)
    looks = [
        {"时间": clock.minute_of(look.at), "谁": look.who, "做了什么": look.what, "用途": look.purpose}
        for look in looks_at(person.id, own_user_id=user_id)
    ]
    tables.append({"table": "audit.entry", "title": "谁看过、办过", "rows": looks})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("我的资料.json", json.dumps(tables, ensure_ascii=False, indent=1))
        archive.writestr("我的资料.html", _page(tables))
        archive.writestr("我的资料.xlsx", _workbook(tables))
        archive.writestr("我的资料.pdf", write_paper("我的资料", _lines(tables)))
        certificates = Credential.objects.filter(person=person, file__isnull=False)
        for folder, rows in (("证书", certificates), ("材料", evidence_about(person.id))):
            for number, held in enumerate(rows, start=1):
                try:
                    content = open_file(held.file_id).read()
                except FileMissing:
                    continue
                archive.writestr(f"{folder}/{number}{_ending(content)}", content)
    return stream.getvalue()


def _workbook(tables: list[Table]) -> bytes:
    """Return the same as a workbook, a sheet for each table, every column of it."""
    stream = io.BytesIO()
    write_workbook(stream, [_sheet(table) for table in tables])
    return stream.getvalue()


def _sheet(table: Table) -> SheetOut:
    columns = list(dict.fromkeys(name for row in table["rows"] for name in row))
    rows = ([_shown(row.get(name)) for name in columns] for row in table["rows"])
    return SheetOut(table["title"][:31], [_words(name) for name in columns], rows)


def _ending(content: bytes) -> str:
    return {b"%PDF": ".pdf", b"\x89PNG": ".png"}.get(content[:4], ".jpg")


def tables_about(by: str, person: Person, purpose: str = PURPOSE) -> list[Table]:
    """Return every table about a person with its rows in plain; the reading is written into the audit."""
    found = [_table(by, each, purpose) for each in (*personal_rows(person.id), *other_rows(person.id))]
    return [table for table in found if table["rows"]]


def _table(by: str, about: Rows, purpose: str) -> Table:
    model: Any = about.model
    rows = list(about.rows)
    names = personal_names_of(model)
    plain = reveal_many(rows, names, by=by, purpose=purpose) if rows and names else {}
    labels = dict(Place.objects.filter(id__in=_places(rows)).values_list("id", "name"))
    return {
        "table": model._meta.label_lower,
        "title": _words(model._meta.label_lower),
        "rows": [_row(row, plain.get(str(row.pk), {}), labels) for row in rows],
    }


def _places(rows: list[Any]) -> set[uuid.UUID]:
    return {row.place_id for row in rows if getattr(row, "place_id", None) is not None}


def _row(row: Any, plain: dict[str, str], places: dict[uuid.UUID, str]) -> dict[str, Any]:
    """Return one row by column name, personal values in plain, codes in words."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, EncryptedTextField):
            found[field.name] = plain.get(field.name, "")
        elif not isinstance(field, BlindIndexField | models.BinaryField) and field.name not in _OF_OTHERS:
            found[field.name] = _value(row, field, places)
    return found


def _value(row: Any, field: Any, places: dict[uuid.UUID, str]) -> Any:
    value = getattr(row, field.attname)
    if field.name == "place":
        return places.get(value, "")
    if field.choices and value not in (None, ""):
        return str(getattr(row, f"get_{field.name}_display")())
    return value if isinstance(value, bool | int | str | list | dict) or value is None else str(value)


def _page(tables: list[Table]) -> str:
    """Return the same as a page anybody can read in a browser, without a script."""
    parts = format_html_join("", "<h2>{}</h2>{}", ((t["title"], _rows(t["rows"])) for t in tables))
    return str(
        format_html(
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>我的资料</title>'
            "<h1>我的资料</h1><p>{}打包。平台登记的关于您的全部内容，谁看过也在里面。</p>{}</html>",
            clock.minute_of(clock.now()),
            parts,
        )
    )


def _lines(tables: list[Table]) -> Iterator[Line]:
    """Yield the same as lines for paper; a column without a value is named too."""
    yield Line(f"{clock.minute_of(clock.now())}打包。平台登记的关于您的全部内容，谁看过也在里面。")
    for table in tables:
        yield Line(table["title"], is_heading=True)
        for row in table["rows"]:
            yield from (Line(f"{_words(name)}：{_shown(value)}") for name, value in row.items())
            yield Line("")


def _rows(rows: list[dict[str, Any]]) -> Any:
    return format_html_join(
        "",
        "<table border=1 cellpadding=4>{}</table><br>",
        (
            (
                format_html_join(
                    "",
                    "<tr><th align=left>{}</th><td>{}</td></tr>",
                    (
                        (_words(name), _shown(value))
                        for name, value in row.items()
                        if value not in (None, "", [])
                    ),
                ),
            )
            for row in rows
        ),
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _words(name: str) -> str:

    return WORDS.get(name, name)
