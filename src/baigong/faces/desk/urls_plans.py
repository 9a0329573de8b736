"""Addresses of the pages about plans and places."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.faces.desk.roles import READERS
from baigong.faces.desk.views import plans
from baigong.foundation.access.routes import route

plan_patterns: list[URLPattern] = [
    route("plans/", plans.plans, name="plans", roles=READERS, methods=("GET",)),
    route("plans/<slug:plan_id>/", plans.clauses, name="plan_clauses", roles=READERS, methods=("GET",)),
]
