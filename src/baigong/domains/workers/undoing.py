"""Taking registrations back: what nobody has built upon since is voided, the rest stays and says why."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import F

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import restore_persons, withdraw_persons
from baigong.domains.parties.sight import stop_showing_unused
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.exchange.contract import Applied, ImportContext, UndoResult
from baigong.foundation.facts.usage import rows_in_use

VOIDED = "撤回导入"
_GONE = "这一行早已不在，没有可撤的。"
_REVISED = "入库以后又有人改过，留着没动。"
_USED = "这个人已经介绍过岗位，留着没动。"
_NOT_REVIVED = "这条登记已撤；原来那条没有恢复，因为那里后来又登记过这个人。"
_PERSON_CHANGED = "这条登记已撤；姓名、电话或户籍地入库以后又有人改过，留着没动。"


def undo_registrations(rows: Sequence[Applied], context: ImportContext) -> list[UndoResult]:
    """Void the registrations these rows made and bring back what they superseded and overwrote."""
    found = Registration.objects.in_bulk([UUID(row.object_id) for row in rows])
    used = rows_in_use(Registration, found)
    reasons = {row.number: _reason_to_keep(row, found.get(UUID(row.object_id)), used) for row in rows}
    taken = [(row, found[UUID(row.object_id)]) for row in rows if not reasons[row.number]]
    Registration.objects.filter(id__in=[each.id for _, each in taken]).update(
        voided_at=clock.now(), voided_reason=VOIDED
    )
    reasons |= dict.fromkeys(_revive(taken), _NOT_REVIVED)
    reasons |= dict.fromkeys(_restore(taken, context), _PERSON_CHANGED)
    _withdraw_orphans(
        [UUID(row.trace["new_person"]) for row, _ in taken if row.trace.get("new_person")], context
    )
    left = [(each.person_id, each.place_path) for _, each in taken]
    stop_showing_unused(by=context.by, model=Person, places=left)
    return [UndoResult(row.number, not reasons[row.number], reasons[row.number]) for row in rows]


def _reason_to_keep(row: Applied, registration: Registration | None, used: set[UUID]) -> str:
    if registration is None or registration.voided_at:
        return _GONE
    if registration.superseded_at and not row.trace.get("late"):
        return _REVISED
    return _USED if registration.id in used else ""


def _revive(taken: Sequence[tuple[Applied, Registration]]) -> list[int]:
    """Make superseded entries current again; return the rows whose place has a newer entry instead."""
    previous = {UUID(row.trace["previous"]): row.number for row, _ in taken if row.trace.get("previous")}
    old = list(Registration.objects.filter(id__in=previous, voided_at__isnull=True))
    current = Registration.objects.filter(
        person_id__in=[each.person_id for each in old], superseded_at__isnull=True, voided_at__isnull=True
    )
    filled = {_entry_of(each) for each in current}
    blocked = [each for each in old if _entry_of(each) in filled]
    free = {each.id for each in old} - {each.id for each in blocked}
    Registration.objects.filter(id__in=free | _late_behind(taken)).update(superseded_at=None)
    return [previous[each.id] for each in blocked]


def _late_behind(taken: Sequence[tuple[Applied, Registration]]) -> set[UUID]:
    """Return the newest late entry wherever nothing else is left: it was history only beside a newer one."""
    alone = {
        _entry_of(each) for row, each in taken if not row.trace.get("previous") and not row.trace.get("late")
    }
    late = Registration.objects.filter(
        person_id__in={person_id for person_id, _, _ in alone},
        superseded_at=F("recorded_at"),
        voided_at__isnull=True,
    ).order_by("surveyed_on", "recorded_at", "id")
    newest = {_entry_of(each): each.id for each in late}
    return {newest[key] for key in alone & set(newest)}


def _entry_of(registration: Registration) -> tuple[UUID, UUID, str]:
    """Return what only one current entry may be about."""
    return registration.person_id, registration.place_id, registration.supply_list


def _restore(taken: Sequence[tuple[Applied, Registration]], context: ImportContext) -> list[int]:
    """Put the persons' fields back; return the rows whose fields were changed again since."""
    changed = {each.person_id: row for row, each in taken if row.trace.get("person_entry")}
    kept = restore_persons(
        by=context.by,
        entries={person_id: row.trace["person_entry"] for person_id, row in changed.items()},
        place_path=context.place_path,
        batch_id=context.batch_id,
    )
    return [changed[person_id].number for person_id in kept]


def _withdraw_orphans(persons: Sequence[UUID], context: ImportContext) -> None:
    used = rows_in_use(Person, persons)
    gone = [person for person in persons if person not in used]
    if gone:
        withdraw_persons(by=context.by, person_ids=gone, reason=VOIDED)
