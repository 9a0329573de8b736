"""More rows of every kind: at one place, of one firm and of one person; for pages that must not ask once per row."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from tests import sand_table
from tests.safety.walked_work import batch_at, work_at
from tests.safety.walking import PUBLIC_AT, Walk

from baigong.domains.cases.models import Case
from baigong.domains.commissioners.models import Assignment, PublicContact
from baigong.domains.parties.models import Credential
from baigong.domains.placements.services import introduce
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import publish_policy
from baigong.domains.seekers.models import NotForMe
from baigong.domains.shortages.models import Need
from baigong.domains.units.models import UnitMember
from baigong.domains.users.models import Mandate, Post, User
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.models import BatchState, Handout
from baigong.foundation.feeds.models import FeedDelivery
from baigong.foundation.jobs.models import Job
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant, Share

OWN = "1.1.1.1"


def add_rows(walk: Walk, count: int, start: int) -> None:
    """Add `count` of each kind at the own place and at the public one; `start` keeps names and numbers apart."""
    with system_scope("多放一些行"):
        for number in range(start, start + count):
            for at in (OWN, PUBLIC_AT):
                _one_more_at(walk, at, number)
            _one_more_of_the_own(walk, number)
            _one_more_for_the_readers(walk, number)


def _one_more_at(walk: Walk, at: str, number: int) -> None:
    """Another firm and person at the place with all their work, public where the place's are."""
    world, key = walk.world, f"{at}-{number}"
    world.places[key] = world.places[at]
    sand_table._people_of(world, key, world.places[at], 400 + 2 * number + (at == OWN))
    ids = work_at(world, key)
    if at == PUBLIC_AT:
        Vacancy.objects.filter(id=ids["vacancy_id"]).update(public_since=clock.now())
        PublicContact.objects.filter(id=ids["public_contact_id"]).update(public_since=clock.now())
        publish_policy(by="t", by_label="t", item=PolicyItem.objects.get(id=ids["policy_id"]))


def _one_more_of_the_own(walk: Walk, number: int) -> None:
    """Another need, vacancy, candidate, colleague … of the one firm and the one person walked."""
    world, key = walk.world, f"{OWN}-{number}"
    place, firm, person, ids = world.places[OWN], world.firms[OWN], world.persons[OWN], walk.ids[OWN]
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    need = Need.objects.create(organisation=firm, place=place, label=f"车工{number}", headcount=2, **at)
    vacancy = Vacancy.objects.create(
        organisation=firm, need=need, place=place, employer_name=firm.name, title=f"车工{number}", headcount=2,
        occupation_codes=["6-18-02-04"], public_since=clock.now(), **at,
    )  # fmt: skip
    on = clock.today() - datetime.timedelta(days=1)
    introduce(by="test", vacancy=world.vacancies[OWN], registration=world.registrations[key], on=on)
    introduce(by="test", vacancy=vacancy, registration=world.registrations[OWN], on=on)
    Credential.objects.create(person=person, kind="skill_level", label=f"焊工{number}级", **at)
    NotForMe.objects.create(
        person=person, vacancy=world.vacancies[key], reason_code="far", happened_on=clock.today(), **at
    )
    Share.objects.create(
        object_kind="party", object_id=person.id, to_party_id=world.firms[key].id, purpose="试验",
        basis=Share.Basis.CONSENT, starts_on=sand_table.SINCE, recorded_by="test",
    )  # fmt: skip
    _case_of(person.id, place, at, number)
    _colleague(firm, place, at, number)
    UnitMember.objects.create(
        unit_id=ids["unit_id"], organisation=world.firms[key], starts_on=sand_table.SINCE, **at
    )
    FeedDelivery.objects.create(
        feed_id=ids["feed_id"], batch_id=batch_at(world, OWN, BatchState.DONE), way="push", key_number="k0",
        as_of=clock.today(), file_digest=number.to_bytes(32, "big"), **at,
    )  # fmt: skip
    Assignment.objects.create(
        kind="commissioner", post=Post.objects.get(user=world.users["commissioner-1.1"]), organisation=world.firms[key],
        starts_on=sand_table.SINCE, **at,
    )  # fmt: skip


def _case_of(person_id: uuid.UUID, place: Any, at: dict[str, Any], number: int) -> None:
    case = Case.objects.create(
        kind="complaint", label=f"又一次推诿{number}", place=place, state="solved", opened_on=sand_table.SINCE,
        closed_on=sand_table.SINCE, **at,
    )  # fmt: skip
    Participant.objects.create(
        object_kind="case", object_id=case.id, to_party_id=person_id, starts_on=sand_table.SINCE,
        recorded_by="test",
    )  # fmt: skip


def _colleague(firm: Any, place: Any, at: dict[str, Any], number: int) -> None:
    user = User.objects.create_user(f"more-{number}", None, display_name=f"同事{number}")
    post = Post.objects.create(
        user=user, role="employer", organisation=firm, starts_on=sand_table.SINCE, place=place, **at
    )
    Mandate.objects.create(
        organisation=firm, post=post, matter="needs", source="employer", starts_on=sand_table.SINCE, **at
    )


def _one_more_for_the_readers(walk: Walk, number: int) -> None:
    """A message for everybody who looks, a job that waits, a deed in the trail, a firm a commissioner keeps."""
    for name, user in walk.world.users.items():
        send_message(by="test", to_user=user.id, kind="test", subject=f"第{number}件", key=f"{name}-{number}")
    top = walk.world.places["1"].path
    record(by="test", act="test.deed", object_kind="test", object_ids=[number], place_path=top)
    Job.objects.create(
        kind="test", lane="short", idempotency_key=f"more-{number}", run_after=clock.now(), created_at=clock.now(),
        quarantined_at=clock.now() if number % 2 else None,
    )  # fmt: skip
    own = walk.world.places[OWN]
    firm = walk.world.firms[OWN]
    for circle in ("", f"firm:{firm.id}", f"auditors:{walk.world.places['1'].id}"):
        Handout.objects.create(
            title="名单", object_kind="test", circle=circle, asked_by=str(uuid.uuid4()), asked_label="某人",
            purpose="试验", row_count=200, sha256="0" * 64, signature=b"0" * 36, state="waiting", place_path=own.path,
            county_id=own.county_id,
        )  # fmt: skip
