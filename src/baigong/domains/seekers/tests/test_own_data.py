"""The own copy has every registered column; an erasure leaves nothing that names the person, also after a restore."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from openpyxl import load_workbook

from baigong.domains.parties.credentials import add_credential
from baigong.domains.parties.models import Credential, Person, PersonNameToken
from baigong.domains.parties.services import update_persons
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.seekers import about, copying
from baigong.domains.seekers.about import RULES, NotAbout
from baigong.domains.seekers.copying import make_copy, take_copy
from baigong.domains.seekers.erasing import erase_again, erase_person, what_stays, write_erasure_list
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.jobs import apply
from baigong.domains.seekers.models import DataCopy, Erasure
from baigong.domains.seekers.tests.seeking import HOME, OTHER, own_scope, seeker
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.audit.models import Change
from baigong.foundation.audit.sealing import seal
from baigong.foundation.audit.verification import verify_audit
from baigong.foundation.files.models import StoredFile
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.privacy.erasure_list import read_erasures
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter, system_scope
from baigong.foundation.scope.models import Participant, Share
from baigong.foundation.sheets.tests.papers import as_printed, words_on

TODAY = clock.today()
NAME, PHONE, NUMBER = "欧阳试真", "13900007001", "焊证778899"


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Path) -> None:
    settings.BAIGONG_ERASURE_FILE = tmp_path / "beside" / "erasures.txt"


@pytest.fixture
def full(world: Any) -> Any:
    """A seeker with a certificate, a changed telephone, an application and a hire."""
    user, place = seeker(world), world.places[HOME]
    with enter(own_scope(user)):
        picture = io.BytesIO(b"\xff\xd8\xff" + "姓名：欧阳试真".encode())
        add_credential(
            by=str(user.id), person_id=user.person_id, place_path=place.path, county_id=place.county_id,
            kind="skill_level", label="焊工四级", number=NUMBER, content=picture, file_name=f"{NAME}.jpg",
        )  # fmt: skip
        row = apply(by=str(user.id), person_id=user.person_id, vacancy=world.vacancies[OTHER], on=TODAY)
        apply(by=str(user.id), person_id=user.person_id, vacancy=world.vacancies[HOME], on=TODAY)
    with system_scope("test"):
        hire(by="test", role="county_officer", introduction=row, on=TODAY)
        person = Person.objects.get(id=user.person_id)
        update_persons(
            by="test", updates=[(person, {"address": "试省地1幸福路9号院"})], place_path=place.path
        )
        update_persons(
            by="test", updates=[(person, {"address": "试省地1幸福路10号院"})], place_path=place.path
        )
    return user


def _copy(user: Any) -> dict[str, Any]:
    with enter(own_scope(user)):
        person = Person.objects.get(id=user.person_id)
        copy = make_copy(by=str(user.id), person=person, user_id=user.id)
        archive = zipfile.ZipFile(io.BytesIO(take_copy(by=str(user.id), person=person, copy_id=copy.id)))
    return {name: archive.read(name) for name in archive.namelist()}


def test_every_registered_personal_field_has_a_rule_or_a_reason() -> None:
    assert {field.model for field in personal_fields()} == set(RULES)
    assert all(rule.reason for rule in RULES.values() if isinstance(rule, NotAbout))
    assert all(field.purpose and field.basis and field.retention for field in personal_fields())


def test_a_forgotten_field_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(about.RULES, "parties.credential")
    with pytest.raises(AssertionError):
        test_every_registered_personal_field_has_a_rule_or_a_reason()


def test_the_copy_has_every_column_about_the_person_in_plain_and_who_looked(full: Any, world: Any) -> None:
    files = _copy(full)
    tables = {table["table"]: table["rows"] for table in json.loads(files["我的资料.json"])}
    for field in personal_fields():
        if field.model in tables:
            assert all(field.field in row for row in tables[field.model]), field
    assert tables["parties.person"][0]["full_name"].startswith(NAME)
    assert tables["parties.person"][0]["phone"] == PHONE
    assert tables["parties.credential"][0]["number"] == NUMBER
    assert {"审计", "谁看过、办过"} & {each["title"] for each in json.loads(files["我的资料.json"])}
    assert {"placements.introduction", "placements.engagement", "scope.share", "users.user"} <= set(tables)
    page = files["我的资料.html"].decode()
    assert NUMBER in page and "<script" not in page
    assert files["证书/1.jpg"].startswith(b"\xff\xd8\xff")
    assert f"{NAME}1" in page or NAME in page
    with system_scope("test"):
        others = [open_inside(p.identity_number) for p in Person.objects.exclude(id=full.person_id)]
    assert not any(number in page for number in others)


def a_case(world: Any, user: Any) -> Any:
    """A case of the person: her words, another's, an office's answer, and what offices tell each other."""
    place, case_model = world.places[HOME], apps.get_model("cases.case")
    at = {"place_path": place.path, "county_id": place.county_id}
    case = case_model.objects.create(kind="complaint", label="收押金", place=place, opened_on=TODAY, **at)
    Participant.objects.create(
        object_kind="case", object_id=case.id, to_party_id=user.person_id, starts_on=TODAY,
    )  # fmt: skip
    told = (
        ("note", "", "押金三百元没退", str(user.id)), ("note", "", "别人写的一句", "someone"),
        ("assign", "盯着点", None, ""), ("note", "找人核实", None, ""), ("answer", "已经责令退还", None, ""),
    )  # fmt: skip
    for number, (kind, text, said, by) in enumerate(told, start=1):
        apps.get_model("cases.casestep").objects.create(
            case=case, kind=kind, sequence=number, happened_on=TODAY, answer_text=text, said=said,
            source="person" if said else "officer", source_id=by, **at,
        )  # fmt: skip
    return case


def _case_texts(user: Any) -> list[str]:
    tables = {table["table"]: table["rows"] for table in json.loads(_copy(user)["我的资料.json"])}
    assert tables["cases.case"][0]["label"] == "收押金"
    return [row["said"] or row["answer_text"] for row in tables["cases.casestep"]]


def test_the_copy_has_what_the_person_wrote_of_her_cases_and_was_answered(full: Any, world: Any) -> None:
    with system_scope("test"):
        a_case(world, full)
    assert sorted(_case_texts(full)) == sorted(["押金三百元没退", "已经责令退还"])


def test_twin_without_the_rule_what_offices_tell_each_other_is_in_it(
    full: Any, world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system_scope("test"):
        case = a_case(world, full)
    monkeypatch.setitem(about.RULES, "cases.casestep", lambda key: Q(case_id=case.id))
    assert {"找人核实", "别人写的一句"} <= set(_case_texts(full))


def test_a_plan_of_aid_is_in_the_copy_and_named_as_what_stays(full: Any, world: Any) -> None:
    place = world.places[HOME]
    assert not any("帮扶" in each.what for each in what_stays(full.person_id))
    with system_scope("test"):
        apps.get_model("cases.case").objects.create(
            kind="aid_plan", label="离家近的活", person_id=full.person_id, place=place, opened_on=TODAY,
            place_path=place.path, county_id=place.county_id,
        )  # fmt: skip
    tables = {table["table"]: table["rows"] for table in json.loads(_copy(full)["我的资料.json"])}
    assert [row["label"] for row in tables["cases.case"]] == ["离家近的活"]
    assert [each.count for each in what_stays(full.person_id) if "帮扶" in each.what] == [1]


def test_an_erasure_empties_the_persons_words_and_no_others(full: Any, world: Any) -> None:
    with system_scope("test"):
        case = a_case(world, full)
    with enter(own_scope(full)):
        erase_person(by=str(full.id), person_id=full.person_id)
    with system_scope("test"):
        left = [step.said for step in case.steps.filter(source="person").order_by("sequence")]
    assert left[0] is None and open_inside(left[1]) == "别人写的一句"


def test_the_workbook_holds_the_same_as_the_other_two(full: Any) -> None:
    """Reliability 126: compared with the register of personal fields, 100 % of the columns, and who looked."""
    files = _copy(full)
    book = load_workbook(io.BytesIO(files["我的资料.xlsx"]))
    tables = json.loads(files["我的资料.json"])
    assert book.sheetnames == [table["title"] for table in tables] and "谁看过、办过" in book.sheetnames
    found = {table["table"]: {name for row in table["rows"] for name in row} for table in tables}
    with system_scope("test"):
        due = {each.model._meta.label_lower for each in about.personal_rows(full.person_id) if each.rows}
    missing = {
        f.name for f in personal_fields() if f.model in due and f.field not in found.get(f.model, set())
    }
    assert due <= set(found) and missing == set()
    inside = {str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line}
    assert {NUMBER, PHONE} <= inside


def test_the_paper_holds_every_column_and_value_of_the_others(full: Any) -> None:
    """Reliability 126: JSON and PDF agree, column by column, and the paper too says who looked."""
    files = _copy(full)
    paper = words_on(files["我的资料.pdf"])
    for table in json.loads(files["我的资料.json"]):
        assert table["title"] in paper
        missing = [
            (name, value)
            for row in table["rows"]
            for name, value in row.items()
            if as_printed(f"{copying._words(name)}：{copying._shown(value)}") not in paper
        ]
        assert missing == []
    assert NUMBER in paper and "谁看过、办过" in paper


def test_a_column_left_off_the_paper_is_noticed(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: what has no value is not named."""
    whole = copying._lines
    monkeypatch.setattr(
        copying, "_lines", lambda tables: (line for line in whole(tables) if not line.text.endswith("："))
    )
    with pytest.raises(AssertionError):
        test_the_paper_holds_every_column_and_value_of_the_others(full)


def test_a_table_left_out_is_noticed(full: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: the copy forgets the certificates."""
    whole = about.personal_rows
    monkeypatch.setattr(
        copying, "personal_rows", lambda key: (r for r in whole(key) if r.model is not Credential)
    )
    with pytest.raises(AssertionError):
        test_the_workbook_holds_the_same_as_the_other_two(full)


def test_the_copy_is_handed_out_once_and_to_nobody_else(full: Any, world: Any) -> None:
    other = seeker(world, OTHER, phone="13900007009")
    with enter(own_scope(full)):
        person = Person.objects.get(id=full.person_id)
        copy = make_copy(by="x", person=person, user_id=full.id)
    with system_scope("test"):
        stranger = Person.objects.get(id=other.person_id)
    with enter(own_scope(other)), pytest.raises(DataCopy.DoesNotExist):
        take_copy(by="x", person=stranger, copy_id=copy.id)
    with enter(own_scope(full)):
        take_copy(by="x", person=person, copy_id=copy.id)
        with pytest.raises(SeekerError, match="已经取走"):
            take_copy(by="x", person=person, copy_id=copy.id)
        assert not StoredFile.objects.filter(kind="seekers.data_copy").exists()


def _erase(user: Any) -> None:
    with enter(own_scope(user)):
        erase_person(by=str(user.id), person_id=user.person_id)


def _plain_left(name: str) -> list[str]:
    """Return every sealed value of the database that still says something of the person."""
    found = []
    with system_scope("test"):
        for field in personal_fields():
            model = apps.get_model(field.model)
            for row in model._base_manager.all():
                value = getattr(row, field.field)
                words = open_inside(value) if value is not None else ""
                if any(each in words for each in (name, NUMBER, "幸福路")):
                    found.append(f"{field.name}: {words}")
    return found


def test_an_erasure_leaves_no_name_and_keeps_what_the_law_keeps(full: Any, world: Any) -> None:
    with system_scope("test"):
        name = open_inside(world.persons[HOME].full_name)
        stays = {each.what for each in what_stays(full.person_id)}
        changes = Change.objects.filter(object_id=str(full.person_id), before_sealed__isnull=False).count()
    assert len(_plain_left(name)) >= 3
    assert changes and any("用工记录" in each for each in stays)
    _erase(full)
    with system_scope("test"):
        person = Person.objects.get(id=full.person_id)
        assert open_inside(person.full_name) == "已删除" and person.identity_index is None
        assert not PersonNameToken.objects.filter(person=person).exists()
        assert not Share.objects.filter(object_id=person.id, ends_before__isnull=True).exists()
        assert not Registration.objects.filter(person=person, voided_at__isnull=True).exists()
        assert not Change.objects.filter(object_id=str(person.id), before_sealed__isnull=False).exists()
        assert Engagement.objects.filter(person=person).count() == 1
        assert set(Introduction.objects.filter(person=person).values_list("state", flat=True)) == {
            "hired", "refused_by_person",
        }  # fmt: skip
        held = Credential.objects.get(person=person)
        assert held.number is None and held.file.kind == "erased"
    assert _plain_left(name) == []
    full.refresh_from_db()
    assert (full.is_active, full.display_name, full.phone) == (False, "已删除", None)


def test_the_audit_chain_is_valid_after_an_erasure(full: Any, settings: Any, tmp_path: Path) -> None:
    settings.BAIGONG_ANCHOR_FILE = tmp_path / "anchor" / "anchor.txt"
    with system_scope("test"):
        seal()
        _erase(full)
        seal()
        assert verify_audit() == []


def test_a_sealed_value_of_a_fact_may_be_emptied_and_never_altered(full: Any) -> None:
    with system_scope("test"):
        held = Credential.objects.get(person_id=full.person_id)
        held.number = "另一个号码"
        with pytest.raises(IntegrityError, match="append-only"):
            held.save(update_fields=["number", "number_index"])


def test_a_restored_backup_is_erased_once_more(full: Any) -> None:
    """The database goes back to before the erasure; the list outside it knows better."""
    with transaction.atomic():
        _erase(full)
        write_erasure_list()
        transaction.set_rollback(True)
    with system_scope("test"):
        assert open_inside(Person.objects.get(id=full.person_id).full_name).startswith(NAME)
        assert not Erasure.objects.exists()
    assert read_erasures().party_ids == (full.person_id,)
    assert erase_again(by="cli") == 1
    with system_scope("test"):
        assert open_inside(Person.objects.get(id=full.person_id).full_name) == "已删除"
        assert Person.objects.get(id=full.person_id).phone is None
    assert erase_again(by="cli") == 0


def test_a_line_written_by_hand_erases_nobody(full: Any) -> None:
    place = Path(django_settings.BAIGONG_ERASURE_FILE)
    place.parent.mkdir(parents=True)
    place.write_text(f"2026-01-01 {full.person_id} {'0' * 64}\n", encoding="ascii")
    assert (read_erasures().party_ids, read_erasures().broken) == ((), 1)
    assert erase_again(by="cli") == 0
