"""Whoever holds a live row about a person or firm sees them: asked of every table after a whole journey."""

from __future__ import annotations

import pytest

from baigong.domains.parties import employers
from baigong.domains.parties.models import Organisation, Person
from baigong.domains.parties.tests.bringing_in import DAY, Counties, gbk
from baigong.domains.placements import services
from baigong.domains.placements.hiring import add_proof, hire, record_insurance
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers import imports
from baigong.domains.workers.models import Registration
from baigong.domains.workers.services import revise_registration
from baigong.domains.workers.tests.supplying import bring, zhang
from baigong.foundation import clock
from baigong.foundation.facts.usage import places_in_use
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
FIRM = "北渡愚公机械有限公司"


def _journey() -> None:
    """A firm of the county hires a person of one town for the other; then another county enters the person."""
    counties = Counties()
    counties.bring("employers", gbk([["企业名称"], [FIRM]]))
    head = ["企业名称", "所属县镇", "缺工岗位", "缺工人数"]
    counties.bring("shortages", gbk([head, [FIRM, "桥头镇", "电焊工", "5"]]))
    head = ["企业名称", "所属县镇", "岗位名称", "招聘人数"]
    counties.bring("vacancies", gbk([head, [FIRM, "桥头镇", "电焊工", "5"]]))
    bring(counties, zhang(), place=counties.town)
    with clock.at(DAY), enter(counties.scope()):
        entry = Registration.objects.get()
        given = introduce(by="officer", vacancy=Vacancy.objects.get(), registration=entry, on=DAY)
        engagement = hire(by="officer", role="county_officer", introduction=given, on=DAY)
        add_proof(by="officer", engagement=engagement, kind="contract", signed_on=DAY)
        record_insurance(by="officer", engagement=engagement, first_month=202605, months=1)
        revise_registration(by="officer", registration=entry, changes={"state": "employed"})
    bring(counties, zhang(), place=counties.other)


def _nameless() -> set[tuple[str, str]]:
    """Return the kind and the place of every master that a place has rows about and does not see."""
    found = set()
    for model in (Person, Organisation):
        with system_scope("test"):
            keys = list(model.objects.values_list("id", flat=True))
        for key, place_path in places_in_use(model, keys):
            with clock.at(DAY), enter(Scope(actor="officer", label="经办人", places=(place_path,))):
                if not model.objects.filter(id=key).exists():
                    found.add((model.__name__, place_path))
    return found


def test_no_place_has_a_row_about_somebody_it_does_not_see():
    _journey()
    assert _nameless() == set()


@pytest.mark.parametrize(
    ("verb", "kind"), [(employers, "Organisation"), (imports, "Person"), (services, "Person")]
)
def test_a_verb_that_forgot_the_share_would_be_found(monkeypatch, verb, kind):
    """Sabotage twin: one of the verbs records its rows and opens no share."""
    monkeypatch.setattr(verb, "show_to_places", lambda **_: set())
    _journey()
    assert {found for found, _ in _nameless()} == {kind}
