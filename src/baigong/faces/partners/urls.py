"""Addresses other departments' systems call, under the namespace `partners`; each call is signed by itself."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.faces.partners import views
from baigong.foundation.access.routes import route

app_name = "partners"

urlpatterns: list[URLPattern] = [
    route("feeds/<slug:feed_name>/deliveries/", views.push, name="push", public=True, methods=("POST",)),
    route("deliveries/<uuid:delivery_id>/", views.receipt, name="receipt", public=True, methods=("GET",)),
    route(
        "deliveries/<uuid:delivery_id>/rejects/", views.rejects, name="rejects", public=True, methods=("GET",)
    ),
]
