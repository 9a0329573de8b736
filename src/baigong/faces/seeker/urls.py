"""Addresses of those who look for work themselves, under the namespace `seeker`."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import Role
from baigong.faces.seeker.views import (
    applications,
    cases,
    data,
    home,
    jobs,
    joining,
    policies,
    record,
    sharing,
    wishes,
)
from baigong.foundation.access.routes import View, route

app_name = "seeker"
SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")


def _seekers(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=(Role.SEEKER,), methods=methods)


urlpatterns: list[URLPattern] = [
    route("join/", joining.ask, name="join", public=True, methods=FORM),
    route("join/code/", joining.enter, name="join_code", public=True, methods=FORM),
    route("gone/", data.gone, name="gone", public=True),
    _seekers("", home.arrive, "home"),
    _seekers("record/", record.own, "record"),
    _seekers("record/claim/", record.claim, "claim", FORM),
    _seekers("record/start/", record.start, "start", FORM),
    _seekers("record/state/", wishes.change_state, "state", SEND),
    _seekers("wishes/", wishes.edit, "wishes", FORM),
    _seekers("certificates/", record.certificates, "certificates", FORM),
    _seekers("certificates/<uuid:credential_id>/remove/", record.remove, "certificate_remove", SEND),
    _seekers("jobs/", jobs.fitting, "jobs"),
    _seekers("jobs/<uuid:vacancy_id>/apply/", jobs.apply_once, "apply", SEND),
    _seekers("jobs/<uuid:vacancy_id>/aside/", jobs.aside, "aside", SEND),
    _seekers("jobs/<uuid:vacancy_id>/again/", jobs.again, "again", SEND),
    _seekers("policies/", policies.fitting, "policies"),
    _seekers("applications/", applications.register, "applications"),
    _seekers("applications/<uuid:introduction_id>/", applications.one, "application"),
    _seekers("applications/<uuid:introduction_id>/agree/", applications.agree, "agree", SEND),
    _seekers("applications/<uuid:introduction_id>/decline/", applications.decline, "decline", SEND),
    _seekers("cases/", cases.register, "cases"),
    _seekers("cases/new/", cases.file, "case_new", FORM),
    _seekers("cases/<uuid:case_id>/", cases.one, "case"),
    _seekers("cases/<uuid:case_id>/word/", cases.add, "case_word", SEND),
    _seekers("cases/<uuid:case_id>/satisfaction/", cases.judge, "case_satisfaction", SEND),
    _seekers("consent/", sharing.register, "consent", FORM),
    _seekers("consent/<uuid:share_id>/withdraw/", sharing.withdraw, "withdraw", SEND),
    _seekers("looked/", sharing.looked, "looked"),
    _seekers("data/", data.own, "data"),
    _seekers("data/code/", data.send, "data_code", SEND),
    _seekers("data/copy/", data.copy, "data_copy", SEND),
    _seekers("data/<uuid:copy_id>/download/", data.download, "data_download", SEND),
    _seekers("data/erase/", data.erase, "data_erase", FORM),
]
