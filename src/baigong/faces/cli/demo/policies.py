"""Policies at every step of their way, the channels noted of some, and the commissioners the county made public."""

from __future__ import annotations

import datetime
from typing import Any

from baigong.domains.commissioners.contact_services import publish_contact
from baigong.domains.places.models import Place
from baigong.domains.policies.bundles import make_bundle, publish_bundle, put_in
from baigong.domains.policies.channels import channels_at, note_publication
from baigong.domains.policies.enums import PublicationState
from baigong.domains.policies.interpretations import publish_interpretation
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import (
    publish_policy,
    revise_policy,
    submit_policy,
    supersede_policy,
)
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.foundation import clock

YEAR = 365
# Title, field, level, audience, codes, what it gives, where; all invented.
_OF_THE_CITY = (
    ("一次性吸纳就业补贴", "employment", "各类企业", ("all-firms",),
     "招用登记失业半年以上人员，签一年以上合同并缴社保，每人补1500元，一次。", "企业注册地县（市、区）人社局窗口"),
    ("小微企业招用毕业生社保补贴", "insurance", "小微企业、高校毕业生", ("size-small", "size-micro", "graduate"),
     "小微企业招用毕业两年内的高校毕业生，按实际缴纳部分补社保，最长一年。", "参保地社保经办窗口"),
    ("就业困难人员灵活就业社保补贴", "insurance", "就业困难人员", ("hard-to-employ",),
     "灵活就业并缴社保的，补实际缴费的三分之二，最长三年。", "户籍地或常住地镇街人社所"),
    ("重点企业用工专员服务", "labour", "重点企业", ("key-enterprise",),
     "每家配一名用工服务专员，一次告知政策，缺工五天内回话。", "县（市、区）人社局用工保障组"),
    ("技能提升补贴", "talent", "正在求职的人、所有劳动者", ("seeking-work", "all-people"),
     "取得职业技能等级证书，初级1000元，中级1500元，高级2000元。", "网上申请，或到镇街人社所"),
)  # fmt: skip


def fill_policies(places: dict[str, Place], today: datetime.date) -> None:
    """Publish the city's policies, one of them anew and one in the place of an old one; the county's waits."""
    items = [_policy(places["city"], number, row, today) for number, row in enumerate(_OF_THE_CITY, 1)]
    old = _policy(places["city"], 9, ("稳岗补贴（旧办法）", *_OF_THE_CITY[0][1:]), today)
    then = today - datetime.timedelta(days=60)
    with clock.at(then):
        for item in (old, *items):
            publish_policy(by="demo", by_label="市级经办 孟科长", item=item, note="首次公布")
        _note(items[0], then)
    changed = _OF_THE_CITY[0][4].replace("1500", "2000")
    revise_policy(by="demo", item=items[0], values={"standard_text": changed})
    items[0].refresh_from_db()
    publish_policy(by="demo", by_label="市级经办 孟科长", item=items[0], note="标准提高到2000元")
    supersede_policy(by="demo", item=old, successor=items[0], reason="并入一次性吸纳就业补贴")
    PolicyItem.objects.filter(id=items[2].id).update(review_due_on=today)
    county = _policy(places["county"], 1, ("来县就业交通补助", "employment", "正在求职的人", ("seeking-work",),
        "外地来县就业满三个月的，报销一次车票，最多300元。", "县服务大厅就业窗口"), today)  # fmt: skip
    submit_policy(by="demo", item=county)
    _say_how_it_is_read(items, today)
    _put_together(places["city"], items)
    _publish_contacts(places["county"], today)


def _say_how_it_is_read(items: list[PolicyItem], today: datetime.date) -> None:
    """Give one policy its deciding body, detailed rules and an answer; let another one end soon."""
    subsidy, insurance, flexible = items[0], items[1], items[2]
    decided = {
        "deciding_body": "市政府",
        "deciding_session": "常务会议",
        "interpreted_by": "市人力资源和社会保障局会同市财政局",
        "rests_on_text": "省稳就业若干措施",
        "tag_codes": ["hiring"],
    }
    changes: tuple[tuple[PolicyItem, dict[str, Any]], ...] = (
        (subsidy, decided),
        (insurance, {"elaborates_id": subsidy.id, "tag_codes": ["insurance-relief"]}),
        (flexible, {"valid_before": today + datetime.timedelta(days=46), "tag_codes": ["insurance-relief"]}),
        (items[4], {"tag_codes": ["training"]}),
    )
    for item, said in changes:
        revise_policy(by="demo", item=item, values=said)
        item.refresh_from_db()
        publish_policy(by="demo", by_label="市级经办 孟科长", item=item, note="补写了依据和标签")
    publish_interpretation(by="demo", item=subsidy, values={
        "kind": "answer", "title": "去年招的人能不能申请？",
        "body": "不能。从施行那天起招的，签了一年以上合同并缴社保的，才能申请。",
        "issued_by": "市人力资源和社会保障局", "issued_on": today,
    })  # fmt: skip


def _put_together(city: Place, items: list[PolicyItem]) -> None:
    """Publish a bundle for small firms."""
    made = make_bundle(by="demo", place=city, values={
        "title": "小微企业政策包", "audience_codes": ["all-firms", "size-micro", "size-small"],
        "intro_text": "小微企业招人、留人、培训能用上的都在这里。先看哪条合适，再打电话问，不收费。",
        "tag_codes": ["hiring", "insurance-relief", "training"],
    })  # fmt: skip
    words = ("招一个补一个，报一次就行", "招毕业生的，社保能省一块", "员工考了证，个人能领")
    for item, note in zip((items[0], items[1], items[4]), words, strict=True):
        put_in(by="demo", bundle=made, item_id=item.id, note=note)
    publish_bundle(by="demo", bundle=made)


def _policy(
    place: Place, number: int, row: tuple[str, str, str, tuple[str, ...], str, str], today: datetime.date
) -> PolicyItem:
    title, field, audience, codes, standard, where = row
    item: PolicyItem = PolicyItem.objects.create(
        title=title,
        number=f"{place.name}人社发〔{today.year}〕{number}号",
        field=field,
        level="city" if place.kind == "city" else "county",
        issuer=f"{place.name}人力资源和社会保障局",
        audience_text=audience,
        audience_codes=sorted(codes),
        conditions_text="单位和个人没有失信记录；同一件事不重复享受。",
        standard_text=standard,
        materials_text="申请表、身份证或营业执照；能在网上查到的不用交。",
        channel_text=where,
        valid_from=today - datetime.timedelta(days=90),
        review_due_on=today + datetime.timedelta(days=YEAR // 2),
        place=place,
        place_path=place.path,
        county_id=place.county_id,
    )
    return item


def _note(item: PolicyItem, day: datetime.date) -> None:
    """Note the first version in the first channel outside; when the second comes out, it is out of date there."""
    outside = [channel for channel in channels_at(item.place_path) if channel.carrier != "portal"]
    for channel in outside[:1]:
        note_publication(
            by="demo",
            item=item,
            channel=channel.code,
            state=PublicationState.PUBLISHED,
            link=f"https://hr.example.org/policies/{day.year}/1.html",
        )


def _publish_contacts(county: Place, today: datetime.date) -> None:
    """Make public how the county's commissioner and its office are reached."""
    roles = (Role.COMMISSIONER, Role.COUNTY_OFFICER)
    posts = Post.objects.filter(Post.in_force_on(today), place=county, role__in=roles).select_related("user")
    for number, post in enumerate(posts.order_by("role", "id"), 1):
        said = {
            "name_shown": post.user.display_name,
            "title": "用工服务专员",
            "office": f"{county.name}人社局用工保障组",
            "office_telephone": f"0123-555010{number}",
            "office_address": f"{county.name}政务服务大厅3号窗口",
        }
        publish_contact(by="demo", post=post, values=said)
