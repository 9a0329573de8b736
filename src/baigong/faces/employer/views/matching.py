"""People who fit one of the firm's vacancies: masked, until the person agrees to be known (M05.3)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Organisation
from baigong.domains.placements.errors import PlacementError
from baigong.domains.placements.firm import candidate_registration, candidates_for
from baigong.domains.placements.services import invite
from baigong.domains.shortages.selectors import is_said_filled
from baigong.faces.employer.acting import actor, for_firm
from baigong.faces.employer.views.vacancies import vacancy_or_404
from baigong.faces.employer.wording import PARTS, pay_of
from baigong.foundation import clock


@for_firm
def candidates(request: HttpRequest, firm: Organisation, vacancy_id: UUID) -> HttpResponse:
    """The best people of the county for a vacancy, with what fits and what does not."""
    found = vacancy_or_404(firm, vacancy_id)
    is_filled = is_said_filled(found.need_id)
    people = [] if found.closed_on or is_filled else candidates_for(found, on=clock.today())
    shown = {
        "title": f"{found.title}：谁合适",
        "vacancy": found,
        "is_filled": is_filled,
        "facts": f"招{found.headcount}人，{pay_of(found)}",
        "people": [
            {
                "row": each,
                "reasons": [(PARTS[name], verdict, words) for name, verdict, words in each.reasons],
            }
            for each in people
        ],
        "crumbs": [
            {"label": "岗位", "url": reverse("employer:vacancies")},
            {"label": found.title, "url": reverse("employer:vacancy", args=[found.id])},
            {"label": "谁合适", "url": ""},
        ],
    }
    return render(request, "employer/match.html", shown)


@for_firm
def invite_candidate(
    request: HttpRequest, firm: Organisation, vacancy_id: UUID, registration_id: UUID
) -> HttpResponse:
    """Ask somebody through the office whether the firm may know who it is."""
    vacancy = vacancy_or_404(firm, vacancy_id)
    registration = candidate_registration(vacancy, registration_id)
    if registration is None:
        raise Http404("registration")
    try:
        invite(by=actor(request), vacancy=vacancy, registration=registration, on=clock.today())
        messages.success(request, "邀请发出去了。本人同意以后，您能看到姓名和电话。")
    except PlacementError as error:
        messages.error(request, error.sentence)
    return redirect("employer:match", vacancy.id)
