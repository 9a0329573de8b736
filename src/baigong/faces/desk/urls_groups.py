"""Addresses of the desk's pages about leading groups, task teams and who sits in them."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import Role
from baigong.faces.desk.roles import READERS
from baigong.faces.desk.views import groups, remits
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")
# A group is set up by a city or a county; who works below reads who sits in it.
KEEPERS = (Role.PROVINCE_OFFICER, Role.CITY_OFFICER, Role.COUNTY_OFFICER)


def _send(step: str, view: View, name: str) -> URLPattern:
    return route(f"groups/<uuid:group_id>/{step}/", view, name=name, roles=KEEPERS, methods=SEND)


group_patterns: list[URLPattern] = [
    route("groups/", groups.register, name="groups", roles=READERS, methods=SEE),
    route("remits/", remits.register, name="remits", roles=READERS, methods=SEE),
    route("remits/fill/", remits.fill, name="remits_fill", roles=KEEPERS, methods=SEND),
    route("groups/new/", groups.make, name="group_new", roles=KEEPERS, methods=FORM),
    route("groups/<uuid:group_id>/", groups.group, name="group", roles=READERS, methods=SEE),
    _send("join", groups.join, "group_join"),
    _send("bodies/join", groups.join_body, "group_body_join"),
    _send("leave", groups.leave, "group_leave"),
    _send("close", groups.close, "group_close"),
]
