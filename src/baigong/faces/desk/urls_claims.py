"""Addresses of the desk's work with claims on firms."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.views import claims
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)


def _officers(pattern: str, view: View, name: str, methods: tuple[str, ...]) -> URLPattern:
    return route(pattern, view, name=name, roles=OFFICER_ROLES, methods=methods)


claim_patterns: list[URLPattern] = [
    _officers("claims/", claims.register, "claims", SEE),
    _officers("claims/<uuid:claim_id>/", claims.claim, "claim", SEE),
    _officers("claims/<uuid:claim_id>/confirm/", claims.confirm_claim, "claim_confirm", SEND),
    _officers("claims/<uuid:claim_id>/refuse/", claims.refuse_claim, "claim_refuse", SEND),
    _officers("claims/<uuid:claim_id>/licence/", claims.licence, "claim_licence", SEND),
]
