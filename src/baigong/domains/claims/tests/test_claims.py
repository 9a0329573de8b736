"""Claims: who is asked, who decides, one answer wins, and a firm never stands without an administrator."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.sand_table import World, build_world

from baigong.domains.claims import deciding
from baigong.domains.claims.deciding import accept_colleague, confirm, disown, escalate_unanswered, refuse
from baigong.domains.claims.enums import ClaimState, FoundBy, Refusal, Seat
from baigong.domains.claims.errors import ClaimError
from baigong.domains.claims.models import FirmClaim
from baigong.domains.claims.selectors import claim_beside_record, claims_of_places, last_claim_of
from baigong.domains.claims.services import (
    ClaimFacts,
    ask_county,
    attach_licence,
    file_claim,
    sign_up,
    withdraw_claim,
)
from baigong.domains.claims.workflow import ANSWER_DAYS
from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import name_pinyin
from baigong.domains.users.colleagues import (
    administrators_of,
    invite_colleague,
    let_go,
    name_administrator,
    posts_of_firm,
)
from baigong.domains.users.errors import AccountError
from baigong.domains.users.models import Post, User
from baigong.domains.users.standing import standing_for
from baigong.foundation import clock
from baigong.foundation.audit.changes import history_of
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.files.models import StoredFile
from baigong.foundation.parameters.services import set_value
from baigong.foundation.scope import enter, system_scope
from baigong.kernels.identity import mint_test_credit_code

MONDAY = datetime.date(2026, 3, 16)
CODE = mint_test_credit_code("371600", 7)
OTHER_CODE = mint_test_credit_code("371600", 8)
PASSWORD = "a long word for tests"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def world(db: None) -> Any:
    with clock.at(MONDAY):
        built = build_world()
        with system_scope("test"):
            for firm in built.firms.values():
                firm.name_pinyin = name_pinyin(firm.name)
                firm.save(update_fields=["name_pinyin"])
        yield built


def facts(world: World, **said: Any) -> ClaimFacts:
    return ClaimFacts(
        **{
            "credit_code": CODE,
            "firm_name": "企业1.1.1.1",
            "place": world.places["1.1"],
            "phone": "13900007002",
            "title": "人事",
        }
        | said
    )


def claimed(world: World, name: str = "feng", **said: Any) -> tuple[User, FirmClaim]:
    return sign_up(username=name, password=PASSWORD, display_name="冯经理", facts=facts(world, **said))


def confirmed(world: World, name: str = "feng") -> tuple[User, FirmClaim]:
    user, claim = claimed(world, name)
    with enter(world.scope_at("1.1")):
        return user, confirm(by="officer", role="county_officer", claim=claim)


def ranks(world: World) -> list[tuple[str, str]]:
    with system_scope("test"):
        return [(post.user.username, post.rank) for post in posts_of_firm(world.firms["1.1.1.1"].id)]


def test_a_firm_known_by_its_name_is_claimed_and_gets_its_code(world: World) -> None:
    user, claim = claimed(world)
    assert (claim.state, claim.found_by) == (ClaimState.WAITING_COUNTY, FoundBy.NAME)
    assert claim.place_path == world.places["1.1"].path
    before = standing_for(user)
    assert (before.role, before.scope.places, before.scope.parties, before.party_id) == (
        "employer",
        (),
        (),
        "",
    )
    with enter(world.scope_at("1.1")):
        confirm(by="officer", role="county_officer", claim=claim)
    with system_scope("test"):
        firm = Organisation.objects.get(id=world.firms["1.1.1.1"].id)
    assert (firm.credit_code, firm.provisional_key) == (CODE, "")
    after = standing_for(user)
    assert (after.party_id, after.rank) == (str(firm.id), "administrator")
    assert after.scope.parties == (firm.id,) and after.scope.places == ()
    assert [change.after for change in history_of("claims.firmclaim", claim.id).filter(field="state")] == [
        "confirmed"
    ]
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"claims.file", "claims.confirm", "users.appoint"} <= acts


def test_a_firm_known_by_its_code_lies_where_the_firm_lies(world: World) -> None:
    with system_scope("test"):
        Organisation.objects.filter(id=world.firms["2.1.1.1"].id).update(credit_code=CODE)
    _, claim = claimed(world, firm_name="写错的名字")
    assert (claim.found_by, claim.organisation_id) == (FoundBy.CREDIT_CODE, world.firms["2.1.1.1"].id)
    assert claim.place_path == world.places["2.1"].path


def test_a_firm_nobody_entered_is_made_when_the_claim_is_confirmed(world: World) -> None:
    _, claim = claimed(world, firm_name="全新机械有限公司", credit_code=OTHER_CODE)
    assert (claim.organisation_id, claim.found_by) == (None, FoundBy.NOTHING)
    with enter(world.scope_at("1.1")):
        done = confirm(by="officer", role="county_officer", claim=claim)
    with system_scope("test"):
        firm = Organisation.objects.get(id=done.organisation_id)
    assert (firm.name, firm.credit_code, firm.source) == ("全新机械有限公司", OTHER_CODE, "employer")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "没有填"),
        (CODE[:-1] + ("0" if CODE[-1] != "0" else "1"), "校验码对不上"),
        (CODE[:15], "老的营业执照"),
    ],
)
def test_a_code_that_cannot_be_right_leaves_no_account(world: World, code: str, words: str) -> None:
    with pytest.raises(ClaimError, match=words):
        claimed(world, credit_code=code)
    assert not User.objects.filter(username="feng").exists()


def test_one_person_has_one_open_claim_and_may_withdraw_it(world: World) -> None:
    user, claim = claimed(world)
    with pytest.raises(ClaimError, match="还有一份认领没有办完"):
        file_claim(by="x", claimant=user, facts=facts(world, credit_code=OTHER_CODE, firm_name="另一家"))
    gone = withdraw_claim(by=str(user.id), claim=claim)
    assert (gone.state, gone.decided_on) == (ClaimState.WITHDRAWN, MONDAY)
    with pytest.raises(ClaimError, match="已是“已撤回”"):
        withdraw_claim(by=str(user.id), claim=claim)
    again = file_claim(by="x", claimant=user, facts=facts(world))
    assert last_claim_of(user) == again


def test_without_the_constraint_a_person_could_claim_two_firms(world: World) -> None:
    """Twin: the database, not the service, says no."""
    _, claim = claimed(world)
    with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
        FirmClaim.objects.create(
            claimant_id=claim.claimant_id, place=claim.place, place_path=claim.place_path, credit_code=OTHER_CODE,
            firm_name="另一家", phone="13900007002", found_by="nothing", state="waiting_county", state_since=MONDAY,
        )  # fmt: skip


def test_the_second_claimant_waits_for_the_firms_administrator(world: World) -> None:
    confirmed(world)
    user, second = claimed(world, "zhao")
    assert (second.state, second.due_on) == (ClaimState.WAITING_ADMINISTRATOR, datetime.date(2026, 3, 19))
    with pytest.raises(ClaimError, match="由企业用户来办|现在是"), enter(world.scope_at("1.1")):
        confirm(by="officer", role="county_officer", claim=second)
    with system_scope("test"):
        accept_colleague(by="feng", claim=second)
    assert ranks(world) == [("feng", "administrator"), ("zhao", "")]
    with pytest.raises(ClaimError, match="已经是这家单位的用户"):
        file_claim(by="x", claimant=user, facts=facts(world))


def test_an_offices_own_term_for_answers(world: World) -> None:
    confirmed(world)
    place = world.places["1.1"]
    with system_scope("test"):
        set_value(
            by="test", parameter=ANSWER_DAYS, place_path=place.path, county_id=place.county_id, valid_from=MONDAY,
            value=Decimal(5), unit="个工作日", document="测试〔2026〕1号",
        )  # fmt: skip
    assert claimed(world, "zhao")[1].due_on == datetime.date(2026, 3, 23)


def test_a_disowned_claimant_may_ask_the_county_and_take_the_administrators_place(world: World) -> None:
    """An impostor who came first cannot keep the firm out."""
    impostor, _ = confirmed(world, "impostor")
    user, claim = claimed(world, "boss")
    with system_scope("test"):
        with pytest.raises(ClaimError, match="还差原因"):
            disown(by="impostor", claim=claim, reason=" ")
        disown(by="impostor", claim=claim, reason="不认识")
    asked = ask_county(by=str(user.id), claim=claim)
    assert asked.state == ClaimState.WAITING_COUNTY
    with enter(world.scope_at("1.1")):
        confirm(by="officer", role="county_officer", claim=asked, seat=Seat.INSTEAD)
    assert ranks(world) == [("boss", "administrator")]
    impostor.refresh_from_db()
    assert not impostor.is_active and not standing_for(impostor).is_signed_in


def test_an_unanswered_claim_goes_to_the_county_once(world: World) -> None:
    confirmed(world)
    _, claim = claimed(world, "zhao")
    friday = datetime.date(2026, 3, 20)
    assert escalate_unanswered(datetime.date(2026, 3, 19)) == 0
    with enter(world.scope_at("1.1")):
        assert [each.id for each in claims_of_places(on=friday)] == [claim.id]
    with clock.at(friday):
        assert (escalate_unanswered(friday), escalate_unanswered(friday)) == (1, 0)
    with system_scope("test"):
        assert FirmClaim.objects.get(id=claim.id).state == ClaimState.WAITING_COUNTY


def test_the_county_may_decide_before_the_nightly_work(world: World) -> None:
    confirmed(world)
    _, claim = claimed(world, "zhao")
    with clock.at(datetime.date(2026, 3, 20)), enter(world.scope_at("1.1")):
        done = confirm(by="officer", role="county_officer", claim=claim, seat=Seat.COLLEAGUE)
    assert done.state == ClaimState.CONFIRMED


def test_a_refusal_needs_its_reason_and_other_its_words(world: World) -> None:
    _, claim = claimed(world)
    with enter(world.scope_at("1.1")):
        for code, text, words in (("", "", "还差原因"), (Refusal.OTHER, "不", "至少四个字")):
            with pytest.raises(ClaimError, match=words):
                refuse(by="officer", role="county_officer", claim=claim, code=code, text=text)
        done = refuse(by="officer", role="county_officer", claim=claim, code=Refusal.IMPOSTOR)
    assert (done.state, done.refusal_code) == (ClaimState.REFUSED, "impostor")


def test_of_two_answers_one_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twin: an answer that does not look again at the row still cannot move a claim that has moved on."""
    _, claim = claimed(world)
    stale = FirmClaim(**{f.attname: getattr(claim, f.attname) for f in FirmClaim._meta.concrete_fields})
    with enter(world.scope_at("1.1")):
        refuse(by="one", role="county_officer", claim=claim, code=Refusal.EVIDENCE)
        monkeypatch.setattr("baigong.domains.claims.moving.held", lambda _: stale)
        monkeypatch.setattr(deciding, "held", lambda _: stale)
        with pytest.raises(ClaimError, match="刚刚有人办过"):
            confirm(by="two", role="county_officer", claim=stale)
    assert ranks(world) == []


def test_a_code_that_stands_at_another_firm_is_not_taken(world: World) -> None:
    _, claim = claimed(world)
    with system_scope("test"):
        Organisation.objects.filter(id=world.firms["1.2.1.1"].id).update(credit_code=CODE)
    with enter(world.scope_at("1.1")), pytest.raises(ClaimError, match="登记在“企业1.2.1.1”名下"):
        confirm(by="officer", role="county_officer", claim=claim)


def test_another_county_sees_and_decides_nothing(world: World) -> None:
    _, claim = claimed(world)
    with enter(world.scope_at("1.2")):
        assert claims_of_places(on=MONDAY) == [] and claim_beside_record(claim.id) is None
        with pytest.raises(FirmClaim.DoesNotExist):
            confirm(by="officer", role="county_officer", claim=claim)
    with enter(world.scope_at("1.1")):
        beside = claim_beside_record(claim.id)
    assert beside and beside.record == world.firms["1.1.1.1"] and beside.rivals == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ" + PNG, "不是照片"), (PNG + b"0" * (5 * 1024 * 1024), "超过5兆")],
    ids=["kind", "size"],
)
def test_a_licence_is_a_picture_of_modest_size(world: World, content: bytes, words: str) -> None:
    _, claim = claimed(world)
    with pytest.raises(ClaimError, match=words):
        attach_licence(by="x", claim=claim, content=io.BytesIO(content), name="执照.png")
    kept = attach_licence(by="x", claim=claim, content=io.BytesIO(PNG), name="执照.png")
    first = kept.licence
    assert first is not None and first.kind == "claims.licence"
    assert first.expires_at == clock.now() + datetime.timedelta(days=1095)
    again = attach_licence(by="x", claim=claim, content=io.BytesIO(PNG), name="新执照.png")
    assert again.licence_id not in (None, first.id) and not StoredFile.objects.filter(id=first.id).exists()


def test_a_firm_keeps_an_administrator(world: World) -> None:
    confirmed(world)
    firm = world.firms["1.1.1.1"]
    with system_scope("test"):
        password = invite_colleague(
            by="feng", organisation=firm, place=world.places["1.1"], username="sun", display_name="孙助理"
        )
        assert len(password) > 15 and User.objects.get(username="sun").check_password(password)
        admin, colleague = posts_of_firm(firm.id)
        for deed in (lambda: let_go(by="x", post=admin),
                     lambda: name_administrator(by="x", post=admin, is_administrator=False)):  # fmt: skip
            with pytest.raises(AccountError, match="只有这一位管理员"):
                deed()
        name_administrator(by="x", post=colleague, is_administrator=True)
        let_go(by="x", post=admin)
        assert [post.user.username for post in administrators_of(firm.id)] == ["sun"]
        with pytest.raises(AccountError, match="已经结束"):
            let_go(by="x", post=admin)
        assert not User.objects.get(username="feng").is_active
        assert Post.objects.get(id=admin.id).ends_before == MONDAY
        assert history_of("users.post", admin.id).filter(field="ends_before").exists()
