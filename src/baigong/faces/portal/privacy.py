"""What is kept of people, for what and how long, and what they may ask for: read from the register itself (PIPL 17)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baigong.domains.seekers.notice import kept_fields, version_of


def notice(request: HttpRequest) -> HttpResponse:
    """The notice; another wording of the register is another version of it."""
    fields = kept_fields()
    shown = {"title": "个人信息怎么用", "fields": fields, "version": version_of(fields)}
    return render(request, "portal/privacy.html", shown)
