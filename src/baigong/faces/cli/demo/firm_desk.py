"""What waits on one firm's desk in the demonstration: old figures, a blocked advertisement, people, a claim."""

from __future__ import annotations

import datetime

from baigong.domains.claims.services import ClaimFacts, sign_up
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.firm import candidates_for
from baigong.domains.placements.services import introduce, invite
from baigong.domains.places.models import Place
from baigong.domains.users.services import new_password
from baigong.domains.vacancies.firm import draft_vacancy
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.screening import findings_of
from baigong.domains.vacancies.services import publish_vacancies
from baigong.domains.workers.models import Registration
from baigong.faces.cli.demo.personas import firm_of_the_demo
from baigong.foundation import clock
from baigong.foundation.facts.models import Source
from baigong.kernels.identity import mint_test_credit_code

INTRODUCED, INVITED = 3, 2
_BLOCKED = {
    "title": "仓库管理员（急）",
    "headcount": 2,
    "pay_text": "5-6千",
    "description": "限男性，本地户口优先，入职交服装押金300元。",
    "benefits": "五险，工作餐",
}


def fill_desk(county: Place, today: datetime.date) -> None:
    """Give the persona's firm a morning's work."""
    firm = firm_of_the_demo(county)
    if firm is None:
        return
    draft_vacancy(by="demo", organisation=firm, place=firm.place, values=_BLOCKED, source=Source.EMPLOYER)
    vacancy = _public(firm)
    if vacancy is not None:
        _people(vacancy, today)
    _claims(firm, county)


def _public(firm: Organisation) -> Vacancy | None:
    """Return one of the firm's advertisements that the checks let through, published."""
    rows: list[Vacancy] = list(
        Vacancy.objects.filter(organisation=firm, closed_on__isnull=True, headcount__gt=0).order_by("id")
    )
    found = findings_of(rows)
    for row in rows:
        if not any(each.is_blocking for each in found[row.id]):
            publish_vacancies(by="demo", vacancies=[row])
            return row
    return None


def _people(vacancy: Vacancy, today: datetime.date) -> None:
    """Three people introduced, one of them too long ago; two more invited and asked by the office."""
    people = candidates_for(vacancy, on=today)[: INTRODUCED + INVITED]
    for number, candidate in enumerate(people):
        entry = Registration.objects.get(id=candidate.registration_id)
        if number < INTRODUCED:
            day = today - datetime.timedelta(days=9 - 4 * number)
            with clock.at(day):
                introduce(by="demo", vacancy=vacancy, registration=entry, on=day, score=candidate.score)
        else:
            invite(by="demo", vacancy=vacancy, registration=entry, on=today, score=candidate.score)


def _claims(firm: Organisation, county: Place) -> None:
    """A second person of the firm, and one of a firm nobody has entered; nobody knows their passwords."""
    for username, name, code, firm_name in (
        ("demo-colleague", "谢助理", firm.credit_code, firm.name),
        ("demo-newcomer", "石老板", mint_test_credit_code("371600", 9_001), "新开张食品加工厂"),
    ):
        facts = ClaimFacts(code, firm_name, county, "13900009001", title="人事")
        sign_up(username=username, password=new_password(), display_name=name, facts=facts)
