"""The job-seeker's pages: each deed once, each mistake mended in place, nobody else's rows."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.sand_table import officer

from baigong.domains.parties.models import Credential
from baigong.domains.placements.models import Introduction
from baigong.domains.placements.services import invite
from baigong.domains.seekers.models import DataCopy, Erasure, NotForMe, RecordClaim
from baigong.domains.seekers.notice import notice_version
from baigong.domains.seekers.tests.seeking import HOME, OTHER, number_of, said_of, seeker
from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Share

ALL = (
    "",
    "record/",
    "wishes/",
    "certificates/",
    "jobs/",
    "policies/",
    "cases/",
    "applications/",
    "consent/",
    "looked/",
    "data/",
    "data/erase/",
)
WRONG_CHILD = datetime.date(2012, 1, 1)


@pytest.fixture(autouse=True)
def shown_codes(settings: Any, tmp_path: Any) -> None:
    settings.BAIGONG_DEMO = True
    settings.BAIGONG_ERASURE_FILE = tmp_path / "erasures.txt"


def _text(response: Any) -> str:
    return str(response.content.decode())


def _code(client: Client, where: str = "copy") -> str:
    client.post("/me/data/code/", {"for": where})
    found = re.search(r"验证码是(\d{6})", _text(client.get("/me/data/")))
    assert found
    return found[1]


def test_joining_by_telephone_and_starting_a_record(world: Any, client: Client) -> None:
    assert client.post("/me/join/", {"phone": "0543-3211234"}).status_code == 422
    assert client.post("/me/join/", {"phone": "13900008001"}).headers["Location"] == "/me/join/code/"
    page = client.get("/me/join/code/")
    found = re.search(r"验证码是(\d{6})", _text(page))
    assert found and "13900008001" not in _text(page)
    given = {"display_name": "王某", "place": world.places["1.1.1"].path}
    wrong = client.post("/me/join/code/", {**given, "code": "000000" if found[1] != "000000" else "111111"})
    assert wrong.status_code == 422 and "验证码不对" in _text(wrong) and "王某" in _text(wrong)
    assert client.post("/me/join/code/", {**given, "code": found[1]}).status_code == 302
    assert client.get("/desk/").headers["Location"] == "/me/"
    assert "先找到您的登记" in _text(client.get("/me/"))
    said = {"full_name": "王小明", "identity_number": number_of(7).number18, "place": given["place"]}
    child = client.post("/me/record/start/", {**said, "identity_number": number_of(7, WRONG_CHILD).number18})
    assert child.status_code == 422 and "不满16周岁" in _text(child) and "王小明" in _text(child)
    assert client.post("/me/record/start/", said).headers["Location"] == "/me/wishes/"
    with system_scope("test"):
        assert Registration.objects.get(supply_list="self").source == "person"


def test_claiming_says_the_same_of_a_wrong_name_and_of_nobody(world: Any, newcomer: Client) -> None:
    said = said_of(world)
    form = {
        "identity_number": said.number.number18,
        "place": world.places["1.1.1"].path,
        "sensitive": "on",
    }
    pages = []
    for changed in (
        {"full_name": "欧阳试错"},
        {"full_name": said.full_name, "identity_number": number_of(9).number18},
    ):
        response = newcomer.post("/me/record/claim/", {**form, **changed}, follow=True)
        pages.append(re.sub(r'value="[^"]*"|X-CSRFToken[^>]*', "", _text(response)))
    assert pages[0] == pages[1] and "转给村居、镇街核实" in pages[0]
    third = newcomer.post("/me/record/claim/", {**form, "full_name": "又错"}, follow=True)
    assert "今天没对上的次数用完了" in _text(third)
    closed = newcomer.post("/me/record/claim/", {**form, "full_name": said.full_name})
    assert closed.status_code == 422 and "次数用完了" in _text(closed)


def test_an_officer_confirms_on_the_desk(world: Any, newcomer: Client, signed_in: Any) -> None:
    said = said_of(world)
    form = {
        "identity_number": said.number.number18,
        "full_name": "欧阳试错",
        "place": world.places["1.1.1"].path,
        "sensitive": "on",
    }
    newcomer.post("/me/record/claim/", form)
    with system_scope("test"):
        claim = RecordClaim.objects.get()
    clerk = signed_in(officer(world, "village_officer", HOME))
    assert "1个求职者认领登记等核实" in _text(clerk.get("/desk/"))
    page = _text(clerk.get(f"/desk/record-claims/{claim.id}/"))
    assert said.number.number18 not in page and "核实，交给本人" in page
    assert clerk.post(f"/desk/record-claims/{claim.id}/confirm/", {"person": "x"}).status_code == 422
    assert clerk.post(f"/desk/record-claims/{claim.id}/refuse/", {"text": ""}).status_code == 422
    stranger = signed_in(officer(world, "village_officer", OTHER))
    assert stranger.get(f"/desk/record-claims/{claim.id}/").status_code == 404
    clerk.post(f"/desk/record-claims/{claim.id}/confirm/", {"person": str(claim.person_id)})
    assert "我是谁" in _text(newcomer.get("/me/record/"))


def test_every_page_stands_and_shows_masks_only(me: Client, world: Any) -> None:
    said = said_of(world)
    for where in ALL:
        response = me.get(f"/me/{where}")
        assert response.status_code == 200, where
        assert said.number.number18 not in _text(response) and said.phone not in _text(response)
        assert "<script>" not in _text(response) and " style=" not in _text(response)


def test_without_a_record_every_page_leads_to_the_first(newcomer: Client) -> None:
    for where in ALL[1:]:
        assert newcomer.get(f"/me/{where}").headers["Location"] == "/me/"


def test_a_trade_in_own_words_is_put_to_the_person_before_it_is_written(me: Client) -> None:
    form = {"occupation_text": "烧电焊", "asked": "", "pay_yuan": "6000", "lodging": "yes", "shift": "day"}
    asked = me.post("/me/wishes/", form)
    assert asked.status_code == 200 and "选一个最像的" in _text(asked)
    offered = re.findall(r'name="occupation" value="(\d[^"]*)"', _text(asked))
    assert 3 <= len(offered) <= 5 and 'value="6000"' in _text(asked)
    with system_scope("test"):
        assert not Registration.objects.filter(source="person").exists()
    me.post("/me/wishes/", {**form, "asked": "烧电焊", "occupation": offered[0]})
    with system_scope("test"):
        entry = Registration.objects.get(source="person")
    assert (entry.occupation_codes, entry.occupation_text) == ([offered[0]], "烧电焊")
    assert (entry.pay_from_fen_month, entry.wants_lodging, entry.shift) == (600_000, True, "day")
    wrong = me.post("/me/wishes/", {**form, "asked": "烧电焊", "pay_yuan": "六千"})
    assert wrong.status_code == 422 and "请填整数元" in _text(wrong) and "烧电焊" in _text(wrong)


def test_who_does_not_look_now_gets_no_list(me: Client) -> None:
    assert "应聘" in _text(me.get("/me/jobs/"))
    me.post("/me/record/state/", {"state": "not_seeking"})
    assert "没有给您找岗位" in _text(me.get("/me/jobs/"))


def test_applying_putting_aside_and_finding_again(me: Client, world: Any) -> None:
    vacancy = world.vacancies[HOME]
    page = _text(me.get("/me/jobs/"))
    assert f"/me/jobs/{vacancy.id}/apply/" in page and "工种" in page
    assert "还没选为什么" in _text(me.post(f"/me/jobs/{vacancy.id}/aside/", follow=True))
    me.post(f"/me/jobs/{vacancy.id}/aside/", {"reason": "far"})
    assert f"/me/jobs/{vacancy.id}/apply/" not in _text(me.get("/me/jobs/"))
    me.post(f"/me/jobs/{vacancy.id}/again/")
    for _ in range(2):
        assert me.post(f"/me/jobs/{vacancy.id}/apply/").status_code == 302
    with system_scope("test"):
        assert Introduction.objects.count() == 1 and NotForMe.objects.filter(voided_at=None).count() == 0


def test_an_invitation_is_answered_with_a_reason(me: Client, world: Any) -> None:
    with system_scope("test"):
        row = invite(
            by="f", vacancy=world.vacancies[OTHER], registration=world.registrations[HOME], on=clock.today()
        )
    assert "等您回话" in _text(me.get("/me/"))
    assert me.post(f"/me/applications/{row.id}/decline/", {"reason": ""}).status_code == 422
    me.post(f"/me/applications/{row.id}/agree/")
    assert "撤回同意" in _text(me.get("/me/consent/"))
    me.post(f"/me/applications/{row.id}/decline/", {"reason": "person-pay"})
    page = _text(me.get(f"/me/applications/{row.id}/"))
    assert "您说不去" in page and "嫌薪资低" in page


def test_nobody_touches_anothers_rows(me: Client, world: Any, signed_in: Any) -> None:
    other = signed_in(seeker(world, OTHER, phone="13900007009"))
    me.post(f"/me/jobs/{world.vacancies[OTHER].id}/apply/")
    me.post("/me/certificates/", _certificate())
    with system_scope("test"):
        row, held = Introduction.objects.get(), Credential.objects.get()
        share = Share.objects.filter(basis="consent").earliest("id")
    me.post("/me/data/copy/", {"code": _code(me)})
    with system_scope("test"):
        copy = DataCopy.objects.get()
    for where in (f"applications/{row.id}/",):
        assert other.get(f"/me/{where}").status_code == 404
    for where in (
        f"applications/{row.id}/agree/", f"applications/{row.id}/decline/", f"consent/{share.id}/withdraw/",
        f"certificates/{held.id}/remove/", f"data/{copy.id}/download/",
    ):  # fmt: skip
        assert other.post(f"/me/{where}", {"reason": "person-pay"}).status_code == 404, where
    clerk = signed_in(officer(world, "village_officer", HOME))
    assert clerk.get("/me/").status_code == 403
    assert Client().get("/me/").status_code == 302


def _certificate(**changed: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("王五的证.jpg", b"\xff\xd8\xff" + b"0" * 50)
    return {"kind": "skill_level", "label": "焊工四级", "number": "3716001234567890", "file": file, **changed}


def test_a_certificate_is_refused_or_kept_and_shown_masked(me: Client) -> None:
    bad = me.post("/me/certificates/", _certificate(file=SimpleUploadedFile("x.jpg", b"MZ" + b"0" * 50)))
    assert bad.status_code == 422 and "不是照片" in _text(bad) and "焊工四级" in _text(bad)
    me.post("/me/certificates/", _certificate())
    page = _text(me.get("/me/certificates/"))
    assert "焊工四级" in page and "王五" not in page and "1234567890" not in page


def test_the_own_copy_needs_a_code_and_is_taken_once(me: Client) -> None:
    code = _code(me)
    assert me.post("/me/data/copy/", {"code": "12"}).status_code == 422
    me.post("/me/data/copy/", {"code": code})
    with system_scope("test"):
        copy = DataCopy.objects.get()
    taken = me.post(f"/me/data/{copy.id}/download/")
    names = zipfile.ZipFile(io.BytesIO(taken.content)).namelist()
    assert {"我的资料.json", "我的资料.html"} <= set(names) and taken["Cache-Control"] == "no-store"
    assert "已经取走" in _text(me.post(f"/me/data/{copy.id}/download/", follow=True))


def test_an_erasure_says_what_stays_closes_the_account_and_clears_the_browser(me: Client) -> None:
    assert "个人信息保护法第五十四条" in _text(me.get("/me/data/erase/"))
    code = _code(me, "erase")
    assert me.post("/me/data/erase/", {"code": code}).status_code == 422
    response = me.post("/me/data/erase/", {"code": code, "sure": "on"})
    assert response.headers["Location"] == "/me/gone/"
    assert "storage" in me.get("/me/gone/")["Clear-Site-Data"]
    assert me.get("/me/").status_code == 302
    with system_scope("test"):
        assert Erasure.objects.count() == 1 and not User.objects.filter(phone_index__isnull=False).exists()


def test_every_form_field_about_a_person_says_why_it_is_asked_and_who_sees_it(newcomer: Client) -> None:
    page = _text(newcomer.get("/me/record/start/"))
    assert page.count("为什么要填，谁看得到") == 2
    assert "用来身份核对（履行法定职责）" in page and "服务终止后三年" in page
    assert "您同意或应聘的单位" in page


def test_the_identity_number_is_agreed_to_apart_and_the_tick_is_never_set_for_anybody(
    world: Any, newcomer: Client
) -> None:
    page = _text(newcomer.get("/me/record/start/"))
    assert re.search(r'name="sensitive"[^>]*>', page)[0].count("checked") == 0  # type: ignore[index]
    assert f"告知书{notice_version()}版" in page and "不勾也能登记" in page
    said = said_of(world)
    form = {
        "identity_number": said.number.number18,
        "full_name": said.full_name,
        "place": world.places["1.1.1"].path,
    }
    without = newcomer.post("/me/record/claim/", form)
    assert without.status_code == 422 and "前面打勾" in _text(without)
    assert newcomer.post("/me/record/claim/", {**form, "sensitive": "on"}).status_code == 302
    assert f"告知书{notice_version()}版" in _text(newcomer.get("/me/consent/"))
    assert "没有看懂" in _text(newcomer.post("/me/consent/", {"sensitive": "x"}, follow=True))
    assert "撤回了。经办人按职责" in _text(
        newcomer.post("/me/consent/", {"sensitive": "withdraw"}, follow=True)
    )
    assert "没有可以撤回的" in _text(newcomer.post("/me/consent/", {"sensitive": "withdraw"}, follow=True))


def _queries(me: Client, where: str) -> int:
    me.get(f"/me/{where}")  # what was said after the last deed is read now
    with CaptureQueriesContext(connection) as queries:
        me.get(f"/me/{where}")
    return len(queries)


@pytest.mark.parametrize("where", ["applications/", "consent/", "looked/"])
def test_what_grows_with_deeds_takes_a_constant_number_of_queries(me: Client, world: Any, where: str) -> None:
    counts = []
    for keys in (("1.1.1.1", OTHER), ("1.1.1.2", "1.1.2.1", "1.1.2.2", "1.2.1.2")):
        for key in keys:
            me.post(f"/me/jobs/{world.vacancies[key].id}/apply/")
        counts.append(_queries(me, where))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("where", ["jobs/", ""])
def test_a_longer_list_of_jobs_takes_no_more_queries(me: Client, world: Any, where: str) -> None:
    counts = []
    for keys in ((HOME,), world.vacancies):
        with system_scope("test"):
            ids = [world.vacancies[key].id for key in keys]
            Vacancy.objects.exclude(id__in=ids).update(public_since=None)
            Vacancy.objects.filter(id__in=ids).update(public_since=clock.now())
        counts.append(_queries(me, where))
    assert counts[0] == counts[1]
