"""Addresses of the desk's work with vacancies, matches and the week."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import OFFICER_ROLES
from baigong.faces.desk.roles import AT_WORK, READERS
from baigong.faces.desk.views import (
    evidence,
    handouts,
    hire_changes,
    introductions,
    ledgers,
    matching,
    outlets,
    postings,
    records,
    reveal,
    vacancies,
    week,
)
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")


def _at_work(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS if methods == SEE else AT_WORK, methods=methods)


def _readers(pattern: str, view: View, name: str, methods: tuple[str, ...]) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS, methods=methods)


def _officers(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=OFFICER_ROLES, methods=methods)


work_patterns: list[URLPattern] = [
    _at_work("vacancies/", vacancies.register, "vacancies"),
    _at_work("vacancies/<uuid:vacancy_id>/", vacancies.vacancy, "vacancy"),
    _at_work("vacancies/<uuid:vacancy_id>/need/", vacancies.fill, "vacancy_need", SEND),
    _at_work("vacancies/<uuid:vacancy_id>/edit/", vacancies.edit, "vacancy_edit", FORM),
    _officers("vacancies/<uuid:vacancy_id>/publish/", vacancies.publish, "vacancy_publish", SEND),
    _officers("vacancies/<uuid:vacancy_id>/take-down/", vacancies.take_down, "vacancy_take_down", SEND),
    _officers("vacancies/<uuid:vacancy_id>/close/", vacancies.close, "vacancy_close", SEND),
    _officers("vacancies/<uuid:vacancy_id>/channels/", postings.note, "vacancy_channel", SEND),
    _officers("vacancies/<uuid:vacancy_id>/outlets/", outlets.ask, "vacancy_outlets", SEND),
    _at_work("outlets/", outlets.register, "outlets"),
    _at_work("vacancies/<uuid:vacancy_id>/match/", matching.people_for_vacancy, "vacancy_match"),
    _readers("vacancies/<uuid:vacancy_id>/match/find/", matching.find_person, "vacancy_find", SEND),
    _at_work(
        "vacancies/<uuid:vacancy_id>/introduce/<uuid:registration_id>/",
        matching.introduce_person,
        "introduce",
        SEND,
    ),
    _at_work("people/<uuid:registration_id>/match/", matching.vacancies_for_person, "person_match"),
    _at_work(
        "introductions/<uuid:introduction_id>/<slug:step>/", introductions.take, "introduction_step", SEND
    ),
    _at_work("hires/<uuid:engagement_id>/", introductions.hired, "hire"),
    _at_work("hires/<uuid:engagement_id>/proof/", introductions.prove, "hire_proof", SEND),
    _at_work("hires/<uuid:engagement_id>/evidence/", evidence.of_hire, "hire_evidence", SEND),
    _at_work("hires/<uuid:engagement_id>/insurance/", introductions.insure, "hire_insurance", SEND),
    _at_work("hires/<uuid:engagement_id>/end/", hire_changes.end, "hire_end", SEND),
    _at_work("hires/<uuid:engagement_id>/correct/", hire_changes.correct, "hire_correct", SEND),
    _at_work("ledgers/", ledgers.register, "ledgers"),
    _at_work("ledgers/<slug:ledger_id>/", ledgers.ledger, "ledger"),
    _at_work("ledgers/<slug:ledger_id>/rows/", ledgers.rows, "ledger_rows"),
    _officers("ledgers/<slug:ledger_id>/workbook/", ledgers.workbook, "ledger_workbook", SEND),
    _at_work("records/", records.index, "record_lists"),
    _at_work("records/<slug:record_list>/", records.register, "records"),
    _at_work("records/<slug:record_list>/new/", records.new, "record_new", FORM),
    _officers("records/<slug:record_list>/workbook/", records.workbook, "records_workbook", SEND),
    _at_work("records/<slug:record_list>/<uuid:record_id>/", records.record, "record"),
    _at_work(
        "records/<slug:record_list>/<uuid:record_id>/participants/",
        records.participants,
        "record_participants",
        SEND,
    ),
    _at_work("records/<slug:record_list>/<uuid:record_id>/more/", records.further, "record_more", SEND),
    _at_work(
        "records/<slug:record_list>/<uuid:record_id>/evidence/", evidence.of_record, "record_evidence", SEND
    ),
    _at_work("evidence/<uuid:evidence_id>/read/", evidence.read, "evidence_read", SEND),
    _at_work("evidence/<uuid:evidence_id>/void/", evidence.void, "evidence_void", SEND),
    _at_work("records/<slug:record_list>/<uuid:record_id>/words/", reveal.words, "record_words", SEND),
    _officers("records/<slug:record_list>/<uuid:record_id>/void/", records.void, "record_void", SEND),
    _officers("handouts/", handouts.register, "handouts", FORM),
    _officers("handouts/take/", handouts.take_one, "handout_take", SEND),
    _at_work("week/", week.this_week, "week"),
    _at_work("week/rows/", week.rows, "week_rows"),
    _officers("week/workbook/", week.workbook, "week_workbook", SEND),
]
