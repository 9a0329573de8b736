"""The way of people who look for work and come by themselves: every deed of their own rooms, once.

One claims the record an office entered, one starts a record; both sign in by a code to the telephone.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.safety.canary_values import Canary

from baigong.domains.cases.models import Case
from baigong.domains.parties.models import Credential
from baigong.domains.placements.models import Introduction
from baigong.domains.seekers.models import DataCopy
from baigong.domains.users import phone_codes
from baigong.domains.users.models import User
from baigong.domains.vacancies.models import Vacancy
from baigong.foundation import clock
from baigong.foundation.jobs.worker import Worker
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant

if TYPE_CHECKING:
    from tests.safety.canaries import Journey

PAGES = (
    "", "record/", "wishes/", "certificates/", "jobs/", "policies/", "applications/", "cases/", "consent/", "looked/",
    "data/", "data/erase/",
)  # fmt: skip


class Seeker:
    """One person who looks for work, in a browser of the own."""

    def __init__(self, journey: Journey, canary: Canary) -> None:
        self.journey, self.said = journey, canary.values
        self.client = Client(raise_request_exception=False)

    @property
    def certificate(self) -> str:
        """The number of the person's certificate, which stands nowhere else."""
        return f"证{self.said['identity_number'][::-1]}"

    def see(self, where: str) -> str:
        response = self.journey.ask("GET", f"/me/{where}", client=self.client)
        assert response.status_code == 200, (where, response.status_code)
        return str(response.content.decode())

    def send(self, where: str, status: int = 302, /, **data: Any) -> Any:
        response = self.journey.ask("POST", f"/me/{where}", data, client=self.client)
        assert response.status_code == status, (where, response.status_code)
        return response

    def code(self, where: str) -> str:
        found = re.search(r"验证码是(\d{6})", self.see(where))
        assert found
        return found[1]

    def join(self) -> None:
        """Sign up by a code; what to be called by lies in the clear, and the form asks for no name."""
        self.send("join/", phone=self.said["phone"])
        page = self.see("join/code/")
        town = re.findall(r'<option value="([^"]+)"', page)[-1]
        self.send("join/code/", code=self.code("join/code/"), display_name="求职的", place=town)
        self.town = town

    def come_to_a_record(self, where: str) -> None:
        known = {name: self.said[name] for name in ("full_name", "identity_number")}
        self.see(f"record/{where}/")
        self.send(f"record/{where}/", 422, **known, place="")
        self.send(f"record/{where}/", **known, place=self.town, sensitive="on")

    def live(self, vacancy: Vacancy) -> None:
        """Wishes, a certificate, an application and its end, leave taken back and given again, the own data."""
        said = {"occupation_text": "电焊工", "asked": "电焊工", "occupation": "own", "pay_yuan": "6000"}
        self.send("wishes/", **said)
        self.send("record/state/", state="seeking")
        picture = f"{self.said['full_name']}的证.jpg"
        file = SimpleUploadedFile(picture, b"\xff\xd8\xff" + "".join(self.said.values()).encode())
        self.send("certificates/", kind="skill_level", label="焊工四级", number=self.certificate, file=file)
        self.send(f"jobs/{vacancy.id}/aside/", reason="far")
        self.send(f"jobs/{vacancy.id}/again/")
        self.send(f"jobs/{vacancy.id}/apply/")
        for where in PAGES:
            self.see(where)
        self.complain()
        with system_scope("找到应聘"):
            applied = Introduction.objects.get(person_id=self.person_id).id
            held = Credential.objects.get(person_id=self.person_id).id
        self.see(f"applications/{applied}/")
        self.send(f"applications/{applied}/decline/", reason="person-pay")
        self.send("consent/", sensitive="withdraw")
        self.take_data()
        self.send(f"certificates/{held}/remove/")
        self.send("consent/", leave="give", sensitive="on", identity_number=self.said["identity_number"])

    @property
    def person_id(self) -> Any:
        with system_scope("找到本人"):
            return User.objects.get(id=self.client.session["_auth_user_id"]).person_id

    def complain(self) -> None:
        """A complaint the person is named in; numbers typed into a further word are covered."""
        county = self.journey.county
        with system_scope("记下投诉"):
            case = Case.objects.create(
                kind="complaint", label="窗口推诿", place=county, place_path=county.path, county_id=county.county_id,
                state="solved", opened_on=clock.today(), closed_on=clock.today(), participants_only=True,
            )  # fmt: skip
            Participant.objects.create(
                object_kind="case", object_id=case.id, to_party_id=self.person_id, starts_on=clock.today(),
                recorded_by="t",
            )  # fmt: skip
        told = f"打我电话{self.said['phone']}，身份证{self.said['identity_number']}"
        self.see("cases/new/")
        self.send("cases/new/", matter="office", firm="", text=told, office=str(county.id))
        self.send(f"cases/{case.id}/word/", text=told)
        self.send(f"cases/{case.id}/satisfaction/", answer="bad", why=told)
        self.see(f"cases/{case.id}/")

    def take_data(self) -> None:
        self.send("data/code/", **{"for": "copy"})
        self.send("data/copy/", code=self.code("data/"))
        with system_scope("找到打好的包"):
            copy = DataCopy.objects.filter(person_id=self.person_id, taken_at=None).get().id
        self.send(f"data/{copy}/download/", 200)

    def leave(self) -> None:
        """Erase everything; the page says goodbye."""
        self.send("data/code/", **{"for": "erase"})
        self.send("data/erase/", code=self.code("data/erase/"), sure="on")
        self.see("gone/")


def seekers_own_way(journey: Journey, newcomer: Canary) -> list[str]:
    """Let the first person of the journey and a newcomer come; returns the values that may be left nowhere."""
    with system_scope("公开一个岗位"):
        vacancy = Vacancy.objects.get()
    journey.post(f"/desk/vacancies/{vacancy.id}/publish/")
    came = [Seeker(journey, journey.people[0]), Seeker(journey, newcomer)]
    with patch.object(
        phone_codes, "BETWEEN", datetime.timedelta()
    ):  # nobody waits a minute for the next code
        for seeker, way in zip(came, ("claim", "start"), strict=True):
            seeker.join()
            seeker.come_to_a_record(way)
            seeker.live(vacancy)
        came[1].leave()
    Worker().run(until_idle=True)
    return [*newcomer.values.values(), *(each.certificate for each in came)]
