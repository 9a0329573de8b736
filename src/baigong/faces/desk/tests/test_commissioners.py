"""Firms get a commissioner, one at a time; commissioners change; counties name their liaison officer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.users.models import Post
from baigong.domains.users.services import appoint, open_account
from baigong.faces.desk.views import commissioners as views
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope

START = datetime.date(2026, 1, 1)
PAGE = "/desk/commissioners/"


def appointed(name: str, role: str, place: Any, rank: str = "") -> Post:
    with system_scope("test"):
        user = open_account(by="t", username=name, password="a long word for tests", display_name=name)
        return appoint(by="t", user=user, role=role, place=place, starts_on=START, rank=rank)


@pytest.fixture
def he(world: Any) -> Post:
    return appointed("何专员", "commissioner", world.county)


def assignments() -> list[Assignment]:
    with system_scope("test"):
        return list(Assignment.objects.order_by("recorded_at", "id"))


def given(desk: Client, world: Any, he: Post, on: datetime.date | None = None, **said: Any) -> Any:
    said = {"firm": str(world.firm.id), "post": str(he.id), "on": str(on or clock.today())} | said
    return desk.post(f"{PAGE}assign/", said)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_firm_short_of_people_waits_until_somebody_serves_it(desk: Client, world: Any, he: Post) -> None:
    page = text(desk.get(PAGE))
    assert world.firm.name in page and "还有1家没有专员" in page
    assert given(desk, world, he).status_code == 302
    page = text(desk.get(PAGE))
    assert "缺工企业都有专员了" in page and f"?post={he.id}" in page
    assert "何专员，北渡县" in text(desk.get(f"/desk/firms/{world.firm.id}/"))
    with system_scope("test"):
        assert AuditEntry.objects.filter(act="commissioners.assign").count() == 1


def test_nothing_ticked_or_nobody_chosen_says_so_and_keeps_what_was_ticked(
    desk: Client, world: Any, he: Post
) -> None:
    nobody = given(desk, world, he, post="")
    assert nobody.status_code == 422
    assert "还没选专员" in text(
        nobody
    ) and f'value="{world.firm.id}" aria-label="{world.firm.name}" checked' in text(nobody)
    nothing = given(desk, world, he, firm=[])
    assert nothing.status_code == 422 and "还没勾企业" in text(nothing)
    assert assignments() == []


def test_a_firm_and_a_post_out_of_sight_are_refused(
    desk: Client, elsewhere: Client, world: Any, he: Post
) -> None:
    far = appointed("远处", "commissioner", world.other_county)
    assert given(desk, world, far).status_code == 422
    assert given(elsewhere, world, far).status_code == 422
    assert world.firm.name not in text(elsewhere.get(PAGE))
    assert assignments() == []
    given(desk, world, he)
    assert elsewhere.get(f"{PAGE}held/?post={he.id}").status_code == 404


def test_leaders_and_commissioners_read_and_do_not_assign(world: Any, he: Post) -> None:
    for role in ("leader", "commissioner"):
        client = Client()
        client.force_login(appointed(role, role, world.county).user)
        page = client.get(PAGE)
        assert page.status_code == 200 and "派给这位专员" not in text(page)
        assert given(client, world, he).status_code == 403


def test_a_firm_is_handed_over_with_its_reason(desk: Client, world: Any, he: Post) -> None:
    today = clock.today()
    sun = appointed("孙专员", "commissioner", world.county)
    given(desk, world, he, on=today - datetime.timedelta(days=10))
    old = assignments()[0]
    said = {"from": str(he.id), "assignment": str(old.id), "post": str(sun.id), "on": str(today)}
    short = desk.post(f"{PAGE}hand-over/", said | {"reason": "调"})
    assert short.status_code == 422 and "至少4个字" in text(short)
    assert desk.post(f"{PAGE}hand-over/", said | {"reason": "轮岗，由孙专员接手"}).status_code == 302
    old, new = assignments()
    assert (old.ends_before, old.handed_over_to_id, old.ended_reason) == (today, new.id, "轮岗，由孙专员接手")
    assert (new.post_id, new.starts_on, new.ends_before) == (sun.id, today, None)
    again = desk.post(f"{PAGE}hand-over/", said | {"reason": "再移交一次"})
    assert again.status_code == 422 and len(assignments()) == 2


def test_who_began_today_cannot_hand_over_today(desk: Client, world: Any, he: Post) -> None:
    today, sun = clock.today(), appointed("孙专员", "commissioner", world.county)
    given(desk, world, he)
    said = {"from": str(he.id), "assignment": str(assignments()[0].id), "post": str(sun.id)}
    answer = desk.post(f"{PAGE}hand-over/", said | {"on": str(today), "reason": "派错人了"})
    assert answer.status_code == 422 and "移交最早从" in text(answer)
    assert len(assignments()) == 1


def test_a_county_names_its_liaison_officer_once(desk: Client, world: Any, he: Post) -> None:
    assert "还没报" in text(desk.get(PAGE))
    said = {"place": str(world.county.id), "post": str(he.id), "on": str(clock.today())}
    assert desk.post(f"{PAGE}liaison/", said).status_code == 302
    assert "何专员，北渡县" in text(desk.get(PAGE))
    assert desk.post(f"{PAGE}liaison/", said).status_code == 422
    assert [row.kind for row in assignments()] == [AssignmentKind.LIAISON]


@pytest.mark.parametrize("query", ["page=x", "page=0", "nothing=1"])
def test_a_question_that_means_nothing_is_refused(desk: Client, query: str) -> None:
    assert desk.get(f"{PAGE}?{query}").status_code == 400


def test_a_liaison_officer_changes_with_a_reason_and_the_telephone_stands_at_the_firm(
    desk: Client, world: Any, he: Post
) -> None:
    today, sun = clock.today(), appointed("孙科员", "county_officer", world.county)
    said = {"place": str(world.county.id), "post": str(he.id), "on": str(today - datetime.timedelta(days=5))}
    assert desk.post(f"{PAGE}liaison/", said).status_code == 302
    change = said | {"post": str(sun.id), "on": str(today)}
    silent = desk.post(f"{PAGE}liaison/", change)
    assert silent.status_code == 422 and "至少4个字" in text(silent)
    assert desk.post(f"{PAGE}liaison/", change | {"reason": "何专员调走了"}).status_code == 302
    old, new = assignments()
    assert (old.ends_before, old.handed_over_to_id, new.post_id) == (today, new.id, sun.id)
    page = f"/desk/firms/{world.firm.id}/"
    assert "孙科员，北渡县" in text(desk.get(page)) and "0543-3160000" not in text(desk.get(page))
    with system_scope("test"):
        PublicContact.objects.create(
            post=sun, place=world.county, place_path=world.county.path, county_id=world.county.county_id,
            name_shown="孙科员", title="科员", office="局", office_telephone="0543-3160000", public_since=clock.now(),
        )  # fmt: skip
    assert "孙科员，北渡县，0543-3160000" in text(desk.get(page))
    assert "孙科员，北渡县，0543-3160000" in text(desk.get(PAGE))


def test_a_commissioner_sees_the_own_firms(desk: Client, world: Any, he: Post) -> None:
    client = Client()
    client.force_login(he.user)
    assert "这位现在没有服务企业" in text(client.get(f"{PAGE}held/"))
    given(desk, world, he)
    page = text(client.get(f"{PAGE}held/"))
    assert "我服务的企业" in page and world.firm.name in page and "今天" in page or "前" in page
    assert "移交勾上的企业" in page
    assert world.firm.name not in text(desk.get(f"{PAGE}held/"))  # the officer serves none


def test_a_commissioner_hands_over_the_own_firms_and_nobody_elses(desk: Client, world: Any, he: Post) -> None:
    today, sun = clock.today(), appointed("孙专员", "commissioner", world.county)
    given(desk, world, he, on=today - datetime.timedelta(days=10))
    said = {
        "from": str(he.id),
        "assignment": str(assignments()[0].id),
        "on": str(today),
        "reason": "片区调整",
    }
    other = Client()
    other.force_login(sun.user)
    assert "移交勾上的企业" not in text(other.get(f"{PAGE}held/?post={he.id}"))
    assert other.post(f"{PAGE}hand-over/", said | {"post": str(sun.id)}).status_code == 403
    assert len(assignments()) == 1
    client = Client()
    client.force_login(he.user)
    assert client.post(f"{PAGE}hand-over/", said | {"post": str(sun.id)}).status_code == 302
    assert [row.post_id for row in assignments()] == [he.id, sun.id]
    assert world.firm.name in text(other.get(f"{PAGE}held/"))


def test_without_the_question_whose_firms_anybody_would_take_them(
    desk: Client, world: Any, he: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twin: only the look at whose firms they are keeps one commissioner from taking another's."""
    today, sun = clock.today(), appointed("孙专员", "commissioner", world.county)
    given(desk, world, he, on=today - datetime.timedelta(days=10))
    monkeypatch.setattr(views, "_may_hand_over", lambda *_: True)
    client = Client()
    client.force_login(sun.user)
    said = {
        "from": str(he.id),
        "assignment": str(assignments()[0].id),
        "on": str(today),
        "reason": "片区调整",
    }
    assert client.post(f"{PAGE}hand-over/", said | {"post": str(sun.id)}).status_code == 302
    assert [row.post_id for row in assignments()] == [he.id, sun.id]
