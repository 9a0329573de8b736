"""A film of the workshop, interviews held at a distance: encrypted links, shown to whom they are for (BZ-5b)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import introduce, take_step
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation import clock
from baigong.foundation.scope import system_scope

FILM, ROOM = "https://video.example.org/workshop", "https://meet.example.org/42"


@pytest.fixture
def introduced(world: Any) -> Introduction:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
        entry = world.entries[0]
        return introduce(by="test", vacancy=world.vacancy, registration=entry, on=clock.today())


@pytest.fixture
def invitee(world: Any, introduced: Introduction) -> Client:
    with system_scope("test"):
        user = open_account(
            by="test", username="invitee", password="a long word for tests", display_name="陈"
        )
        user.person_id = introduced.person_id
        user.save(update_fields=["person_id"])
        appoint(by="test", user=user, role="seeker", place=world.county, starts_on=clock.today())
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_film_and_the_way_of_the_interview_stand_on_the_public_page(world: Any, boss: Client) -> None:
    said = {"title": "焊工", "headcount": "2", "video_link": FILM, "interviews_remotely": "True"}
    assert boss.post(f"/employer/vacancies/{world.vacancy.id}/edit/", said).status_code == 302
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[Vacancy.objects.get(id=world.vacancy.id)])
    page = text(Client().get(f"/jobs/{world.vacancy.id}/"))
    assert f'href="{FILM}"' in page and "noopener" in page and "可以远程面试" in page
    boss.post(f"/employer/vacancies/{world.vacancy.id}/edit/", said | {"video_link": ""})
    assert FILM not in text(Client().get(f"/jobs/{world.vacancy.id}/"))


@pytest.mark.parametrize("link", ["http://video.example.org/", "javascript:alert(1)", "//x", "ftp://x.org/a"])
def test_a_link_that_is_not_encrypted_is_told_and_not_kept(world: Any, boss: Client, link: str) -> None:
    said = {"title": "焊工", "headcount": "2", "video_link": link}
    answer = boss.post(f"/employer/vacancies/{world.vacancy.id}/edit/", said)
    assert answer.status_code == 422 and "https://开头" in text(answer)


@pytest.mark.django_db
def test_past_the_form_the_database_refuses_it(world: Any, introduced: Introduction) -> None:
    """Sabotage twin of the form: without it the constraint still stands."""
    with system_scope("test"):
        rows = Vacancy.objects.filter(id=world.vacancy.id)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(video_link="http://video.example.org/")
        slots = Introduction.objects.filter(id=introduced.id)
        with pytest.raises(IntegrityError), transaction.atomic():
            slots.update(interview_on=clock.today(), interview_link="javascript:alert(1)")
        with pytest.raises(IntegrityError), transaction.atomic():
            slots.update(interview_link=ROOM)


def test_the_hour_and_the_room_are_for_the_two_who_meet(
    introduced: Introduction, boss: Client, invitee: Client
) -> None:
    day = clock.today() + datetime.timedelta(days=2)
    slot = {"interview_on": str(day), "interview_time": "14:30", "interview_link": ROOM}
    answer = boss.post(
        f"/employer/people/{introduced.id}/step/set_interview/",
        {f"set_interview-{name}": value for name, value in slot.items()},
    )
    assert answer.status_code == 302
    for client, address in (
        (boss, f"/employer/people/{introduced.id}/"),
        (invitee, f"/me/applications/{introduced.id}/"),
    ):
        page = text(client.get(address))
        assert "14:30" in page and f'href="{ROOM}"' in page, address
    assert ROOM not in text(Client().get(f"/jobs/{introduced.vacancy_id}/"))


def test_another_day_forgets_the_room_of_the_day_before(introduced: Introduction) -> None:
    def agreed_for(days: int, **slot: Any) -> Introduction:
        with system_scope("test"):
            return take_step(
                by="test", role="county_officer", introduction=introduced, step="set_interview", on=clock.today(),
                interview_on=clock.today() + datetime.timedelta(days=days), **slot,
            )  # fmt: skip

    agreed_for(2, interview_time=datetime.time(14, 30), interview_link=ROOM)
    with system_scope("test"):
        held = Introduction.objects.get(id=introduced.id)
        assert (held.interview_time, held.interview_link) == (datetime.time(14, 30), ROOM)
        done = take_step(
            by="test", role="county_officer", introduction=introduced, step="interview", on=clock.today()
        )
    assert done.interview_link == ROOM
