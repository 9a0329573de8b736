"""A person or a firm put right at the desk, on a document; nobody becomes two by it (PIPL 46, M02)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from baigong.domains.duplicates import correcting
from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.duplicates.models import DuplicateCandidate
from baigong.domains.parties import correcting as parties_correcting
from baigong.domains.parties.models import Organisation, Party, Person
from baigong.domains.parties.services import index_of
from baigong.domains.parties.sight import show_to_places
from baigong.domains.places.services import add_place
from baigong.domains.workers.models import Registration
from baigong.domains.workers.selectors import CURRENT
from baigong.faces.desk.tests import desk_world
from baigong.foundation.audit.changes import erase_personal_values
from baigong.foundation.audit.models import AuditEntry, Change
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code, mint_test_identity_number

GROUNDS = {"reason": "录入有误", "document": "身份证原件"}
EMPTY = dict.fromkeys(("full_name", "identity_number", "birth_date", "phone", "address"), "")
EMPTY_FIRM = dict.fromkeys(
    ("name", "credit_code", "nature", "size_label", "industry", "address", "contact_name", "contact_phone"),
    "",
)
CODE = mint_test_credit_code("371600", 7)


def number(year: int, sequence: int = 77, sex: Any = "male") -> str:
    return mint_test_identity_number("371602", datetime.date(year, 4, 5), sequence, sex)


def text(response: Any) -> str:
    return str(response.content.decode())


def person_of(entry: Registration) -> Person:
    with system_scope("test"):
        return Person.objects.get(id=entry.person_id)


def firm_of(world: Any) -> Organisation:
    with system_scope("test"):
        return Organisation.objects.get(id=world.firm.id)


def where(entry: Registration) -> str:
    return f"/desk/people/{entry.id}/correct/"


def test_the_form_shows_masks_and_no_value(desk: Client, world: Any) -> None:
    response = desk.get(where(world.entries[0]))
    page = text(response)
    assert "现在是陈**" in page and "现在是138****2201" in page and response["Cache-Control"] == "no-store"
    for plain in ("陈小燕", "13800002201", "石磨村12号院", "冯广财"):
        assert plain not in page
    assert 'name="birth_date"' not in page
    assert where(world.entries[0]) in text(desk.get(f"/desk/people/{world.entries[0].id}/"))


def test_a_mistyped_number_is_put_right_and_all_that_follows_from_it(desk: Client, world: Any) -> None:
    entry, right = world.entries[0], number(1991)
    response = desk.post(where(entry), EMPTY | GROUNDS | {"identity_number": right.lower()})
    assert response.status_code == 302
    person = person_of(entry)
    assert open_inside(person.identity_number) == right and bytes(person.identity_index) == index_of(right)
    assert (open_inside(person.birth_date), person.birth_year, person.sex) == ("1991-04-05", 1991, "m")
    assert open_inside(person.full_name) == "陈小燕" and open_inside(person.phone) == "13800002201"
    with system_scope("test"):
        now = Registration.objects.get(CURRENT, person_id=entry.person_id)
    assert (now.birth_year, now.sex) == (1991, "m") and now.occupation_text == "电焊工"
    page = text(desk.get(response["Location"], follow=True))
    assert "改好了" in page and right not in page and "1991" in page


def test_the_reason_is_kept_and_what_stood_there_is_sealed_and_can_be_erased(
    desk: Client, world: Any
) -> None:
    entry = world.entries[0]
    desk.post(where(entry), EMPTY | GROUNDS | {"full_name": "陈晓燕", "phone": "138 0000 3301"})
    told = AuditEntry.objects.get(act="row.change", object_kind="parties.person")
    assert told.purpose == "更正：录入有误，依据身份证原件" and told.by == str(world.officer.id)
    with system_scope("test"):
        changes = {each.field: each for each in Change.objects.filter(object_id=str(entry.person_id))}
        assert set(changes) == {"full_name", "phone"}
        assert open_inside(changes["phone"].before_sealed) == "13800002201"
        assert all(not each.before and not each.after for each in changes.values())
        assert erase_personal_values("parties.person", [entry.person_id], by="t", purpose="t") == 2
    found = desk.post("/desk/people/find/", {"full_name": "晓燕"}, follow=True)
    assert "共1人" in text(found)
    gone = desk.post("/desk/people/find/", {"full_name": "小燕"}, follow=True)
    assert "陈**" not in text(gone)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("identity_number", number(1991)[:-1] + ("0" if number(1991)[-1] != "0" else "1"), "身份证号"),
        ("identity_number", number(2020), "周岁"),
        ("phone", "12345", "位"),
        ("document", "", "还没写依据什么材料"),
        ("reason", "", "还没选为什么更正"),
        ("phone", "", "还没填要更正的项目"),
    ],
)
def test_what_does_not_hold_is_said_and_nothing_changes(
    desk: Client, world: Any, field: str, value: str, sentence: str
) -> None:
    entry = world.entries[0]
    given = EMPTY | GROUNDS | {"phone": "13800003301"} | {field: value}
    response = desk.post(where(entry), given)
    assert response.status_code == 422 and sentence in text(response)
    assert open_inside(person_of(entry).phone) == "13800002201"
    assert not AuditEntry.objects.filter(act="row.change").exists()


def test_somebody_elses_number_leads_to_the_pair_and_changes_nothing(desk: Client, world: Any) -> None:
    one, other = world.entries[0], world.entries[1]
    taken = open_inside(person_of(other).identity_number)
    response = desk.post(where(one), EMPTY | GROUNDS | {"identity_number": taken})
    with system_scope("test"):
        pair = DuplicateCandidate.objects.get()
    assert response.status_code == 302 and response["Location"] == f"/desk/duplicates/{pair.id}/"
    page = text(desk.get(response["Location"]))
    assert "另一个已经登记着" in page and taken not in page
    assert open_inside(person_of(one).identity_number) != taken
    with system_scope("test"):
        find_duplicates()  # what the nightly look compares says nothing of this pair
        assert DuplicateCandidate.objects.get().standing == "open"
    desk.post(f"/desk/duplicates/{pair.id}/different/")
    again = desk.post(where(one), EMPTY | GROUNDS | {"identity_number": taken})
    assert again.status_code == 422 and "不是同一个" in text(again)


def test_without_the_search_a_number_would_be_refused_without_a_way_on(
    desk: Client, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody looks who has the number; the database alone keeps the two apart."""
    monkeypatch.setattr(correcting, "_person_with", lambda said, person: None)
    taken = open_inside(person_of(world.entries[1]).identity_number)
    response = desk.post(where(world.entries[0]), EMPTY | GROUNDS | {"identity_number": taken})
    assert response.status_code == 422 and "再存一次" in text(response)
    with system_scope("test"):
        assert not DuplicateCandidate.objects.exists()


def test_a_number_known_elsewhere_goes_to_the_office_above(
    desk: Client, elsewhere: Client, world: Any
) -> None:
    taken = open_inside(person_of(world.entries[0]).identity_number)
    with system_scope("test"):
        village = add_place(
            name="远村", kind="town", code="990002001", parent=world.other_county, valid_from="2026-01-01"
        )
        far = _entry_at(village)
    response = elsewhere.post(where(far), EMPTY | GROUNDS | {"identity_number": taken})
    assert response.status_code == 422 and "由那里判断" in text(response) and "陈" not in text(response)
    with system_scope("test"):
        pair = DuplicateCandidate.objects.get()
    assert pair.place_path == world.city.path
    assert elsewhere.get(f"/desk/duplicates/{pair.id}/").status_code == 404


def _entry_at(place: Any) -> Registration:
    made: Registration = desk_world._entry("马远", place, 9)
    return made


def test_a_day_of_birth_is_asked_only_where_no_number_says_it(desk: Client, world: Any) -> None:
    entry = world.entries[2]
    with system_scope("test"):
        person = Person.objects.get(id=entry.person_id)
        person.identity_number = person.birth_date = None
        person.number_missing, person.birth_year = "not_given", None
        person.save()
    assert 'name="birth_date"' in text(desk.get(where(entry)))
    sent = EMPTY | GROUNDS | {"birth_date": "1988-08-08"}
    assert desk.post(where(entry), sent).status_code == 302
    assert (open_inside(person_of(entry).birth_date), person_of(entry).birth_year) == ("1988-08-08", 1988)
    known = world.entries[0]
    assert "还没填要更正的项目" in text(desk.post(where(known), sent))


def test_a_firms_name_and_code_are_put_right(desk: Client, world: Any) -> None:
    address = f"/desk/firms/{world.firm.id}/correct/"
    assert address in text(desk.get(f"/desk/firms/{world.firm.id}/"))
    page = text(desk.get(address))
    assert "冯广财" not in page and "现在是冯**" in page
    sent = (
        EMPTY_FIRM
        | GROUNDS
        | {"name": "北渡移山机械有限公司", "credit_code": CODE.lower(), "size_label": "中型"}
    )
    assert desk.post(address, sent).status_code == 302
    firm = firm_of(world)
    assert (firm.name, firm.credit_code, firm.provisional_key) == ("北渡移山机械有限公司", CODE, "")
    assert firm.size_label == "中型" and firm.name_pinyin.startswith("beiduyishan")
    assert open_inside(firm.contact_name) == "冯广财"
    told = AuditEntry.objects.get(act="row.change", object_kind="parties.organisation")
    assert told.purpose == "更正：录入有误，依据身份证原件"


def test_another_firms_code_or_name_leads_to_the_pair(desk: Client, world: Any) -> None:
    with system_scope("test"):
        other = _firm_at(world.town, "北渡移山机械有限公司")
    address = f"/desk/firms/{world.firm.id}/correct/"
    response = desk.post(address, EMPTY_FIRM | GROUNDS | {"credit_code": CODE})
    with system_scope("test"):
        pair = DuplicateCandidate.objects.get()
    assert response["Location"] == f"/desk/duplicates/{pair.id}/"
    assert {pair.left_id, pair.right_id} == {other.id, world.firm.id}
    assert not firm_of(world).credit_code


def _firm_at(place: Any, name: str) -> Organisation:
    party = Party.objects.create(kind="organisation", place_path=place.path, county_id=place.county_id)
    return Organisation.objects.create(
        id=party.id, party=party, name=name, credit_code=CODE, place=place, place_path=place.path,
        county_id=place.county_id,
    )  # fmt: skip


def test_a_firm_under_its_name_alone_gets_the_key_of_its_new_name(desk: Client, world: Any) -> None:
    address = f"/desk/firms/{world.firm.id}/correct/"
    assert desk.post(address, EMPTY_FIRM | GROUNDS | {"name": "北渡移山机械厂"}).status_code == 302
    assert firm_of(world).provisional_key.endswith("北渡移山机械厂")


def _shown_elsewhere(world: Any) -> dict[str, str]:
    """Let the other county see the firm, and return what it would send."""
    with system_scope("test"):
        show_to_places(by="t", wanted=[(firm_of(world), world.other_county.path)])
    return EMPTY_FIRM | GROUNDS | {"name": "前窑移山机械厂"}


def test_whoever_only_sees_a_firm_does_not_correct_it(elsewhere: Client, world: Any) -> None:
    sent, address = _shown_elsewhere(world), f"/desk/firms/{world.firm.id}/correct/"
    page = text(elsewhere.get(address))
    assert "在别处登记" in page and 'name="credit_code"' not in page
    assert address not in text(elsewhere.get(f"/desk/firms/{world.firm.id}/"))
    assert elsewhere.post(address, sent).status_code == 422
    assert firm_of(world).name == "北渡愚公机械有限公司"


def test_without_the_check_sight_alone_would_rename_a_firm(
    elsewhere: Client, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: a share that shows is taken for one that lets change."""
    monkeypatch.setattr(parties_correcting, "may_correct", lambda firm: True)
    sent = _shown_elsewhere(world)
    assert elsewhere.post(f"/desk/firms/{world.firm.id}/correct/", sent).status_code == 302
    assert firm_of(world).name == "前窑移山机械厂"


def test_corrections_are_for_officers_of_the_place(elsewhere: Client, world: Any) -> None:
    for address in (where(world.entries[0]), f"/desk/firms/{world.firm.id}/correct/"):
        assert elsewhere.get(address).status_code == 404
        assert elsewhere.post(address, GROUNDS).status_code == 404
        assert Client().get(address).status_code == 302
