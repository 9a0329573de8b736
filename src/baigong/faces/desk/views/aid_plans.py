"""Stating a plan of aid on the page of a person (JH-11a, JH-11b)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baigong.domains.cases.aid_plans import state_plan
from baigong.domains.cases.errors import CaseError
from baigong.domains.workers.selectors import current_entry
from baigong.faces.desk.forms import PurposeForm
from baigong.faces.desk.forms_aid import AidPlanForm
from baigong.faces.desk.views.people import entry_or_404, person_page
from baigong.foundation.access.standing import standing_of


def state(request: HttpRequest, registration_id: UUID) -> HttpResponse:
    """Write down what was agreed with the person."""
    entry, form = current_entry(entry_or_404(registration_id)), AidPlanForm(request.POST)
    if form.is_valid():
        try:
            state_plan(by=standing_of(request).scope.actor, registration=entry, plan=form.plan)
        except CaseError as error:
            form.add_error(None, error.sentence)
        else:
            messages.success(request, "帮扶方案定好了，本人在“我的登记”里看得到。")
            return HttpResponseRedirect(reverse("desk:person", args=[entry.id]))
    return person_page(request, entry, PurposeForm(), aid_form=form)
