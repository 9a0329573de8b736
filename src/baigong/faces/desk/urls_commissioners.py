"""Addresses of the desk's work with commissioners and liaison officers."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.roles import AT_WORK, READERS
from baigong.faces.desk.views import commissioners, named_helpers, staffing
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)


def _officers(pattern: str, view: View, name: str) -> URLPattern:
    return route(pattern, view, name=name, roles=OFFICER_ROLES, methods=SEND)


commissioner_patterns: list[URLPattern] = [
    route("commissioners/", commissioners.register, name="commissioners", roles=READERS, methods=SEE),
    route("commissioners/held/", commissioners.held, name="commissioners_held", roles=READERS, methods=SEE),
    _officers("commissioners/assign/", commissioners.assign_firms, "commissioners_assign"),
    # A commissioner hands over the own firms only: `hand_over_firms` asks.
    route(
        "commissioners/hand-over/",
        commissioners.hand_over_firms,
        name="commissioners_hand_over",
        roles=AT_WORK,
        methods=SEND,
    ),
    route("commissioners/helpers/", named_helpers.register, name="helpers", roles=READERS, methods=SEE),
    _officers("commissioners/helpers/assign/", named_helpers.give, "helpers_assign"),
    route("staffing/", staffing.register, name="staffing", roles=READERS, methods=SEE),
    _officers("staffing/workbook/", staffing.workbook, "staffing_workbook"),
    _officers("commissioners/liaison/", commissioners.name_liaison, "commissioners_liaison"),
]
