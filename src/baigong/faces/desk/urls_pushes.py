"""Addresses of the desk's pages about what is pushed to people of an area."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.views import pushes
from baigong.foundation.access.routes import route

push_patterns: list[URLPattern] = [
    route("pushes/", pushes.register, name="pushes", roles=OFFICER_ROLES, methods=("GET",)),
    route("pushes/new/", pushes.make, name="push_new", roles=OFFICER_ROLES, methods=("GET", "POST")),
    route("pushes/<uuid:sending_id>/", pushes.push, name="push", roles=OFFICER_ROLES, methods=("GET",)),
]
