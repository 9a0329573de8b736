"""Where a vacancy is made known: what the plan names, what somebody saw, what is still up when the post is gone."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.vacancies import posting
from baigong.domains.vacancies.models import Posting, Vacancy
from baigong.domains.vacancies.posting import note_posting, posting_lines
from baigong.domains.vacancies.services import VacancyError, publish_vacancies
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import system_scope
from baigong.kernels.packs import Channel

NAMED = (
    Channel("portal", "门户", "portal", "", ("vacancies",)),
    Channel("microblog", "微博", "recorded", "AH-4.3a", ("vacancies",)),
    Channel("door-to-door", "送岗上门", "recorded", "AH-4.3a", ("vacancies",)),
    Channel("bureau-site", "官网", "recorded", "BZ-W2g", ("policies",)),
)


@pytest.fixture
def vacancy(db: None, monkeypatch: pytest.MonkeyPatch) -> Vacancy:
    class Pack:
        def channel_list(self, content: str) -> tuple[Channel, ...]:
            return tuple(each for each in NAMED if content in each.shows)

    monkeypatch.setattr(posting, "pack_for", lambda path: Pack())
    return SampleCounty().post("焊工", public_since=None)


def states(vacancy: Vacancy) -> dict[str, str]:
    return {line.channel.code: line.state for line in posting_lines(Vacancy.objects.get(id=vacancy.id))}


def note(vacancy: Vacancy, channel: str, state: str = "posted", **said: Any) -> Posting:
    held = Vacancy.objects.get(id=vacancy.id)
    said = {"happened_on": clock.today(), **said}
    return note_posting(by="officer", vacancy=held, channel=channel, state=state, **said)


def test_what_is_up_is_noted_and_what_came_down_is_asked_for(vacancy: Vacancy) -> None:
    with system_scope("test"):
        assert states(vacancy) == dict.fromkeys(("portal", "microblog", "door-to-door"), "waiting")
        publish_vacancies(by="officer", vacancies=[Vacancy.objects.get(id=vacancy.id)])
        note(vacancy, "microblog", link="https://weibo.example.org/1", reach_people=300)
        note(vacancy, "door-to-door", note="送到东村、西村")
        assert states(vacancy) == dict.fromkeys(("portal", "microblog", "door-to-door"), "posted")
        take_down_vacancy(by="officer", vacancy=vacancy)
        assert states(vacancy) == {
            "portal": "waiting", "microblog": "to_take_down", "door-to-door": "to_take_down",
        }  # fmt: skip
        note(vacancy, "microblog", "taken_down")
        assert states(vacancy)["microblog"] == "taken_down"
        assert AuditEntry.objects.filter(act="vacancy.note_channel").count() == 3


@pytest.mark.parametrize(
    ("channel", "state", "said", "code"),
    [
        ("portal", "posted", {"note": "x"}, "channel"),
        ("bureau-site", "posted", {"note": "x"}, "channel"),
        ("microblog", "posted", {}, "link"),
        ("microblog", "failed", {}, "note"),
        ("microblog", "posted", {"note": "x", "happened_on": datetime.date(2999, 1, 1)}, "happened_on"),
    ],
)
def test_what_nobody_saw_is_not_noted(
    vacancy: Vacancy, channel: str, state: str, said: dict[str, Any], code: str
) -> None:
    with system_scope("test"):
        publish_vacancies(by="officer", vacancies=[Vacancy.objects.get(id=vacancy.id)])
        with pytest.raises(VacancyError) as refusal:
            note(vacancy, channel, state, **said)
        assert refusal.value.code == code and refusal.value.sentence.endswith("。")
        assert not Posting.objects.exists()


def test_a_post_that_is_not_public_stands_nowhere(vacancy: Vacancy) -> None:
    with system_scope("test"), pytest.raises(VacancyError, match="没有公开"):
        note(vacancy, "microblog", note="x")


def test_past_the_service_the_table_asks_where(vacancy: Vacancy) -> None:
    """Sabotage twin: without the service's question the constraint still asks."""
    with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            vacancy=vacancy, channel="microblog", state="posted", noted_by="x", source_id="x",
            place_path=vacancy.place_path, county_id=vacancy.county_id,
        )  # fmt: skip
