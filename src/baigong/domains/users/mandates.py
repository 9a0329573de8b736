"""A firm lets the holder of a post act for it, and stops it: who may file in whose name today (BZ-4b)."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from baigong.domains.parties.models import Organisation
from baigong.domains.users.bodies import NATURES_OF
from baigong.domains.users.enums import BODY_ROLES, PARTY_ROLES, WORKING_ROLES, MandateMatter, Role
from baigong.domains.users.models import Mandate, Post
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope

# Who finds workers for others as a trade may act for a firm; any other firm may not.
AGENCIES = NATURES_OF[Role.AGENCY]
AGENTS = (Role.EMPLOYER, Role.AGENCY)


class MandateError(ValueError):
    """The mandate cannot be given or withdrawn; the sentence says why and what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def grant_mandate(
    *,
    by: str,
    organisation: Organisation,
    post: Post,
    matter: str,
    ends_before: datetime.date | None = None,
    document: str = "",
) -> Mandate:
    """Let the holder of a post act for a firm in one matter from today on; the holder is told.

    Given by the firm itself it needs no paper; an officer who enters it names the document it stands on.

    :raises MandateError: for an unknown matter, a post of a party or out of force, an end that is no later day,
        a missing document, or one that is given already.
    """
    today = clock.today()
    is_by_firm = _acts_for(by, organisation.id)
    if matter not in MandateMatter.values:
        raise MandateError("matter", "没有这种委托事项。请从列出的事项里选。")
    if not _may_hold(post, organisation) or not _in_force(post, today):
        raise MandateError("post", "只能委托在任的工作人员，或人力资源服务机构的人。请换一个人。")
    if ends_before is not None and ends_before <= today:
        raise MandateError("ends", "委托的截止日要在今天以后。请改日期，或不填。")
    if not is_by_firm and not document.strip():
        raise MandateError("document", "不是企业自己登录委托的，要写明委托书的名称或文号。")
    held = Mandate.objects.filter(
        Mandate.holding_on(today), organisation=organisation, post=post, matter=matter
    )
    if held.exists():
        raise MandateError("given", "已经委托过这个人办这件事，不用再委托。要改期限，先撤回再委托。")
    mandate: Mandate = Mandate.objects.create(
        organisation=organisation,
        post=post,
        matter=matter,
        document=document.strip(),
        starts_on=today,
        ends_before=ends_before,
        place_path=organisation.place_path,
        county_id=organisation.county_id,
        source=Source.EMPLOYER if is_by_firm else Source.OFFICER,
        source_id=by,
    )
    _note(by, mandate, "users.grant_mandate", f"{organisation.name}委托您{mandate.get_matter_display()}")
    return mandate


@transaction.atomic
def withdraw_mandate(*, by: str, mandate: Mandate, reason: str = "") -> None:
    """End a mandate: it does not hold today any more. The holder is told.

    :raises MandateError: when it has ended already.
    """
    today = clock.today()
    holding = Mandate.objects.select_for_update().filter(Mandate.holding_on(today), id=mandate.id)
    if not holding.exists():
        raise MandateError("ended", "这份委托已经结束，不用再撤。")
    if mandate.starts_on >= today:
        holding.update(voided_at=clock.now(), voided_reason=reason or "当天撤回")
    else:
        holding.update(ends_before=today, ended_reason=reason or "企业撤回")
    words = f"{mandate.organisation.name}撤回了委托：{mandate.get_matter_display()}"
    _note(by, mandate, "users.withdraw_mandate", words)


def mandates_of(organisation_id: uuid.UUID, *, on: datetime.date | None = None) -> list[Mandate]:
    """Return the mandates a firm has given that hold on a day (today), with their holders; two queries."""
    held = Mandate.objects.filter(Mandate.holding_on(on or clock.today()), organisation_id=organisation_id)
    return _with_holders(list(held.order_by("starts_on", "id")))


def mandate_of(mandate_id: uuid.UUID, organisation_id: uuid.UUID) -> Mandate | None:
    """Return a mandate of a firm, ended ones too."""
    found = list(Mandate.objects.filter(id=mandate_id, organisation_id=organisation_id))
    return next(iter(_with_holders(found)), None)


def possible_holders(organisation: Organisation) -> list[Post]:
    """Return the posts a firm may let act for it: who works between its county and its own place, and agencies'."""
    keys = organisation.place_path.strip("/").split("/")
    above = ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]
    with system_scope("企业挑委托谁，看得见为它服务的人的姓名和单位"):
        found = Post.objects.filter(
            Post.in_force_on(clock.today()),
            role__in=WORKING_ROLES,
            place_path__in=above,
            county_id=organisation.county_id,
            delegated_from__isnull=True,
        )
        agencies = Post.objects.filter(
            Post.in_force_on(clock.today()),
            role__in=AGENTS,
            county_id=organisation.county_id,
            organisation__nature__in=AGENCIES,
            organisation__withdrawn_at__isnull=True,
        ).exclude(organisation_id=organisation.id)
        return [
            *found.select_related("user", "place", "organisation").order_by("-place_path", "title", "id"),
            *agencies.select_related("user", "place", "organisation").order_by("organisation__name", "id"),
        ]


def mandates_held(user_id: uuid.UUID, *, on: datetime.date | None = None) -> list[Mandate]:
    """Return the mandates a user holds in posts in force on a day, whichever place the firms lie in."""
    day = on or clock.today()
    with system_scope("查本人受哪些企业委托"):
        posts = [post.id for post in Post.objects.filter(user_id=user_id) if _in_force(post, day)]
        held = Mandate.objects.filter(Mandate.holding_on(day), post_id__in=posts)
        return list(held.prefetch_related("organisation").order_by("starts_on", "id"))


def may_act_for(
    user_id: uuid.UUID, organisation_id: uuid.UUID, matter: str, *, on: datetime.date | None = None
) -> bool:
    """Say whether a user may do something in a firm's name on a day, by mandate."""
    held = mandates_held(user_id, on=on)
    return any(each.organisation_id == organisation_id and each.matter == matter for each in held)


def _may_hold(post: Post, organisation: Organisation) -> bool:
    """Say whether a post may act for a firm: who works for a place, or at an agency that is another firm."""
    if post.role not in PARTY_ROLES | BODY_ROLES:
        return True
    if post.role not in AGENTS or post.organisation_id in (None, organisation.id):
        return False
    with system_scope("查受托的单位是不是人力资源服务机构"):
        nature = Organisation.objects.filter(id=post.organisation_id).values_list("nature", flat=True).first()
    return nature in AGENCIES


def _with_holders(found: list[Mandate]) -> list[Mandate]:
    with system_scope("委托看得见的人，也看得见委托了谁"):
        prefetch_related_objects(found, "post__user", "post__place", "post__organisation")
    return found


def _in_force(post: Post, day: datetime.date) -> bool:
    has_begun = post.withdrawn_at is None and post.starts_on <= day
    return has_begun and (post.ends_before is None or post.ends_before > day)


def _acts_for(by: str, organisation_id: uuid.UUID) -> bool:
    try:
        user_id = uuid.UUID(by)
    except ValueError:
        return False
    today = clock.today()
    with system_scope("查委托人是不是企业的人"):
        posts = Post.objects.filter(user_id=user_id, role=Role.EMPLOYER, organisation_id=organisation_id)
        posts = posts.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=today))
        return posts.filter(starts_on__lte=today, withdrawn_at__isnull=True).exists()


def _note(by: str, mandate: Mandate, act: str, words: str) -> None:
    record(by=by, act=act, object_kind="mandate", object_ids=[mandate.id], place_path=mandate.place_path)
    send_message(
        by=by, to_user=mandate.post.user_id, kind="account", subject=words[:120], key=f"{act}:{mandate.id}"
    )
