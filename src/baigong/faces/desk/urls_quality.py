"""Addresses of the desk's care for its data: coverage of the canvass, second calls, duplicates."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.roles import READERS
from baigong.faces.desk.views import coverage, duplicates, rechecks
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)


def _readers(pattern: str, view: View, name: str) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS, methods=SEE)


def _officers(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=OFFICER_ROLES, methods=methods)


quality_patterns: list[URLPattern] = [
    _readers("coverage/", coverage.register, "coverage"),
    _readers("coverage/rows/", coverage.rows, "coverage_rows"),
    _officers("coverage/workbook/", coverage.workbook, "coverage_workbook", SEND),
    _officers("rechecks/", rechecks.register, "rechecks", ("GET", "POST")),
    _officers("rechecks/<uuid:recheck_id>/", rechecks.recheck, "recheck"),
    _officers("rechecks/<uuid:recheck_id>/answer/", rechecks.answer, "recheck_answer", SEND),
    _officers("duplicates/", duplicates.register, "duplicates"),
    _officers("duplicates/look/", duplicates.look, "duplicates_look", SEND),
    _officers("duplicates/<uuid:candidate_id>/", duplicates.pair, "duplicate"),
    _officers("duplicates/<uuid:candidate_id>/merge/", duplicates.merge_pair, "duplicate_merge", SEND),
    _officers("duplicates/<uuid:candidate_id>/different/", duplicates.different, "duplicate_different", SEND),
    _officers("duplicates/<uuid:candidate_id>/reveal/", duplicates.reveal_pair, "duplicate_reveal", SEND),
    _officers("merges/<uuid:merge_id>/undo/", duplicates.undo, "merge_undo", SEND),
]
