"""The outbox of vacancies: asked once, answered by receipts, taken down everywhere (M05.1, M18.7)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.vacancies.models import OutletOrder, Posting, Vacancy
from baigong.domains.vacancies.outbox import SEND, place_order
from baigong.domains.vacancies.posting import ask_outlets, note_posting, take_down_again
from baigong.domains.vacancies.reconciling import count_still_up, counts_by_channel, order_lines
from baigong.domains.vacancies.services import close_vacancy
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.vacancies.tests.outlet_world import (
    SECRET,
    Site,
    again,
    note,
    open_count,
    publish,
    states,
    work,
)
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.jobs.models import Job
from baigong.foundation.messages.gateways import signature
from baigong.foundation.scope import system_scope


def test_a_connected_outlet_is_asked_by_itself_and_confirms(vacancy: Vacancy, site: Site) -> None:
    site.answer = b'{"state": "posted", "link": "https://jobs.example.org/7"}'
    with system_scope("test"):
        publish(vacancy)
        assert states(vacancy) == {"job-site": "queued", "wechat": "waiting", "microblog": "waiting"}
    work()
    with system_scope("test"):
        assert states(vacancy)["job-site"] == "posted"
        row = Posting.objects.get()
        assert row.link == "https://jobs.example.org/7" and row.order.superseded_at is not None
    (headers, body), said = site.kept[0], site.said()[0]
    assert headers["X-Baigong-Signature"] == signature(SECRET, headers["X-Baigong-Timestamp"], body)
    assert (said["act"], said["title"]) == ("put_up", "焊工") and headers["Idempotency-Key"] == said["order"]
    assert "13912345678" not in body.decode() and "王经理" not in body.decode()


def test_what_was_only_taken_waits_for_somebody_who_saw_it(vacancy: Vacancy, site: Site) -> None:
    with system_scope("test"):
        publish(vacancy)
    work()
    with system_scope("test"):
        assert states(vacancy)["job-site"] == "handed_out" and open_count() == 1
        note_posting(
            by="officer", vacancy=again(vacancy), channel="job-site", state="posted", note="第一页",
            happened_on=clock.today(),
        )  # fmt: skip
        assert states(vacancy)["job-site"] == "posted" and open_count() == 0


def test_a_refusal_says_why_without_numbers_and_can_be_asked_again(vacancy: Vacancy, site: Site) -> None:
    site.status, site.answer = 422, '{"reason": "缺联系人13912345678"}'.encode()
    with system_scope("test"):
        publish(vacancy)
    work()
    with system_scope("test"):
        row = Posting.objects.get()
        assert (row.state, "缺联系人" in row.note, "13912345678" in row.note) == ("failed", True, False)
        site.status, site.answer = 200, b'{"state": "posted"}'
        assert ask_outlets(by="officer", vacancy=again(vacancy), channels=["job-site"]) == 1
    work()
    with system_scope("test"):
        assert states(vacancy)["job-site"] == "posted"


def test_what_nobody_connected_is_never_said_to_be_sent(vacancy: Vacancy) -> None:
    with system_scope("test"):
        publish(vacancy)
        assert ask_outlets(by="officer", vacancy=again(vacancy), channels=["wechat", "microblog"]) == 2
        assert states(vacancy) == {"job-site": "waiting", "wechat": "not_sent", "microblog": "to_do"}
        assert not Job.objects.filter(kind=SEND).exists() and not Posting.objects.exists()
        assert [line.state for line in order_lines("put_up")] == ["to_do", "not_sent"]


def test_asking_twice_asks_once(vacancy: Vacancy, monkeypatch: pytest.MonkeyPatch) -> None:
    with system_scope("test"):
        publish(vacancy)
        for _ in range(2):
            ask_outlets(by="officer", vacancy=again(vacancy), channels=["microblog"])
        assert open_count() == 1 and AuditEntry.objects.filter(act="vacancy.ask_outlet").count() == 1
        # Sabotage twin: nobody looks first; the table still lets one stand open.
        with pytest.raises(IntegrityError), transaction.atomic():
            OutletOrder.objects.create(
                vacancy=vacancy, channel="microblog", wish="put_up", asked_by="x",
                place_path=vacancy.place_path, county_id=vacancy.county_id,
            )  # fmt: skip


def test_whoever_asks_at_the_same_moment_finds_it_asked(
    vacancy: Vacancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two presses at once: the second saw nothing open, and writes nothing all the same."""
    with system_scope("test"):
        publish(vacancy)
        place_order(by="a", vacancy=vacancy, channel="microblog", wish="put_up")
        monkeypatch.setattr(OutletOrder.objects.none().__class__, "first", lambda self: None)
        assert not place_order(by="b", vacancy=vacancy, channel="microblog", wish="put_up")
        assert open_count() == 1


@pytest.mark.parametrize("way", ["close", "take_down"])
def test_what_comes_down_here_is_asked_down_everywhere(vacancy: Vacancy, site: Site, way: str) -> None:
    site.answer = b'{"state": "posted"}'
    with system_scope("test"):
        publish(vacancy)
        ask_outlets(by="officer", vacancy=again(vacancy), channels=["wechat", "microblog"])
        note(vacancy, "microblog")
    work()
    site.answer = b'{"state": "taken_down"}'
    with system_scope("test"):
        if way == "close":
            close_vacancy(by="officer", vacancy=again(vacancy), reason="已招满", on=clock.today())
        else:
            take_down_vacancy(by="officer", vacancy=vacancy)
        # What never left is asked no more, what stands is asked down.
        assert states(vacancy) == {
            "job-site": "to_take_down", "wechat": "waiting", "microblog": "to_take_down",
        }  # fmt: skip
        assert counts_by_channel("take_down") == {"job-site": 1, "microblog": 1}
    work()
    with system_scope("test"):
        assert states(vacancy)["job-site"] == "taken_down"
        assert [line.channel.code for line in order_lines("take_down")] == ["microblog"]
        note(vacancy, "microblog", state="taken_down")
        assert count_still_up() == 0
    assert [each["act"] for each in site.said()] == ["put_up", "take_down"]


def test_a_take_down_that_was_refused_stays_and_is_asked_again(vacancy: Vacancy, site: Site) -> None:
    site.answer = b'{"state": "posted"}'
    with system_scope("test"):
        publish(vacancy)
    work()
    site.status = 400
    with system_scope("test"):
        take_down_vacancy(by="officer", vacancy=vacancy)
    work()
    with system_scope("test"):
        assert [(line.state, line.waiting_hours) for line in order_lines("take_down")] == [("failed", 0)]
        assert states(vacancy)["job-site"] == "to_take_down"
        site.status, site.answer = 200, b'{"state": "taken_down"}'
        assert take_down_again(by="officer", vacancy=again(vacancy), channel="job-site")
    work()
    with system_scope("test"):
        assert count_still_up() == 0
