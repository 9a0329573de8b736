"""What leaves the house, once and in no transaction; what the other side refuses; and what no text may say."""

from __future__ import annotations

import datetime
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.ids import uuid7
from baigong.foundation.jobs.leases import TRIES
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages import jobs, kinds, services
from baigong.foundation.messages.errors import MessageRefused
from baigong.foundation.messages.models import Delivery, Message
from baigong.foundation.messages.preferences import (
    choose_channels,
    chosen_channels,
    quiet_until,
    set_quiet_hours,
)
from baigong.foundation.messages.services import send_message, send_to_phone

pytestmark = pytest.mark.django_db(transaction=True)
WHO = uuid7()
PHONE = "13812345678"


class Provider:
    """A provider of text messages: answers with each status in turn, the last one for ever."""

    def __init__(self) -> None:
        self.statuses, self.came = [200], []
        provider = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                provider.came.append((dict(self.headers), self.path))
                self.rfile.read(int(self.headers["Content-Length"]))
                status = provider.statuses[min(len(provider.came), len(provider.statuses)) - 1]
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", f"{provider.url}elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    made = Provider()
    threading.Thread(target=made.server.serve_forever, daemon=True).start()
    settings.BAIGONG_PUSH_GATEWAYS = {"sms": (f"{made.url}send?office=1", "a-secret")}
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(kinds, "_address_books", [lambda user_id, channel: PHONE if channel == "sms" else ""])
    kinds.register_kind("news", "近况", channels=("sms",))
    kinds.register_kind("alarm", "急事", channels=("sms",), is_urgent=True)


def say(key: str = "a", **said: Any) -> Message:
    words = {"to_user": WHO, "kind": "news", "subject": "新岗位", "body": "有一个新岗位"} | said
    return send_message(by="test", key=key, **words)


def work(*, at_once: bool = False) -> int:
    if at_once:
        Job.objects.filter(done_at__isnull=True).update(run_after=clock.now())
    return Worker(["message"]).run(until_idle=True)


def told() -> tuple[str, str]:
    delivery = Delivery.objects.get()
    return delivery.state, delivery.reason


def test_the_address_stands_in_the_account(provider: Provider) -> None:
    say()
    work()
    assert told() == ("sent", "")
    ((headers, path),) = provider.came
    assert path == "/send?office=1" and headers["Idempotency-Key"] == str(Delivery.objects.get().id)


def test_after_five_tries_it_says_that_it_was_not_sent(provider: Provider) -> None:
    provider.statuses = [503]
    say()
    work()
    assert told() == ("failed", "HTTP 503")
    assert work() == 0  # it backs off
    for _ in range(TRIES):
        work(at_once=True)
    assert told() == ("not_sent", "试了5次：HTTP 503")
    assert (
        len(provider.came) == TRIES and len({headers["Idempotency-Key"] for headers, _ in provider.came}) == 1
    )
    assert Job.objects.get().quarantined_at is not None


@pytest.mark.parametrize("status", [302, 307, 400, 401, 404])
def test_a_refusal_is_final_and_a_redirect_is_not_followed(provider: Provider, status: int) -> None:
    provider.statuses = [status]
    say()
    work()
    assert [path for _, path in provider.came] == ["/send?office=1"]
    assert told() == ("not_sent", f"对方不收：HTTP {status}")
    assert Job.objects.get().quarantined_at is not None


def test_a_job_delivered_twice_sends_once(provider: Provider) -> None:
    say()
    work()
    Job.objects.update(done_at=None, attempts=0)
    work(at_once=True)
    assert len(provider.came) == 1


def test_twin_with_its_text_kept_it_would_go_out_twice(provider: Provider) -> None:
    say()
    work()
    delivery = Delivery.objects.get()
    delivery.text = "新岗位"
    delivery.save()
    Job.objects.update(done_at=None, attempts=0)
    work(at_once=True)
    assert len(provider.came) == 2


def test_nothing_leaves_inside_a_transaction(provider: Provider) -> None:
    say()
    with transaction.atomic():
        work()
    assert provider.came == [] and told()[0] == "waiting"
    assert "InsideTransactionError" in Job.objects.get().last_error


def test_twin_without_the_check_it_leaves_although_the_deed_may_fail(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "refuse_inside_transaction", lambda: None)
    say()
    with transaction.atomic():
        work()
    assert len(provider.came) == 1


def test_no_deed_no_message(provider: Provider) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        say()
        raise ZeroDivisionError
    assert not Message.objects.exists() and not Job.objects.exists()


def test_a_code_that_comes_too_late_is_not_sent(provider: Provider) -> None:
    soon = clock.now() + datetime.timedelta(minutes=5)
    send_to_phone(phone=PHONE, text="验证码482913", expires_at=soon)
    with clock.at(soon):
        work()
    assert provider.came == [] and told() == ("not_sent", "过了有效时间")
    assert Delivery.objects.get().text is None


def test_a_code_nobody_sent_is_wiped_when_its_time_is_over(settings: Any) -> None:
    settings.BAIGONG_DEMO = True
    soon = clock.now() + datetime.timedelta(minutes=5)
    send_to_phone(phone=PHONE, text="验证码482913", expires_at=soon)
    assert jobs.expire(None) == {"wiped": 0}  # type: ignore[arg-type]
    with clock.at(soon):
        assert jobs.expire(None) == {"wiped": 1}  # type: ignore[arg-type]
    delivery = Delivery.objects.get()
    assert delivery.text is None and delivery.address is None


def test_a_user_chooses_but_not_against_what_is_urgent(provider: Provider) -> None:
    assert chosen_channels(WHO) == {("news", "sms"), ("alarm", "sms")}
    choose_channels(user_id=WHO, wanted=[])
    assert chosen_channels(WHO) == {("alarm", "sms")}
    assert not say().deliveries.exists()
    assert say("b", kind="alarm").deliveries.count() == 1


@pytest.mark.parametrize(
    ("minute", "until"),
    [(21 * 60 + 59, None), (22 * 60, 420), (23 * 60 + 59, 420), (0, 420), (419, 420), (420, None)],
)
def test_quiet_hours_go_over_midnight(minute: int, until: int | None) -> None:
    set_quiet_hours(user_id=WHO, quiet=(22 * 60, 7 * 60))
    now = clock.now().astimezone(clock.CHINA).replace(hour=minute // 60, minute=minute % 60)
    with clock.at(now):
        ends = quiet_until(WHO, kinds.kind_of("news"))
        assert quiet_until(WHO, kinds.kind_of("alarm")) is None
    local = ends.astimezone(clock.CHINA) if ends else None
    assert (local.hour * 60 + local.minute if local else None) == until


def test_in_quiet_hours_it_waits_for_their_end(provider: Provider) -> None:
    set_quiet_hours(user_id=WHO, quiet=(22 * 60, 7 * 60))
    night = clock.now().astimezone(clock.CHINA).replace(hour=23, minute=0) + datetime.timedelta(days=1)
    with clock.at(night):
        say()
        assert work() == 0
    with clock.at(night + datetime.timedelta(hours=8)):
        assert work() == 1
    assert told()[0] == "sent"


NUMBERS = [
    "13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "11010519491231002X",
    "电话13812345678。", "110105194912310", "6222020200112233445",
]  # fmt: skip
HARMLESS = [
    "0543-1234567", "第2026001234号", "2026-03-29 09:05", "工资6500元到13000元",
    "/desk/cases/01912345-1234-7123-8123-123456789012/",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_persons_number_in_a_text_is_refused(text: str) -> None:
    with pytest.raises(MessageRefused) as refused:
        say(body=f"联系{text}")
    assert text not in refused.value.sentence and not Message.objects.exists()


def test_twin_without_the_check_the_number_stands_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "refuse_personal", lambda *texts: None)
    assert PHONE in say(body=f"联系{PHONE}").body


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_pass(text: str) -> None:
    assert say(body=text, link=text).body == text


def test_a_key_stands_for_one_message() -> None:
    assert say() == say()
    assert AuditEntry.objects.filter(act="messages.send").count() == 1
    for other in ({"to_user": uuid7()}, {"kind": "alarm"}):
        with pytest.raises(MessageRefused, match="幂等键"):
            say(**other)
