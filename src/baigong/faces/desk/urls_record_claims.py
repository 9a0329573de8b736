"""Addresses of the desk's work with people who claim the own record."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.views import record_claims
from baigong.foundation.access.routes import View, route


def _officers(pattern: str, view: View, name: str, *methods: str) -> URLPattern:
    return route(f"record-claims/{pattern}", view, name=name, roles=OFFICER_ROLES, methods=methods)


_ONE = "<uuid:record_claim_id>/"
record_claim_patterns: list[URLPattern] = [
    _officers("", record_claims.register, "record_claims", "GET"),
    _officers(_ONE, record_claims.claim, "record_claim", "GET"),
    _officers(f"{_ONE}confirm/", record_claims.confirm, "record_claim_confirm", "POST"),
    _officers(f"{_ONE}refuse/", record_claims.refuse, "record_claim_refuse", "POST"),
]
