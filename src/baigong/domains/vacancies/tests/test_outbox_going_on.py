"""The outbox of vacancies killed anywhere, mended meanwhile, swept, and kept to its own places (M05.1, M18.7)."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.domains.policies.outlets import OutletError, PushOutlet, Receipt
from baigong.domains.vacancies import jobs, outbox_sending, reconciling
from baigong.domains.vacancies.models import OutletOrder, Posting, Vacancy
from baigong.domains.vacancies.outbox import SEND, withdraw
from baigong.domains.vacancies.posting import ask_outlets
from baigong.domains.vacancies.reconciling import count_still_up, counts_by_channel, order_lines, sweep
from baigong.domains.vacancies.revising import revise_vacancy
from baigong.domains.vacancies.services import VacancyError
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.vacancies.tests.outlet_world import (
    SECRET,
    Site,
    again,
    note,
    publish,
    states,
    work,
)
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.jobs.models import Job
from baigong.foundation.scope import Scope, enter, system_scope


class Killed(BaseException):
    """Takes the worker away in the middle."""


def run_killed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Run the sending, killed where `name` is called for the first time, and again as the queue would."""
    real, calls = getattr(jobs, name), []

    def once(*args: Any, **named: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise Killed
        return real(*args, **named)

    monkeypatch.setattr(jobs, name, once)
    with pytest.raises(Killed):
        work()
    Job.objects.filter(kind=SEND).update(lease_until=clock.now() - datetime.timedelta(seconds=1))
    work()


@pytest.mark.parametrize("name", ["hand_out", "note_receipt"])
def test_killed_midway_nothing_is_doubled(
    vacancy: Vacancy, site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    site.answer = b'{"state": "posted"}'
    with system_scope("test"):
        publish(vacancy)
    run_killed(monkeypatch, name)
    with system_scope("test"):
        assert Posting.objects.count() == 1 and states(vacancy)["job-site"] == "posted"
    keys = [headers["Idempotency-Key"] for headers, _ in site.kept]
    assert len(keys) == (2 if name == "note_receipt" else 1) and len(set(keys)) == 1


def test_without_the_fence_a_second_delivery_notes_twice(vacancy: Vacancy, site: Site) -> None:
    """Sabotage twin: the receipt is written without the job's end; delivered twice, it is noted twice."""
    with system_scope("test"):
        publish(vacancy)
        order = OutletOrder.objects.prefetch_related("vacancy").get()
        for _ in range(2):
            receipt, failure = outbox_sending.hand_out(order, outbox_sending.content_of(order), attempt=1)
            outbox_sending.note_receipt(by="x", order=order, receipt=receipt, failure=failure)
        assert Posting.objects.count() == 2


def test_what_is_mended_while_public_goes_out_anew(vacancy: Vacancy, site: Site) -> None:
    site.answer = b'{"state": "posted"}'
    with system_scope("test"):
        publish(vacancy)
    work()
    with system_scope("test"):
        revise_vacancy(by="officer", vacancy=again(vacancy), values={"headcount": 9})
        revise_vacancy(by="officer", vacancy=again(vacancy), values={"headcount": 9})  # nothing new
    work()
    assert [each["headcount"] for each in site.said()] == [1, 9]


def test_what_is_closed_before_it_left_is_not_sent(vacancy: Vacancy, site: Site) -> None:
    site.answer = b'{"state": "taken_down"}'
    with system_scope("test"):
        publish(vacancy)
        take_down_vacancy(by="officer", vacancy=vacancy)
    work()
    assert [each["act"] for each in site.said()] == ["take_down"]


def test_what_cannot_be_reached_is_tried_again_and_told_in_the_end(
    vacancy: Vacancy, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.status = 503
    with system_scope("test"):
        publish(vacancy)
        order = OutletOrder.objects.prefetch_related("vacancy").get()
        with pytest.raises(OutletError):
            outbox_sending.hand_out(order, {}, attempt=1)
        assert outbox_sending.hand_out(order, {}, attempt=5) == (None, "没送到对方（HTTP 503）。")


ANSWERS = {
    "nothing": (b"", Receipt()),
    "no words": (b"[1]", Receipt()),
    "no text": (b"\xff", Receipt()),
    "a script": (b'{"state": 5, "link": "javascript:alert(1)"}', Receipt()),
    "a plain address": (b'{"state": "posted", "link": "http://a.example.org/"}', Receipt("posted")),
    "too long": (
        b'{"state": "posted", "link": "https://a.example.org/%s"}' % (b"x" * 400),
        Receipt("posted"),
    ),
}


@pytest.mark.parametrize(("answer", "receipt"), ANSWERS.values(), ids=list(ANSWERS))
def test_an_answer_says_no_more_than_it_may(site: Site, answer: bytes, receipt: Receipt) -> None:
    site.answer = answer
    assert PushOutlet(site.url, SECRET).take(str(uuid.uuid4()), {}) == receipt


def test_the_sweep_finds_what_came_down_by_another_way(vacancy: Vacancy) -> None:
    with system_scope("test"):
        publish(vacancy)
        note(vacancy, "microblog")
        Vacancy.objects.filter(id=vacancy.id).update(public_since=None)  # nobody asked the outlets
        assert count_still_up() == 0
        assert sweep(by="system") == 1 and sweep(by="system") == 0
        assert count_still_up() == 1 and states(vacancy)["microblog"] == "to_take_down"
        note(vacancy, "microblog", state="taken_down")
        assert sweep(by="system") == 0 and count_still_up() == 0


def test_the_sweep_killed_midway_goes_on_and_doubles_nothing(
    county: SampleCounty, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [county.post(public_since=None) for _ in range(3)]
    with system_scope("test"):
        for each in posts:
            publish(each)
            note(each, "microblog")
        Vacancy.objects.update(public_since=None)
        real, done = reconciling.withdraw, []

        def twice(**said: Any) -> int:
            if len(done) == 2:
                raise Killed
            done.append(1)
            return real(**said)

        monkeypatch.setattr(reconciling, "withdraw", twice)
        with pytest.raises(Killed):
            sweep(by="system")
        assert count_still_up() == 2
        monkeypatch.setattr(reconciling, "withdraw", withdraw)
        assert sweep(by="system") == 1 and count_still_up() == 3


def test_an_office_sees_what_stands_in_its_own_places_only(county: SampleCounty) -> None:
    here, there = county.post(public_since=None), county.post(public_since=None, place=county.other_town)
    with system_scope("test"):
        for each in (here, there):
            publish(each)
            note(each, "microblog")
            take_down_vacancy(by="officer", vacancy=each)
        assert count_still_up() == 2
    with enter(Scope(actor="x", label="x", places=(county.town.path,))):
        assert count_still_up() == 1
        assert [line.order.vacancy_id for line in order_lines("take_down")] == [here.id]


def test_questions_do_not_grow_with_what_waits(county: SampleCounty) -> None:
    def asked() -> int:
        with system_scope("test"), CaptureQueriesContext(connection) as queries:
            order_lines("take_down")
            counts_by_channel("take_down")
        return len(queries)

    def one_more(place: Any) -> None:
        post = county.post(public_since=None, place=place)
        with system_scope("test"):
            publish(post)
            note(post, "microblog")
            take_down_vacancy(by="officer", vacancy=post)

    one_more(county.town)
    few = asked()
    for place in (county.town, county.other_town, county.county):
        one_more(place)
    assert asked() == few


def test_what_waits_past_the_hours_of_the_place_is_told(
    vacancy: Vacancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system_scope("test"):
        publish(vacancy)
        note(vacancy, "microblog")
        take_down_vacancy(by="officer", vacancy=vacancy)
        later = clock.now() + datetime.timedelta(hours=25)
        assert [line.is_over for line in order_lines("take_down")] == [False]
        monkeypatch.setattr(reconciling.clock, "now", lambda: later)
        assert [(line.is_over, line.waiting_hours) for line in order_lines("take_down")] == [(True, 25)]


@pytest.mark.parametrize("channels", [[], ["portal"], ["nobody"]])
def test_what_the_plan_does_not_name_is_not_asked(vacancy: Vacancy, channels: list[str]) -> None:
    with system_scope("test"):
        publish(vacancy)
        with pytest.raises(VacancyError):
            ask_outlets(by="officer", vacancy=again(vacancy), channels=channels)


def test_a_post_that_is_not_public_is_asked_of_nobody(vacancy: Vacancy) -> None:
    with system_scope("test"), pytest.raises(VacancyError, match="没有公开"):
        ask_outlets(by="officer", vacancy=vacancy, channels=["microblog"])
