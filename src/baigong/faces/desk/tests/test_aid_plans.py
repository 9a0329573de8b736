"""A plan of aid at the desk: stated on the person's page, listed by its review, seen by the person herself."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse

from baigong.domains.cases.models import Case
from baigong.domains.statuses.models import Status
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

GROUP = "hard-to-employ"


def entry_of(world) -> Registration:
    with system_scope("test"):
        return Registration.objects.order_by("recorded_at").filter(superseded_at=None, voided_at=None)[0]


@pytest.fixture
def entry(world) -> Registration:
    found = entry_of(world)
    with system_scope("test"):
        Status.objects.create(
            party_id=found.person_id, code=GROUP, starts_on=datetime.date(2026, 1, 1),
            place_path=found.place_path, county_id=found.county_id,
        )  # fmt: skip
    return found


def said(**changed):
    given = {
        "aid-needs": "离家近的活",
        "aid-measures": "推荐镇上岗位",
        "aid-responsible": "王专员",
        "aid-review_on": str(clock.today() + datetime.timedelta(days=3)),
    }
    return given | changed


def sent(client, entry, **changed):
    return client.post(reverse("desk:person_aid", args=[entry.id]), said(**changed))


def test_it_is_stated_on_the_page_and_stands_there(desk, entry):
    page = desk.get(reverse("desk:person", args=[entry.id])).content.decode()
    assert "定一份帮扶方案" in page
    empty = desk.post(reverse("desk:person_aid", args=[entry.id]), {})
    assert empty.status_code == 422 and "还没写怎么帮" in empty.content.decode()
    past = sent(desk, entry, **{"aid-review_on": "2020-01-01"})
    assert past.status_code == 422 and "今天以后" in past.content.decode()
    answer = sent(desk, entry)
    assert answer.status_code == 302
    page = desk.get(answer["Location"]).content.decode()
    assert "离家近的活" in page and "推荐镇上岗位" in page
    assert "定一份帮扶方案" not in page
    twice = sent(desk, entry)
    assert twice.status_code == 422 and "在办" in twice.content.decode()


def test_nobody_elsewhere_states_or_reads_one(desk, elsewhere, entry):
    assert sent(elsewhere, entry).status_code == 404
    assert sent(desk, entry).status_code == 302
    assert "离家近的活" not in elsewhere.get("/desk/records/aid_plans/").content.decode()


def test_a_person_of_no_group_is_asked_for_no_plan(desk, world):
    with_none = entry_of(world)
    page = desk.get(reverse("desk:person", args=[with_none.id])).content.decode()
    assert "定一份帮扶方案" not in page
    refused = sent(desk, with_none)
    assert refused.status_code == 422 and "不在帮扶的人群里" in refused.content.decode()


def test_the_list_asks_for_what_is_due_and_goes_out_masked(desk, entry):
    sent(desk, entry)
    base = "/desk/records/aid_plans/"
    assert "离家近的活" in desk.get(f"{base}?due=soon").content.decode()
    assert "离家近的活" not in desk.get(f"{base}?due=over").content.decode()
    with system_scope("test"):
        Case.objects.update(due_on=clock.today() - datetime.timedelta(days=1))
    assert "离家近的活" in desk.get(f"{base}?due=over").content.decode()
    assert "离家近的活" not in desk.get(f"{base}?due=soon").content.decode()
    assert desk.get(f"{base}?due=whenever").status_code == 400
    book = desk.post(f"{base}workbook/", {"query": "due=over"})
    cells = {
        str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(book.content)).active for cell in row
    }
    assert "离家近的活" in cells and not any(cell.isdigit() and len(cell) > 11 for cell in cells)
    assert "离家近的活" not in desk.get("/desk/records/cases/").content.decode()


def test_it_is_put_off_and_done_on_its_page(desk, entry):
    sent(desk, entry)
    with system_scope("test"):
        case = Case.objects.get()
    address = reverse("desk:record_more", args=["aid_plans", case.id])
    step = {"step-kind": "solve", "step-on": str(clock.today()), "step-text": "镇上厂里上班了"}
    assert desk.post(address, step).status_code == 302
    page = desk.get(reverse("desk:person", args=[entry.id])).content.decode()
    assert "镇上厂里上班了" in page
