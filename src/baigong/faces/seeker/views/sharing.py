"""To whom one's data are open, and who looked at them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.parties.models import Person
from baigong.domains.seekers.consent import shares_of, withdraw_consent
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.onlookers import looks_at
from baigong.faces.seeker.acting import actor, for_person, user_of
from baigong.foundation import clock
from baigong.foundation.scope.models import Share


@for_person
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Every share, the open ones first."""
    found = shares_of(person.id, on=clock.today())
    shown = {
        "title": "资料给谁看",
        "open": [each for each in found if each.is_open],
        "past": [each for each in found if not each.is_open],
        "person": person,
    }
    return render(request, "seeker/consent.html", shown)


@for_person
def withdraw(request: HttpRequest, person: Person, share_id: UUID) -> HttpResponse:
    """Take a consent back, from this moment on."""
    try:
        withdraw_consent(by=actor(request), person_id=person.id, share_id=share_id)
        messages.success(request, "撤回了，从现在起对方看不到您的资料。")
    except Share.DoesNotExist as error:
        raise Http404("share") from error
    except SeekerError as error:
        messages.error(request, error.sentence)
    return redirect("seeker:consent")


@for_person
def looked(request: HttpRequest, person: Person) -> HttpResponse:
    """Who read or changed what, why and when."""
    shown = {
        "title": "谁看过我的资料",
        "looks": looks_at(person.id, own_user_id=user_of(request).id),
        "crumbs": [{"label": "我的资料", "url": reverse("seeker:data")}, {"label": "谁看过", "url": ""}],
    }
    return render(request, "seeker/looked.html", shown)
