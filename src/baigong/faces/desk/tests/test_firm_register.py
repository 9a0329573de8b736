"""All firms of a place, short of workers or not, and what a firm or a person is taken for (M02.1, M02.5)."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.agreements.models import Agreement
from baigong.domains.parties.models import Organisation
from baigong.domains.policies.selectors import group_labels
from baigong.domains.shortages.striking_off import close_need
from baigong.domains.statuses.models import Status
from baigong.faces.desk.tests.work_world import add_firm
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

SINCE = datetime.date(2025, 3, 1)


def text(response: Any) -> str:
    return str(response.content.decode())


def add_firms(world: Any, *names: str) -> list[Organisation]:
    with system_scope("test"):
        return [add_firm(world.town, name) for name in names]


def test_a_firm_that_lacks_nobody_stands_among_all_firms(desk: Client, elsewhere: Client, world: Any) -> None:
    (quiet,) = add_firms(world, "北渡移山机械厂")
    assert quiet.name not in text(desk.get("/desk/firms/"))
    page = text(desk.get("/desk/firms/", {"which": "all"}))
    assert quiet.name in page and world.firm.name in page and "共2家" in page and "不缺工" in page
    with system_scope("test"):
        close_need(by="t", need=world.need, reason="已经招满", on=clock.today())
    assert world.firm.name in text(desk.get("/desk/firms/", {"which": "all"}))
    assert quiet.name not in text(elsewhere.get("/desk/firms/", {"which": "all"}))


def test_all_firms_are_found_by_name_trade_and_place(desk: Client, world: Any) -> None:
    (quiet,) = add_firms(world, "北渡移山机械厂")
    for asked, found in (
        ({"q": "移山"}, {quiet.name}),
        ({"q": "电焊"}, {world.firm.name}),
        ({"place": world.town.path}, {quiet.name, world.firm.name}),
        ({"place": world.village.path}, set()),
        ({"clear": "missing"}, {world.firm.name}),
    ):
        page = text(desk.get("/desk/firms/", {"which": "all", **asked}))
        assert {name for name in (quiet.name, world.firm.name) if name in page} == found, asked


def test_more_firms_ask_no_more_of_the_database(desk: Client, world: Any) -> None:
    counts = []
    for names in (("北渡甲厂",), ("北渡乙厂", "北渡丙厂", "北渡丁厂")):
        add_firms(world, *names)
        with CaptureQueriesContext(connection) as seen:
            desk.get("/desk/firms/", {"which": "all"})
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_fifty_firms_fill_a_page(desk: Client, world: Any) -> None:
    add_firms(world, *(f"北渡第{number:02d}厂" for number in range(50)))
    page = text(desk.get("/desk/firms/", {"which": "all", "page": "2"}))
    assert "第51–51家" in page and "共51家" in page and "which=all" in page


def _status(party_id: Any, world: Any, code: str, **more: Any) -> None:
    Status.objects.create(
        party_id=party_id,
        code=code,
        starts_on=SINCE,
        place_path=world.town.path,
        county_id=world.town.county_id,
        **more,
    )


def test_a_firm_shows_what_it_is_taken_for_and_agreed(desk: Client, world: Any) -> None:
    code, label = next(iter(group_labels("organisation").items()))
    (partner,) = add_firms(world, "北渡技工学校")
    with system_scope("test"):
        _status(world.firm.id, world, code, decided_by="县人社局")
        _status(world.firm.id, world, "ended", ends_before=clock.today())
        Agreement.objects.create(
            kind="school_firm",
            first=partner,
            second=world.firm,
            signed_on=SINCE,
            starts_on=SINCE,
            place_path=world.town.path,
            county_id=world.town.county_id,
        )
        Organisation.objects.filter(id=world.firm.id).update(size_label="中型", industry_code="38")
    page = text(desk.get(f"/desk/firms/{world.firm.id}/"))
    assert f"{label}（县人社局，2025-03-01起）" in page and "ended" not in page
    assert "校企合作（和北渡技工学校，2025-03-01签订）" in page
    assert "<dd>中型</dd>" in page and "电气机械和器材制造业（38）" in page


def test_a_person_shows_what_they_are_taken_for(desk: Client, world: Any) -> None:
    code, label = next(iter(group_labels("person").items()))
    entry = world.entries[0]
    with system_scope("test"):
        _status(entry.person_id, world, code, ends_before=datetime.date(2999, 1, 1))
    page = text(desk.get(f"/desk/people/{entry.id}/"))
    assert f"{label}（2025-03-01起到2998-12-31）" in page
