"""A push reaches people of the own places who want it, once each, and is counted without names (M05.5, M18.3)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baigong.domains.parties.models import Person
from baigong.domains.seekers import audience, push_jobs, pushing
from baigong.domains.seekers.audience import KIND, OUTCOMES, Audience, chunks, counted
from baigong.domains.seekers.errors import SeekerError
from baigong.domains.seekers.models import Sending, SendingPart, SentMessage
from baigong.domains.seekers.push_receipts import own_sendings, receipts_of, sending_in_sight
from baigong.domains.seekers.pushing import Draft, ask_sending, draft_about, next_part, preview, send_part
from baigong.domains.seekers.tests.seeking import seeker
from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.kinds import kind_of
from baigong.foundation.messages.models import Delivery, Message
from baigong.foundation.messages.preferences import choose_channels, set_quiet_hours, want_kind
from baigong.foundation.messages.services import mark_read
from baigong.foundation.scope import enter, system_scope

TOWN, HERE, BESIDE, ELSEWHERE = "1.1.1", "1.1.1.1", "1.1.1.2", "1.1.2.1"
NOTICE = Draft(subject="周六上午赶集招工", body="镇政府门口，八点到十一点。")


@pytest.fixture
def users(world: Any) -> dict[str, User]:
    """Accounts of the persons of three villages: two in the town, one outside it."""
    places = (HERE, BESIDE, ELSEWHERE)
    return {key: seeker(world, key, f"1390000710{number}") for number, key in enumerate(places)}


def town_of(world: Any, **more: Any) -> Audience:
    return Audience(world.places[TOWN].path, **more)


def ask(world: Any, draft: Draft = NOTICE, key: Any = None, **more: Any) -> Sending:
    with enter(world.scope_at(TOWN)):
        said = {"audience_text": "地1.1.1", "county_id": world.places[TOWN].county_id, "people": 2}
        meant = town_of(world, for_work=draft.for_work, **more)
        return ask_sending(by="officer", draft=draft, audience=meant, key=key or uuid7(), **said)[0]


def work() -> None:
    Worker(["import", "message"]).run(until_idle=True)


def got(user: User) -> int:
    return Message.objects.filter(to_user_id=user.id, kind=KIND).count()


def count_in_town(world: Any, **more: Any) -> dict[str, int]:
    with enter(world.scope_at(TOWN)):
        return dict(preview(town_of(world, **more)))


def test_a_notice_reaches_the_people_of_the_area_and_nobody_else(world: Any, users: dict[str, User]) -> None:
    sending = ask(world)
    work()
    assert [got(users[key]) for key in (HERE, BESIDE, ELSEWHERE)] == [1, 1, 0]
    message = Message.objects.filter(to_user_id=users[HERE].id).get()
    assert message.subject == NOTICE.subject and "发给：地1.1.1。" in message.body
    mark_read(user_id=users[HERE].id)
    with enter(world.scope_at(TOWN)):
        receipts = receipts_of(sending)
    assert (receipts.delivered, receipts.read, receipts.state) == (2, 1, "发完了")
    assert receipts.outcomes == (("能收到", 2),)


def test_a_vacancy_goes_to_who_wants_such_work(world: Any, users: dict[str, User]) -> None:
    with system_scope("test"):
        entry = world.registrations[BESIDE]
        Registration.objects.filter(id=entry.id).update(superseded_at=clock.now())
        entry.pk, entry.id, entry.occupation_codes = None, uuid7(), ["4-14-04-01"]
        entry.save(force_insert=True)
        draft = draft_about(vacancy=Vacancy.objects.get(id=world.vacancies[HERE].id))
    ask(world, draft, where=({"fact": "trades", "has": "6-18-02-04"},))
    work()
    assert (got(users[HERE]), got(users[BESIDE])) == (1, 0)
    message = Message.objects.get()
    assert message.subject == "岗位：焊工" and message.link == f"/jobs/{world.vacancies[HERE].id}/"


def test_nobody_is_reached_outside_the_own_places(world: Any, users: dict[str, User]) -> None:
    outside = Audience(world.places["1.1"].path)
    said = {"audience_text": "x", "county_id": "", "people": 1}
    with enter(world.scope_at(TOWN)):
        for area in (outside, Audience(world.places[ELSEWHERE].path), Audience("")):
            with pytest.raises(SeekerError, match="不在您管的范围"):
                preview(area)
            with pytest.raises(SeekerError, match="不在您管的范围"):
                ask_sending(by="x", draft=NOTICE, audience=area, key=uuid7(), **said)
    with system_scope("test"):
        assert not Sending.objects.exists()


def test_without_the_question_an_office_reaches_past_its_places(
    world: Any, users: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody asks whose the area is."""
    monkeypatch.setattr(pushing, "refuse_outside", lambda path: None)
    said = {"audience_text": "x", "county_id": "", "people": 1}
    with system_scope("test"):
        area = Audience(world.places["1.1"].path)
        ask_sending(by="x", draft=NOTICE, audience=area, key=uuid7(), **said)
    work()
    assert got(users[ELSEWHERE]) == 1


def test_who_switched_it_off_gets_nothing_and_is_counted(world: Any, users: dict[str, User]) -> None:
    want_kind(user_id=users[HERE].id, kind=KIND, is_wanted=False)
    choose_channels(user_id=users[HERE].id, wanted=[])  # the form of the channels does not undo it
    assert count_in_town(world) == {"switched_off": 1, "will_get": 1}
    ask(world)
    work()
    assert (got(users[HERE]), got(users[BESIDE])) == (0, 1)
    want_kind(user_id=users[HERE].id, kind=KIND, is_wanted=True)
    assert count_in_town(world) == {"will_get": 2}


def test_without_the_question_who_switched_it_off_is_told(
    world: Any, users: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody asks who wants it."""
    want_kind(user_id=users[HERE].id, kind=KIND, is_wanted=False)
    monkeypatch.setattr(audience, "users_without", lambda kind, users: set())
    ask(world)
    work()
    assert got(users[HERE]) == 1


def test_only_what_asks_nothing_of_anybody_can_be_switched_off(users: dict[str, User]) -> None:
    assert kind_of(KIND).can_be_off
    for kind in ("record-claim", "nobody"):
        with pytest.raises(MessageRefused):
            want_kind(user_id=users[HERE].id, kind=kind, is_wanted=False)


def test_who_has_no_account_or_wants_no_work_or_is_a_child_is_told_apart(
    world: Any, users: dict[str, User]
) -> None:
    with system_scope("test"):
        child = Person.objects.get(id=world.persons[HERE].id)
        child.birth_year = clock.today().year - 10
        child.save(update_fields=["birth_year"])
    User.objects.filter(id=users[BESIDE].id).update(is_active=False)
    assert count_in_town(world) == {"under_age": 1, "no_account": 1}
    ask(world)
    work()
    assert not Message.objects.exists()


def test_on_the_birthday_the_day_decides(world: Any, users: dict[str, User]) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    for day, outcome in ((tomorrow, "under_age"), (clock.today(), "will_get")):
        with system_scope("test"):
            person = Person.objects.get(id=world.persons[HERE].id)
            person.birth_year = day.year - 16
            person.birth_date = day.replace(year=day.year - 16).isoformat()
            person.save(update_fields=["birth_year", "birth_date"])
        assert count_in_town(world).get(outcome, 0) >= 1


def test_who_wants_no_work_is_sent_no_vacancy(world: Any, users: dict[str, User]) -> None:
    with system_scope("test"):
        entry = world.registrations[HERE]
        Registration.objects.filter(id=entry.id).update(superseded_at=clock.now())
        entry.pk, entry.id, entry.state = None, uuid7(), "not_seeking"
        entry.save(force_insert=True)
    assert count_in_town(world, for_work=True) == {"not_seeking": 1, "will_get": 1}
    assert count_in_town(world) == {"will_get": 2}


def test_nobody_gets_more_than_a_week_allows(
    world: Any, users: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        ask(world)
        work()
    assert got(users[HERE]) == 3 and count_in_town(world) == {"enough": 2}
    Message.objects.update(created_at=clock.now() - datetime.timedelta(days=8))
    assert count_in_town(world) == {"will_get": 2}
    # Sabotage twin: nobody counts what was sent this week.
    monkeypatch.setattr(audience, "_told_this_week", lambda users: {})
    for _ in range(4):
        ask(world)
        work()
    assert got(users[HERE]) == 7


def test_a_second_press_sends_nothing_twice(world: Any, users: dict[str, User]) -> None:
    key = uuid7()
    first, second = ask(world, key=key), ask(world, key=key)
    assert first.id == second.id and Job.objects.filter(kind=pushing.JOB).count() == 1
    work()
    assert got(users[HERE]) == 1
    # Sabotage twin: with another key for each press it is another push.
    ask(world)
    work()
    assert got(users[HERE]) == 2


class Killed(BaseException):
    """Takes the worker away in the middle."""


@pytest.mark.parametrize("name", ["send_part", "_said"])
def test_a_killed_job_goes_on_and_nobody_is_told_twice(
    world: Any, users: dict[str, User], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(pushing, "chunks", lambda meant, after: chunks(meant, after=after, size=1))
    real, calls = getattr(pushing, name), []

    def once(*args: Any, **named: Any) -> Any:
        calls.append(1)
        done = real(*args, **named)
        if len(calls) == 2:
            raise Killed
        return done

    sending = ask(world)
    monkeypatch.setattr(pushing, name, once)
    with pytest.raises(Killed):
        work()
    assert [got(users[HERE]) + got(users[BESIDE])] == [1]
    Job.objects.filter(kind=pushing.JOB).update(lease_until=clock.now() - datetime.timedelta(seconds=1))
    work()
    assert (got(users[HERE]), got(users[BESIDE])) == (1, 1)
    with system_scope("test"):
        assert [part.total for part in SendingPart.objects.order_by("number")] == [1, 1]
        assert SentMessage.objects.count() == 2 and receipts_of(sending).delivered == 2


def test_two_workers_at_one_part_write_it_once(world: Any, users: dict[str, User]) -> None:
    """Sabotage twin: without the fence of the job the table still takes each part once."""
    sending = ask(world)
    with system_scope("test"):
        (chunk,) = chunks(town_of(world))
        send_part(sending, chunk, number=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            send_part(sending, chunk, number=1)
        assert not next_part(sending)
    assert got(users[HERE]) == 1


def test_what_came_down_is_not_sent_on(world: Any, users: dict[str, User]) -> None:
    with system_scope("test"):
        vacancy = Vacancy.objects.get(id=world.vacancies[HERE].id)
        sending = ask(world, draft_about(vacancy=vacancy))
        take_down_vacancy(by="officer", vacancy=vacancy)
    work()
    assert not Message.objects.filter(kind=KIND).exists()
    with system_scope("test"):
        assert receipts_of(sending).state == "岗位或政策撤下了，没有发完"
        with pytest.raises(SeekerError, match="没有公开"):
            draft_about(vacancy=Vacancy.objects.get(id=vacancy.id))
        with pytest.raises(SeekerError, match="没有公布着"):
            draft_about(policy_id=uuid7())


def test_ways_out_of_the_house_are_only_those_chosen_and_rest_in_quiet_hours(
    world: Any, users: dict[str, User], settings: Any
) -> None:
    settings.BAIGONG_PUSH_GATEWAYS = {"sms": ("http://127.0.0.1:1/", "secret")}
    choose_channels(user_id=users[HERE].id, wanted=[(KIND, "sms")])
    local = clock.now().astimezone(clock.CHINA)
    minute = local.hour * 60 + local.minute
    set_quiet_hours(user_id=users[HERE].id, quiet=((minute - 5) % 1440, (minute + 30) % 1440))
    sending = ask(world)
    Worker(["import"]).run(until_idle=True)
    (delivery,) = Delivery.objects.all()
    job = Job.objects.get(kind="messages.deliver")
    assert delivery.message.to_user_id == users[HERE].id
    assert job.run_after > clock.now() + datetime.timedelta(minutes=25)
    with system_scope("test"):
        assert receipts_of(sending).by_channel == (("短信", "等着发", 1),)


def test_what_cannot_leave_the_house_is_told(world: Any, users: dict[str, User]) -> None:
    choose_channels(user_id=users[HERE].id, wanted=[(KIND, "sms")])
    sending = ask(world)
    work()
    with system_scope("test"):
        assert receipts_of(sending).by_channel == (("短信", "没有发出", 1),)


def test_a_number_of_a_person_is_not_sent(world: Any) -> None:
    with pytest.raises(MessageRefused):
        ask(world, Draft(subject="找我", body="打13912345678"))
    with pytest.raises(SeekerError, match="标题"):
        ask(world, Draft(subject=" "))


def test_more_than_one_push_may_have_is_refused(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "MOST_PEOPLE", 1)
    with enter(world.scope_at(TOWN)), pytest.raises(SeekerError, match="超过1人"):
        preview(town_of(world))
    with system_scope("test"):
        assert counted(town_of(world), most=2, size=1) == {"no_account": 2}


def test_questions_do_not_grow_with_people_and_places(world: Any, users: dict[str, User]) -> None:
    def asked(key: str) -> int:
        with enter(world.scope_at("1")), CaptureQueriesContext(connection) as queries:
            preview(Audience(world.places[key].path))
        return len(queries)

    assert asked("1") == asked(TOWN) < 20


def test_a_push_is_seen_where_it_was_made_and_above(world: Any) -> None:
    sending = ask(world)
    for key, sees in ((TOWN, True), ("1.1", True), (HERE, False), ("1.1.2", False)):
        with enter(world.scope_at(key)):
            assert (sending_in_sight(sending.id) is not None) is sees
            assert bool(own_sendings()) is sees


def test_every_outcome_has_its_words() -> None:
    named = {
        name: value for name, value in vars(audience).items() if name.isupper() and isinstance(value, str)
    }
    codes = set(named.values()) & set(OUTCOMES)
    assert codes == set(OUTCOMES) and push_jobs.WHY
