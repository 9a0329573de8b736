"""Jobs that fit, with the reasons; one tap applies, another says "not for me"."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.parties.models import Person
from baigong.domains.placements.matching import LOOKING
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.jobs import (
    apply,
    aside_of,
    jobs_for,
    public_job,
    put_aside,
    reasons_to_decline,
    take_up_again,
)
from baigong.domains.seekers.wishes import own_entries
from baigong.domains.vacancies.models import Vacancy
from baigong.faces.seeker.acting import actor, for_person
from baigong.faces.seeker.wording import job, job_lines
from baigong.foundation import clock


@for_person
def fitting(request: HttpRequest, person: Person) -> HttpResponse:
    """The list, best first; nobody is matched who does not look for work now."""
    entries = own_entries(person.id)
    is_looking = bool(entries) and entries[0].state in LOOKING
    found = job_lines(jobs_for(entries[0], on=clock.today())) if is_looking else []
    shown = {
        "title": "合适的岗位",
        "facts": f"{len(found)}个，最合适的在前" if found else "",
        "jobs": found,
        "entry": entries[0] if entries else None,
        "is_looking": is_looking,
        "reasons": reasons_to_decline(),
        "aside": [
            {**job(each.vacancy), "reason": each.reason, "on": each.row.happened_on}
            for each in aside_of(person.id)
        ],
    }
    return render(request, "seeker/jobs.html", shown)


def _job_or_404(vacancy_id: UUID) -> Vacancy:
    found = public_job(vacancy_id)
    if found is None:
        raise Http404("vacancy")
    return found


@for_person
def apply_once(request: HttpRequest, person: Person, vacancy_id: UUID) -> HttpResponse:
    """Apply; the firm sees name and telephone from now on."""
    vacancy = _job_or_404(vacancy_id)
    try:
        row = apply(by=actor(request), person_id=person.id, vacancy=vacancy, on=clock.today())
    except SeekerError as error:
        messages.error(request, error.sentence)
        return redirect("seeker:jobs")
    messages.success(request, f"投给{vacancy.employer_name}了，等企业答复。")
    return redirect("seeker:application", row.id)


@for_person
def aside(request: HttpRequest, person: Person, vacancy_id: UUID) -> HttpResponse:
    """Say that a job is not for me, and why."""
    vacancy = _job_or_404(vacancy_id)
    try:
        put_aside(
            by=actor(request),
            person_id=person.id,
            vacancy=vacancy,
            reason_code=request.POST.get("reason", ""),
            on=clock.today(),
        )
        messages.success(request, f"不再推“{vacancy.title}”。改主意了，在本页最下面找回来。")
    except SeekerError as error:
        messages.error(request, error.sentence)
    return redirect("seeker:jobs")


@for_person
def again(request: HttpRequest, person: Person, vacancy_id: UUID) -> HttpResponse:
    """Take a job up again that was put aside."""
    if not take_up_again(by=actor(request), person_id=person.id, vacancy_id=vacancy_id):
        raise Http404("vacancy")
    messages.success(request, "放回来了。还在招的话，会再出现在上面。")
    return redirect("seeker:jobs")
