"""People who fit: masked until they agree; answers in time; contact only with a purpose; never another firm's."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baigong.domains.placements import services
from baigong.domains.placements.enums import IntroductionState
from baigong.domains.placements.firm import age_band
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.placements.services import introduce, take_step
from baigong.domains.placements.telling import remind_overdue
from baigong.domains.vacancies.selectors import lines_of
from baigong.domains.vacancies.services import publish_vacancies
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.messages.models import Message
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

SECRETS = ("陈小燕", "周大海", "吴春生", "1380000220", "石磨村12号", "1980")


@pytest.fixture
def public(world: Any) -> Any:
    with system_scope("test"):
        publish_vacancies(by="test", vacancies=[world.vacancy])
    return world.vacancy


@pytest.fixture
def invited(world: Any, public: Any, boss: Client) -> Introduction:
    boss.post(f"/employer/vacancies/{public.id}/invite/{world.entries[0].id}/")
    with system_scope("test"):
        return Introduction.objects.get()


def agree(introduction: Introduction) -> Introduction:
    with system_scope("test"):
        return take_step(
            by="test", role="county_officer", introduction=introduction, step="agree", on=clock.today()
        )


def test_the_match_page_names_nobody(world: Any, public: Any, boss: Client) -> None:
    page = boss.get(f"/employer/vacancies/{public.id}/match/").content.decode()
    assert "陈某" in page and "40多岁" in page and "电焊工" in page
    assert [secret for secret in SECRETS if secret in page] == []


def test_people_of_another_county_are_not_offered(world: Any, public: Any, boss: Client) -> None:
    with system_scope("test"):
        far = sys.modules["desk_world"]._entry("钱外县", world.other_county, 9)
    page = boss.get(f"/employer/vacancies/{public.id}/match/").content.decode()
    assert "陈某" in page and "钱某" not in page
    assert boss.post(f"/employer/vacancies/{public.id}/invite/{far.id}/").status_code == 404


def test_inviting_shows_nothing_before_the_person_agrees(
    world: Any, invited: Introduction, boss: Client
) -> None:
    assert (invited.state, invited.channel) == (IntroductionState.INVITED, "employer")
    assert invited.due_on is not None
    page = boss.get(f"/employer/people/{invited.id}/").content.decode()
    assert "陈某" in page and "陈*" not in page and [each for each in SECRETS if each in page] == []
    sent = boss.post(f"/employer/people/{invited.id}/contact/", {"purpose": "约本人面试"}, follow=True)
    assert "本人还没同意" in sent.content.decode() and "13800002201" not in sent.content.decode()
    assert not Share.objects.filter(to_party_id=world.firm.id).exists()


def test_after_the_yes_the_contact_is_read_with_a_purpose_and_for_a_time(
    world: Any, invited: Introduction, boss: Client
) -> None:
    agree(invited)
    share = Share.objects.get(to_party_id=world.firm.id)
    assert (share.basis, share.ends_before) == ("introduction", clock.today() + datetime.timedelta(days=60))
    address = f"/employer/people/{invited.id}/"
    assert "陈小燕" not in boss.get(address).content.decode()
    told = boss.post(address + "contact/", {"purpose": "约本人面试"})
    assert "陈小燕" in told.content.decode() and "13800002201" in told.content.decode()
    assert told["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(act="personal.reveal")
    assert (entry.by, entry.purpose) == (str(world.boss.id), "约本人面试")
    Share.objects.filter(id=share.id).update(ends_before=clock.today())
    late = boss.post(address + "contact/", {"purpose": "约本人面试"}, follow=True).content.decode()
    assert "期限过了" in late and "13800002201" not in late


def test_without_waiting_for_the_yes_the_name_would_show(
    world: Any, invited: Introduction, boss: Client
) -> None:
    """Twin: with a share opened at the invitation, the state alone still hides; without both, the name shows."""
    with system_scope("test"):
        Share.objects.create(
            object_kind="party", object_id=invited.person_id, to_party_id=world.firm.id, purpose="岗位介绍",
            basis="introduction", starts_on=clock.today(), recorded_by="test",
        )  # fmt: skip
    address = f"/employer/people/{invited.id}/contact/"
    assert "陈小燕" not in boss.post(address, {"purpose": "约本人面试"}, follow=True).content.decode()
    with system_scope("test"):
        Introduction.objects.filter(id=invited.id).update(state="introduced")
    assert "陈小燕" in boss.post(address, {"purpose": "约本人面试"}).content.decode()


def test_a_refusal_ends_what_the_firm_may_see(world: Any, invited: Introduction, boss: Client) -> None:
    agree(invited)
    address = f"/employer/people/{invited.id}/"
    boss.post(address + "step/employer_refuses/", {"employer_refuses-refusal_code": "employer-skill"})
    assert Share.objects.get(to_party_id=world.firm.id).ends_before == clock.today()
    told = boss.post(address + "contact/", {"purpose": "约本人面试"}, follow=True).content.decode()
    assert "13800002201" not in told and "陈某" in told


def test_while_another_introduction_is_open_the_person_stays_seen(
    world: Any, invited: Introduction, boss: Client
) -> None:
    """Twin: the end of one introduction does not end another's."""
    agree(invited)
    with system_scope("test"):
        other = type(world.vacancy).objects.create(
            organisation=world.firm, place=world.town, employer_name="x", title="另一个", headcount=1,
            place_path=world.town.path, county_id=world.town.county_id,
        )  # fmt: skip
        introduce(by="test", vacancy=other, registration=world.entries[0], on=clock.today())
    boss.post(f"/employer/people/{invited.id}/step/employer_refuses/",
              {"employer_refuses-refusal_code": "employer-skill"})  # fmt: skip
    assert Share.objects.filter(to_party_id=world.firm.id, ends_before__isnull=True).exists()


def test_only_a_public_vacancy_invites(world: Any, boss: Client) -> None:
    sent = boss.post(f"/employer/vacancies/{world.vacancy.id}/invite/{world.entries[0].id}/", follow=True)
    assert "还没公开" in sent.content.decode()
    with system_scope("test"):
        assert not Introduction.objects.exists()


def test_asked_twice_is_asked_once(world: Any, invited: Introduction, boss: Client, public: Any) -> None:
    again = boss.post(f"/employer/vacancies/{public.id}/invite/{world.entries[0].id}/", follow=True)
    assert "正在等回音" in again.content.decode()
    assert "陈某" not in boss.get(f"/employer/vacancies/{public.id}/match/").content.decode()


def test_the_firm_answers_an_interview_and_a_hire(world: Any, invited: Introduction, boss: Client) -> None:
    agree(invited)
    address = f"/employer/people/{invited.id}/"
    day = clock.today() + datetime.timedelta(days=3)
    boss.post(address + "step/set_interview/", {"set_interview-interview_on": str(day)})
    with system_scope("test"):
        planned = Introduction.objects.get()
    assert (planned.state, planned.interview_on) == ("interview_set", day) and planned.due_on > day
    boss.post(address + "step/hire/", {"hire-on": str(clock.today()), "hire-kind": "employee"})
    with system_scope("test"):
        hired = Engagement.objects.get()
    assert (hired.source, hired.employer_id, hired.introduction_id) == ("employer", world.firm.id, invited.id)
    assert "已经有结果" in boss.get(address).content.decode()


def test_the_firm_says_that_somebody_left(
    world: Any, invited: Introduction, boss: Client, rival: Client
) -> None:
    agree(invited)
    address = f"/employer/people/{invited.id}/"
    today = str(clock.today())
    left = {"leave-on": today, "leave-reason": "resigned"}
    assert boss.post(address + "step/leave/", left).status_code == 404
    boss.post(address + "step/hire/", {"hire-on": today, "hire-kind": "employee"})
    assert "记已离岗" in boss.get(address).content.decode()
    wrong = boss.post(address + "step/leave/", left | {"leave-reason": ""})
    assert wrong.status_code == 422 and "还没选离岗原因" in wrong.content.decode()
    assert rival.post(address + "step/leave/", left).status_code == 404
    page = boss.post(address + "step/leave/", left, follow=True).content.decode()
    assert "离岗记下了" in page and "本人辞职" in page and "记已离岗" not in page and "陈*" not in page
    assert "已离岗" in boss.get("/employer/people/?group=done").content.decode()
    with system_scope("test"):
        assert Engagement.objects.get().last_day == clock.today()
    assert Share.objects.get(to_party_id=world.firm.id).ends_before == clock.today()


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("set_interview", {"set_interview-interview_on": "2020-01-01"}, "已经过了"),
        ("set_interview", {}, "还没有填日期"),
        ("employer_refuses", {"employer_refuses-refusal_code": ""}, "还没选原因"),
        ("employer_refuses", {"employer_refuses-refusal_code": "person-pay"}, "选"),
        ("hire", {"hire-on": "2999-01-01", "hire-kind": "employee"}, "今天之后"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(
    world: Any, invited: Introduction, boss: Client, step: str, said: dict[str, str], words: str
) -> None:
    agree(invited)
    answer = boss.post(f"/employer/people/{invited.id}/step/{step}/", said)
    assert answer.status_code == 422 and words in answer.content.decode()
    with system_scope("test"):
        assert Introduction.objects.get().state == IntroductionState.INTRODUCED


def test_steps_that_are_not_the_firms_do_not_exist_here(
    world: Any, invited: Introduction, boss: Client
) -> None:
    for step in ("agree", "person_refuses", "withdraw", "promote"):
        assert boss.post(f"/employer/people/{invited.id}/step/{step}/").status_code == 404, step
    boss.post(f"/employer/people/{invited.id}/step/employer_refuses/",
              {"employer_refuses-refusal_code": "employer-skill"})  # fmt: skip
    with system_scope("test"):
        assert Introduction.objects.get().state == IntroductionState.INVITED


def test_an_overdue_answer_comes_first(world: Any, public: Any, boss: Client) -> None:
    long_ago = clock.today() - datetime.timedelta(days=20)
    with system_scope("test"):
        introduce(by="test", vacancy=public, registration=world.entries[1], on=long_ago)
    page = boss.get("/employer/").content.decode()
    assert "给周**一个答复" in page and "超" in page
    assert "周**" in boss.get("/employer/people/").content.decode()


def test_the_firm_hears_of_a_yes_and_once_of_what_is_overdue(
    world: Any, invited: Introduction, boss: Client
) -> None:
    assert not Message.objects.exists()
    agree(invited)
    told = Message.objects.filter(to_user_id=world.boss.id)
    assert [each.subject for each in told] == ["“二保焊工”来了一位人选，等答复"]
    assert not Message.objects.filter(to_user_id=world.rival.id).exists()
    late = clock.today() + datetime.timedelta(days=20)
    assert remind_overdue(late) == 2 and remind_overdue(late) == 2
    assert Message.objects.filter(subject__contains="超期").count() == 2
    assert not Message.objects.filter(subject__contains="陈").exists()


def test_another_firms_people_do_not_exist_here(
    world: Any, invited: Introduction, public: Any, rival: Client, boss: Client
) -> None:
    assert rival.get(f"/employer/people/{invited.id}/").status_code == 404
    for where in ("contact/", "step/take_back/"):
        assert (
            rival.post(f"/employer/people/{invited.id}/{where}", {"purpose": "约本人面试"}).status_code == 404
        )
    assert rival.post(f"/employer/vacancies/{public.id}/invite/{world.entries[1].id}/").status_code == 404
    assert "陈某" not in rival.get("/employer/people/?group=all").content.decode()
    far = boss.post(f"/employer/vacancies/{public.id}/invite/{world.firm.id}/")
    assert far.status_code == 404


def test_lists_ask_as_often_for_three_as_for_one(world: Any, public: Any, boss: Client) -> None:
    counts = []
    for entries in (world.entries[:1], world.entries[1:]):
        for entry in entries:
            boss.post(f"/employer/vacancies/{public.id}/invite/{entry.id}/")
        with CaptureQueriesContext(connection) as seen:
            boss.get("/employer/people/?group=invited")
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("born", "words"), [(1980, "40多岁"), (2008, "不到20岁"), (None, ""), (2006, "20多岁")]
)
def test_an_age_is_told_in_tens(born: int | None, words: str) -> None:
    assert age_band(born, 2026) == words


def test_so_many_invitations_may_wait_at_one_time(
    world: Any, invited: Introduction, boss: Client, public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "parameter_at", capped(1))
    address = f"/employer/vacancies/{public.id}/invite/{world.entries[1].id}/"
    refused = boss.post(address, follow=True).content.decode()
    assert "已有1人等着答复，同时最多1人" in refused and asked(public) == 1
    boss.post(f"/employer/people/{invited.id}/step/take_back/")
    boss.post(address)
    assert asked(public) == 2


def test_without_the_cap_a_firm_would_ask_everybody(
    world: Any, invited: Introduction, boss: Client, public: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody counts who is waiting."""
    monkeypatch.setattr(services, "parameter_at", capped(1))
    monkeypatch.setattr(services, "_refuse_many", lambda vacancy, on: None)
    boss.post(f"/employer/vacancies/{public.id}/invite/{world.entries[1].id}/")
    assert asked(public) == 2


def capped(most: int) -> Any:
    """Return the office's parameters with another cap."""
    true = services.parameter_at
    return lambda name, path, on: most if name == services.OPEN_INVITATIONS else true(name, path, on)


def asked(vacancy: Any) -> int:
    with system_scope("test"):
        return Introduction.objects.filter(vacancy_id=vacancy.id).count()


def test_whoever_declines_was_never_introduced(
    world: Any, invited: Introduction, boss: Client, public: Any
) -> None:
    with system_scope("test"):
        decline(invited)
        assert lines_of([public])[0].introduced == 0
    assert "介绍来0人" in boss.get(f"/employer/vacancies/{public.id}/").content.decode()


def test_whoever_agreed_and_then_does_not_come_was_introduced(
    world: Any, invited: Introduction, public: Any
) -> None:
    """Twin: the same refusal after a yes counts."""
    agree(invited)
    with system_scope("test"):
        decline(Introduction.objects.get(id=invited.id))
        assert lines_of([public])[0].introduced == 1


def decline(introduction: Introduction) -> None:
    take_step(
        by="t", role="county_officer", introduction=introduction, step="person_refuses", on=clock.today(),
        refusal_code="person-pay",
    )  # fmt: skip
