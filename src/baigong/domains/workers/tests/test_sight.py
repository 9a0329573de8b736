"""Who sees a person first entered elsewhere, from when, until when, and what is told on the way."""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError

from baigong.domains.parties.models import Person, PersonNameToken
from baigong.domains.parties.tests.bringing_in import DAY, Counties, counts, gbk
from baigong.domains.placements.services import introduce
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers import imports
from baigong.domains.workers.exports import registration_rows
from baigong.domains.workers.models import Registration
from baigong.domains.workers.tests.supplying import (
    HEAD,
    NAME,
    PHONE,
    Seen,
    bring,
    found_by_name,
    seen_at,
    zhang,
)
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.models import ImportRow
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import enter, system_scope
from baigong.foundation.scope.models import Share

pytestmark = pytest.mark.django_db
NEW_PHONE = "13800007002"


@pytest.fixture
def counties():
    return Counties()


@pytest.fixture
def moved(counties):
    """A person of one town whom the county's list moved to the other."""
    bring(counties, zhang(), place=counties.town)
    return bring(counties, zhang(place="桥头镇"))


def test_the_new_town_sees_whom_the_county_moved_there(counties, moved):
    town = counties.second_town
    assert seen_at(counties, town) == [Seen(NAME, PHONE, "桥头镇", "电焊工")]
    assert found_by_name(counties, "张试", town) == 1
    with clock.at(DAY), enter(counties.scope(town)):
        assert len(list(registration_rows(town.path))) == 1
    assert AuditEntry.objects.filter(act="party.show", place_path=town.path).count() == 1


def test_the_new_town_may_change_the_phone_and_the_name(counties, moved):
    town = counties.second_town
    batch = bring(counties, zhang(name="章试真", phone=NEW_PHONE), place=town)
    assert counts(batch) == {"rows": 1, "accepted": 1, "updated": 1}
    assert seen_at(counties, town) == [Seen("章试真", NEW_PHONE, "桥头镇", "电焊工")]
    for place in (town, counties.town, counties.county):
        assert (found_by_name(counties, "章试", place), found_by_name(counties, "张试", place)) == (1, 0)


def test_without_the_share_the_new_town_has_an_entry_of_nobody(counties, monkeypatch):
    """Sabotage twin: rows are recorded and no share is opened."""
    monkeypatch.setattr(imports, "show_to_places", lambda **_: set())
    bring(counties, zhang(), place=counties.town)
    bring(counties, zhang(place="桥头镇"))
    assert [entry.name for entry in seen_at(counties, counties.second_town)] == [None]
    with pytest.raises(DatabaseError):
        bring(counties, zhang(phone=NEW_PHONE), place=counties.second_town)


def test_undo_of_the_move_ends_the_sight(counties, moved):
    town = counties.second_town
    assert counties.undo(moved) == ["已撤回"]
    assert seen_at(counties, town) == [] and found_by_name(counties, "张试", town) == 0
    with clock.at(DAY), enter(counties.scope(town)):
        assert not Person.objects.exists()
    assert seen_at(counties, counties.town) == [Seen(NAME, PHONE, "柳塘镇", "电焊工")]
    assert found_by_name(counties, "张试", counties.town) == 1
    assert AuditEntry.objects.filter(act="party.stop_showing", place_path=town.path).count() == 1


def test_the_sight_opens_again_the_same_day_and_on_a_later_one(counties, moved):
    counties.undo(moved)
    again = bring(counties, zhang(place="桥头镇"))
    assert [entry.name for entry in seen_at(counties, counties.second_town)] == [NAME]
    assert Share.objects.count() == 1
    counties.undo(again)
    later = DAY.replace(day=20)
    counties.bring("workers", gbk([HEAD, zhang(place="桥头镇")]), on=later)
    assert [entry.name for entry in seen_at(counties, counties.second_town, later)] == [NAME]
    assert sorted(Share.objects.values_list("starts_on", "ends_before")) == [(DAY, DAY), (later, None)]


def test_one_of_two_entries_of_a_place_taken_back_leaves_the_sight(counties, moved):
    town = counties.second_town
    second = bring(counties, zhang(trade="车工"), place=town)
    assert counties.undo(second, place=town) == ["已撤回"]
    assert seen_at(counties, town) == [Seen(NAME, PHONE, "桥头镇", "电焊工")]


class TestTwoCounties:
    """A person of one county whom another county enters by the number alone."""

    def test_the_second_county_finds_the_person_and_its_word_is_kept(self, counties):
        bring(counties, zhang())
        row = zhang(phone=NEW_PHONE)
        assert counts(bring(counties, row, place=counties.other))["created"] == 1
        assert found_by_name(counties, "张试", counties.other) == 1
        assert seen_at(counties, counties.other)[0].phone == NEW_PHONE
        assert counts(bring(counties, row, place=counties.other)) == {
            "rows": 1,
            "accepted": 1,
            "unchanged": 1,
        }

    def test_a_name_mended_by_the_second_county_is_found_in_both(self, counties):
        bring(counties, zhang())
        bring(counties, zhang(), place=counties.other)
        assert counts(bring(counties, zhang(name="章试真"), place=counties.other))["updated"] == 1
        for place in (counties.county, counties.other):
            assert (found_by_name(counties, "章试", place), found_by_name(counties, "张试", place)) == (1, 0)

    def test_undo_in_the_second_county_gives_the_first_its_phone_back(self, counties):
        bring(counties, zhang())
        batch = bring(counties, zhang(phone=NEW_PHONE), place=counties.other)
        assert counties.undo(batch, place=counties.other) == ["已撤回"]
        assert seen_at(counties) == [Seen(NAME, PHONE, "北渡县", "电焊工")]
        with system_scope("test"):
            paths = PersonNameToken.objects.values_list("place_path", flat=True).distinct()
            assert list(paths) == [counties.county.path]

    def test_the_preview_tells_nothing_of_a_number_known_elsewhere(self, counties):
        """The same file looks the same whether the number is known in another county or not."""
        rows = [zhang(phone=NEW_PHONE, name="章试真")]
        unknown = self._preview(counties, rows)
        assert unknown == ({"new": 1, "blank": 0}, [("new", [])], [[]])
        assert self._preview_after(counties, rows) == unknown

    def test_with_the_changes_shown_the_preview_would_tell(self, counties, monkeypatch):
        """Sabotage twin: the changes of a person new to the place are shown like any others."""
        honest = imports._plan_row

        def telling(row, known, key):
            plan = honest(row, known, key)
            plan.changes += tuple(imports.FieldChange(name, "", "") for name in plan.payload.person_changes)
            return plan

        monkeypatch.setattr(imports, "_plan_row", telling)
        rows = [zhang(phone=NEW_PHONE, name="章试真")]
        assert self._preview(counties, rows) != self._preview_after(counties, rows)

    def _preview_after(self, counties, rows):
        bring(counties, zhang())
        return self._preview(counties, rows)

    @staticmethod
    def _preview(counties, rows):
        with clock.at(DAY), enter(counties.scope(counties.other)):
            batch = counties.read("workers", gbk([HEAD, *rows]), place=counties.other)
            kept = ImportRow.objects.filter(batch=batch)
            changes = [json.loads(open_inside(row.changes)) if row.changes else [] for row in kept]
            return batch.counts, [(row.outcome, row.problems) for row in kept], changes


def test_an_introduction_lets_the_place_of_the_post_see_the_person(counties):
    bring(counties, zhang(), place=counties.town)
    head = ["企业名称", "所属县镇", "岗位名称", "招聘人数"]
    counties.bring("vacancies", gbk([head, ["北渡愚公机械有限公司", "桥头镇", "电焊工", "5"]]))
    with clock.at(DAY), enter(counties.scope()):
        entry = Registration.objects.get()
        introduce(by="officer", vacancy=Vacancy.objects.get(), registration=entry, on=DAY)
    with clock.at(DAY), enter(counties.scope(counties.second_town)):
        assert Person.objects.filter(id=entry.person_id).exists()
