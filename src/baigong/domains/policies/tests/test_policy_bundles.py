"""Bundles: made at a place, filled with what is public there, ordered, published, read and fitted; tags beside them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.policies import bundles
from baigong.domains.policies.audiences import audiences_met_by
from baigong.domains.policies.bundles import (
    entries_of,
    left_bundle,
    make_bundle,
    move_up,
    offered_to,
    publish_bundle,
    put_in,
    take_down_bundle,
    take_out,
)
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.listing import DeskSearch, desk_policies
from baigong.domains.policies.lists import POLICY_ITEMS
from baigong.domains.policies.models import BundleEntry, PolicyBundle, PolicyItem, PolicyVersion
from baigong.domains.policies.public_bundles import (
    bundles_with,
    fitting_bundles,
    public_bundle,
    public_bundles,
)
from baigong.domains.policies.public_list import PolicySearch, found_policies
from baigong.domains.policies.publishing import publish_policy, take_down_policy
from baigong.domains.policies.tags import tag_labels
from baigong.domains.policies.tests.policy_world import PolicyWorld
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.exchange.contract import RowIn
from baigong.foundation.exchange.row_reader import RowReader
from baigong.foundation.scope import system_scope
from baigong.kernels.recognition.cells import Cell

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
KNOWN = {"key-enterprise": "已认定为重点企业"}


@pytest.fixture
def world() -> Iterator[PolicyWorld]:
    with system_scope("test"):
        yield PolicyWorld()


def public(world: PolicyWorld, title: str, **more: Any) -> PolicyItem:
    item = world.policy(title, **more)
    publish_policy(by="city", by_label="孟科长", item=item)
    return item


def bundle(world: PolicyWorld, **more: Any) -> PolicyBundle:
    said = {
        "title": "重点企业政策包", "intro_text": "给重点企业的。", "audience_codes": ["key-enterprise"],
        "tag_codes": ["hiring"],
    }  # fmt: skip
    return make_bundle(by="county", place=world.county, values=said | more)


def refused(code: str, step: Any, **said: Any) -> str:
    with pytest.raises(PolicyError) as error:
        step(**said)
    assert error.value.code == code
    return error.value.sentence


def titles(made: PolicyBundle) -> list[str]:
    return [PolicyItem.objects.get(id=each.item_id).title for each in entries_of(made)]


def filled(world: PolicyWorld, *names: str) -> PolicyBundle:
    made = bundle(world)
    for name in names:
        put_in(by="county", bundle=made, item_id=public(world, name).id)
    return made


def test_only_what_is_public_at_the_place_goes_in_and_once(world: PolicyWorld) -> None:
    made = bundle(world)
    draft, far = world.policy("草稿"), public(world, "邻县的", place=world.other)
    above, own = public(world, "市里的", place=world.city), public(world, "县里的")
    for item in (draft, far):
        refused("item", put_in, by="c", bundle=made, item_id=item.id)
    assert {each.id for each in offered_to(made)} == {above.id, own.id}
    put_in(by="c", bundle=made, item_id=above.id, note="一次性的")
    assert "已经在包里" in refused("item", put_in, by="c", bundle=made, item_id=above.id)
    assert {each.id for each in offered_to(made)} == {own.id}
    refused("title", make_bundle, by="c", place=world.county, values={
        "title": made.title, "intro_text": "", "audience_codes": [], "tag_codes": []})  # fmt: skip


def test_twin_without_the_question_a_draft_would_go_in(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, draft = bundle(world), world.policy("草稿")
    publish_policy(by="city", by_label="孟科长", item=draft)
    take_down_policy(by="city", item=draft, reason="文件停止执行")
    refused("item", put_in, by="c", bundle=made, item_id=draft.id)
    monkeypatch.setattr(bundles, "public_at", lambda path: PolicyVersion.objects.all())
    assert put_in(by="c", bundle=made, item_id=draft.id)


def test_its_order_is_the_offices_and_how_it_stood_stays(world: PolicyWorld) -> None:
    made = filled(world, "一", "二", "三")
    assert titles(made) == ["一", "二", "三"]
    assert move_up(by="c", bundle=made, entry=entries_of(made)[2])
    assert titles(made) == ["一", "三", "二"]
    assert not move_up(by="c", bundle=made, entry=entries_of(made)[0])
    assert BundleEntry.objects.filter(bundle=made, superseded_at__isnull=False).count() == 2
    with pytest.raises(Exception, match="facts|append|只|never"), transaction.atomic():
        BundleEntry.objects.filter(bundle=made).update(position=9)


def test_what_came_out_was_in_it_until_then(world: PolicyWorld) -> None:
    today = clock.today()
    with clock.at(today - 10 * DAY):
        made = filled(world, "一", "二")
    first, second = entries_of(made)
    refused("reason", take_out, by="c", bundle=made, entry=first, reason="错")
    take_out(by="c", bundle=made, entry=first, reason="政策到期了")
    assert titles(made) == ["二"]
    (gone,) = left_bundle(made)
    assert (gone.entry.starts_on, gone.entry.last_day) == (today - 10 * DAY, today - DAY)
    refused("entry", take_out, by="c", bundle=made, entry=first, reason="再拿一次")
    put_in(by="c", bundle=made, item_id=first.item_id)
    back = entries_of(made)[-1]
    take_out(by="c", bundle=made, entry=back, reason="放错了一条")  # came in today: it was in it on no day
    assert [each.entry.id for each in left_bundle(made)] == [first.id]
    acts = set(AuditEntry.objects.filter(object_kind="policy_bundle").values_list("act", flat=True))
    assert acts == {"policies.make_bundle", "policies.put_in_bundle", "policies.take_out_of_bundle"}


def test_the_table_keeps_one_policy_once_at_a_time(world: PolicyWorld) -> None:
    made = filled(world, "一")
    (entry,) = entries_of(made)
    said = {"bundle": made, "item_id": entry.item_id, "position": 2, "place_path": made.place_path}
    with pytest.raises(Exception, match="overlap|period|holds|期间|重"), transaction.atomic():
        BundleEntry.objects.create(starts_on=clock.today() + DAY, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyBundle.objects.filter(id=made.id).update(public_since=clock.now(), intro_text="")


def test_nobody_reads_it_before_it_is_published_and_after_it_came_down(world: PolicyWorld) -> None:
    empty = bundle(world, title="空的")
    assert "还没有政策" in refused("state", publish_bundle, by="c", bundle=empty)
    made = filled(world, "一")
    assert public_bundle(made.id) is None and public_bundles() == []
    publish_bundle(by="c", bundle=made)
    refused("state", publish_bundle, by="c", bundle=made)
    seen = public_bundle(made.id)
    assert seen and [each.policy.row.title for each in seen.entries] == ["一"]
    assert seen.audiences == ("重点企业",) and seen.tags == ("招工补贴",)
    assert [each.id for each in bundles_with(entries_of(made)[0].item_id)] == [made.id]
    refused("reason", take_down_bundle, by="c", bundle=made, reason="错")
    take_down_bundle(by="c", bundle=made, reason="重新整理")
    assert public_bundle(made.id) is None and public_bundle(uuid.uuid4()) is None
    said = {"intro_text": "", "audience_codes": []}
    poor = bundle(world, title="没说明的", **said)
    put_in(by="c", bundle=poor, item_id=public(world, "二").id)
    assert "还没写明" in refused("state", publish_bundle, by="c", bundle=poor)


def test_what_is_taken_down_is_left_out_and_what_ended_says_so(world: PolicyWorld) -> None:
    made = bundle(world)
    ends = public(world, "快完的", valid_before=clock.today() + DAY)
    for item in (ends, public(world, "要撤的")):
        put_in(by="c", bundle=made, item_id=item.id)
    publish_bundle(by="c", bundle=made)
    take_down_policy(by="city", item=PolicyItem.objects.get(title="要撤的"), reason="文件停止执行")
    with clock.at(clock.today() + DAY):
        seen = public_bundle(made.id)
        assert seen
        assert [(each.policy.row.title, each.policy.standing(clock.today())) for each in seen.entries] == [
            ("快完的", "ended")
        ]
        assert fitting_bundles(KNOWN, world.county.path) == []  # nothing of it can be had any more


def test_a_bundle_fits_by_what_is_in_it(world: PolicyWorld) -> None:
    made = bundle(world)
    for item in (public(world, "给重点的"), public(world, "给毕业生的", audience_codes=["graduate"])):
        put_in(by="c", bundle=made, item_id=item.id)
    publish_bundle(by="c", bundle=made)
    (fitting,) = fitting_bundles(KNOWN, world.county.path)
    assert [each.policy.row.title for each in fitting.policies] == ["给重点的"]
    assert len(fitting.bundle.entries) == 2
    assert fitting_bundles(KNOWN, world.other.path) == []  # another county's
    assert fitting_bundles({"veteran": "是退役军人"}, world.county.path) == []


def test_one_vocabulary_of_tags_narrows_every_list(world: PolicyWorld) -> None:
    assert {"hiring", "training"} <= set(tag_labels())
    public(world, "招工的", tag_codes=["hiring"]), public(world, "培训的", tag_codes=["training"])
    assert [each.row.title for each in found_policies(PolicySearch(tag="training"))] == ["培训的"]
    lines = desk_policies(DeskSearch(tag="hiring"), clock.today()).lines
    assert [line.item.title for line in lines] == ["招工的"]
    publish_bundle(by="c", bundle=filled(world, "一"))
    assert len(public_bundles(tag="hiring")) == 1 and public_bundles(tag="training") == []
    assert len(public_bundles(audience="key-enterprise")) == 1 and public_bundles(audience="graduate") == []


def test_a_small_firm_is_a_firm_too(world: PolicyWorld) -> None:
    assert audiences_met_by("size-small") == {"size-small", "all-firms"}
    assert audiences_met_by("graduate") == {"graduate", "all-people"} and not audiences_met_by("")
    made = bundle(world, audience_codes=["all-firms"])
    put_in(by="c", bundle=made, item_id=public(world, "一").id)
    publish_bundle(by="c", bundle=made)
    assert len(public_bundles(audience="size-small")) == 1 and public_bundles(audience="graduate") == []


def test_tags_come_in_by_their_words_and_a_strange_one_is_told(world: PolicyWorld) -> None:
    column = next(each for each in POLICY_ITEMS.columns if each.attribute == "tag_codes")
    read = RowReader(RowIn(2, {"tags": Cell("技能培训、招工补贴")}), POLICY_ITEMS.layout, clock.today())
    assert column.read(read, "tags") == ["hiring", "training"] and not read.problems
    assert column.show(["hiring", "gone"]) == ("招工补贴", "gone")
    wrong = RowReader(RowIn(3, {"tags": Cell("招工补贴，打折")}), POLICY_ITEMS.layout, clock.today())
    column.read(wrong, "tags")
    assert [each.sentence.startswith("没有“打折”这个标签") for each in wrong.problems] == [True]
