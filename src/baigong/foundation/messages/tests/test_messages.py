"""Messages: the inbox is the truth; what leaves the house is tried, and what cannot leave is said."""

from __future__ import annotations

import datetime
import http.server
import json
import socketserver
import threading

import pytest
from django.test import override_settings
from django.urls import reverse

from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages import gateways, jobs
from baigong.foundation.messages.models import Delivery, DeliveryState, Message, MessageChoice, QuietHours
from baigong.foundation.messages.preferences import choose_channels
from baigong.foundation.messages.selectors import inbox, unread_count
from baigong.foundation.messages.services import mark_read, send_message

WHO = uuid7()
ADDRESS = {"email": "zhang@example.cn", "sms": "13900007001"}


def say(key: str = "a", **said: str) -> Message:
    words = {"subject": "有人应聘", "body": "焊工岗位有一人应聘", "link": "/desk/"} | said
    return send_message(by="test", to_user=WHO, kind="application", key=key, addresses=ADDRESS, **words)


class SmtpSink(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it is given; `is_deaf` makes it refuse."""

    allow_reuse_address = True
    is_deaf = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _SmtpHandler)
        self.kept: list[str] = []


class _SmtpHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                body = []
                while (data := self.rfile.readline().decode()).strip() != ".":
                    body.append(data)
                self.server.kept.append("".join(body))  # type: ignore[attr-defined]
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "MAIL" and self.server.is_deaf:  # type: ignore[attr-defined]
                self._say("451 not now")
            else:
                self._say("250 sink")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def smtp():
    with SmtpSink() as sink:
        thread = threading.Thread(target=sink.serve_forever, daemon=True)
        thread.start()
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=sink.server_address[1],
        ):
            yield sink
        sink.shutdown()


@pytest.fixture
def pushed():
    """A provider of text messages that keeps what it is given."""
    kept: list[tuple[dict[str, str], bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if len(kept) > 1 else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/send"
    with override_settings(BAIGONG_PUSH_GATEWAYS={"sms": (url, "a-secret")}):
        yield kept
    server.shutdown()
    server.server_close()


def work() -> None:
    Worker(["message"]).run(until_idle=True)


@pytest.mark.django_db
def test_a_message_is_said_once_whatever_becomes_of_the_channels():
    choose_channels(user_id=WHO, wanted=[("application", "sms")])
    assert say() == say()
    assert Message.objects.count() == 1
    told = Delivery.objects.get()
    assert (told.state, told.reason, told.text) == (DeliveryState.NOT_SENT, "没有配置这个通道", None)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_nobody_is_told_by_a_channel_not_chosen():
    say()
    assert not Delivery.objects.exists() and unread_count(WHO) == 1


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_the_house_and_its_text_is_wiped(smtp):
    choose_channels(user_id=WHO, wanted=[("application", "email")])
    say()
    work()
    told = Delivery.objects.get()
    assert told.state == DeliveryState.SENT and told.text is None and told.sent_at
    assert len(smtp.kept) == 1 and "zhang@example.cn" in smtp.kept[0]


@pytest.mark.django_db(transaction=True)
def test_a_provider_that_refuses_is_tried_again_and_never_said_to_be_sent(smtp):
    smtp.is_deaf = True
    choose_channels(user_id=WHO, wanted=[("application", "email")])
    say()
    work()
    told = Delivery.objects.get()
    assert told.state == DeliveryState.FAILED and told.reason and "example" not in told.reason
    smtp.is_deaf = False
    Job.objects.update(run_after=clock.now() - datetime.timedelta(minutes=1))
    work()
    assert Delivery.objects.get().state == DeliveryState.SENT and len(smtp.kept) == 1


@pytest.mark.django_db(transaction=True)
def test_a_push_is_signed_and_tried_again(pushed):
    choose_channels(user_id=WHO, wanted=[("application", "sms")])
    say()
    work()
    assert Delivery.objects.get().reason == "HTTP 503"
    Job.objects.update(run_after=clock.now() - datetime.timedelta(minutes=1))
    work()
    assert Delivery.objects.get().state == DeliveryState.SENT
    headers, body = pushed[-1]
    assert json.loads(body)["address"] == "13900007001"
    expected = gateways.signature("a-secret", headers["X-Baigong-Timestamp"], body)
    assert headers["X-Baigong-Signature"] == expected
    assert gateways.signature("a-secret", headers["X-Baigong-Timestamp"], body + b" ") != expected


@pytest.mark.django_db
def test_no_address_is_said_too(smtp):
    choose_channels(user_id=WHO, wanted=[("application", "email")])
    send_message(by="t", to_user=WHO, kind="application", subject="甲", key="b")
    assert Delivery.objects.get().reason == "没有登记号码或地址"


@pytest.mark.django_db
def test_the_inbox_puts_the_unread_first():
    first, second, third = say("1"), say("2"), say("3")
    mark_read(user_id=WHO, message_ids=[third.id])
    assert [each.id for each in inbox(WHO)] == [second.id, first.id, third.id]
    assert mark_read(user_id=WHO) == 2 and unread_count(WHO) == 0
    assert mark_read(user_id=uuid7()) == 0


@pytest.mark.django_db
def test_old_addresses_and_messages_are_forgotten(settings):
    settings.BAIGONG_DEMO = True  # keeps what could not be sent, to be shown
    choose_channels(user_id=WHO, wanted=[("application", "sms")])
    say()
    assert Delivery.objects.filter(address__isnull=False).count() == 1
    with clock.at(clock.now() + datetime.timedelta(days=31)):
        assert jobs.forget(None) == {"wiped": 1, "forgotten": 0}  # type: ignore[arg-type]
    with clock.at(clock.now() + datetime.timedelta(days=401)):
        assert jobs.forget(None)["forgotten"] > 0  # type: ignore[arg-type]
    assert not Message.objects.exists() and not Delivery.objects.exists()


def test_pages_show_ones_own_messages_only(client, world_officer):
    mine = send_message(
        by="t", to_user=world_officer.id, kind="application", subject="给我的", key="m", link="/desk/"
    )
    other = send_message(by="t", to_user=uuid7(), kind="application", subject="给别人的", key="o")
    page = client.get(reverse("mine:inbox")).content.decode()
    assert "给我的" in page and "给别人的" not in page
    assert client.post(reverse("mine:inbox_follow", args=[other.id])).status_code == 404
    assert client.post(reverse("mine:inbox_follow", args=[mine.id]))["Location"] == "/desk/"
    assert unread_count(world_officer.id) == 0
    assert client.post(reverse("mine:inbox_read")).status_code == 302


def test_a_link_out_of_the_house_is_not_followed(client, world_officer):
    for number, link in enumerate(("https://example.com/", "//example.com/", "javascript:alert(1)")):
        bad = send_message(
            by="t", to_user=world_officer.id, kind="application", subject="甲", key=str(number), link=link
        )
        assert client.post(reverse("mine:inbox_follow", args=[bad.id]))["Location"] == reverse("mine:inbox")


def test_channels_are_chosen_by_kind(client, world_officer):
    assert "还没有配置网关" in client.get(reverse("mine:channels")).content.decode()
    client.post(reverse("mine:channels"), {"application:sms": "on", "nonsense:sms": "on"})
    wanted = MessageChoice.objects.filter(is_wanted=True)
    assert list(wanted.values_list("kind", "channel")) == [("application", "sms")]
    assert (
        'name="application:sms" aria-label="有人应聘，短信" checked'
        in client.get(reverse("mine:channels")).content.decode()
    )


def test_quiet_hours_are_kept_and_a_wrong_time_loses_nothing(client, world_officer):
    address = reverse("mine:channels")
    client.post(address, {"application:sms": "on", "from": "22:00", "to": "07:00"})
    page = client.get(address).content.decode()
    assert 'value="22:00"' in page and 'value="07:00"' in page
    for wrong in ({"from": "22:00"}, {"from": "8:00", "to": "8:00"}, {"from": "25:00", "to": "7:00"}):
        answer = client.post(address, {"application:email": "on"} | wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and f'value="{wrong["from"]}"' in page
        assert 'name="application:email" aria-label="有人应聘，电子邮件" checked' in page
    client.post(address, {"from": "", "to": ""})
    assert not QuietHours.objects.exists()


def test_the_inbox_shows_one_kind(client, world_officer):
    for kind in ("application", "account"):
        send_message(by="t", to_user=world_officer.id, kind=kind, subject=f"关于{kind}", key=kind)
    page = client.get(reverse("mine:inbox"), {"kind": "account"}).content.decode()
    assert "关于account" in page and "关于application" not in page
    client.post(reverse("mine:inbox_read"), {"kind": "account"})
    assert unread_count(world_officer.id) == 1


@pytest.fixture
def world_officer(db, client):
    from tests.sand_table import build_world, officer

    from baigong.foundation.messages.kinds import register_kind

    register_kind("application", "有人应聘")
    user = officer(build_world(), "county_officer", "1.1")
    client.force_login(user)
    return user
