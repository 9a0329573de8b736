"""The outbox of vacancies: asked once, answered by receipts, taken down everywhere, killed anywhere (M05.1, M18.7)."""

from __future__ import annotations

import datetime
import http.server
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baigong.domains.policies.outlets import OutletError, PushOutlet, Receipt
from baigong.domains.vacancies import jobs, outbox, outbox_sending, posting, reconciling
from baigong.domains.vacancies.models import OutletOrder, Posting, Vacancy
from baigong.domains.vacancies.outbox import SEND, place_order, withdraw
from baigong.domains.vacancies.posting import ask_outlets, note_posting, posting_lines, take_down_again
from baigong.domains.vacancies.reconciling import count_still_up, counts_by_channel, order_lines, sweep
from baigong.domains.vacancies.revising import revise_vacancy
from baigong.domains.vacancies.services import VacancyError, close_vacancy, publish_vacancies
from baigong.domains.vacancies.taking_down import take_down_vacancy
from baigong.domains.vacancies.tests.sample_vacancies import SampleCounty
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.jobs.models import Job
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.messages.gateways import signature
from baigong.foundation.scope import Scope, enter, system_scope
from baigong.kernels.packs import Channel

NAMED = (
    Channel("portal", "门户", "portal", "", ("vacancies",)),
    Channel("job-site", "招聘网站", "recorded", "JH-2b", ("vacancies",)),
    Channel("wechat", "微信", "recorded", "AH-4.3a", ("vacancies",)),
    Channel("microblog", "微博", "hand", "AH-4.3a", ("vacancies",)),
)
SECRET = "k" * 32


class Site:
    """Another site that keeps what it is pushed and answers what the test wants."""

    def __init__(self) -> None:
        self.kept: list[tuple[dict[str, str], bytes]] = []
        self.status, self.answer, self.url = 200, b"", ""

    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.kept]


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    made = Site()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            made.kept.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(made.status)
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_port}/take"
    settings.BAIGONG_CHANNEL_PUSH = {"job-site": made.url}
    settings.BAIGONG_CHANNEL_SECRET = SECRET
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> SampleCounty:
    class Pack:
        def channel_list(self, content: str) -> tuple[Channel, ...]:
            return tuple(each for each in NAMED if content in each.shows)

    for module in (posting, outbox):
        monkeypatch.setattr(module, "pack_for", lambda path: Pack())
    monkeypatch.setattr(reconciling, "packs_by_place", lambda paths, on: dict.fromkeys(paths, Pack()))
    return SampleCounty()


@pytest.fixture
def vacancy(county: SampleCounty) -> Vacancy:
    return county.post("焊工", public_since=None, description="找王经理，电话13912345678")


def again(vacancy: Vacancy) -> Vacancy:
    found: Vacancy = Vacancy.objects.select_related("organisation").get(id=vacancy.id)
    return found


def states(vacancy: Vacancy) -> dict[str, str]:
    return {line.channel.code: line.state for line in posting_lines(again(vacancy)) if not line.is_portal}


def publish(vacancy: Vacancy) -> None:
    publish_vacancies(by="officer", vacancies=[again(vacancy)])


def work() -> None:
    Worker(["short"]).run(until_idle=True)


def open_count(**said: Any) -> int:
    return OutletOrder.objects.filter(superseded_at__isnull=True, **said).count()


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


def note(vacancy: Vacancy, channel: str, state: str = "posted") -> None:
    said = {"note": "看到了", "happened_on": clock.today()}
    note_posting(by="officer", vacancy=again(vacancy), channel=channel, state=state, **said)


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
