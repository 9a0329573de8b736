"""People as a workbook with names, numbers and telephones in plain: under a leave of its own, with a purpose.

Such a file bears no mark in its stars, for it has none: who took which people out stands in the audit, row by row.
"""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from baigong.domains.policies.handing_out import limits_in_plain
from baigong.domains.users.export_leaves import leave_in_force
from baigong.domains.workers.models import Registration
from baigong.faces.desk.exporting import entries_asked, place_path_of
from baigong.foundation import clock
from baigong.foundation.access.standing import Standing
from baigong.foundation.audit.reveal import reveal_many
from baigong.foundation.exchange.handouts import Asked, Handed, Stamp, hand_out
from baigong.foundation.lists import ListRequest
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

TITLE = "求职人员（实名）"
PLAIN = ("full_name", "identity_number", "phone")
HEADINGS = ("姓名", "身份证号", "联系电话", "镇村", "就业状态", "求职工种", "摸排日期")
REFUSED = "实名导出要单独开许可。请带上批件找系统管理员，在账号管理里开。"


def plain_workbook_of_people(
    asked: ListRequest, narrow: Q | None, standing: Standing, *, purpose: str
) -> Handed:
    """Return the people a request shows with their personal values in plain; each of them is written down as seen.

    :raises PermissionDenied: without a leave in force.
    :raises TooManyError: for more rows than one workbook hands out.
    :raises PurposeMissing: for a purpose too short to say anything.
    :raises HandoutError: when the day's rows are used up.
    """
    today, path = clock.today(), place_path_of(standing)
    leave = leave_in_force(standing.post_id, today)
    if leave is None:
        raise PermissionDenied(REFUSED)
    entries = entries_asked(asked, narrow)
    by, why = standing.scope.actor, f"{purpose.strip()}（{leave.document}）"[:200]
    people = [entry.person for entry in entries if entry.person is not None]
    plain = reveal_many(people, PLAIN, by=by, purpose=purpose, place_path=path) if people else {}

    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        rows = (_cells(entry, plain) for entry in entries)
        sheet = SheetOut(
            TITLE, HEADINGS, rows, kinds=("text", "code", "code", "text", "text", "text", "date")
        )
        return write_workbook(stream, [sheet], watermark=stamp.watermark, manifest=stamp.manifest)

    return hand_out(
        Asked(
            by=by, label=standing.scope.label, title=TITLE, purpose=why, act="people.export_plain",
            object_kind="registration", object_ids=[entry.id for entry in entries], place_path=path,
            detail={"leave": str(leave.id), "fields": list(PLAIN)},
        ),
        limits_in_plain(path, today),
        write,
    )  # fmt: skip


def _cells(entry: Registration, plain: dict[str, dict[str, str]]) -> tuple[Any, ...]:
    said = plain.get(str(entry.person_id), {})
    return (
        *(said.get(name, "") for name in PLAIN), entry.place.name, entry.get_state_display(),
        entry.occupation_text, entry.surveyed_on,
    )  # fmt: skip
