"""Policies that may be of use to the firm, by whom they are for; whether it is entitled is not said here (BZ-4a)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.domains.parties.models import Organisation
from baigong.domains.policies.fitting import fitting_policies
from baigong.domains.policies.public_bundles import fitting_bundles
from baigong.domains.statuses.audiences import firm_audience
from baigong.faces.employer.acting import for_firm
from baigong.foundation import clock


@for_firm
def fitting(request: HttpRequest, firm: Organisation) -> HttpResponse:
    """What is public and meant for firms like this one, with the reasons."""
    known = firm_audience(firm, clock.today())
    found, bundles = fitting_policies(known, firm.place_path), fitting_bundles(known, firm.place_path)
    shown = {
        "title": "可能用得上的政策",
        "facts": f"{firm.name}，找到{len(found)}条",
        "policies": found,
        "bundles": bundles,
    }
    return render(request, "employer/policies.html", shown)
