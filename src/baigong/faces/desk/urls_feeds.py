"""Addresses of the pages about what other departments send."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.faces.desk.roles import READERS
from baigong.faces.desk.views import feeds
from baigong.foundation.access.routes import route

SEE = ("GET",)

feed_patterns: list[URLPattern] = [
    route("feeds/", feeds.register, name="feeds", roles=READERS, methods=SEE),
    route("feeds/<uuid:feed_id>/", feeds.feed, name="feed", roles=READERS, methods=SEE),
]
