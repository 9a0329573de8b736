"""The exchange folder: whole signed files go in and away with a receipt, half-written ones wait, others are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baigong.domains.facilities.models import Facility
from baigong.faces.cli.main import main
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.feeds import dropping, keys
from baigong.foundation.feeds.dropping import KEPT, collect_all, folder_of
from baigong.foundation.feeds.models import FeedDelivery
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope
from tests.feeds.agreed import FACILITIES, Agreed, age, facilities

NAME = "stations-by-folder"


def in_folder(agreed: Agreed, state: str) -> set[str]:
    return {path.name for path in folder_of(state, agreed.feeds[NAME]).iterdir()}


def receipt_beside(agreed: Agreed, state: str, name: str) -> dict[str, object]:
    said: dict[str, object] = json.loads(
        (folder_of(state, agreed.feeds[NAME]) / f"{name}.receipt.json").read_text()
    )
    return said


def deliveries() -> int:
    with system_scope("数回执"):
        return int(FeedDelivery.objects.count())


def test_a_signed_file_goes_in_and_away_with_its_receipt(agreed: Agreed) -> None:
    agreed.drop(NAME, "驿站.csv", FACILITIES)
    (found,) = collect_all()
    assert found.is_taken and (found.receipt["accepted"], found.receipt["rejected"]) == (1, 1)
    assert in_folder(agreed, "inbox") == set()
    assert in_folder(agreed, "done") == {"驿站.csv", "驿站.csv.sign.json", "驿站.csv.receipt.json"}
    assert receipt_beside(agreed, "done", "驿站.csv") == found.receipt
    with system_scope("看进了哪几行"):
        assert Facility.objects.get().label == "北渡青年驿站"
    assert collect_all() == []


def test_the_same_file_again_gets_the_same_receipt(agreed: Agreed) -> None:
    agreed.drop(NAME, "驿站.csv", FACILITIES)
    (first,) = collect_all()
    agreed.drop(NAME, "驿站.csv", FACILITIES)
    (second,) = collect_all()
    assert second.receipt == first.receipt and deliveries() == 1
    assert "2-驿站.csv.receipt.json" in in_folder(agreed, "done")


def test_a_file_still_being_written_is_left_alone(agreed: Agreed) -> None:
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    age(path, 1)
    assert collect_all() == []
    age(path, 60)
    signed = path.with_name("驿站.csv.sign.json")
    kept = signed.read_bytes()
    signed.unlink()
    assert collect_all() == []
    signed.write_bytes(kept)
    age(signed, 60)
    assert len(collect_all()) == 1


def test_a_link_out_of_the_folder_is_not_followed(agreed: Agreed, tmp_path: Path) -> None:
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    elsewhere = tmp_path / "elsewhere.csv"
    path.replace(elsewhere)
    path.symlink_to(elsewhere)
    assert collect_all() == []


REFUSED = {
    "forged": ({"signature": "0" * 64}, "unauthorised"),
    "another key": ({"key": "k000000000000"}, "unauthorised"),
    "no day": ({"as_of": "四月"}, "as_of"),
    "another day": ({"as_of": "2026-05-02"}, "unauthorised"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_not_signed_rightly_is_refused_and_audited(agreed: Agreed, how: str) -> None:
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    signed = path.with_name("驿站.csv.sign.json")
    changed, code = REFUSED[how]
    signed.write_text(json.dumps(json.loads(signed.read_text()) | changed))
    age(signed, 60)
    (found,) = collect_all()
    assert not found.is_taken and deliveries() == 0
    assert receipt_beside(agreed, "refused", "驿站.csv")["error"] == code
    assert AuditEntry.objects.get(act="feeds.refuse").detail["code"] == code


def test_a_changed_or_renamed_file_is_refused(agreed: Agreed) -> None:
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    path.write_bytes(facilities(9999))
    age(path, 60)
    other = agreed.drop(NAME, "甲.csv", FACILITIES)
    for name in ("甲.csv", "甲.csv.sign.json"):
        other.with_name(name).replace(other.with_name(name.replace("甲", "乙")))
    assert [each.is_taken for each in collect_all()] == [False, False]


def test_without_the_signature_check_a_forged_file_goes_in(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin."""
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    path.write_bytes(facilities(9999))
    age(path, 60)
    monkeypatch.setattr(keys, "is_signed", lambda *_: True)
    assert [each.is_taken for each in collect_all()] == [True]


def test_without_waiting_half_a_file_is_taken(agreed: Agreed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage twin: half of the file lies there, and its end comes too late."""
    path = agreed.drop(NAME, "驿站.csv", FACILITIES)
    path.write_bytes(FACILITIES[: len(FACILITIES) // 2])
    assert collect_all() == []
    monkeypatch.setattr(dropping, "SETTLED_SECONDS", -(10**9))
    assert [each.is_taken for each in collect_all()] == [False]


def test_a_file_that_cannot_be_read_is_refused_with_the_sentence(agreed: Agreed) -> None:
    agreed.drop(NAME, "空.csv", "设施类别,设施名称\n".encode() + b"\n" * 3)
    agreed.drop(NAME, "图.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 60)
    found = {each.file_name: each.receipt for each in collect_all()}
    assert found["图.csv"]["error"] == "image" and "图片" in found["图.csv"]["sentence"]
    assert set(found) == {"空.csv", "图.csv"}


def test_killed_before_the_file_was_put_away_the_next_run_answers_the_same(
    agreed: Agreed, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed.drop(NAME, "驿站.csv", FACILITIES)

    def killed(*_: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patched:
        patched.setattr(dropping, "_put_away", killed)
        with pytest.raises(SystemExit):
            collect_all()
    (found,) = collect_all()
    assert found.receipt["accepted"] == 1 and deliveries() == 1


def test_what_was_put_away_is_removed_after_its_term(agreed: Agreed) -> None:
    agreed.drop(NAME, "驿站.csv", FACILITIES)
    collect_all()
    for path in folder_of("done", agreed.feeds[NAME]).iterdir():
        age(path, KEPT.total_seconds() + 60)
    collect_all()
    assert in_folder(agreed, "done") == set()


def test_the_job_collects_too(agreed: Agreed) -> None:
    from baigong.foundation.jobs.queue import enqueue

    agreed.drop(NAME, "驿站.csv", FACILITIES)
    enqueue("feeds.collect", {}, key="t", by="t")
    Worker(["import"]).run(until_idle=True)
    assert deliveries() == 1


def test_by_command_from_the_agreement_to_the_receipt(
    agreed: Agreed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = [
        "feeds",
        "open",
        "--name",
        "schools",
        "--title",
        "学校",
        "--list",
        "facilities",
        "--place",
        "999921",
    ]
    assert main([*opened, "--source", "nobody"]) == 1
    assert main([*opened, "--source", "education"]) == 0
    assert main(["feeds", "key", "schools"]) == 0
    words = capsys.readouterr().out
    number, secret = (words.split(mark)[-1].split("\n")[0] for mark in ("密钥编号：", "密钥："))
    (tmp_path / "secret").write_text(secret)
    inbox = Path(folder_of("inbox", agreed.feeds[NAME])).parent / "schools"
    inbox.mkdir()
    (inbox / "表.csv").write_bytes(FACILITIES)
    sign = [
        "feeds",
        "sign",
        str(inbox / "表.csv"),
        "--feed",
        "schools",
        "--key",
        number,
        "--as-of",
        "2026-04-30",
    ]
    assert main([*sign, "--secret-file", str(tmp_path / "secret")]) == 0
    for path in inbox.iterdir():
        age(path, 60)
    assert main(["feeds", "collect"]) == 0
    assert "进1行、退1行" in capsys.readouterr().out
    assert main(["feeds", "list"]) == 0
    assert "最近截止2026-04-30" in capsys.readouterr().out
    assert main(["feeds", "end-key", number]) == main(["feeds", "withdraw", "schools"]) == 0
    assert main(["feeds", "key", "schools"]) == 1
