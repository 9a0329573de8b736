"""Who acts in which post: changing between one's own, a post that has ended, and buttons nobody may press."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baigong.domains.placements.services import introduce
from baigong.domains.shortages.models import Need
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint
from baigong.faces.desk.tests.work_world import (
    START,
    World,
    add_need,
    add_user,
    add_vacancy,
    add_worker,
    make_world,
)
from baigong.foundation import clock
from baigong.foundation.access.checks import routes_open_to
from baigong.foundation.scope import system_scope

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def world() -> World:
    return make_world()


def test_an_officer_with_two_posts_changes_between_them(world: World, client: Client) -> None:
    client.force_login(world.officer)
    with system_scope("test"):
        second = appoint(
            by="test",
            user=world.officer,
            role=Role.COUNTY_OFFICER,
            place=world.other_county,
            starts_on=START + datetime.timedelta(days=1),
        )
    assert "<b>北渡县</b>" in client.get(reverse("desk:home")).content.decode()
    client.post(reverse("desk:role"), {"role": str(second.id)})
    assert "<b>石桥县</b>" in client.get(reverse("desk:home")).content.decode()


def test_a_post_of_somebody_else_is_refused(world: World, client: Client) -> None:
    client.force_login(world.officer)
    with system_scope("test"):
        foreign = Post.objects.get(user=world.other_officer)
    said = client.post(reverse("desk:role"), {"role": str(foreign.id)}, follow=True).content.decode()
    assert "已经不在任" in said and "<b>北渡县</b>" in said


def test_when_the_post_has_ended_the_page_says_so_and_does_not_go_round_in_circles(
    world: World, client: Client
) -> None:
    client.force_login(world.officer)
    with system_scope("test"):
        Post.objects.filter(user=world.officer).update(ends_before=clock.today())
    answer = client.get(reverse("desk:home"))
    assert answer.status_code == 403
    assert "没有在任的岗位身份" in answer.content.decode()


def test_a_leader_reads_and_finds_no_button_that_would_refuse_her(world: World, client: Client) -> None:
    with system_scope("test"):
        need = add_need(world.town, world.firm, "电焊工", 5, clock.today())
        vacancy = add_vacancy(world.town, world.firm, "电焊工", need)
        leader = add_user("leader", Role.LEADER, world.county)
    pages = [
        reverse("desk:firm", args=[world.firm.id]),
        reverse("desk:firms"),
        reverse("desk:vacancy", args=[vacancy.id]),
        reverse("desk:week"),
    ]
    shut = ("记联系", "销号</a>", "显示联系人和电话", "从表格导入", "公开到门户", "关闭岗位", "下载表格")
    client.force_login(leader)
    seen = "".join(client.get(page).content.decode() for page in pages)
    assert [word for word in shut if word in seen] == []
    client.force_login(world.officer)
    seen = "".join(client.get(page).content.decode() for page in pages)
    assert [word for word in shut if word not in seen] == []


def test_a_leaders_day_holds_no_task_whose_page_would_refuse_her(world: World, client: Client) -> None:
    with system_scope("test"):
        add_need(world.town, world.firm, "电焊工", 5, clock.today())
        Need.objects.update(skill_text="", skill_level=None)
        leader = add_user("leader", Role.LEADER, world.county)
    for user, is_shown in ((world.officer, True), (leader, False)):
        client.force_login(user)
        text = client.get(reverse("desk:home")).content.decode()
        assert ("/report/" in text) is is_shown


def test_asking_for_a_result_is_the_work_of_those_who_may_note_it(world: World, client: Client) -> None:
    with system_scope("test"):
        need = add_need(world.town, world.firm, "电焊工", 5, clock.today())
        vacancy = add_vacancy(world.town, world.firm, "电焊工", need)
        entry = add_worker(world.town, "周晓燕")
        introduce(by="t", vacancy=vacancy, registration=entry, on=clock.today() - datetime.timedelta(days=30))
        leader = add_user("leader", Role.LEADER, world.county)
    for user, is_shown in ((world.officer, True), (leader, False)):
        client.force_login(user)
        assert ("问结果" in client.get(reverse("desk:home")).content.decode()) is is_shown


def test_the_routes_of_a_role_are_those_of_its_policy() -> None:
    assert "need_close" in routes_open_to(Role.COMMISSIONER)["desk"]
    assert "need_close" not in routes_open_to(Role.LEADER)["desk"]
    assert "firms" in routes_open_to(Role.LEADER)["desk"]
