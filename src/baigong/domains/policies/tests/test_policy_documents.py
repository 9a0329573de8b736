"""Who decided a policy, what it rests on, its detailed rules, how it is to be read, what takes its place and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baigong.domains.policies import linking, publishing
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.interpretations import (
    interpretations_of,
    public_interpretations,
    publish_interpretation,
    withdraw_interpretation,
)
from baigong.domains.policies.jobs import content_of
from baigong.domains.policies.linking import linkable_to, names_of_policies, successors_for
from baigong.domains.policies.models import Interpretation, PolicyItem, PolicyVersion
from baigong.domains.policies.public_list import PolicySearch, found_policies, public_policy
from baigong.domains.policies.publishing import (
    keep_policy,
    publish_policy,
    revise_policy,
    supersede_policy,
    take_down_policy,
)
from baigong.domains.policies.tests.policy_world import PolicyWorld
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.scope import Scope, enter, system_scope

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world() -> Iterator[PolicyWorld]:
    with system_scope("test"):
        yield PolicyWorld()


def published(item: PolicyItem) -> PolicyVersion:
    return publish_policy(by="city", by_label="孟科长", item=item)


def of_the_county(world: PolicyWorld) -> Any:
    return enter(Scope(actor="county", label="北渡县", places=(world.county.path,)))


def refused(code: str, step: Any, **said: Any) -> str:
    with pytest.raises(PolicyError) as error:
        step(**said)
    assert error.value.code == code
    return error.value.sentence


def reading(**more: Any) -> dict[str, Any]:
    said = {
        "kind": "answer",
        "title": "学校能不能申请？",
        "body": "不能，这条补贴给企业。",
        "issued_by": "市人社局",
    }
    return said | {"issued_on": clock.today()} | more


def test_what_it_rests_on_and_its_rules_are_read_both_ways(world: PolicyWorld) -> None:
    above = world.policy("若干措施", place=world.city, level="city")
    parent, rules = world.policy("实施意见"), world.policy("实施细则")
    published(above)
    with of_the_county(world):
        said = {"rests_on_id": above.id, "deciding_body": "县政府", "deciding_session": "常务会议第九次"}
        assert revise_policy(by="county", item=parent, values=said)
        assert revise_policy(by="county", item=rules, values={"elaborates_id": parent.id})
    for each in (parent, rules):
        each.refresh_from_db()
        published(each)
    seen, top, below = (public_policy(each.id) for each in (parent, above, rules))
    assert seen and top and below
    assert seen.rests_on and seen.rests_on.id == above.id and seen.policy.row.deciding_body == "县政府"
    assert [each.id for each in seen.detailed_rules] == [rules.id]
    assert [each.id for each in top.carried_out_by] == [parent.id]
    assert below.elaborates and below.elaborates.id == parent.id
    take_down_policy(by="city", item=above, reason="文件停止执行")
    seen = public_policy(parent.id)
    assert seen and seen.rests_on is None  # what came down is not led to


def test_a_county_points_to_its_own_list_and_to_what_is_public_above(world: PolicyWorld) -> None:
    item, own = world.policy(), world.policy("县里的草稿")
    draft = world.policy("市里的草稿", place=world.city)
    public = world.policy("市里公布的", place=world.city)
    far = world.policy("邻县的", place=world.other)
    published(public), published(far)
    with of_the_county(world):
        assert {each.id for each in linkable_to(item)} == {own.id, public.id}
        for other in (draft, far, item):
            refused("rests_on", revise_policy, by="c", item=item, values={"rests_on_id": other.id})
        names = names_of_policies([own.id, public.id, draft.id, far.id])
        assert names[own.id].is_own and not names[public.id].is_own and draft.id not in names
    item.refresh_from_db()
    assert item.rests_on_id is None


def test_twin_without_the_question_a_draft_of_elsewhere_would_be_named(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, draft = world.policy(), world.policy("市里的草稿", place=world.city)
    monkeypatch.setattr(publishing, "is_linkable", lambda item, other: True)
    with of_the_county(world):
        assert revise_policy(by="c", item=item, values={"rests_on_id": draft.id})


def test_nothing_rests_on_itself_however_long_the_way(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = (world.policy(title) for title in ("一", "二", "三"))
    revise_policy(by="c", item=one, values={"elaborates_id": two.id})
    revise_policy(by="c", item=two, values={"elaborates_id": three.id})
    refused("elaborates", revise_policy, by="c", item=three, values={"elaborates_id": one.id})
    revise_policy(by="c", item=three, values={"rests_on_id": one.id})  # another kind of pointing
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyItem.objects.filter(id=one.id).update(rests_on=one)
    # Twin: without looking the way along, three would be the rules of its own rules.
    monkeypatch.setattr(publishing, "leads_back", lambda *asked: False)
    assert revise_policy(by="c", item=three, values={"elaborates_id": one.id})


def test_what_leaves_by_an_outlet_names_them_as_text(world: PolicyWorld) -> None:
    above = world.policy("若干措施", place=world.city)
    published(above)
    version = published(world.policy(rests_on=above))
    assert content_of(version)["rests_on_id"] == str(above.id)


def test_the_one_above_takes_its_place_from_its_own_day(world: PolicyWorld) -> None:
    old = world.policy("县里的")
    today = clock.today()
    new = world.policy("市里的新办法", place=world.city, valid_from=today + 10 * DAY)
    published(old), published(new)
    with of_the_county(world):
        assert [each.id for each in successors_for(old)] == [new.id]
        supersede_policy(by="county", item=old, successor=new, reason="市里有了新办法")
    seen = public_policy(old.id)
    assert seen and seen.successor and seen.successor.id == new.id
    assert seen.policy.standing(today + 9 * DAY) == "valid"
    assert seen.policy.standing(today + 10 * DAY) == "superseded"
    assert old.id in {each.id for each in found_policies(PolicySearch())}
    with of_the_county(world):
        keep_policy(by="county", item=old)
    old.refresh_from_db()
    assert old.superseded_by_id is None


def test_one_of_another_county_does_not_take_its_place(world: PolicyWorld) -> None:
    old, far = world.policy(), world.policy("邻县的", place=world.other)
    published(old), published(far)
    assert successors_for(old) == []
    refused("successor", supersede_policy, by="city", item=old, successor=far, reason="有了新办法")


def test_twin_without_the_line_of_places_the_neighbours_would(
    world: PolicyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, far = world.policy(), world.policy("邻县的", place=world.other)
    published(old), published(far)
    monkeypatch.setattr(linking, "_above", lambda item: PolicyVersion.objects.all())
    assert (
        supersede_policy(by="city", item=old, successor=far, reason="有了新办法").superseded_by_id == far.id
    )


def test_after_its_last_day_it_has_ended_and_names_what_follows(world: PolicyWorld) -> None:
    today = clock.today()
    old, new = world.policy("老办法", valid_before=today + DAY), world.policy("新办法")
    published(old), published(new)
    supersede_policy(by="city", item=old, successor=new, reason="有了新办法")
    with clock.at(today + DAY):
        seen = public_policy(old.id)
        assert seen and seen.policy.standing(clock.today()) == "ended"
        assert seen.successor and seen.successor.id == new.id
        assert old.id not in {each.id for each in found_policies(PolicySearch())}
        assert old.id in {each.id for each in found_policies(PolicySearch(with_ended=True))}


def test_how_it_is_to_be_read_is_public_until_taken_back(world: PolicyWorld) -> None:
    item = world.policy()
    assert "请先公布" in refused("state", publish_interpretation, by="c", item=item, values=reading())
    published(item)
    made = publish_interpretation(by="c", item=item, values=reading())
    seen = public_policy(item.id)
    assert seen and [each.title for each in seen.interpretations] == ["学校能不能申请？"]
    refused("title", publish_interpretation, by="c", item=item, values=reading(title=" 学校能不能申请？ "))
    later = reading(title="以后的", issued_on=clock.today() + DAY)
    refused("issued_on", publish_interpretation, by="c", item=item, values=later)
    refused("body", publish_interpretation, by="c", item=item, values=reading(title="空的", body="  "))
    refused("reason", withdraw_interpretation, by="c", interpretation=made, reason="错")
    withdraw_interpretation(by="c", interpretation=made, reason="口径有变")
    refused("state", withdraw_interpretation, by="c", interpretation=made, reason="再撤一次")
    assert public_interpretations(item.id) == []
    publish_interpretation(by="c", item=item, values=reading(body="看是不是企业办的。"))
    assert [each.voided_reason for each in interpretations_of(item)] == ["", "口径有变"]
    acts = AuditEntry.objects.filter(object_kind="interpretation").values_list("act", flat=True)
    assert sorted(acts) == ["policies.interpret"] * 2 + ["policies.withdraw_interpretation"]


def test_the_table_keeps_an_interpretation_as_it_was_said(world: PolicyWorld) -> None:
    item = world.policy()
    published(item)
    made = publish_interpretation(by="c", item=item, values=reading())
    with pytest.raises(Exception, match="facts|append|只|never"), transaction.atomic():
        Interpretation.objects.filter(id=made.id).update(body="悄悄改了")
    with pytest.raises(IntegrityError), transaction.atomic():
        Interpretation.objects.create(
            item=item, place_path=item.place_path, approved_by="", **reading(title="没人批的")
        )
