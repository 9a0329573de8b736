"""A firm hears that an office took its vacancy down or closed it, and why; of its own deeds it hears nothing."""

from __future__ import annotations

import pytest
from tests.sand_table import World, build_world, officer

from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import close_vacancy
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.foundation import clock
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope

pytestmark = pytest.mark.django_db
FIRM, OTHER = "1.1.1.1", "1.1.1.2"


@pytest.fixture
def world() -> World:
    return build_world()


def public(world: World) -> Vacancy:
    vacancy = world.vacancies[FIRM]
    Vacancy.objects.filter(id=vacancy.id).update(public_since=clock.now())
    vacancy.refresh_from_db()
    return vacancy


def told(user: User) -> list[tuple[str, str]]:
    rows = Message.objects.filter(to_user_id=user.id).order_by("created_at", "id")
    return list(rows.values_list("subject", "body"))


def test_the_firm_reads_the_reason_each_time(world: World) -> None:
    firm, other = officer(world, "employer", FIRM), officer(world, "employer", OTHER)
    reasons = ("写了押金，先改", "电话13800138000不是本单位的")
    with system_scope("test"):
        for reason in reasons:
            assert take_down_vacancy(by="officer", vacancy=public(world), reason=reason)
        assert not take_down_vacancy(by="officer", vacancy=world.vacancies[FIRM], reason="再撤一次")
        close_vacancy(by="officer", vacancy=public(world), reason="企业已招满", on=clock.today())
    assert told(firm) == [
        ("岗位“焊工”被从门户撤下", "原因：写了押金，先改"),
        ("岗位“焊工”被从门户撤下", "原因：电话〔号码〕不是本单位的"),
        ("岗位“焊工”被关闭", "原因：企业已招满"),
    ]
    assert told(other) == []


def test_what_the_firm_does_itself_is_told_to_nobody(world: World) -> None:
    firm = officer(world, "employer", FIRM)
    with system_scope("test"):
        take_down_vacancy(by=str(firm.id), vacancy=public(world))
        close_vacancy(by=str(firm.id), vacancy=public(world), reason="招满了", on=clock.today())
    assert told(firm) == []
