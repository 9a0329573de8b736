"""Addresses of the three powers, under the namespace `oversight`: no page is open to two of them but the first."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import Role
from baigong.faces.oversight.views import (
    audit,
    backups,
    feeds,
    handouts,
    home,
    keeping,
    keys,
    people,
    running,
    tracing,
    watching,
)
from baigong.foundation.access.routes import View, route

app_name = "oversight"
SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")
POWERS = (Role.AUDITOR, Role.SECURITY_OFFICER, Role.ADMINISTRATOR)


def _auditor(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=[Role.AUDITOR], methods=methods)


def _security(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=[Role.SECURITY_OFFICER], methods=methods)


def _administrator(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=[Role.ADMINISTRATOR], methods=methods)


urlpatterns: list[URLPattern] = [
    route("", home.overview, name="home", roles=POWERS, methods=SEE),
    _auditor("entries/", audit.entries, "entries"),
    _auditor("entries/workbook/", audit.export, "entries_workbook", SEND),
    _auditor("entries/<uuid:entry_id>/", audit.entry, "entry"),
    _auditor("patterns/", watching.patterns, "patterns"),
    _auditor("verification/", watching.verification, "verification", FORM),
    _auditor("incident/", watching.incident, "incident", FORM),
    _auditor("tracing/", tracing.tracing, "tracing", FORM),
    _auditor("handouts/", handouts.register, "handouts", FORM),
    _auditor("handouts/take/", handouts.take_one, "handout_take", SEND),
    _security("keys/", keys.keys, "keys"),
    _security("keys/rotate/", keys.rotate, "key_rotate", SEND),
    _security("keys/reseal/", keys.reseal, "key_reseal", SEND),
    _security("keys/count/", keys.count, "key_count", SEND),
    _security("keys/retire/", keys.retire, "key_retire", SEND),
    _security("sessions/", people.sessions, "sessions"),
    _security("sessions/end/", people.end, "session_end", SEND),
    _security("sign-ins/", people.sign_ins, "sign_ins"),
    _security("sign-ins/unlock/", people.unlock_account, "account_unlock", SEND),
    _security("privacy-register/", people.privacy_register, "privacy_register"),
    _administrator("health/", running.health, "health"),
    _administrator("jobs/", running.jobs, "jobs"),
    _administrator("jobs/retry/", running.retry, "job_retry", SEND),
    _administrator("jobs/discard/", running.discard, "job_discard", SEND),
    _administrator("backups/", backups.backups, "backups"),
    _administrator("backups/make/", backups.make, "backup_make", SEND),
    _administrator("backups/check/", backups.check, "backup_check", SEND),
    _administrator("backups/prove/", backups.prove, "backup_prove", SEND),
    _administrator("restoring/", backups.restoring, "restoring"),
    _administrator("feeds/", feeds.register, "feeds", FORM),
    _administrator("feeds/<uuid:feed_id>/", feeds.feed, "feed"),
    _administrator("feeds/<uuid:feed_id>/key/", feeds.give_key, "feed_key", SEND),
    _administrator("feeds/<uuid:feed_id>/end-key/", feeds.stop_key, "feed_key_end", SEND),
    _administrator("feeds/<uuid:feed_id>/withdraw/", feeds.withdraw, "feed_withdraw", SEND),
    _administrator("parameters/", keeping.parameters, "parameters", FORM),
    _administrator("parameters/void/", keeping.void_parameter, "parameter_void", SEND),
    _administrator("retention/", keeping.retention, "retention"),
    _administrator("retention/run/", keeping.run_retention, "retention_run", SEND),
]
