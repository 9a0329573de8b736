"""The supply list as it is read: the register of a million people, one entry, and its past."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db.models import Q

from baigong.domains.parties.selectors import identities_of
from baigong.domains.workers.enums import WorkState
from baigong.domains.workers.models import Registration
from baigong.foundation.lists import (
    Filter,
    FilterKind,
    ListDefinition,
    ListRequest,
    Page,
    Sort,
    exact_count,
    page_of,
)
from baigong.kernels.codes import occupations

CURRENT = Q(superseded_at__isnull=True, voided_at__isnull=True)
EDUCATION_AT_LEAST = (
    ("2", "初中及以上"),
    ("3", "高中、中职及以上"),
    ("4", "大专及以上"),
    ("5", "本科及以上"),
    ("6", "硕士及以上"),
)
# By the figure the register keeps of a code: the 6 of 6-18-02-04.
OCCUPATION_GROUPS = tuple((code.code[0], code.label) for code in occupations() if code.level == 1)

REGISTER = ListDefinition(
    name="people",
    model=Registration,
    sorts=(
        Sort("recorded", "登记时间", "recorded_at", is_descending=True),
        Sort("pay", "期望月薪", "pay_from_fen_month"),
        Sort("surveyed", "摸排日期", "surveyed_on", is_descending=True),
        Sort("contact", "下次联系", "next_contact_on"),
    ),
    filters=(
        Filter("state", "就业状态", "state", FilterKind.CHOICE, tuple(WorkState.choices)),
        Filter("group", "职业大类", "occupation_group", FilterKind.CHOICE, OCCUPATION_GROUPS),
        Filter("education", "学历至少", "education_rank", FilterKind.AT_LEAST),
        Filter("place", "镇村", "place_path", FilterKind.PLACE),
    ),
    current=CURRENT,
    has_county=True,
    prefetch=("person", "place"),
)


def register_page(request: ListRequest, *, narrow: Q | None = None, size: int = 50) -> Page:
    """Return one page of the supply list in the current scope."""
    return page_of(REGISTER, request, size=size, narrow=narrow)


def register_total(request: ListRequest, *, narrow: Q | None = None) -> int:
    """Return how many entries the request's filters leave, exactly; counting a whole city takes a moment."""
    return exact_count(REGISTER, request, narrow=narrow)


def registration_in_sight(registration_id: UUID) -> Registration | None:
    """Return an entry of the supply list, or None when there is none or it lies outside the scope."""
    found = Registration.objects.filter(id=registration_id, voided_at__isnull=True)
    return found.select_related("place", "person").first()


def current_entry(registration: Registration) -> Registration:
    """Return the entry in force of the same person: itself, or the one that superseded it (also after a merge)."""
    if registration.superseded_at is None:
        return registration
    newer = Registration.objects.filter(CURRENT, person_id__in=identities_of(registration.person_id))
    return newer.select_related("place", "person").order_by("-recorded_at").first() or registration


def contacts_due(on: datetime.date, *, limit: int = 50) -> list[Registration]:
    """Return people whose next contact has come by `on`, the longest waiting first."""
    due = Registration.objects.filter(CURRENT, next_contact_on__lte=on).order_by("next_contact_on", "id")
    return list(due.select_related("place").prefetch_related("person")[:limit])


def count_contacts_due(on: datetime.date) -> int:
    return Registration.objects.filter(CURRENT, next_contact_on__lte=on).count()
