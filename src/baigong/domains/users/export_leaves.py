"""Who may take a list out unmasked: given on a document by an administrator, until a day, ended at once when wanted."""

from __future__ import annotations

import datetime
import uuid

from django.db import IntegrityError, transaction

from baigong.domains.policies.selectors import parameter_at
from baigong.domains.users.enums import OFFICER_ROLES
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import ExportLeave, Post
from baigong.foundation import clock
from baigong.foundation.access.natural_persons import is_same_person
from baigong.foundation.audit.services import record
from baigong.foundation.scope import system_scope

LONGEST = "export-leave-days"
LEAST_REASON = 4


@transaction.atomic
def give_leave(*, by: str, post: Post, document: str, last_day: datetime.date) -> ExportLeave:
    """Let the holder of a post take lists out unmasked from today to a last day.

    :raises AccountError: for one's own post, a post that exports nothing, without a document, for a day that is past
        or too far off, or while a leave holds.
    """
    today = clock.today()
    if is_same_person(str(post.user_id), by):
        raise AccountError("own", "不能给自己开实名导出。请另一位管理员办。")
    if post.role not in OFFICER_ROLES or post.delegated_from_id is not None:
        raise AccountError("role", "只有各级经办的本职岗位能开实名导出。")
    if not document.strip():
        raise AccountError("document", "还没写依据。请写批准的文号或批件名称。")
    longest = int(parameter_at(LONGEST, post.place_path, today))
    if not today <= last_day < today + datetime.timedelta(days=longest):
        raise AccountError("last_day", f"最后一天要在今天以后、{longest}天以内。到期可以再开。")
    try:
        with system_scope("开实名导出"), transaction.atomic():
            leave: ExportLeave = ExportLeave.objects.create(
                post=post, document=document.strip()[:120], given_by=by, starts_on=today,
                ends_before=last_day + datetime.timedelta(days=1), place_path=post.place_path,
                county_id=post.county_id,
            )  # fmt: skip
    except IntegrityError:
        raise AccountError("taken", "这个岗位已经开着实名导出。要改先停掉原来的。") from None
    record(
        by=by, act="users.give_export_leave", object_kind="post", object_ids=[post.id], purpose=document.strip(),
        place_path=post.place_path, detail={"last_day": last_day.isoformat()},
    )  # fmt: skip
    return leave


@transaction.atomic
def end_leave(*, by: str, leave: ExportLeave, reason: str) -> None:
    """End a leave from this moment on; what was taken out under it stays written down.

    :raises AccountError: without a reason, or when it has ended.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise AccountError("reason", "还没写原因。请写至少四个字。")
    with system_scope("停实名导出"):
        ended = ExportLeave.objects.filter(id=leave.id, voided_at__isnull=True).update(
            voided_at=clock.now(), voided_reason=reason.strip()[:200]
        )
    if not ended:
        raise AccountError("ended", "已经停了，不用再停。")
    record(
        by=by, act="users.end_export_leave", object_kind="post", object_ids=[leave.post_id],
        purpose=reason.strip(), place_path=leave.place_path,
    )  # fmt: skip


def leave_in_force(post_id: str, on: datetime.date) -> ExportLeave | None:
    """Return the leave under which a post takes lists out unmasked on a day; a delegated post has none."""
    if not _is_id(post_id):
        return None
    with system_scope("查本人能不能实名导出"):
        own = Post.objects.filter(id=post_id, delegated_from__isnull=True)
        found: ExportLeave | None = ExportLeave.objects.filter(
            ExportLeave.holding_on(on), post_id__in=own.values("id")
        ).first()
        return found


def leaves_of(user_id: uuid.UUID) -> list[ExportLeave]:
    """Return the leaves of somebody's posts, the newest first; asked by who looks after the account."""
    with system_scope("看谁能实名导出"):
        rows = ExportLeave.objects.filter(post_id__in=Post.objects.filter(user_id=user_id).values("id"))
        return list(rows.prefetch_related("post__place").order_by("-starts_on", "-id"))


def _is_id(word: str) -> bool:
    try:
        uuid.UUID(word)
    except ValueError:
        return False  # the desk of a mandate is no post
    return True
