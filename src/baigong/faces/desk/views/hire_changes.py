"""The end of a hire, and taking back what was entered by mistake."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.leaving import end_hire
from baigong.domains.placements.selectors import correctable
from baigong.domains.placements.voiding import HIRE, correct_hire
from baigong.faces.desk.views.introductions import hire_or_404, render_hire
from baigong.faces.desk.views.work_forms import CorrectionForm, EndForm
from baigong.foundation.access.standing import standing_of


def end(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Record that somebody left, with the last day and why."""
    view, form = hire_or_404(engagement_id), EndForm(request.POST)
    if form.is_valid():
        by, given = standing_of(request).scope.actor, form.cleaned_data
        try:
            end_hire(
                by=by, engagement=view.engagement, last_day=given["last_day"], reason=given["ended_because"]
            )
        except PlacementError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "离岗已记下。从现在起，这次录用不再计为补上。")
            return redirect("desk:hire", engagement_id)
    return render_hire(request, view, ending=form)


def correct(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Take back a hire, its end, a proof or months of insurance, with the reason."""
    view = hire_or_404(engagement_id)
    form, hire = CorrectionForm(request.POST, rows=correctable(view)), view.engagement
    if form.is_valid():
        by, what = standing_of(request).scope.actor, form.cleaned_data["what"]
        try:
            correct_hire(by=by, engagement=hire, what=what, reason=form.cleaned_data["reason"])
        except PlacementError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "已更正，原因记下了。")
            if what != HIRE:
                return redirect("desk:hire", engagement_id)
            if hire.vacancy_id is None:
                return redirect("desk:firm", hire.employer_id)
            return redirect("desk:vacancy", hire.vacancy_id)
    return render_hire(request, view, correction=form)
