"""Steps of an introduction, and a hire with its proofs."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.evidence.errors import EvidenceError
from baigong.domains.placements.enums import EngagementKind
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.hiring import add_proof, hire, record_insurance
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.selectors import (
    HireView,
    correctable,
    hire_view,
    introduction_in_scope,
    refusal_reasons,
    steps_taken,
)
from baigong.domains.placements.services import take_step
from baigong.domains.placements.workflow import INTERVIEW_ON, REFUSAL, workflow_at
from baigong.faces.desk.evidence import Subjects, fits, keep, panel_for
from baigong.faces.desk.views.work_forms import CorrectionForm, EndForm, InsuranceForm, ProofForm, StepForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of
from baigong.foundation.facts.certainty import certainty_on
from baigong.foundation.facts.models import Certainty
from baigong.kernels.workflow import Step, WorkflowError

_CERTAINTY = {Certainty.DECLARED: "declared", Certainty.CHECKED: "checked", Certainty.CERTIFIED: "certified"}


def take(request: HttpRequest, introduction_id: UUID, step: str) -> HttpResponse:
    """Take a step of the workflow's table; a hire leads on to its proofs."""
    introduction = introduction_in_scope(introduction_id)
    if introduction is None:
        raise Http404("introduction")
    wanted = _step_named(introduction, step)
    form = StepForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(str(error[0]) for error in form.errors.values()))
        return redirect("desk:vacancy", introduction.vacancy_id)
    try:
        return _taken(request, introduction, wanted, form.cleaned_data)
    except PlacementError as error:
        messages.error(request, error.sentence)
        return redirect("desk:vacancy", introduction.vacancy_id)


def _step_named(introduction: Introduction, name: str) -> Step:
    """Return the step of the introduction's table.

    :raises Http404: when the table has none of that name.
    """
    try:
        return workflow_at(introduction.place_path, clock.today()).step(name)
    except WorkflowError as error:
        raise Http404("step") from error


def _taken(
    request: HttpRequest, introduction: Introduction, step: Step, given: dict[str, Any]
) -> HttpResponseRedirect:
    standing = standing_of(request)
    by, role = standing.scope.actor, standing.role
    if step.name == "hire":
        engagement = hire(
            by=by,
            role=role,
            introduction=introduction,
            on=given["on"],
            kind=given["kind"] or EngagementKind.EMPLOYEE,
        )
        messages.success(request, "录用已记下。合同、就业登记和参保，有一样补一样。")
        return redirect("desk:hire", engagement.id)
    reason = _reason_for(introduction, step, given["refusal_code"])
    take_step(
        by=by,
        role=role,
        introduction=introduction,
        step=step.name,
        on=given["on"],
        refusal_code=reason,
        interview_on=given["interview_on"] if INTERVIEW_ON in step.needs else None,
        interview_time=given["interview_time"],
        interview_link=given["interview_link"],
    )
    messages.success(request, f"{introduction.person.full_name}：{step.label.removeprefix('记')}，已记下。")
    return redirect("desk:vacancy", introduction.vacancy_id)


def _reason_for(introduction: Introduction, step: Step, code: str) -> str:
    """Return the reason of a refusal, nothing for any other step.

    :raises PlacementError: when the reason is not on the list, or is the other side's.
    """
    if REFUSAL not in step.needs or not code:
        return ""
    known = {reason.code: reason for reason in refusal_reasons(introduction.place_path)}
    if code not in known or not known[code].fits(step):
        raise PlacementError("reason", f"这个原因不能用在“{step.label}”。请选对应一栏里的原因。")
    return code


def hired(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """A hire: its proofs, the level they reach, what is missing until it counts."""
    return render_hire(request, hire_or_404(engagement_id))


def prove(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Add a contract, a registration or another dated proof."""
    view, form = hire_or_404(engagement_id), ProofForm(request.POST, request.FILES)
    if form.is_valid() and fits(form, standing_of(request)) and _proved(request, view, form):
        return redirect("desk:hire", engagement_id)
    return render_hire(request, view, proof=form)


def _proved(request: HttpRequest, view: HireView, form: ProofForm) -> bool:
    """Write the proof and its paper, both or none."""
    given, standing = dict(form.cleaned_data), standing_of(request)
    file = given.pop("file")
    try:
        with transaction.atomic():
            keep(file, add_proof(by=standing.scope.actor, engagement=view.engagement, **given), standing)
    except (PlacementError, EvidenceError) as error:
        form.add_error(None, error.sentence)
        return False
    return True


def proofs_of(view: HireView) -> Subjects:
    """Return the proofs of a hire as its page calls them."""
    return [(f"{each.get_kind_display()}（{each.signed_on}）", each) for each in view.proofs]


def insure(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Add months of insurance."""
    view, form = hire_or_404(engagement_id), InsuranceForm(request.POST)
    if form.is_valid():
        try:
            record_insurance(
                by=standing_of(request).scope.actor, engagement=view.engagement, **form.cleaned_data
            )
            return redirect("desk:hire", engagement_id)
        except PlacementError as error:
            form.add_error("first_month", error.sentence)
    return render_hire(request, view, insurance=form)


def hire_or_404(engagement_id: UUID) -> HireView:
    found = hire_view(engagement_id, on=clock.today())
    if found is None:
        raise Http404("hire")
    return found


class SentForms(TypedDict, total=False):
    """The form of the page that was sent and does not fit, under its name."""

    proof: ProofForm
    insurance: InsuranceForm
    ending: EndForm
    correction: CorrectionForm


def render_hire(request: HttpRequest, view: HireView, **sent: Unpack[SentForms]) -> HttpResponse:
    """Show a hire, beside it what may be added, ended or taken back."""
    engagement = view.engagement
    name = str(engagement.person.full_name)
    crumbs = [{"label": "岗位", "url": reverse("desk:vacancies")}]
    vacancy, introduction = engagement.vacancy, engagement.introduction
    if vacancy is not None:
        crumbs.append({"label": vacancy.title, "url": reverse("desk:vacancy", args=[vacancy.id])})
    context = {
        "title": f"{name}的录用",
        "view": view,
        "form": next(iter(sent.values()), None),
        "proof_form": sent.get("proof") or ProofForm(initial={"signed_on": clock.today()}),
        "insurance_form": sent.get("insurance") or InsuranceForm(),
        "end_form": sent.get("ending") or EndForm(initial={"last_day": clock.today()}),
        "correction_form": sent.get("correction") or CorrectionForm(rows=correctable(view)),
        "is_correcting": "correction" in sent,
        "ladder": _ladder(view),
        "evidence": panel_for("proof", proofs_of(view)),
        "proofs": [{"row": each, "certainty": _certainty(each)} for each in view.proofs],
        "spans": [
            {
                "row": each,
                "certainty": _certainty(each),
                "from": f"{each.first_month // 100}年{each.first_month % 100}月",
            }
            for each in view.spans
        ],
        "steps": steps_taken(introduction) if introduction else [],
        "crumbs": [*crumbs, {"label": name, "url": ""}],
        "facts": f"{engagement.employer.name}，{engagement.get_kind_display()}，{engagement.starts_on}到岗",
    }
    return render(request, "desk/work/hire.html", context, status=400 if sent else 200)


def _certainty(fact: Any) -> str:
    """Return the certainty the mark shows; what a register no longer vouches for is marked as over its term."""
    if certainty_on(fact.certainty, fact.certified_until, clock.today()) != fact.certainty:
        return "expired"
    return _CERTAINTY[Certainty(fact.certainty)]


def _ladder(view: HireView) -> list[dict[str, str]]:
    """Return the plan's levels as steps: those reached, the one to reach next, those after it."""
    ahead = [code for code, _ in view.ladder if code not in view.standing.reached]
    return [
        {"label": label, "state": "later" if code in ahead[1:] else "now" if code in ahead else "done"}
        for code, label in view.ladder
    ]
