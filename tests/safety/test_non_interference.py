"""Two worlds that differ only out of scope give the same bytes (reliability test 15)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from tests import sand_table
from tests.safety.walked_work import work_at
from tests.safety.walking import Walk, plain, routes, undone

from baigong.domains.commissioners.models import PublicContact
from baigong.domains.facilities.models import Facility
from baigong.domains.parties.models import Organisation
from baigong.domains.policies.models import PolicyBundle, PolicyItem
from baigong.domains.shortages.models import Need
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.domains.workers.services import revise_registration
from baigong.foundation.exchange import handouts
from baigong.foundation.lists import planning
from baigong.foundation.scope import managers as scope_managers
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range

READERS = (
    ("county_officer", "1.1"),
    ("village_officer", "1.1.1.1"),
    ("leader", "1.1"),
    ("employer", "1.1.1.1"),
    ("seeker", "1.1.1.1"),
)
PUBLIC = (("", ""),)
OWN = "1.1.1.1"
QUERIES = {
    "desk/outlets/": ("?channel=microblog",),
    "desk/people/": ("?sort=pay.desc", "?state=seeking", "?group=6", "?page=2"),
    "desk/firms/": ("?sort=name", "?clear=missing", "?q=企业", "?page=2", "?which=all", "?which=waiting"),
    "desk/vacancies/": ("?open=all", "?q=焊工", "?public=no"),
    "desk/records/<slug:record_list>/": ("?kind=service_point", "?sort=dated.asc"),
    "desk/week/rows/": (
        "?dimension=total&key=&measure=needs",
        "?dimension=total&key=&measure=headcount",
    ),
    "desk/ledgers/<slug:ledger_id>/rows/": ("?measure=needs", "?row=0&measure=headcount"),
    "desk/claims/": ("?state=all", "?q=企业"),
    "desk/record-claims/": ("?state=done",),
    "desk/commissioners/": ("?q=企业", "?page=2"),
    "desk/policies/": ("?q=补贴", "?state=draft", "?audience=all-firms"),
    "desk/coverage/": ("?sort=stale.desc",),
    "desk/staffing/": ("?of=villages", "?sort=staff.desc", "?page=2"),
    "desk/groups/<uuid:group_id>/": ("?on=2026-01-01",),
    "desk/coverage/rows/": tuple(
        f"?measure={code}" for code in ("residents", "stale", "no_phone", "listed", "asked", "outreach")
    ),
    "desk/duplicates/": ("?kind=person", "?page=2"),
    "employer/people/": ("?group=all", "?group=invited"),
    "employer/vacancies/": ("?state=all", "?q=焊工"),
    "employer/shortages/trades/": ("?new-0-label=焊工",),
    "jobs/": ("?q=焊工", "?certificate=电工证", "?sort=pay", "?trade=6", "?page=2"),
    "firms/": ("?q=企业", "?page=2"),
    "policies/": ("?q=补贴", "?ended=yes", "?page=2"),
    "policies/bundles/": ("?who=all-firms", "?tag=hiring"),
    "policies/feed.xml": ("?field=employment",),
    "policies/list.xlsx": ("?field=employment",),
    "commissioners/": ("?firm=企业", "?page=2"),
    "points/": ("?kind=service_point", "?page=2"),
}
# Forms that read: what is sent with them.
READ_BY_SENDING = {
    "desk/people/find/": {"full_name": sand_table.NAME},
    "desk/people/export/": {"query": ""},
    "desk/records/<slug:record_list>/workbook/": {"query": ""},
    "desk/week/workbook/": {},
    "desk/coverage/workbook/": {},
    "desk/staffing/workbook/": {"of": "villages"},
    "employer/workbook/": {"list": "people"},
    "survey/people/check/": {"identity_number": "37160019880506700X"},
    "desk/ledgers/<slug:ledger_id>/workbook/": {},
    "desk/vacancies/<uuid:vacancy_id>/match/find/": {"name": sand_table.NAME},
    "desk/imports/<uuid:batch_id>/errors/": {},
    "desk/evidence/<uuid:evidence_id>/read/": {"purpose": "other", "words": "核对材料内容"},
}
PER_REQUEST = {"Content-Security-Policy"}


def pages(walk: Walk, readers: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], tuple[object, ...]]:
    """Return every answer each reader can get: pages, workbooks, and some questions to the lists."""
    found = {}
    for role, at in readers:
        client = walk.client(role, at)
        for route in routes("GET"):
            for query in ("", *QUERIES.get(route.where, ())):
                address = walk.address(route, OWN) + query
                with undone():
                    found[role, address] = _answer(client.get(address))
        for route in routes("POST"):
            if route.where in READ_BY_SENDING:
                address = walk.address(route, OWN)
                with undone():
                    found[role, f"POST {address}"] = _answer(
                        client.post(address, READ_BY_SENDING[route.where])
                    )
    return found


def _answer(response: Any) -> tuple[object, ...]:
    headers = {name: value for name, value in response.headers.items() if name not in PER_REQUEST}
    return response.status_code, headers, plain(response.content)


def differing(walk: Walk, readers: tuple[tuple[str, str], ...], here: Q) -> list[tuple[str, str]]:
    """Return whose answers change when only rows outside `here` do; the same world twice must give the same bytes."""
    before = pages(walk, readers)
    assert pages(walk, readers) == before
    assert sum(status == 200 for status, *_ in before.values()) >= 5
    change_far_away(walk, here)
    after = pages(walk, readers)
    return [asked for asked in before if before[asked] != after[asked]]


def county(walk: Walk) -> Q:
    return place_range("place_path", walk.world.places["1.1"].path)


def change_far_away(walk: Walk, here: Q) -> None:
    """Change, add and take away whatever lies elsewhere and is not public."""
    with system_scope("改动范围以外的世界"):
        Need.objects.exclude(here).update(headcount=999, label="铣工")
        for row in Registration.objects.exclude(here).select_related("person")[:6]:
            revise_registration(
                by="t", registration=row, changes={"pay_from_fen_month": 100, "state": "unemployed"}
            )
        Vacancy.objects.exclude(here).filter(public_since__isnull=True).update(title="铣工", headcount=77)
        PolicyItem.objects.exclude(here).update(title="换了名字的政策")
        PolicyBundle.objects.exclude(here).filter(public_since__isnull=True).update(intro_text="换了说法的包")
        PublicContact.objects.exclude(here).filter(public_since__isnull=True).update(office="换了名字的局")
        Facility.objects.exclude(here).update(label="换了名字的网点", capacity=7)
        Organisation.objects.exclude(here).update(name="换了名字的企业")
        for number, key in enumerate(("2.2.1", "2.2.2", "1.2.2", "2.1")):
            if key not in walk.world.firms:
                sand_table._people_of(walk.world, key, walk.world.places[key], 300 + number)
                work_at(walk.world, key)


@pytest.fixture
def same_moment(monkeypatch: pytest.MonkeyPatch) -> object:
    """The clock stands still, and so does the number a workbook is known by."""
    monkeypatch.setattr(handouts, "uuid7", lambda: uuid.UUID(int=35))
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False) as traveller:
        yield traveller


def test_nothing_far_away_shows(walk: Walk, same_moment: object) -> None:
    assert differing(walk, READERS, county(walk)) == []


def test_nothing_unpublished_shows_to_the_public(walk: Walk, same_moment: object) -> None:
    assert differing(walk, PUBLIC, Q(pk__in=[])) == []


def test_every_form_that_reads_is_asked(walk: Walk) -> None:
    """A form that answers with a workbook or a list stands in the table above, or changes something."""
    found = set()
    for route in routes("POST"):
        with undone():
            response = walk.client("county_officer", "1.1").post(walk.address(route, OWN))
        if "Content-Disposition" in response.headers:
            found.add(route.where)
    assert found <= set(READ_BY_SENDING) and len(found) >= 3


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="on PostgreSQL the second wall still hides the rows"
)
def test_without_the_scope_it_shows(walk: Walk, same_moment: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: managers and lists that forget the scope."""
    monkeypatch.setattr(
        scope_managers.ScopedManager,
        "get_queryset",
        lambda self: scope_managers.models.Manager.get_queryset(self),
    )
    monkeypatch.setattr(planning, "_area_of", lambda paths: planning._Area())
    monkeypatch.setattr(planning, "_scope_condition", lambda *asked, **how: RawSQL("1=1", (), BooleanField()))
    found = differing(walk, READERS[:1], county(walk))
    assert len(found) >= 5
    assert any(address.startswith("POST") for _, address in found)
