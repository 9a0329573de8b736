"""Everything known to have happened with one person, on one line of time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from baigong.domains.codes.selectors import label_of
from baigong.domains.parties.selectors import identities_of, names_of_organisations, persons_in_sight
from baigong.domains.parties.timeline import Entry, newest_first
from baigong.domains.placements.models import Engagement, InsuranceSpan, IntroductionStep, Proof
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.facts.certainty import certainty_on
from baigong.foundation.facts.models import Certainty, Source

STEP_WORDS = {
    "introduce": "介绍到“{title}”",
    "invite": "单位邀请去“{title}”",
    "agree": "本人同意去“{title}”谈谈",
    "set_interview": "“{title}”约了面试",
    "interview": "“{title}”已面试",
    "hire": "“{title}”已录用",
    "person_refuses": "本人不去“{title}”",
    "employer_refuses": "“{title}”未录用",
    "take_back": "单位撤回去“{title}”的邀请",
    "withdraw": "撤回到“{title}”的介绍",
}
_SHOWN = (
    ("state", "就业状态"),
    ("occupation_text", "求职工种"),
    ("pay_from_fen_month", "期望月薪"),
    ("next_contact_on", "下次联系"),
    ("wish_places_text", "意向地区"),
    ("birth_year", "出生年"),
)


def person_timeline(person_id: UUID) -> list[Entry]:
    """Return registrations, introductions, hires and proofs of a person as the scope sees them.

    What was recorded of the same person under another key, before the two were merged, is told too.
    """
    keys = identities_of(person_id)
    past = list(
        Registration.objects.filter(person_id__in=keys, voided_at__isnull=True)
        .select_related("place")
        .order_by("recorded_at", "id")
    )
    entries = _registration_entries(past)
    entries += step_entries(IntroductionStep.objects.filter(person_id__in=keys))
    entries += hire_entries(Engagement.objects.filter(person_id__in=keys))
    return newest_first(entries)


def _registration_entries(past: Sequence[Registration]) -> list[Entry]:
    entries = []
    before: Registration | None = None
    for registration in past:
        day = clock.day_of(registration.recorded_at)
        if registration.is_late:
            detail = f"{registration.surveyed_on}的摸排，在{registration.place.name}"
            entries.append(Entry(day, Source(registration.source).label, "补记较早的摸排", detail))
            continue
        what = "登记信息有变" if before else "登记到求职人员清单"
        detail = _changes(before, registration) if before else registration.place.name
        kind = "now" if registration.superseded_at is None else ""
        entries.append(Entry(day, Source(registration.source).label, what, detail, kind))
        before = registration
    return entries[::-1]


def _changes(before: Registration, after: Registration) -> str:
    told = [
        f"{label}由{_words(before, name)}改为{_words(after, name)}"
        for name, label in _SHOWN
        if getattr(before, name) != getattr(after, name)
    ]
    return "；".join(told) or "重新登记，内容没有变"


def _words(registration: Registration, name: str) -> str:
    value = getattr(registration, name)
    if value in (None, ""):
        return "空"
    if name == "state":
        return str(registration.get_state_display())
    if name == "pay_from_fen_month":
        return f"{value // 100}元"
    return str(value)


def step_entries(steps: Any, *, of_firm: bool = False) -> list[Entry]:
    """Return the steps of introductions; those of a firm name the person (masked), of a person the firm."""
    rows = list(
        steps.filter(voided_at__isnull=True)
        .select_related("introduction__vacancy")
        .order_by("-happened_on", "-recorded_at", "-id")
    )
    named = _names([(row.person_id, row.organisation_id) for row in rows], of_firm)
    entries = []
    for row in rows:
        other = named.get(row.person_id if of_firm else row.organisation_id, "")
        what = STEP_WORDS.get(row.step, row.step).format(title=row.introduction.vacancy.title)
        refusal = label_of("refusal", row.refusal_code, row.happened_on)
        detail = "，".join(part for part in (other, refusal) if part)
        entries.append(
            Entry(row.happened_on, "介绍", what, detail, "", "introduction", str(row.introduction_id))
        )
    return entries


def _names(pairs: Sequence[tuple[UUID, UUID]], of_firm: bool) -> dict[UUID, str]:
    """Return the names of the other side of introductions and hires, persons masked."""
    if not of_firm:
        return names_of_organisations(firm for _, firm in pairs)
    return {key: str(person.full_name) for key, person in persons_in_sight(key for key, _ in pairs).items()}


def hire_entries(engagements: Any, *, of_firm: bool = False) -> list[Entry]:
    """Return hires and their proofs, each proof an entry of its own with source and certainty."""
    rows = list(engagements.filter(voided_at__isnull=True).order_by("-starts_on", "-recorded_at", "-id"))
    named = _names([(row.person_id, row.employer_id) for row in rows], of_firm)
    entries = [
        _hire(row, named.get(row.person_id if of_firm else row.employer_id, ""), of_firm) for row in rows
    ]
    proofs = Proof.objects.filter(engagement_id__in=[row.id for row in rows], voided_at__isnull=True)
    entries += [
        Entry(
            proof.signed_on,
            "凭据",
            f"{proof.get_kind_display()}",
            _vouched(proof),
            "",
            "proof",
            str(proof.id),
        )
        for proof in proofs.order_by("-signed_on", "-id")
    ]
    return entries + _insurance_entries(rows)


def _hire(row: Engagement, other: str, of_firm: bool) -> Entry:
    why = f"（{row.ended_words}）" if row.ended_words else ""
    ended = f"，{row.last_day}离岗{why}" if row.ends_before else ""
    what = f"{other or '有人'}到岗" if of_firm else f"到{other or '单位'}上班"
    detail = f"{row.get_kind_display()}{ended}"
    return Entry(row.starts_on, "到岗", what, detail, "", "engagement", str(row.id))


def _insurance_entries(rows: Iterable[Engagement]) -> list[Entry]:
    pairs = {(row.person_id, row.employer_id) for row in rows}
    spans = InsuranceSpan.objects.filter(
        person_id__in={person for person, _ in pairs}, voided_at__isnull=True, superseded_at__isnull=True
    )
    entries = []
    for span in spans:
        if (span.person_id, span.employer_id) in pairs:
            year, month = divmod(span.first_month, 100)
            first = datetime.date(year, month, 1)
            entries.append(
                Entry(first, "参保", f"自{year}年{month}月起参保{span.months}个月", _vouched(span))
            )
    return entries


def _vouched(fact: Any) -> str:
    certainty = certainty_on(fact.certainty, fact.certified_until, clock.today())
    return f"{Source(fact.source).label}，{Certainty(certainty).label}"
