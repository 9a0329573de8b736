"""A department's system pushes a file: taken once, answered with a receipt; everything else is refused."""

from __future__ import annotations

import datetime
import io
import uuid

import openpyxl
import pytest

from baigong.domains.facilities.models import Facility
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange import services
from baigong.foundation.exchange.models import ImportBatch
from baigong.foundation.exchange.taking_back import undo_batch
from baigong.foundation.feeds import keys, pushing
from baigong.foundation.feeds.errors import FeedError
from baigong.foundation.feeds.models import FeedDelivery, FeedKey, FeedNonce
from baigong.foundation.feeds.pushing import forget_nonces
from baigong.foundation.feeds.receiving import actor_of, scope_of
from baigong.foundation.feeds.services import end_key, open_key, withdraw_feed
from baigong.foundation.scope import enter, system_scope
from tests.feeds.agreed import AS_OF, FACILITIES, NOW, Agreed, facilities


def rows_in() -> list[tuple[str, int | None]]:
    with system_scope("看进了哪几行"):
        return list(
            Facility.objects.filter(withdrawn_at=None).order_by("label").values_list("label", "capacity")
        )


def test_a_pushed_file_goes_in_and_its_receipt_counts_every_row(agreed: Agreed) -> None:
    answer = agreed.push("stations", FACILITIES)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    assert rows_in() == []
    receipt = agreed.carried("stations", FACILITIES)
    assert receipt["receipt"] == answer.json()["receipt"]
    assert {name: receipt[name] for name in ("state", "rows", "accepted", "rejected", "as_of", "certified_until")} == {
        "state": "done", "rows": 2, "accepted": 1, "rejected": 1, "as_of": "2026-04-30",
        "certified_until": "2026-05-20",
    }  # fmt: skip
    assert [each["row"] for each in receipt["rejects"]] == [3] and receipt["rejects"][0]["fields"]
    assert "什么都不是" not in str(receipt)
    assert rows_in() == [("北渡青年驿站", 40)]
    with system_scope("看来源"):
        facility = Facility.objects.get()
        assert (facility.source, facility.source_id) == ("register", str(ImportBatch.objects.get().id))


def test_the_rows_that_stayed_out_come_back_in_a_workbook(agreed: Agreed) -> None:
    receipt = agreed.carried("stations", FACILITIES)
    answer = agreed.read("stations", f"/exchange/v1/deliveries/{receipt['receipt']}/rejects/")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    words = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "什么都不是" in words and "北渡青年驿站" not in words
    entry = AuditEntry.objects.get(act="exchange.errors")
    assert entry.by == "feed:stations" and entry.detail["rows"] == 1


def test_the_same_file_is_answered_with_the_first_receipt(agreed: Agreed) -> None:
    first = agreed.carried("stations", FACILITIES)
    again = agreed.push("stations", FACILITIES)
    assert (again.status_code, again.json()["receipt"]) == (200, first["receipt"])
    with system_scope("数回执"):
        assert (FeedDelivery.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_the_same_file_of_a_later_day_is_news_and_older_data_are_refused(agreed: Agreed) -> None:
    agreed.carried("stations", FACILITIES)
    later = agreed.carried("stations", FACILITIES, as_of="2026-05-10")
    assert (later["as_of"], later["unchanged"]) == ("2026-05-10", 1)
    older = agreed.push("stations", facilities(41))
    assert (older.status_code, older.json()["error"]) == (409, "older")
    ahead = agreed.push("stations", facilities(42), as_of="2026-05-12")
    assert (ahead.status_code, ahead.json()["error"]) == (422, "as_of")
    assert rows_in() == [("北渡青年驿站", 40)]


def test_after_an_officer_took_it_back_it_may_come_again(agreed: Agreed) -> None:
    first = agreed.carried("stations", FACILITIES)
    take_back(agreed)
    second = agreed.carried("stations", FACILITIES)
    assert second["receipt"] != first["receipt"] and rows_in() == [("北渡青年驿站", 40)]
    with system_scope("看作废的回执"):
        assert FeedDelivery.objects.filter(voided_at__isnull=False).count() == 1


def take_back(agreed: Agreed) -> None:
    feed = agreed.feeds["stations"]
    with enter(scope_of(feed)):
        batch = ImportBatch.objects.get()
        services.start_undo(by=actor_of(feed), batch=batch, in_background=False)
        undo_batch(batch, by=actor_of(feed))
    assert rows_in() == []


FORGED = {
    "another key": {"X-Baigong-Key": "k000000000000"},
    "no signature": {"X-Baigong-Signature": ""},
    "another signature": {"X-Baigong-Signature": "0" * 64},
    "another day": {"X-Baigong-As-Of": "2026-05-01"},
    "another nonce": {"X-Baigong-Nonce": "another-nonce-000"},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_push_is_refused_and_not_told_why(agreed: Agreed, how: str) -> None:
    answer = agreed.push("stations", FACILITIES, **FORGED[how])
    assert (answer.status_code, answer.json()["error"]) == (401, "unauthorised")
    assert answer.json() == agreed.push("stations", FACILITIES, **FORGED["another signature"]).json()
    with system_scope("数回执"):
        assert FeedDelivery.objects.count() == FeedNonce.objects.count() == 0


def test_another_feeds_key_opens_nothing(agreed: Agreed) -> None:
    path = "/exchange/v1/feeds/stations/deliveries/"
    headers = agreed.headers("insurance", "POST", path, FACILITIES, as_of=AS_OF.isoformat())
    assert agreed.send(path, FACILITIES, headers).status_code == 401
    receipt = agreed.carried("stations", FACILITIES)["receipt"]
    for page in ("", "rejects/"):
        answer = agreed.read("insurance", f"/exchange/v1/deliveries/{receipt}/{page}")
        nowhere = agreed.read("insurance", f"/exchange/v1/deliveries/{uuid.uuid4()}/{page}")
        assert (answer.status_code, answer.content) == (404, nowhere.content)


def test_without_the_signature_check_a_forged_push_goes_in(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin."""
    monkeypatch.setattr(keys, "is_signed", lambda *_: True)
    assert agreed.push("stations", facilities(9999), **FORGED["another signature"]).status_code == 202


def test_a_caught_push_sent_again_is_refused(agreed: Agreed) -> None:
    path = "/exchange/v1/feeds/stations/deliveries/"
    headers = agreed.headers("stations", "POST", path, FACILITIES, as_of=AS_OF.isoformat())
    assert agreed.send(path, FACILITIES, headers).status_code == 202
    again = agreed.send(path, FACILITIES, headers)
    assert (again.status_code, again.json()["error"]) == (409, "replay")


def test_without_the_replay_guard_a_caught_push_is_taken_twice(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: what an officer took back comes in again by a call the department never made."""
    path = "/exchange/v1/feeds/stations/deliveries/"
    headers = agreed.headers("stations", "POST", path, FACILITIES, as_of=AS_OF.isoformat())
    agreed.send(path, FACILITIES, headers)
    agreed.carried("stations", FACILITIES)
    take_back(agreed)
    assert agreed.send(path, FACILITIES, headers).status_code == 409
    monkeypatch.setattr(pushing, "refuse_replay", lambda *_: None)
    assert agreed.send(path, FACILITIES, headers).status_code == 202


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_skewed_clock_is_refused(agreed: Agreed, minutes: int) -> None:
    then = str(int((NOW + datetime.timedelta(minutes=minutes)).timestamp()))
    answer = agreed.push("stations", FACILITIES, timestamp=then)
    assert (answer.status_code, answer.json()["error"]) == (401, "clock")


def test_what_is_no_table_or_too_large_or_a_form_is_said_so(agreed: Agreed) -> None:
    for body, status, code in (
        (b"%PDF-1.4", 422, "pdf"),
        (b"", 422, "empty"),
        (b"x" * (pushing.MOST_BYTES + 1), 413, "too_large"),
    ):
        answer = agreed.push("stations", body)
        assert (answer.status_code, answer.json()["error"]) == (status, code)
        assert set(answer.json()) == {"error", "sentence"}
    path = "/exchange/v1/feeds/stations/deliveries/"
    headers = agreed.headers("stations", "POST", path, b"", as_of=AS_OF.isoformat())
    form = agreed.client.post(path, {"file": "x"}, headers=headers)
    assert (form.status_code, form.json()["error"]) == (415, "form")
    by_folder = agreed.push("stations-by-folder", FACILITIES)
    assert (by_folder.status_code, by_folder.json()["error"]) == (409, "way")


def test_keys_take_turns(agreed: Agreed) -> None:
    feed, (old, _) = agreed.feeds["stations"], agreed.keys["stations"]
    with system_scope("换密钥"):
        agreed.keys["stations"] = new, secret = open_key(by="t", feed=feed)
        with pytest.raises(FeedError, match="已有两把"):
            open_key(by="t", feed=feed)
        assert secret not in str(FeedKey.objects.values_list("secret", flat=True))
    assert agreed.push("stations", FACILITIES).status_code == 202
    agreed.keys["stations"] = agreed.keys["stations"][0], "0" * 64
    assert agreed.push("stations", FACILITIES).status_code == 401
    with system_scope("停旧的"):
        end_key(by="t", key=old)
        with pytest.raises(FeedError, match="已经停用"):
            end_key(by="t", key=old)
        found = FeedKey.objects.filter(feed=feed)
        assert [(key.secret is None, key.last_used_at) for key in found.order_by("slot")] == [
            (True, None), (False, NOW),
        ]  # fmt: skip
        withdraw_feed(by="t", feed=feed, reason="不再送")
        assert not found.filter(ended_at__isnull=True).exists()
    agreed.keys["stations"] = new, secret
    assert agreed.push("stations", facilities(3)).status_code == 401


def test_words_of_calls_are_forgotten_when_their_time_is_over(agreed: Agreed) -> None:
    agreed.push("stations", FACILITIES)
    assert forget_nonces() == 0
    with clock.at(NOW + datetime.timedelta(minutes=16)):
        assert forget_nonces() == 1
