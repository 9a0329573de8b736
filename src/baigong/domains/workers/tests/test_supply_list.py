"""The supply list: one person however entered, changed, kept, taken back."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Person
from baigong.domains.parties.services import PersonFacts, add_persons, new_person, withdraw_persons
from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk, sentences
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.known import Known
from baigong.domains.workers.models import Registration
from baigong.domains.workers.services import revise_registration
from baigong.domains.workers.tests.supplying import (
    HEAD,
    NAME,
    NUMBER,
    OTHER_NUMBER,
    PHONE,
    Seen,
    bring,
    found_by_name,
    seen_at,
    zhang,
)
from baigong.domains.workers.timeline import person_timeline
from baigong.foundation import clock
from baigong.foundation.audit.models import Change
from baigong.foundation.exchange.models import ImportRow
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import parse_identity_number

pytestmark = pytest.mark.django_db
NEW_PHONE = "13800007002"


@pytest.fixture
def counties():
    return Counties()


def _told(counties, batch, place=None):
    with enter(counties.scope(place)):
        return sentences(batch)


def _warnings(counties, batch):
    with enter(counties.scope()):
        rows = ImportRow.objects.filter(batch=batch).values_list("problems", flat=True)
        return [problem[2] for problems in rows for problem in problems if not problem[3]]


def test_fifteen_and_eighteen_digits_are_one_person(counties):
    bring(counties, zhang(number=NUMBER[:6] + NUMBER[8:17]))
    again = bring(counties, zhang())
    assert counts(again) == {"rows": 1, "accepted": 1, "unchanged": 1}
    with enter(counties.scope()):
        assert open_inside(Person.objects.get().identity_number) == NUMBER


def test_one_person_in_two_counties_has_two_entries_and_each_county_sees_its_own(counties):
    bring(counties, zhang(trade="电焊工"))
    assert counts(bring(counties, zhang(trade="车工"), place=counties.other))["created"] == 1
    assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]
    assert seen_at(counties, counties.other) == [Seen(NAME, PHONE, "石桥县", "车工")]
    with system_scope("test"):
        assert Person.objects.count() == 1


def _written():
    """Every person and entry with the time it was last written, and how many changes are kept."""
    with system_scope("test"):
        entries = Registration.objects.values_list("id", "superseded_at", "voided_at")
        people = Person.objects.values_list("id", "updated_at", "withdrawn_at")
        return set(entries), set(people), Change.objects.count()


def test_the_same_file_twice_changes_nothing(counties):
    rows = [zhang(), ["李试真", "女", OTHER_NUMBER, "", "", "柳塘镇", "包装工", "", ""]]
    bring(counties, *rows)
    once = _written()
    assert counts(bring(counties, *rows)) == {"rows": 2, "accepted": 2, "unchanged": 2}
    assert _written() == once and len(once[0]) == len(once[1]) == 2


def test_an_empty_cell_erases_nothing_and_an_absent_row_closes_nothing(counties):
    bring(counties, zhang(), ["李试真", "女", OTHER_NUMBER, "", "", "", "包装工", "", ""])
    bring(counties, zhang(phone="", trade="", pay=""))
    assert Seen(NAME, PHONE, "北渡县", "电焊工") in seen_at(counties)
    assert len(seen_at(counties)) == 2


def test_a_sex_against_the_number_is_warned_of_and_goes_by_the_number(counties):
    batch = bring(counties, zhang(sex="女"))
    assert counts(batch)["created"] == 1
    assert any("性别和身份证号对不上" in each for each in _warnings(counties, batch))
    with enter(counties.scope()):
        assert Registration.objects.get().sex == "m"


def test_undo_takes_everything_back_and_a_second_undo_changes_nothing(counties):
    batch = bring(counties, zhang())
    assert counties.undo(batch) == ["已撤回"]
    with system_scope("test"):
        stamps = list(Registration.objects.values_list("voided_at", flat=True))
        assert stamps != [None] and Person.objects.get().withdrawn_at is not None
    assert counties.undo(batch) == ["已撤回"]
    with system_scope("test"):
        assert list(Registration.objects.values_list("voided_at", flat=True)) == stamps
    assert counts(bring(counties, zhang()))["created"] == 1


def test_undo_keeps_and_names_an_entry_that_was_introduced(counties):
    batch = bring(counties, zhang())
    counties.bring(
        "vacancies", gbk([["企业名称", "岗位名称", "招聘人数"], ["北渡愚公机械有限公司", "电焊工", "5"]])
    )
    with clock.at(DAY), enter(counties.scope()):
        introduce(
            by="officer", vacancy=Vacancy.objects.get(), registration=Registration.objects.get(), on=DAY
        )
    assert counties.undo(batch) == ["这个人已经介绍过岗位，留着没动。"]
    assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]


def test_undo_keeps_and_names_an_entry_somebody_revised(counties):
    batch = bring(counties, zhang())
    with clock.at(DAY), enter(counties.scope()):
        revise_registration(
            by="officer", registration=Registration.objects.get(), changes={"state": "employed"}
        )
    assert counties.undo(batch) == ["入库以后又有人改过，留着没动。"]
    assert len(seen_at(counties)) == 1


def test_undo_leaves_the_person_another_county_has_entered_too(counties):
    batch = bring(counties, zhang())
    bring(counties, zhang(), place=counties.other)
    assert counties.undo(batch) == ["已撤回"]
    assert seen_at(counties) == []
    assert seen_at(counties, counties.other) == [Seen(NAME, PHONE, "石桥县", "电焊工")]
    with system_scope("test"):
        assert Person.objects.get().withdrawn_at is None


def test_undo_puts_name_and_phone_back_as_they_were(counties):
    bring(counties, zhang())
    batch = bring(counties, zhang(name="章试真", phone=NEW_PHONE, pay="7000"))
    assert (found_by_name(counties, "章试"), found_by_name(counties, "张试")) == (1, 0)
    assert counties.undo(batch) == ["已撤回"]
    assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]
    assert (found_by_name(counties, "章试"), found_by_name(counties, "张试")) == (0, 1)


def test_undo_names_a_phone_somebody_changed_since(counties):
    bring(counties, zhang())
    batch = bring(counties, zhang(phone=NEW_PHONE))
    bring(counties, zhang(phone="13700007003"), place=counties.other)
    assert counties.undo(batch) == ["这条登记已撤；姓名、电话或户籍地入库以后又有人改过，留着没动。"]
    assert [entry.phone for entry in seen_at(counties)] == ["13700007003"]


def test_undo_of_a_move_brings_the_old_place_back(counties):
    bring(counties, zhang(place="柳塘镇"))
    batch = bring(counties, zhang(place="桥头镇"))
    assert counties.undo(batch) == ["已撤回"]
    assert [entry.place for entry in seen_at(counties)] == ["柳塘镇"]


def test_undo_of_a_move_is_possible_when_the_old_place_has_entered_the_person_again(counties):
    bring(counties, zhang(), place=counties.town)
    batch = bring(counties, zhang(place="桥头镇"))
    assert counts(bring(counties, zhang(trade="车工"), place=counties.town))["created"] == 1
    told = ["这条登记已撤；原来那条没有恢复，因为那里后来又登记过这个人。"]
    assert counties.undo(batch) == told
    assert seen_at(counties) == [Seen(NAME, PHONE, "柳塘镇", "车工")]
    assert counties.undo(batch) == told


class TestMonthOnly:
    """A survey whose day is not known: “2026.3” in a village's list."""

    @pytest.mark.parametrize("written", ["2026.3", "2026年3月", "2026-03"])
    def test_the_row_goes_in_and_the_cell_is_set_aside(self, counties, written):
        batch = bring(counties, zhang(on=written))
        assert counts(batch) == {"rows": 1, "accepted": 1, "created": 1}
        assert _warnings(counties, batch) == [
            f"“{written}”只写了月份，没写哪一天：这一格先空着。知道的话请补上日。"
        ]
        with enter(counties.scope()):
            assert Registration.objects.get().surveyed_on == DAY

    def test_after_an_older_survey_it_is_news(self, counties):
        bring(counties, zhang(on="2026-02-27"))
        assert counts(bring(counties, zhang(on="2026.3", trade="车工")))["updated"] == 1
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "车工")]

    @pytest.mark.parametrize("known", ["2026-03-01", "2026-03-31", "2026-05-10"])
    def test_where_a_survey_may_be_later_the_clerk_is_asked(self, counties, known):
        bring(counties, zhang(on=known))
        batch = bring(counties, zhang(on="2026.3", trade="车工"))
        assert counts(batch) == {"rows": 1, "rejected": 1}
        assert f"只写了月份，而这个人已有{known}的摸排" in _told(counties, batch)[-1]
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]

    def test_unasked_an_old_table_would_go_over_a_newer_survey(self, counties, monkeypatch):
        """Sabotage twin."""
        monkeypatch.setattr("baigong.domains.workers.imports.ask_for_day", lambda reader, known: None)
        bring(counties, zhang(on="2026-05-10"))
        bring(counties, zhang(on="2026.3", trade="车工"))
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "车工")]


class TestLate:
    """An older survey that comes in after a newer one (PD-2b)."""

    def test_it_is_history_and_changes_nothing_of_today(self, counties):
        bring(counties, zhang(on="2026-05-10"))
        batch = bring(counties, zhang(on="2026-01-10", trade="车工", phone=NEW_PHONE))
        assert counts(batch) == {"rows": 1, "accepted": 1, "updated": 1}
        assert _warnings(counties, batch) == [
            "这个人已有2026-05-10的摸排，比这一行新：这一行只存作历史，现在的登记不变。"
        ]
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]
        with enter(counties.scope()):
            late = Registration.objects.get(surveyed_on=datetime.date(2026, 1, 10))
            assert late.is_late and late.occupation_text == "车工"
            told = [(entry.what, entry.kind) for entry in person_timeline(late.person_id)]
        assert sorted(told) == [("登记到求职人员清单", "now"), ("补记较早的摸排", "")]

    def test_said_again_it_changes_nothing(self, counties):
        bring(counties, zhang(on="2026-05-10"))
        bring(counties, zhang(on="2026-01-10", trade="车工"))
        again = bring(counties, zhang(on="2026-01-10", trade="车工"))
        assert counts(again) == {"rows": 1, "accepted": 1, "unchanged": 1}
        assert "那天的摸排已经登记过" in _warnings(counties, again)[0]

    def test_undo_takes_it_back_and_leaves_today(self, counties):
        bring(counties, zhang(on="2026-05-10"))
        bring(counties, zhang(on="2026-02-10", trade="钳工"))
        batch = bring(counties, zhang(on="2026-01-10", trade="车工"))
        assert counties.undo(batch) == ["已撤回"]
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]
        with enter(counties.scope()):
            late = Registration.objects.get(surveyed_on=datetime.date(2026, 1, 10))
        assert late.voided_at is not None

    def test_when_the_newer_survey_is_taken_back_it_becomes_the_entry(self, counties):
        newer = bring(counties, zhang(on="2026-05-10"))
        late = bring(counties, zhang(on="2026-01-10", trade="车工"))
        assert counties.undo(newer) == ["已撤回"]
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "车工")]
        assert counties.undo(late) == ["已撤回"]
        assert seen_at(counties) == []

    def test_without_the_rule_the_old_survey_would_win(self, counties, monkeypatch):
        """Sabotage twin: nothing is ever late."""
        monkeypatch.setattr(Known, "is_late", property(lambda known: False, lambda *_: None))
        bring(counties, zhang(on="2026-05-10"))
        bring(counties, zhang(on="2026-01-10", trade="车工"))
        assert [entry.trade for entry in seen_at(counties)] == ["车工"]


def test_a_number_copied_with_one_wrong_digit_lets_nobody_in(counties):
    """The check character is asked of every row; the sentence says what to do, not which digit would pass."""
    slips = [NUMBER[:at] + str((int(NUMBER[at]) + 1) % 10) + NUMBER[at + 1 :] for at in (5, 14, 15, 16)]
    swapped = NUMBER[:15] + NUMBER[16] + NUMBER[15] + NUMBER[17]
    batch = bring(counties, *(zhang(number=each) for each in (*slips, swapped)))
    assert counts(batch) == {"rows": 5, "rejected": 5}
    assert {told.partition("，")[0] for told in _told(counties, batch)} == {"第18位校验码对不上"}
    with system_scope("test"):
        assert not Person.objects.exists()


def test_one_number_is_one_person_in_the_table_itself(counties):
    """Whatever the search before it says; a person taken out gives the number free."""

    def add() -> Person:
        facts = PersonFacts(NAME, parse_identity_number(NUMBER))
        where = {"place_path": counties.town.path, "county_id": counties.county.county_id}
        person = new_person(facts, **where, source="entry", source_id="")
        add_persons([person], [NAME])
        return person

    with clock.at(DAY), system_scope("test"):
        first = add()
        with pytest.raises(IntegrityError), transaction.atomic():
            add()
        withdraw_persons(by="t", person_ids=[first.id], reason="录错了")
        assert add().id != first.id


def test_what_cannot_be_read_stays_out_with_its_sentence(counties):
    batch = bring(counties, zhang(number="12345"), zhang(place="仙女镇"))
    assert counts(batch) == {"rows": 2, "rejected": 2}
    assert any("没有找到“仙女镇”" in each for each in _told(counties, batch))
    assert HEAD[2] == "身份证号" and seen_at(counties) == []
