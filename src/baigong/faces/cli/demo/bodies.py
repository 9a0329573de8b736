"""An agency, a school and a department in the demonstration: what they send, what one of them may read."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisations import add_organisations, new_organisation
from baigong.domains.places.models import Place
from baigong.domains.statuses.credit import ARREARS, READER
from baigong.domains.statuses.models import Status
from baigong.domains.users.enums import Role
from baigong.faces.cli.demo.personas import firm_of_the_demo
from baigong.foundation.facts.models import Source
from baigong.foundation.feeds.models import FeedWay
from baigong.foundation.feeds.services import FeedTerms, open_feed
from baigong.kernels.identity import mint_test_credit_code

_BODIES = {
    Role.AGENCY: ("{place}某人力资源服务有限公司", OrganisationNature.AGENCY, 9_101),
    Role.SCHOOL: ("{place}某职业技术学院", OrganisationNature.SCHOOL, 9_102),
    Role.DEPARTMENT: ("{place}总工会", OrganisationNature.GOVERNMENT, 9_103),
}
_FEEDS = {
    Role.AGENCY: ("agency-seekers", "机构求职者名单", "agency"),
    Role.SCHOOL: ("school-graduates", "应届毕业生名册", "education"),
}


def open_bodies(places: dict[str, Place]) -> dict[Role, Organisation]:
    """Enter the three bodies at the places of their personas."""
    found = {}
    for role, (name, nature, serial) in _BODIES.items():
        place = places["city" if role == Role.SCHOOL else "county"]
        facts = OrganisationFacts(
            name.format(place=place.name), place.id, place.path, place.county_id,
            credit_code=mint_test_credit_code("371600", serial), nature=nature,
        )  # fmt: skip
        found[role] = new_organisation(facts, source=Source.OFFICER, source_id="demo")
    add_organisations(list(found.values()))
    return found


@transaction.atomic
def fill_bodies(bodies: dict[Role, Organisation], county: Place, today: datetime.date) -> None:
    """Agree on what they send; let the department read credit, with one record there; one agreement."""
    at = {"place_path": county.path, "county_id": county.county_id}
    since = today - datetime.timedelta(days=100)
    for role, (name, title, source) in _FEEDS.items():
        terms = FeedTerms(name, title, source, "workers", FeedWay.HAND, 31, 15, bodies[role].id)
        open_feed(by="demo", terms=terms, place_id=county.id, **at)
    Status.objects.create(
        party_id=bodies[Role.DEPARTMENT].id, code=READER, document="信用信息共享函〔2026〕1号",
        decided_by=f"{county.name}人力资源和社会保障局", starts_on=since, **at,
    )  # fmt: skip
    firm = firm_of_the_demo(county)
    if firm is None:
        return
    Status.objects.create(
        party_id=firm.id, code=ARREARS, value="拖欠两名职工一个月工资", document="劳人仲裁〔2026〕7号",
        decided_by=f"{county.name}劳动人事争议仲裁委员会", starts_on=since, **at,
    )  # fmt: skip
    Agreement.objects.create(
        kind="school_firm", label="订单培养", first=bodies[Role.SCHOOL], second=firm, signed_on=since,
        starts_on=since, headcount=30, **at,
    )  # fmt: skip
