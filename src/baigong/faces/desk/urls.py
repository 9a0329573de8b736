"""Addresses of the officers' desk, under the namespace `desk`."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import MANDATED, OFFICER_ROLES, Role
from baigong.faces.desk.roles import AT_WORK, READERS
from baigong.faces.desk.urls_claims import claim_patterns
from baigong.faces.desk.urls_commissioners import commissioner_patterns
from baigong.faces.desk.urls_feeds import feed_patterns
from baigong.faces.desk.urls_groups import group_patterns
from baigong.faces.desk.urls_plans import plan_patterns
from baigong.faces.desk.urls_policies import policy_patterns
from baigong.faces.desk.urls_pushes import push_patterns
from baigong.faces.desk.urls_quality import quality_patterns
from baigong.faces.desk.urls_record_claims import record_claim_patterns
from baigong.faces.desk.urls_units import unit_patterns
from baigong.faces.desk.urls_work import work_patterns
from baigong.faces.desk.views import (
    aid_plans,
    certificates,
    corrections,
    firm_entry,
    firms,
    holds,
    home,
    imports,
    mandates,
    people,
    people_export,
    relatives,
    reveal,
    striking_off,
)
from baigong.foundation.access.routes import View, route

app_name = "desk"
SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")
ANYBODY = (*Role.values, MANDATED)


def _at_work(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS if methods == SEE else AT_WORK, methods=methods)


def _officers(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=OFFICER_ROLES, methods=methods)


urlpatterns: list[URLPattern] = [
    route("", home.arrive, name="home", roles=ANYBODY, methods=SEE),
    route("role/", home.change_role, name="role", roles=ANYBODY, methods=SEND),
    _at_work("people/", people.register, "people"),
    route("people/find/", people.find, name="people_find", roles=READERS, methods=SEND),
    _officers("people/export/", people_export.export, "people_export", SEND),
    _officers("people/export/plain/", people_export.export_plain, "people_export_plain", SEND),
    _at_work("people/<uuid:registration_id>/", people.person, "person"),
    _at_work("people/<uuid:registration_id>/edit/", people.edit, "person_edit", FORM),
    _officers("people/<uuid:registration_id>/correct/", corrections.person, "person_correct", FORM),
    _officers("people/<uuid:registration_id>/hold/", holds.person, "person_hold", SEND),
    _officers("people/<uuid:registration_id>/relatives/", relatives.file, "person_relatives", SEND),
    _officers(
        "people/<uuid:registration_id>/relatives/decide/", relatives.decide, "person_relatives_decide", SEND
    ),
    _officers("people/<uuid:registration_id>/relatives/take/", relatives.take, "person_relatives_take", SEND),
    _officers(
        "people/<uuid:registration_id>/certificates/<uuid:credential_id>/read/",
        certificates.read,
        "person_certificate_read",
        SEND,
    ),
    _officers(
        "people/<uuid:registration_id>/certificates/<uuid:credential_id>/check/",
        certificates.check,
        "person_certificate_check",
        SEND,
    ),
    _at_work("people/<uuid:registration_id>/aid/", aid_plans.state, "person_aid", SEND),
    _at_work("people/<uuid:registration_id>/reveal/", reveal.person, "person_reveal", SEND),
    _at_work("firms/", firms.register, "firms"),
    _at_work("firms/new/", firm_entry.new_firm, "firm_new", FORM),
    _at_work("firms/<uuid:firm_id>/", firms.firm, "firm"),
    _officers("firms/<uuid:firm_id>/correct/", corrections.firm, "firm_correct", FORM),
    _at_work("firms/<uuid:firm_id>/reveal/", reveal.firm, "firm_reveal", SEND),
    _at_work("firms/<uuid:firm_id>/needs/new/", firm_entry.new_need, "need_new", FORM),
    _at_work("firms/<uuid:firm_id>/needs/<uuid:need_id>/report/", firms.report, "need_report", FORM),
    _at_work("firms/<uuid:firm_id>/needs/<uuid:need_id>/close/", striking_off.close, "need_close", FORM),
    _at_work("firms/<uuid:firm_id>/needs/<uuid:need_id>/refuse/", striking_off.refuse, "need_refuse", FORM),
    _at_work("firms/<uuid:firm_id>/needs/<uuid:need_id>/reopen/", striking_off.reopen, "need_reopen", FORM),
    _at_work("firms/<uuid:firm_id>/mandate/", mandates.enter, "mandate_enter", FORM),
    _at_work("mandates/", mandates.held, "mandates"),
    _officers("imports/", imports.batches, "imports"),
    _officers("imports/new/", imports.upload, "import_new", FORM),
    _officers("imports/template/<slug:list_name>/", imports.template, "import_template"),
    _officers("imports/<uuid:batch_id>/", imports.batch, "import_batch"),
    _officers("imports/<uuid:batch_id>/columns/", imports.columns, "import_columns", FORM),
    _officers("imports/<uuid:batch_id>/commit/", imports.commit, "import_commit", SEND),
    _officers("imports/<uuid:batch_id>/continue/", imports.go_on, "import_continue", SEND),
    _officers("imports/<uuid:batch_id>/cancel/", imports.cancel, "import_cancel", SEND),
    _officers("imports/<uuid:batch_id>/errors/", imports.errors, "import_errors", SEND),
    _officers("imports/<uuid:batch_id>/undo/", imports.undo, "import_undo", FORM),
    *work_patterns,
    *quality_patterns,
    *claim_patterns,
    *plan_patterns,
    *policy_patterns,
    *feed_patterns,
    *push_patterns,
    *unit_patterns,
    *group_patterns,
    *record_claim_patterns,
    *commissioner_patterns,
]
