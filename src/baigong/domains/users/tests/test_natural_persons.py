"""A second person is a second human being: two accounts of one are refused (four eyes by natural person)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.parties.models import Person
from baigong.domains.seekers import relatives
from baigong.domains.users.models import User
from baigong.foundation.access import natural_persons
from baigong.foundation.exchange.handouts import Asked, HandoutError, Limits, Stamp, decide, hand_out
from baigong.foundation.exchange.models import Handout
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.book import Written
from baigong.foundation.sheets.writer import SheetOut, write_workbook

LIMITS = Limits(alone_rows=1, day_rows=100, hours=24)


@pytest.fixture
def world(db: None, tmp_path: Path, settings: Any) -> Iterator[World]:
    settings.BAIGONG_FILE_FOLDER = tmp_path / "files"
    with system_scope("test"):
        yield build_world()


@pytest.fixture
def pair(world: World) -> tuple[User, User]:
    """Two officers of one office; nothing is known of them but that they have accounts."""
    return officer(world, "county_officer", "1.1.1.1"), officer(world, "county_officer", "1.1.1.2")


def waiting(asker: User) -> Handout:
    def write(stream: IO[bytes], stamp: Stamp) -> Written:
        return write_workbook(stream, [SheetOut("名单", ("村",), [("一",), ("二",)])], mark=stamp.mark)

    asked = Asked(
        by=str(asker.id), label="经办", title="名单", purpose="试验", act="people.export",
        object_kind="registration", object_ids=[1, 2], place_path="a/",
    )  # fmt: skip
    return hand_out(asked, LIMITS, write).row


def agree(by: User, row: Handout) -> Handout:
    return decide(by=str(by.id), handout_id=row.id, agrees=True, limits=LIMITS)


def reached_elsewhere(person: Person) -> None:
    """Give somebody a telephone of their own; the sand table's people share one."""
    person.phone = "13900009998"
    person.save(update_fields=["phone"])


def same_record(world: World, one: User, two: User) -> None:
    for user in (one, two):
        user.person_id = world.persons["1.1.1.1"].id
        user.save(update_fields=["person_id"])


def same_telephone(world: World, one: User, two: User) -> None:
    """One account has the telephone, the other the record of the person it reaches."""
    person = world.persons["1.1.1.1"]
    one.phone, two.person_id = open_inside(person.phone), person.id
    one.save()
    two.save(update_fields=["person_id"])


def merged_records(world: World, one: User, two: User) -> None:
    """Each account has a record of its own, and the records were found to be one person."""
    first, second = world.persons["1.1.1.1"], world.persons["1.1.1.2"]
    reached_elsewhere(second)
    second.party.merged_into = first.party
    second.party.save(update_fields=["merged_into"])
    one.person_id, two.person_id = first.id, second.id
    one.save(update_fields=["person_id"])
    two.save(update_fields=["person_id"])


WAYS = [same_record, same_telephone, merged_records]


@pytest.mark.parametrize("way", WAYS)
def test_the_other_account_of_whoever_asked_is_no_second_person(
    world: World, pair: tuple[User, User], way: Any
) -> None:
    asker, other = pair
    row = waiting(asker)
    way(world, asker, other)
    with pytest.raises(HandoutError, match="换一个账号也不行"):
        agree(other, row)
    assert relatives.is_same_person(str(asker.id), str(other.id))


@pytest.mark.parametrize("way", WAYS)
def test_twin_where_accounts_alone_are_compared_one_human_being_agrees_with_himself(
    world: World, pair: tuple[User, User], way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(natural_persons, "_comparers", [])
    asker, other = pair
    row = waiting(asker)
    way(world, asker, other)
    assert agree(other, row).decided_by == str(other.id)


def test_two_people_of_whom_much_is_known_are_two(world: World, pair: tuple[User, User]) -> None:
    asker, other = pair
    reached_elsewhere(world.persons["1.1.1.2"])
    asker.person_id, other.person_id = world.persons["1.1.1.1"].id, world.persons["1.1.1.2"].id
    asker.display_name = other.display_name = "王伟"
    asker.save()
    other.save()
    assert agree(other, waiting(asker)).decided_by == str(other.id)


def test_machinery_is_nobody(pair: tuple[User, User]) -> None:
    assert not natural_persons.is_same_person("system", str(pair[0].id))
    assert natural_persons.is_same_person("system", "system")
