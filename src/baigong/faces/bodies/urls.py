"""Addresses of the desk of agencies, schools and departments, under the namespace `bodies` (M01.5)."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import BODY_ROLES, Role
from baigong.faces.bodies import views
from baigong.foundation.access.routes import View, route

app_name = "bodies"
_ALL = tuple(sorted(BODY_ROLES))


def _bodies(pattern: str, view: View, name: str, methods: tuple[str, ...] = ("GET",)) -> URLPattern:
    return route(pattern, view, name=name, roles=_ALL, methods=methods)


urlpatterns: list[URLPattern] = [
    _bodies("", views.home, "home"),
    _bodies("feeds/", views.feeds, "feeds"),
    _bodies("feeds/<uuid:feed_id>/", views.feed, "feed", ("GET", "POST")),
    _bodies("feeds/<uuid:feed_id>/template/", views.template, "template"),
    _bodies("feeds/<uuid:feed_id>/rejects/<uuid:delivery_id>/", views.rejects, "rejects", ("POST",)),
    route("credit/", views.credit, name="credit", roles=(Role.DEPARTMENT,)),
]
