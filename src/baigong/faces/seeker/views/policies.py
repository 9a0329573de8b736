"""Policies that may be of use to the person, by whom they are for; whether they are entitled is not said here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.domains.parties.models import Person
from baigong.domains.placements.matching import LOOKING
from baigong.domains.policies.fitting import FittingPolicy, fitting_policies
from baigong.domains.policies.public_bundles import fitting_bundles
from baigong.domains.seekers.wishes import own_entries
from baigong.domains.statuses.audiences import person_audience
from baigong.domains.workers.models import Registration
from baigong.faces.seeker.acting import for_person
from baigong.foundation import clock


@for_person
def fitting(request: HttpRequest, person: Person) -> HttpResponse:
    """What is public and meant for people like this one, with the reasons."""
    known, place_path = _known_of(person, own_entries(person.id))
    found, bundles = fitting_policies(known, place_path), fitting_bundles(known, place_path)
    shown = {
        "title": "可能用得上的政策",
        "facts": f"找到{len(found)}条",
        "policies": found,
        "bundles": bundles,
    }
    return render(request, "seeker/policies.html", shown)


def policies_for(person: Person, entries: list[Registration]) -> list[FittingPolicy]:
    """Return the public policies meant for people like this one; `entries` are the person's own."""
    return fitting_policies(*_known_of(person, entries))


def _known_of(person: Person, entries: list[Registration]) -> tuple[dict[str, str], str]:
    """Return what is known of a person by audience, and the place whose policies hold for her."""
    known = person_audience(
        person,
        clock.today(),
        group_codes={str(code) for entry in entries for code in entry.group_codes},
        is_seeking=any(entry.state in LOOKING for entry in entries),
    )
    return known, entries[0].place_path if entries else person.place_path
