"""Noting where a vacancy stands in the channels outside, beside the vacancy."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.vacancies.posting import note_posting, posting_lines
from baigong.domains.vacancies.services import VacancyError
from baigong.faces.desk.forms_postings import PostingForm
from baigong.faces.desk.views.vacancies import render_vacancy, vacancy_or_404
from baigong.foundation.access.standing import standing_of

FIELDS = {
    "channel": "posting_channel", "state": "posting_state", "link": "posting_link", "note": "posting_note",
    "happened_on": "posted_on",
}  # fmt: skip


def note(request: HttpRequest, vacancy_id: UUID) -> HttpResponse:
    """Note one channel; whoever works through the list of outlets goes back to it."""
    found = vacancy_or_404(vacancy_id)
    form = PostingForm(request.POST, lines=posting_lines(found))
    if form.is_valid():
        given = form.cleaned_data
        try:
            note_posting(
                by=standing_of(request).scope.actor,
                vacancy=found,
                channel=given["posting_channel"],
                state=given["posting_state"],
                happened_on=given["posted_on"],
                link=given["posting_link"],
                note=given["posting_note"],
                reach_people=given["reach_people"],
            )
        except VacancyError as error:
            form.add_error(FIELDS.get(error.code), error.sentence)
        else:
            messages.success(request, "渠道情况记下了。")
            if request.POST.get("back") == "outlets":
                return redirect("desk:outlets")
            return redirect("desk:vacancy", found.id)
    return render_vacancy(request, found, posting=form)
