"""The first page: what waits for the person, and the best jobs of today; without a record, the ways to one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.domains.cases.concerned import cases_of
from baigong.domains.parties.ages import UnderAgeError, refuse_person_under_age
from baigong.domains.parties.models import Person
from baigong.domains.seekers.claims import last_record_claim
from baigong.domains.seekers.jobs import applications_of, jobs_for
from baigong.domains.seekers.joining import tries_left
from baigong.domains.seekers.wishes import own_entries
from baigong.faces.seeker.acting import actor, user_of
from baigong.faces.seeker.views.policies import policies_for
from baigong.faces.seeker.wording import application_line, case_line, job_lines
from baigong.foundation import clock
from baigong.kernels.periods import YOUNG_NOTICE, WorkingAge

FIRST_JOBS = 3
FIRST_POLICIES = 2


def arrive(request: HttpRequest) -> HttpResponse:
    """The page after sign-in."""
    person = Person.objects.filter(id=user_of(request).person_id, withdrawn_at__isnull=True).first()
    return _without_record(request) if person is None else _with_record(request, person)


def _without_record(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    shown = {
        "title": f"{user.display_name}，先找到您的登记",
        "claim": last_record_claim(user),
        "tries": tries_left(user),
    }
    return render(request, "seeker/first.html", shown)


def _with_record(request: HttpRequest, person: Person) -> HttpResponse:
    today, entries = clock.today(), own_entries(person.id)
    lines = [application_line(each) for each in applications_of(person.id)]
    waiting = [line for line in lines if line["waits_for_me"]]
    shown = {
        "title": f"{user_of(request).display_name}，{_what_now(len(waiting))}",
        "entry": entries[0] if entries else None,
        "waiting": waiting,
        "lines": lines[:FIRST_JOBS],
        "jobs": job_lines(jobs_for(entries[0], on=today)[:FIRST_JOBS]) if entries else [],
        "policies": policies_for(person, entries)[:FIRST_POLICIES],
        "cases": [
            line
            for each in cases_of(person.id)
            if not (line := case_line(each, actor(request)))["is_done"] or line["asks"]
        ],
        "young_notice": YOUNG_NOTICE if _is_young(person) else "",
        "claim": last_record_claim(user_of(request)),
    }
    return render(request, "seeker/home.html", shown)


def _what_now(waiting: int) -> str:
    return f"有{waiting}家企业在等您回话" if waiting else "看看今天的岗位"


def _is_young(person: Person) -> bool:
    try:
        age = refuse_person_under_age(person.id, place_path=person.place_path, on=clock.today())
    except UnderAgeError:
        return True
    return age is WorkingAge.YOUNG
