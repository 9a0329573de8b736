"""Addresses of the firms' own desk, under the namespace `employer`."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import MANDATED, Role
from baigong.faces.employer.views import (
    colleagues,
    firm,
    handouts,
    home,
    joining,
    mandates,
    matching,
    people,
    policies,
    shortages,
    vacancies,
)
from baigong.foundation.access.routes import View, route

app_name = "employer"
SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")


def _firms(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    return route(pattern, view, name=name, roles=(Role.EMPLOYER,), methods=methods)


def _kept(pattern: str, view: View, name: str, methods: tuple[str, ...] = SEE) -> URLPattern:
    """Pages that who acts for a firm by its mandate keeps for it too: shortages and vacancies, nobody's people."""
    return route(pattern, view, name=name, roles=(Role.EMPLOYER, MANDATED), methods=methods)


urlpatterns: list[URLPattern] = [
    route("join/", joining.join, name="join", public=True, methods=FORM),
    _firms("", home.arrive, "home"),
    _firms("claim/", joining.claim_again, "claim", FORM),
    _firms("claim/licence/", joining.licence, "claim_licence", SEND),
    _firms("claim/phone/", joining.phone_code, "claim_phone", SEND),
    _firms("claim/phone/code/", joining.phone_prove, "claim_phone_code", SEND),
    _firms("claim/withdraw/", joining.withdraw, "claim_withdraw", SEND),
    _firms("claim/county/", joining.appeal, "claim_county", SEND),
    _kept("shortages/", shortages.report, "shortages", FORM),
    _kept("shortages/trades/", shortages.trades, "trades"),
    _kept("vacancies/", vacancies.register, "vacancies"),
    _kept("vacancies/new/", vacancies.write, "vacancy_new", FORM),
    _kept("vacancies/<uuid:vacancy_id>/", vacancies.vacancy, "vacancy"),
    _kept("vacancies/<uuid:vacancy_id>/edit/", vacancies.edit, "vacancy_edit", FORM),
    _kept("vacancies/<uuid:vacancy_id>/publish/", vacancies.publish, "vacancy_publish", SEND),
    _kept("vacancies/<uuid:vacancy_id>/take-down/", vacancies.take_down, "vacancy_take_down", SEND),
    _kept("vacancies/<uuid:vacancy_id>/close/", vacancies.close, "vacancy_close", SEND),
    _kept("vacancies/<uuid:vacancy_id>/copy/", vacancies.copy, "vacancy_copy", SEND),
    _firms("vacancies/<uuid:vacancy_id>/match/", matching.candidates, "match"),
    _firms(
        "vacancies/<uuid:vacancy_id>/invite/<uuid:registration_id>/",
        matching.invite_candidate,
        "invite",
        SEND,
    ),
    _firms("people/", people.register, "people"),
    _firms("people/<uuid:introduction_id>/", people.introduction, "introduction"),
    _firms("people/<uuid:introduction_id>/contact/", people.contact, "contact", SEND),
    _firms("people/<uuid:introduction_id>/step/<slug:step>/", people.answer, "step", SEND),
    _firms("colleagues/", colleagues.register, "colleagues"),
    _firms("colleagues/invite/", colleagues.invite, "colleague_invite", FORM),
    _firms("colleagues/<uuid:post_id>/end/", colleagues.end, "colleague_end", SEND),
    _firms("colleagues/<uuid:post_id>/rank/", colleagues.rank, "colleague_rank", SEND),
    _firms("colleagues/claims/<uuid:claim_id>/accept/", colleagues.accept, "claim_accept", SEND),
    _firms("colleagues/claims/<uuid:claim_id>/disown/", colleagues.disown_claim, "claim_disown", SEND),
    _firms("mandates/", mandates.register, "mandates"),
    _firms("mandates/give/", mandates.give, "mandate_give", SEND),
    _firms("mandates/<uuid:mandate_id>/withdraw/", mandates.withdraw, "mandate_withdraw", SEND),
    _firms("firm/", firm.record_page, "firm"),
    _firms("firm/edit/", firm.edit, "firm_edit", FORM),
    _firms("policies/", policies.fitting, "policies"),
    _firms("looked/", firm.looked, "looked"),
    _firms("workbook/", handouts.workbook, "workbook", SEND),
    _firms("handouts/", handouts.register, "handouts", FORM),
    _firms("handouts/take/", handouts.take_one, "handout_take", SEND),
]
