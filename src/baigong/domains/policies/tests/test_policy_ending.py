"""Who keeps a policy or a plan hears that it ends, in time and once; the list, the desk and the public say so too."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baigong.domains.codes.selectors import PLANS
from baigong.domains.policies import ending
from baigong.domains.policies.ending import endings, tell_endings
from baigong.domains.policies.fitting import fitting_policies
from baigong.domains.policies.listing import DeskSearch, count_ending, desk_policies
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy, revise_policy, supersede_policy
from baigong.domains.policies.tests.policy_world import SINCE, PolicyWorld
from baigong.domains.users.services import appoint, open_account
from baigong.foundation import clock
from baigong.foundation.freshness.keeping import forget
from baigong.foundation.messages.models import Message
from baigong.foundation.parameters.models import ParameterValue
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world() -> Iterator[PolicyWorld]:
    with system_scope("test"):
        yield PolicyWorld()


def keeper(world: PolicyWorld, name: str, role: str, place: Any) -> Any:
    user = open_account(by="t", username=name, password="a long word for tests", display_name=name)
    appoint(by="t", user=user, role=role, place=place, starts_on=SINCE)
    return user


def public(world: PolicyWorld, days: int, title: str = "稳岗补贴", **more: Any) -> PolicyItem:
    """A public policy whose last day is so many days away."""
    item = world.policy(title, valid_before=clock.today() + (days + 1) * DAY, **more)
    publish_policy(by="city", by_label="孟科长", item=item)
    return item


def told() -> list[tuple[Any, str]]:
    return [
        (each.to_user_id, each.subject) for each in Message.objects.filter(kind=ending.KIND).order_by("key")
    ]


def test_it_is_told_from_the_sixtieth_day_on_and_once(world: PolicyWorld) -> None:
    county = keeper(world, "song", "county_officer", world.county)
    keeper(world, "meng", "city_officer", world.city)
    keeper(world, "tian", "town_officer", world.county)  # reads the list, and does not write it
    public(world, 61, "早着呢")
    item = public(world, 60)
    today = clock.today()
    assert tell_endings(today) == 1 and tell_endings(today) == 1
    ((to, subject),) = told()
    assert to == county.id and f"“稳岗补贴”{item.last_day}到期" in subject
    tell_endings(today + DAY)
    assert len(told()) == 2  # now the other one too


def test_it_is_told_once_more_when_it_has_ended(world: PolicyWorld) -> None:
    keeper(world, "song", "county_officer", world.county)
    public(world, 0)
    today = clock.today()
    tell_endings(today)
    tell_endings(today + DAY)
    tell_endings(today + 2 * DAY)
    assert [("已到期，不再有效" in subject) for _, subject in told()] == [True, False]
    assert endings(today + 40 * DAY) == []  # long over is no news


def test_where_nobody_keeps_the_list_the_office_above_hears(world: PolicyWorld) -> None:
    city = keeper(world, "meng", "city_officer", world.city)
    public(world, 5)
    tell_endings(clock.today())
    assert [to for to, _ in told()] == [city.id]


def test_an_office_may_want_to_know_earlier(world: PolicyWorld) -> None:
    public(world, 90)
    today = clock.today()
    assert count_ending(today) == 0
    ParameterValue.objects.create(
        parameter=ending.NOTICE, value=120, unit="天", valid_from=SINCE, entered_by="t",
        place_path=world.county.path, county_id=world.county.county_id,
    )  # fmt: skip
    assert count_ending(today) == 1


def test_what_has_a_successor_is_no_task(world: PolicyWorld) -> None:
    item, new = public(world, 5), public(world, 500, "新办法")
    today = clock.today()
    assert count_ending(today) == 1
    supersede_policy(by="city", item=item, successor=new, reason="有了新办法")
    assert count_ending(today) == 0 and endings(today) == []


def test_the_end_that_counts_is_the_public_one(world: PolicyWorld) -> None:
    item = public(world, 5)
    today = clock.today()
    revise_policy(by="c", item=item, values={"valid_before": today + 400 * DAY})
    assert count_ending(today) == 1  # the public still reads the near end
    item.refresh_from_db()
    publish_policy(by="city", by_label="孟科长", item=item)
    assert count_ending(today) == 0


def test_the_list_is_narrowed_to_what_ends_and_what_has_ended(world: PolicyWorld) -> None:
    (
        public(world, 5, "快到期的"),
        public(world, 200, "还早的"),
        world.policy("没公布的", valid_before=clock.today() + DAY),
    )
    today = clock.today()

    def titles(state: str, on: datetime.date) -> list[str]:
        return [line.item.title for line in desk_policies(DeskSearch(state=state), on).lines]

    assert titles("ending", today) == ["快到期的"] and titles("ended", today) == []
    assert titles("ending", today + 6 * DAY) == [] and titles("ended", today + 6 * DAY) == ["快到期的"]
    line = desk_policies(DeskSearch(state="ending"), today).lines[0]
    assert line.days_left == 5 and not line.has_ended


def test_firms_it_is_meant_for_read_that_it_ends(world: PolicyWorld) -> None:
    public(world, 5), public(world, 200, "还早的")
    found = fitting_policies({"key-enterprise": "已认定为重点企业"}, world.county.path)
    assert {each.policy.row.title: each.days_left for each in found} == {"稳岗补贴": 5, "还早的": None}


@pytest.fixture
def short_plan(world: PolicyWorld, settings: Any, tmp_path: Path) -> Iterator[None]:
    """A plan of the county that ends."""
    settings.BAIGONG_PACKS = [*settings.BAIGONG_PACKS, tmp_path]
    last = clock.today() + 31 * DAY
    shutil.copytree(settings.PROJECT_FOLDER / "packs" / "_national", tmp_path / "_national")
    (tmp_path / "north").mkdir()
    (tmp_path / "north" / "plan.toml").write_text(
        'id = "north"\ntitle = "北渡县用工服务方案"\nlevel = "county"\nplace_code = "371601"\nparent = "_national"\n'
        f'starts_on = 2020-01-01\nends_before = {last}\ndocument = "北渡县方案"\n'
    )
    forget(PLANS)
    yield
    forget(PLANS)


def test_a_plan_that_ends_is_told_too(world: PolicyWorld, short_plan: None) -> None:
    county = keeper(world, "song", "county_officer", world.county)
    today = clock.today()
    (found,) = endings(today)
    assert (found.title, found.days_left, found.place_path) == ("北渡县用工服务方案", 30, world.county.path)
    assert endings(today - 31 * DAY) == []
    tell_endings(today)
    assert told() == [(county.id, f"“北渡县用工服务方案”{today + 30 * DAY}到期")]


def test_twin_without_the_parameter_nothing_is_near(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    public(world, 5)
    monkeypatch.setattr(ending, "parameter_at", lambda name, path, on: -1)
    assert count_ending(clock.today()) == 0
