"""Background work of the outbox: one order handed to its outlet, and looking for what stands on elsewhere."""

from __future__ import annotations

from baigong.domains.vacancies.models import OutletOrder
from baigong.domains.vacancies.outbox import SEND
from baigong.domains.vacancies.outbox_sending import content_of, hand_out, is_due, note_receipt
from baigong.domains.vacancies.reconciling import sweep
from baigong.foundation.jobs.context import JobContext, refuse_inside_transaction
from baigong.foundation.jobs.registry import handler
from baigong.foundation.jobs.schedules import every_minutes, schedule
from baigong.foundation.scope import system_scope

SWEEP, WHY = "vacancies.outlets-sweep", "把岗位送到渠道"


@handler(SEND, lane="short", limit_seconds=60)
def send(context: JobContext, order_id: str) -> dict[str, int]:
    """Hand one order out, in no transaction; the receipt is written with the end of the job, so only once."""
    with system_scope(WHY):
        order = OutletOrder.objects.prefetch_related("vacancy").get(id=order_id)
        content = content_of(order) if is_due(order) else None
    if content is None:
        return {"sent": 0}
    refuse_inside_transaction()
    receipt, failure = hand_out(order, content, attempt=context.attempt)
    with system_scope(WHY), context.finishing() as result:
        note_receipt(by=context.created_by or "system", order=order, receipt=receipt, failure=failure)
        result["sent"] = int(not failure)
    return {}


@handler(SWEEP, lane="short")
def look_through(context: JobContext) -> dict[str, int]:
    """Ask for the take-down of what came down here, or is filled, and stands on elsewhere unasked."""
    return {"asked": sweep(by="system")}


schedule("vacancies-outlets-sweep", SWEEP, every_minutes(15))
