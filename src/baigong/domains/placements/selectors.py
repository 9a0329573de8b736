"""Questions about introductions and hires, as far as the scope sees."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from baigong.domains.placements.enums import ProofKind
from baigong.domains.placements.matching import labels_for, post_of, seeker_of
from baigong.domains.placements.models import Engagement, InsuranceSpan, Introduction, IntroductionStep, Proof
from baigong.domains.placements.proofs import ProofStanding, standings_of
from baigong.domains.policies.selectors import pack_for, weights_for
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation.scope import current_scope
from baigong.foundation.scope.conditions import in_own_places
from baigong.kernels.matching import CommuteTable, Explanation, explain
from baigong.kernels.packs.proofs import Need
from baigong.kernels.workflow import Step

# Who said no; a plan's reasons for refusing stand below one of these two.
SIDES = {"person_refuses": "by-person", "employer_refuses": "by-employer"}
_USUAL_REASONS = (
    ("person-pay", "嫌薪资低", "by-person"),
    ("person-distance", "嫌路远", "by-person"),
    ("person-shift", "班次不合", "by-person"),
    ("person-found", "已找到工作", "by-person"),
    ("employer-skill", "技能不够", "by-employer"),
    ("employer-filled", "已招满", "by-employer"),
    ("other", "其他", ""),
)


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A coded reason; `side` is who gives it, empty when either may."""

    code: str
    label: str
    side: str

    def fits(self, step: Step) -> bool:
        """This function will say whether the reason can be given with a step."""
        return not self.side or self.side == SIDES.get(step.name)


@dataclass(frozen=True, slots=True)
class HireView:
    """A hire with everything that proves it, and how far it counts."""

    engagement: Engagement
    proofs: tuple[Proof, ...]
    spans: tuple[InsuranceSpan, ...]
    standing: ProofStanding
    ladder: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]


def introductions_of(vacancy: Vacancy) -> list[Introduction]:
    """Return a vacancy's introductions, newest first, with the persons and hires read along."""
    rows = Introduction.objects.filter(vacancy=vacancy).select_related("person", "registration")
    return list(rows.prefetch_related("engagements").order_by("-introduced_on", "-id"))


def introduction_in_scope(introduction_id: UUID) -> Introduction | None:
    """Return an introduction of the desk's own places."""
    found: Introduction | None = (
        Introduction.objects.filter(in_own_places(), id=introduction_id)
        .select_related("vacancy", "person")
        .first()
    )
    return found


def steps_taken(introduction: Introduction) -> list[IntroductionStep]:
    """Return the steps an introduction took, oldest first; a step entered by mistake is none."""
    steps = IntroductionStep.objects.filter(introduction=introduction, voided_at__isnull=True)
    return list(steps.order_by("happened_on", "recorded_at"))


def hires_by_introduction(introductions: Iterable[Introduction]) -> dict[UUID, Engagement]:
    """Return the hires that stand, ended or not, by the introductions they came from; in one query."""
    keys = [each.id for each in introductions]
    rows = Engagement.objects.filter(introduction_id__in=keys, voided_at__isnull=True)
    return {row.introduction_id: row for row in rows if row.introduction_id}


def registration_in_scope(registration_id: UUID) -> Registration | None:
    """Return a current registration with its person and place."""
    rows = Registration.objects.filter(id=registration_id, superseded_at__isnull=True, voided_at__isnull=True)
    found: Registration | None = rows.select_related("person", "place").first()
    return found


def explanation_of(registration: Registration, vacancy: Vacancy, *, on: datetime.date) -> Explanation:
    """Return a pair's score and reasons as an introduction keeps them: with the weights of the vacancy's place."""
    labels, weights = labels_for([registration], [vacancy]), weights_for(vacancy.place_path)
    seeker, post = seeker_of(registration, on), post_of(vacancy, on)
    return explain(seeker, post, weights, CommuteTable(), on=on, labels=labels)


def refusal_reasons(place_path: str) -> list[RefusalReason]:
    """Return the reasons a refusal may give: the plan's, else the usual ones."""
    codes = pack_for(place_path).code_list("refusal")
    heads = {code.parent for code in codes}
    reasons = [RefusalReason(each.code, each.label, each.parent) for each in codes if each.code not in heads]
    return reasons or [RefusalReason(*each) for each in _USUAL_REASONS]


def hire_view(engagement_id: UUID, *, on: datetime.date) -> HireView | None:
    """Return a hire as it stands on a day, None when the scope sees no such one."""
    rows = Engagement.objects.filter(in_own_places(), id=engagement_id, voided_at__isnull=True)
    engagement = rows.select_related("person", "employer", "vacancy", "introduction").first()
    if engagement is None:
        return None
    tomorrow = on + datetime.timedelta(days=1)
    standing = standings_of([engagement], before=tomorrow, place_path=engagement.place_path)[0]
    ladder = pack_for(engagement.place_path).proof_levels.rungs_of(engagement.kind)
    return HireView(
        engagement,
        tuple(
            Proof.objects.filter(engagement=engagement, voided_at__isnull=True).order_by("signed_on", "id")
        ),
        tuple(_spans_of(engagement)),
        standing,
        tuple((level.id, level.label) for level in ladder if level.id != "introduced"),
        tuple(_need_in_words(need) for need in standing.missing),
    )


def correctable(view: HireView) -> list[tuple[str, str]]:
    """Return what may be taken back of a hire as (key of `correct_hire`, words); another office's months may not."""
    scope = current_scope()
    found = [("left", "离岗（其实还在岗）")] if view.engagement.ends_before else [("hire", "这次录用")]
    found += [(f"proof:{each.id}", f"{each.get_kind_display()}，{each.signed_on}") for each in view.proofs]
    found += [
        (
            f"insurance:{each.id}",
            f"参保，{each.first_month // 100}年{each.first_month % 100}月起{each.months}个月",
        )
        for each in view.spans
        if scope.covers_place(each.place_path)
    ]
    return found


def _spans_of(engagement: Engagement) -> Any:
    current = Q(voided_at__isnull=True, superseded_at__isnull=True)
    spans = InsuranceSpan.objects.filter(
        current, person_id=engagement.person_id, employer_id=engagement.employer_id
    )
    return spans.order_by("first_month", "id")


def _need_in_words(need: Need) -> str:
    if need.proof.startswith("insurance"):
        words = f"参保满{need.months}个月"
    else:
        words = dict(ProofKind.choices).get(need.proof, need.proof)
    certainty = {"checked": "，须经办人核对", "certified": "，须部门数据核实"}.get(need.certainty, "")
    return words + certainty
