"""The work that stands at each place of the walk: people of a firm, papers, policies, feeds, groups …, by their ids."""

from __future__ import annotations

import datetime
import io
import uuid
from typing import Any

from tests import sand_table
from tests.safety.canvassed import canvassed_at
from tests.sand_table import World

from baigong.domains.cases.filing import offices_of
from baigong.domains.cases.models import Case
from baigong.domains.claims.models import FirmClaim
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.evidence.services import attach
from baigong.domains.facilities.models import Facility
from baigong.domains.parties.models import Credential, Organisation, Party
from baigong.domains.placements.hiring import hire
from baigong.domains.placements.services import introduce
from baigong.domains.policies.models import PolicyBundle, PolicyItem
from baigong.domains.seekers.models import DataCopy, NotForMe, RecordClaim, Sending
from baigong.domains.shortages.enums import StrikeOffKind
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.strike_off_steps import keep_step
from baigong.domains.units.models import ReportingUnit
from baigong.domains.users.models import ExportLeave, Mandate, Post, User
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.exchange.models import BatchState, ImportBatch
from baigong.foundation.feeds.models import FeedDelivery
from baigong.foundation.feeds.services import FeedTerms, open_feed
from baigong.foundation.files.services import store
from baigong.foundation.messages.services import send_message
from baigong.foundation.scope.models import Participant, Share
from baigong.kernels.identity import mint_test_credit_code

PUBLIC_AT = "1.2.1.1"
# Own village, sibling, another town, another county, another city; then the rest, and places above villages.
OBJECTS_AT = (
    "1.1.1.1", "1.1.1.2", "1.1.2.1", PUBLIC_AT, "2.1.1.1", "1.1.1", "1.1", "1", "1.1.2",
    "2.2.2.2",
)  # fmt: skip


def work_at(world: World, key: str) -> dict[str, str]:
    on = clock.today() - datetime.timedelta(days=1)
    vacancy, entry = world.vacancies[key], world.registrations[key]
    hired = introduce(by="test", vacancy=vacancy, registration=entry, on=on)
    engagement = hire(by="test", role="county_officer", introduction=hired, on=on)
    waiting = introduce(by="test", vacancy=vacancy, registration=entry, on=on)
    return {
        "registration_id": str(entry.id),
        "firm_id": str(world.firms[key].id),
        "need_id": str(world.needs[key].id),
        "vacancy_id": str(vacancy.id),
        "place_key": world.places[key].key,
        "introduction_id": str(waiting.id),
        "engagement_id": str(engagement.id),
        "evidence_id": _evidence(world.needs[key]),
        **_firm_people_at(world, key),
        **canvassed_at(world, key),
        "batch_id": batch_at(world, key, BatchState.DONE),
        "open_batch_id": batch_at(world, key, BatchState.CHECKED),
        "record_id": _facility(world, key),
        "policy_id": _policy(world, key),
        "bundle_id": _bundle(world, key),
        "public_contact_id": _contact(world, key),
        **_feed(world, key),
        "unit_id": _unit(world, key),
        "group_id": _group(world, key),
        "sending_id": _sending(world, key),
        "entry_id": str(
            record(
                by="test",
                act="test.deed",
                object_kind="test",
                object_ids=[1],
                place_path=world.places[key].path,
            ).id
        ),
        **_own_of_the_person(world, key),
        "message_id": str(
            send_message(by="test", to_user=uuid.uuid4(), kind="test", subject="不给这里的人", key=key).id
        ),
    }


def _evidence(need: Need) -> str:
    """The paper a need was reopened on."""
    step = keep_step(by="test", need=need, kind=StrikeOffKind.REOPENED, on=clock.today(), words="人又走了")
    paper = io.BytesIO(b"\x89PNG\r\n\x1a\n" + need.id.bytes)
    return str(attach(by="test", subject=step, content=paper, file_name="x.png").id)


def _firm_people_at(world: World, key: str) -> dict[str, str]:
    """A colleague at the firm, and somebody who claims it and whose answer is late."""
    place, firm = world.places[key], world.firms[key]
    at: dict[str, Any] = {"place": place, "place_path": place.path, "county_id": place.county_id}
    colleague, claimant = (
        User.objects.create_user(f"{word}-{key}", "x" * 16, display_name=f"{word}{key}")
        for word in ("colleague", "claimant")
    )
    post = Post.objects.create(
        user=colleague, role="employer", organisation=firm, starts_on=sand_table.SINCE, **at
    )
    claim = FirmClaim.objects.create(
        claimant=claimant,
        organisation=firm,
        credit_code=mint_test_credit_code("371600", 1 + OBJECTS_AT.index(key) if key in OBJECTS_AT else 99),
        firm_name=firm.name,
        phone="13900007009",
        found_by="name",
        state="waiting_administrator",
        state_since=clock.today() - datetime.timedelta(days=20),
        due_on=clock.today() - datetime.timedelta(days=10),
        **at,
    )
    mandate = Mandate.objects.create(
        organisation=firm, post=post, matter="needs", source="employer", starts_on=sand_table.SINCE,
        place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    leave = ExportLeave.objects.create(
        post=post, document="试1号", given_by="test", starts_on=sand_table.SINCE, ends_before=clock.today(),
        place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return {
        "mandate_id": str(mandate.id),
        "leave_id": str(leave.id),
        "post_id": str(post.id),
        "user_id": str(colleague.id),
        "claim_id": str(claim.id),
    }


def _own_of_the_person(world: World, key: str) -> dict[str, str]:
    """A claim on the record of the place, and what its person keeps: share, certificate, copy, a no, a complaint."""
    person, place = world.persons[key], world.places[key]
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    claimant = User.objects.create_user(f"own-record-{key}", None, display_name="认领人")
    claim = RecordClaim(claimant=claimant, person=person, place=place, **at)
    claim.full_name, claim.phone = sand_table.NAME, sand_table.PHONE
    claim.save(force_insert=True)
    held = Credential.objects.create(person=person, kind="skill_level", label="焊工四级", **at)
    until = clock.now() + datetime.timedelta(days=1)
    file = store(b"zip", kind="seekers.data_copy", original_name="x.zip", by="test", expires_at=until)
    copy = DataCopy.objects.create(person=person, file=file, kept_until=until, **at)
    NotForMe.objects.create(
        person=person, vacancy=world.vacancies[key], reason_code="far", happened_on=clock.today(), **at
    )
    share = Share.objects.create(
        object_kind="party", object_id=person.id, to_party_id=world.firms[key].id, purpose="试验",
        basis=Share.Basis.CONSENT, starts_on=sand_table.SINCE, recorded_by="test",
    )  # fmt: skip
    case = Case.objects.create(
        kind="complaint", label="窗口推诿" + key.partition("-")[2], place=place, state="solved",
        opened_on=sand_table.SINCE, closed_on=sand_table.SINCE, **at,
    )  # fmt: skip
    Participant.objects.create(
        object_kind="case",
        object_id=case.id,
        to_party_id=person.id,
        starts_on=sand_table.SINCE,
        recorded_by="test",
    )
    return {
        "case_id": str(case.id),
        "office_id": str(offices_of(person)[0].id),
        "record_claim_id": str(claim.id),
        "credential_id": str(held.id),
        "copy_id": str(copy.id),
        "share_id": str(share.id),
    }


def _feed(world: World, key: str) -> dict[str, str]:
    """A feed of the place that has delivered once."""
    place = world.places[key]
    terms = FeedTerms(
        f"feed-{key.replace('.', '-')}",
        f"数据{key}",
        "education",
        "workers",
        "push",
        31,
        20,
        world.firms[key].id,
    )
    feed = open_feed(
        by="test", terms=terms, place_id=place.id, place_path=place.path, county_id=place.county_id
    )
    delivery = FeedDelivery.objects.create(
        feed=feed, batch_id=batch_at(world, key, BatchState.DONE), way="push", key_number="k0", as_of=clock.today(),
        file_digest=b"0" * 32, place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return {"feed_id": str(feed.id), "delivery_id": str(delivery.id)}


def _sending(world: World, key: str) -> str:
    """A notice that was pushed to the people of the place."""
    place = world.places[key]
    sending = Sending.objects.create(
        subject="赶集招工", body="周六上午", audience_text=place.name, people_asked=1, asked_by="test",
        key=uuid.uuid4(), place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return str(sending.id)


def _unit(world: World, key: str) -> str:
    """A park of the place that nobody belongs to yet."""
    unit = ReportingUnit.objects.create(
        code=uuid.uuid4().hex[:12], label=f"园区{key}", kind="park", place=world.places[key],
        valid_from=sand_table.SINCE,
    )  # fmt: skip
    return str(unit.id)


def _group(world: World, key: str) -> str:
    """A task team of the place with one member."""
    place = world.places[key]
    at: dict[str, Any] = {"place_path": place.path, "county_id": place.county_id}
    party = Party.objects.create(kind="organisation", **at)
    group = Organisation.objects.create(
        id=party.id,
        party=party,
        name=f"专班{key}",
        provisional_key=f"专班{key}",
        nature="group",
        place=place,
        **at,
    )
    user = User.objects.create_user(f"seated-{key}", None, display_name=f"成员{key}", is_active=False)
    Post.memberships.create(
        user=user, role="member", organisation=group, title="成员", duty="对接", home_unit="学校",
        starts_on=sand_table.SINCE, place=place, **at,
    )  # fmt: skip
    return str(group.id)


def _facility(world: World, key: str) -> str:
    place = world.places[key]
    facility = Facility.objects.create(
        kind="service_point",
        label=f"网点{key}",
        place=place,
        place_path=place.path,
        county_id=place.county_id,
    )
    return str(facility.id)


def _policy(world: World, key: str) -> str:
    """A policy nobody published yet."""
    place = world.places[key]
    item = PolicyItem.objects.create(
        number=f"试〔2026〕{key}号", title=f"补贴{key}", field="employment", level="county", issuer="试验的局",
        audience_text="各类企业", audience_codes=["all-firms"], standard_text="每人1500元",
        channel_text="窗口", valid_from=sand_table.SINCE, place=place,
        place_path=place.path, county_id=place.county_id,
    )  # fmt: skip
    return str(item.id)


def _bundle(world: World, key: str) -> str:
    """A bundle nobody published yet, with nothing in it."""
    place = world.places[key]
    said = {"audience_codes": ["all-firms"], "tag_codes": ["hiring"]}
    at: dict[str, Any] = {"place": place, "place_path": place.path, "county_id": place.county_id}
    made = PolicyBundle.objects.create(title=f"政策包{key}", intro_text="给各类企业的", **said, **at)
    return str(made.id)


def _contact(world: World, key: str) -> str:
    """Somebody at work whose office telephone is written down and not public."""
    place = world.places[key]
    at: dict[str, Any] = {"place": place, "place_path": place.path, "county_id": place.county_id}
    user = User.objects.create_user(f"contact-{key}", "x" * 16, display_name=f"联系人{key}")
    post = Post.objects.create(user=user, role="commissioner", starts_on=sand_table.SINCE, **at)
    contact = PublicContact.objects.create(
        post=post,
        name_shown=f"专员{key}",
        title="专员",
        office="试验的局",
        office_telephone="0543-3160000",
        **at,
    )
    return str(contact.id)


def batch_at(world: World, key: str, state: str) -> str:
    place = world.places[key]
    batch = ImportBatch.objects.create(
        list_name="workers",
        place_id=place.id,
        file_name="摸排.xlsx",
        file_digest=b"0" * 32,
        state=state,
        known_on=clock.today(),
        uploaded_by="test",
        place_path=place.path,
        county_id=place.county_id,
    )
    return str(batch.id)
