"""A policy is handed in, published in versions, taken down, given way; its channels say what is true of them."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baigong.domains.policies import publishing
from baigong.domains.policies.channels import channel_lines, hand_out, note_publication, open_lines
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.fitting import fitting_policies
from baigong.domains.policies.listing import DeskSearch, count_due, desk_policies, published_items
from baigong.domains.policies.models import PolicyItem, PolicyVersion, Publication
from baigong.domains.policies.outlets import PushOutlet, Receipt
from baigong.domains.policies.public_list import (
    PolicySearch,
    found_policies,
    public_policy,
    search_policies,
    was_public,
)
from baigong.domains.policies.publishing import (
    keep_policy,
    publish_policy,
    return_policy,
    review_policy,
    revise_policy,
    submit_policy,
    supersede_policy,
    take_down_policy,
)
from baigong.domains.policies.tests.policy_world import PolicyWorld
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import enter, public_scope, system_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[PolicyWorld]:
    with system_scope("test"):
        yield PolicyWorld()


def published(item: PolicyItem, note: str = "") -> PolicyVersion:
    return publish_policy(by="city", by_label="孟科长", item=item, note=note)


def states(item: PolicyItem) -> dict[str, str]:
    return {line.channel.code: line.state for line in channel_lines([item]).get(item.id, [])}


def refused(code: str, step: Any, **said: Any) -> str:
    with pytest.raises(PolicyError) as error:
        step(**said)
    assert error.value.code == code
    return error.value.sentence


def test_from_the_county_to_the_public_and_back(world: PolicyWorld) -> None:
    item = world.policy()
    submit_policy(by="county", item=item)
    assert not was_public(item.id) and found_policies(PolicySearch()) == ()
    return_policy(by="city", item=item, reason="标准和文件对不上")
    item.refresh_from_db()
    assert (item.state, item.answer_text) == ("draft", "标准和文件对不上")
    submit_policy(by="county", item=item)
    version = published(item)
    assert (version.version, version.approved_by, version.approved_label) == (1, "city", "孟科长")
    assert [each.id for each in found_policies(PolicySearch())] == [item.id]
    take_down_policy(by="city", item=item, reason="文件停止执行")
    assert public_policy(item.id) is None and was_public(item.id)
    assert published(item).version == 2 and public_policy(item.id) is not None
    acts = list(AuditEntry.objects.filter(object_kind="policy_item").values_list("act", flat=True))
    assert {act.removeprefix("policies.") for act in acts} == {"submit", "return", "publish", "take_down"}


def test_what_is_changed_stays_unseen_until_published_and_the_old_version_stays_readable(
    world: PolicyWorld,
) -> None:
    item = world.policy()
    published(item)
    assert "没有改过" in refused("same", published, item=item)
    assert revise_policy(by="county", item=item, values={"standard_text": "每招一人补2000元。"})
    assert not revise_policy(by="county", item=item, values={"standard_text": "每招一人补2000元。"})
    item.refresh_from_db()
    seen = public_policy(item.id)
    assert seen and seen.policy.row.standard_text == "每招一人补1500元。"
    assert desk_policies(DeskSearch(), clock.today()).lines[0].is_revised
    published(item, note="标准提高")
    seen, old = public_policy(item.id), public_policy(item.id, version=1)
    assert seen and seen.policy.row.standard_text == "每招一人补2000元。" and seen.is_in_force
    assert old and old.policy.row.standard_text == "每招一人补1500元。" and not old.is_in_force
    assert [(each.version, each.note) for each in seen.versions] == [(2, "标准提高"), (1, "")]
    assert public_policy(item.id, version=3) is None


def test_a_policy_that_says_too_little_is_not_published(world: PolicyWorld) -> None:
    item = world.policy(standard_text="", channel_text="")
    assert "政策内容、办理渠道" in refused("missing", published, item=item)
    assert "至少4个字" in refused("reason", take_down_policy, by="city", item=item, reason="错")
    refused("state", take_down_policy, by="city", item=item, reason="文件停止执行")
    refused("valid_last_day", revise_policy, by="c", item=item, values={"valid_before": item.valid_from})
    world.policy("另一条")
    refused("title", revise_policy, by="c", item=item, values={"title": "另一条"})


def test_one_policy_takes_the_place_of_another_both_ways(world: PolicyWorld) -> None:
    old, new = world.policy("老办法"), world.policy("新办法")
    refused("successor", supersede_policy, by="city", item=old, successor=new, reason="有了新办法")
    published(old), published(new)
    supersede_policy(by="city", item=old, successor=new, reason="有了新办法")
    old.refresh_from_db()
    assert [each.row.title for each in found_policies(PolicySearch())] == ["新办法"]
    assert len(found_policies(PolicySearch(with_ended=True))) == 2
    gone, there = public_policy(old.id), public_policy(new.id)
    assert gone and gone.successor and gone.successor.id == new.id
    assert there and [each.id for each in there.predecessors] == [old.id]
    refused("circle", supersede_policy, by="city", item=new, successor=old, reason="又改回去")
    keep_policy(by="city", item=old)
    assert len(found_policies(PolicySearch())) == 2
    refused("state", keep_policy, by="city", item=old)


def test_the_table_keeps_what_the_verbs_promise(world: PolicyWorld) -> None:
    item, other = world.policy(), world.policy("另一条")
    for wrong in ({"superseded_by": other}, {"state": "submitted"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyItem.objects.filter(id=item.id).update(**wrong)
    version = published(item)
    said = {name: getattr(version, name) for name in ("place_path", "county_id")} | item.texts()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyVersion.objects.create(item=item, place=item.place, version=2, approved_by="x", **said)
    with pytest.raises(Exception, match="facts|append|只|never"), transaction.atomic():
        PolicyVersion.objects.filter(id=version.id).update(standard_text="悄悄改了")


def test_a_review_falls_due_and_is_done(world: PolicyWorld) -> None:
    today = clock.today()
    item = world.policy(review_due_on=today)
    assert count_due(today) == 1 and count_due(today - datetime.timedelta(days=1)) == 0
    assert desk_policies(DeskSearch(state="due"), today).total == 1
    refused("review_due_on", review_policy, by="c", item=item, next_on=today)
    review_policy(by="c", item=item, next_on=today + datetime.timedelta(days=180))
    assert count_due(today) == 0


def test_the_portal_is_up_at_once_and_the_others_wait_for_somebody(world: PolicyWorld) -> None:
    item = world.policy()
    assert states(item) == {}
    published(item)
    four = {"bureau-site", "job-site", "wechat-account", "mobile-app"}
    assert states(item) == {"portal": "published"} | dict.fromkeys(four, "waiting")
    note_publication(
        by="c", item=item, channel="bureau-site", state="published", link="https://hr.example.org/1"
    )
    note_publication(by="c", item=item, channel="mobile-app", state="failed", note="后台打不开")
    told = states(item)
    assert (told["bureau-site"], told["mobile-app"], told["job-site"]) == ("published", "failed", "waiting")
    revise_policy(by="c", item=item, values={"standard_text": "每招一人补2000元。"})
    item.refresh_from_db()
    published(item)
    told = states(item)
    assert (told["portal"], told["bureau-site"], told["mobile-app"]) == (
        "published",
        "out_of_date",
        "waiting",
    )
    assert {line.channel.code for _, line in open_lines(published_items())} == four
    take_down_policy(by="city", item=item, reason="文件停止执行")
    assert states(item)["bureau-site"] == "to_take_down"
    note_publication(by="c", item=item, channel="bureau-site", state="taken_down")
    assert states(item)["bureau-site"] == "taken_down"


def test_a_channel_is_not_said_to_be_up_without_saying_where(world: PolicyWorld) -> None:
    item = world.policy()
    asked = {"by": "c", "item": item, "channel": "bureau-site"}
    refused("state", note_publication, state="published", link="https://a.example.org/", **asked)
    published(item)
    refused("link", note_publication, state="published", **asked)
    refused("note", note_publication, state="failed", **asked)
    refused("channel", note_publication, state="failed", note="x", **asked | {"channel": "portal"})
    refused("channel", note_publication, state="failed", note="x", **asked | {"channel": "television"})
    late = clock.now() + datetime.timedelta(days=1)
    refused("happened_on", note_publication, state="published", note="首页", happened_at=late, **asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        version = item.versions.get()
        Publication.objects.create(
            version=version, channel="bureau-site", state="published", noted_by="c",
            place_path=item.place_path, county_id=item.county_id,
        )  # fmt: skip


def test_without_an_outlet_nothing_is_sent(world: PolicyWorld) -> None:
    version = published(world.policy())
    assert "未接通，由人登记" in refused("channel", hand_out, by="c", version=version, channel="bureau-site")


def test_an_outlet_drops_signed_files_and_says_handed_out_not_published(
    world: PolicyWorld, settings: Any, tmp_path: Path
) -> None:
    settings.BAIGONG_CHANNEL_FOLDERS = {"bureau-site": str(tmp_path), "job-site": str(tmp_path / "none")}
    settings.BAIGONG_CHANNEL_SECRET = "k" * 32
    item = world.policy()
    published(item)
    Worker(["short"]).run(until_idle=True)
    told = states(item)
    assert (told["bureau-site"], told["job-site"], told["mobile-app"]) == ("handed_out", "failed", "waiting")
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [f"{item.id}-1.json", f"{item.id}-1.json.hmac"]
    body = (tmp_path / files[0]).read_bytes()
    assert hmac.new(b"k" * 32, body, hashlib.sha256).hexdigest() == (tmp_path / files[1]).read_text()
    told = json.loads(body)
    assert (told["title"], told["version"]) == (item.title, 1)


@pytest.mark.parametrize(
    ("receipt", "state"),
    [(Receipt("posted", "https://a.example.org/1"), "published"), (Receipt(), "handed_out")],
    ids=["answered", "only taken"],
)
def test_only_what_an_outlet_says_it_published_is_published(
    world: PolicyWorld, settings: Any, monkeypatch: pytest.MonkeyPatch, receipt: Receipt, state: str
) -> None:
    settings.BAIGONG_CHANNEL_PUSH = {"bureau-site": "https://a.example.org/take"}
    monkeypatch.setattr(PushOutlet, "take", lambda self, name, content: receipt)
    item = world.policy()
    published(item)
    Worker(["short"]).run(until_idle=True)
    assert states(item)["bureau-site"] == state
    with system_scope("test"):
        assert Publication.objects.get(channel="bureau-site").link == receipt.link


def test_the_public_list_is_searched_by_what_people_know(world: PolicyWorld) -> None:
    published(world.policy())
    published(
        world.policy("社保补贴", world.city, field="insurance", level="city", audience_codes=["all-firms"])
    )
    ended = world.policy("去年的补贴", world.other, valid_before=datetime.date(2021, 1, 1))
    published(ended)

    def titles(**asked: Any) -> set[str]:
        return {each.row.title for each in found_policies(PolicySearch(**asked))}

    assert titles() == {"一次性吸纳就业补贴", "社保补贴"}
    assert titles(with_ended=True) == {"一次性吸纳就业补贴", "社保补贴", "去年的补贴"}
    assert titles(words="吸纳 1500") == {"一次性吸纳就业补贴"}
    assert titles(field="insurance") == titles(level="city") == titles(audience="all-firms") == {"社保补贴"}
    assert titles(place_path=world.other.path) == {"社保补贴"}


def test_questions_do_not_grow_with_policies(world: PolicyWorld) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search_policies(PolicySearch())
            desk_policies(DeskSearch(), clock.today())
            open_lines(published_items())
        return len(queries)

    published(world.policy())
    few = asked()
    for number in range(6):
        published(world.policy(f"补贴{number}"))
    assert asked() == few


def test_a_strangers_scope_reads_versions_and_no_draft(world: PolicyWorld) -> None:
    item = world.policy()
    published(item)
    world.policy("草稿")
    with enter(public_scope()):
        assert [each.title for each in PolicyVersion.objects.all()] == [item.title]
        assert not PolicyItem.objects.exists() and not Publication.objects.exists()


def test_what_may_be_of_use_is_said_with_its_reason(world: PolicyWorld) -> None:
    published(world.policy())
    published(world.policy("给求职人的", audience_codes=["seeking-work"]))
    known = {"key-enterprise": "已认定为重点企业"}
    found = fitting_policies(known, world.county.path)
    assert [(each.policy.row.title, each.reasons) for each in found] == [
        ("一次性吸纳就业补贴", ("面向重点企业；已认定为重点企业。",))
    ]
    assert fitting_policies(known, world.other.path) == [] and fitting_policies({}, world.county.path) == []


def test_without_the_check_an_unchanged_policy_goes_out_twice(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage twin: nobody looks whether anything changed."""
    item = world.policy()
    published(item)
    monkeypatch.setattr(publishing, "is_revised", lambda item, version=None: True)
    assert published(item).version == 2
