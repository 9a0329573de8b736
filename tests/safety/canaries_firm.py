"""The part of the canaries' way that a firm goes itself: joining, its desk, people it asks to meet."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from django.test import Client

from baigong.domains.claims.models import FirmClaim
from baigong.domains.parties.models import Organisation
from baigong.domains.placements.models import Introduction
from baigong.domains.shortages.models import Need
from baigong.domains.users.models import Post
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.scope import system_scope
from baigong.kernels.identity import mint_test_credit_code

if TYPE_CHECKING:
    from tests.safety.canaries import Journey

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PASSWORD = "one long password 7"


class FirmDesk:
    """One person of a firm at work, in a browser of the own."""

    def __init__(self, journey: Journey) -> None:
        self.journey, self.client = journey, Client(raise_request_exception=False)

    def see(self, where: str, status: int = 200) -> str:
        response = self.journey.ask("GET", where, client=self.client)
        assert response.status_code == status, (where, response.status_code)
        return str(response.content.decode())

    def send(self, where: str, status: int = 302, **data: Any) -> Any:
        response = self.journey.ask("POST", where, data, client=self.client)
        assert response.status_code == status, (where, response.status_code)
        return response


def firms_own_way(journey: Journey) -> None:
    """A firm joins, is let in, reports, advertises, asks somebody, reads the contact, answers."""
    with system_scope("找到企业"):
        firm = Organisation.objects.order_by("-name")[0]
    desk = FirmDesk(journey)
    join(desk, firm)
    record(desk)
    vacancy = advertise(desk)
    meet(desk, vacancy)
    colleagues(desk, firm)


def join(desk: FirmDesk, firm: Organisation) -> None:
    said = {
        "credit_code": firm.credit_code or mint_test_credit_code("371600", 77), "firm_name": firm.name,
        "county": str(desk.journey.county.id), "phone": "13800009955", "display_name": "冯经理",
        "title": "人事", "username": "canary.firm", "password": PASSWORD,
    }  # fmt: skip
    desk.see("/employer/join/")
    desk.send("/employer/join/", **said)
    desk.see("/employer/")
    desk.send("/employer/claim/withdraw/")
    desk.see("/employer/claim/")
    desk.send("/employer/claim/", **said)
    desk.send("/employer/claim/phone/")
    desk.send("/employer/claim/phone/code/", 422, code="000000")
    licence = io.BytesIO(PNG)
    licence.name = "执照.png"
    desk.send("/employer/claim/licence/", file=licence)
    desk.send("/employer/claim/county/")
    with system_scope("找到认领"):
        claim = FirmClaim.objects.order_by("-id")[0].id
    desk.journey.ask("GET", "/desk/claims/")
    desk.journey.ask("GET", f"/desk/claims/{claim}/")
    desk.journey.post(f"/desk/claims/{claim}/licence/", 200)
    desk.journey.post(f"/desk/claims/{claim}/refuse/", refusal_code="evidence")
    desk.send("/employer/claim/", **said)
    with system_scope("找到认领"):
        claim = FirmClaim.objects.order_by("-id")[0].id
    desk.journey.post(f"/desk/claims/{claim}/confirm/", seat="administrator")


def record(desk: FirmDesk) -> None:
    for page in ("", "firm/", "firm/edit/", "looked/", "shortages/", "people/", "colleagues/", "handouts/"):
        desk.see("/employer/" + page)
    desk.send("/employer/firm/edit/", address="工业路9号")
    desk.see("/employer/shortages/trades/?new-0-label=电焊工")
    with system_scope("找到缺工"):
        needs = Need.objects.filter(organisation__name__in=[canary.firm for canary in desk.journey.firms])
        key = needs.order_by("-organisation__name")[0].id
    said = {f"{key}-headcount": "4", "new-TOTAL_FORMS": "1", "new-INITIAL_FORMS": "0"}
    desk.send("/employer/shortages/", **said)


def advertise(desk: FirmDesk) -> str:
    """Write, mend, publish, take down, copy and close; the one that is left is public."""
    said = {"title": "电焊工（金丝雀）", "headcount": "2", "pay_text": "6-8千", "description": "焊接机架。"}
    desk.see("/employer/vacancies/new/")
    desk.send("/employer/vacancies/new/", **said)
    with system_scope("找到岗位"):
        vacancy = Vacancy.objects.order_by("-id")[0]
        vacancy.occupation_codes, vacancy.occupation_group = ["6-18-02-04"], "6"
        vacancy.save(update_fields=["occupation_codes", "occupation_group"])
    own = f"/employer/vacancies/{vacancy.id}/"
    for page in ("", "edit/"):
        desk.see(own + page)
    desk.see("/employer/vacancies/")
    desk.send(own + "edit/", **said | {"headcount": "3"})
    for verb in ("publish/", "take-down/", "publish/"):
        desk.send(own + verb)
    desk.send(own + "copy/", title="电焊工（二）")
    with system_scope("找到岗位"):
        copy = Vacancy.objects.order_by("-id")[0].id
    desk.send(f"/employer/vacancies/{copy}/close/", reason="不招了")
    return own


def meet(desk: FirmDesk, own: str) -> None:
    """Ask two people; one agrees, is read and answered, the other invitation is taken back."""
    page = desk.see(own + "match/")
    found = re.findall(r'action="(/employer/vacancies/[^"]+/invite/[^"]+)"', page)
    assert len(found) >= 2
    for address in found[:2]:
        desk.send(address)
    with system_scope("找到邀请"):
        first, second = Introduction.objects.filter(state="invited").order_by("id")
    today = clock.today().isoformat()
    desk.journey.post(f"/desk/introductions/{first.id}/agree/", on=today)
    for row in (first, second):
        desk.see(f"/employer/people/{row.id}/")
    desk.see("/employer/people/?group=all")
    for name in ("vacancies", "people", "needs"):
        desk.send("/employer/workbook/", 200, list=name)
    for where in ("", "take/"):
        desk.send(f"/employer/handouts/{where}", handout=first.id, answer="yes")
    desk.send(f"/employer/people/{first.id}/contact/", 200, purpose="约本人面试")
    desk.send(f"/employer/people/{first.id}/step/set_interview/", **{"set_interview-interview_on": today})
    desk.send(f"/employer/people/{second.id}/step/take_back/")
    desk.see("/employer/")


def colleagues(desk: FirmDesk, firm: Organisation) -> None:
    desk.see("/employer/mandates/")
    desk.see("/employer/colleagues/invite/")
    desk.send("/employer/colleagues/invite/", 200, display_name="孙助理", username="canary.helper")
    with system_scope("找到同事"):
        helper = Post.objects.get(user__username__startswith="canary.helper").id
    desk.send(f"/employer/colleagues/{helper}/rank/", administrator="yes")
    desk.send(f"/employer/colleagues/{helper}/end/")
    with system_scope("找到单位"):
        code = Organisation.objects.get(id=firm.id).credit_code
    said = {
        "credit_code": code, "firm_name": firm.name, "county": str(desk.journey.county.id),
        "phone": "13800009966", "password": PASSWORD,
    }  # fmt: skip
    for number, verb in enumerate(("accept", "disown")):
        other = FirmDesk(desk.journey)
        other.send("/employer/join/", **said, display_name=f"客人{number}", username=f"canary.guest{number}")
        with system_scope("找到认领"):
            claim = FirmClaim.objects.order_by("-id")[0].id
        desk.see("/employer/colleagues/")
        desk.send(f"/employer/colleagues/claims/{claim}/{verb}/", **{f"{claim}-reason": "不认识"})
