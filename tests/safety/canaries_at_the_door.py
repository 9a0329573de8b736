"""The part of the canaries' way that a village goes: entering, asking again, visits, doubles, second calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.test import Client

from baigong.domains.canvass.models import Contact, Recheck
from baigong.domains.duplicates.finding import find_duplicates
from baigong.domains.duplicates.models import DuplicateCandidate, Merge
from baigong.domains.users.services import appoint, open_account
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope

if TYPE_CHECKING:
    from tests.safety.canaries import Journey

KNOWN, DOUBLED = 40, 41


def at_the_door(journey: Journey) -> None:
    """A town officer canvasses with a phone; the county decides on what came in twice and calls a sample again."""
    with system_scope("开一个镇里的账号"):
        user = open_account(
            by="t", username="canary.town", password="a long word for tests", display_name="何"
        )
        appoint(by="t", user=user, role="town_officer", place=journey.county, starts_on=clock.today())
    door = Client(raise_request_exception=False)
    door.force_login(user)
    enter(journey, door)
    walk(journey, door)
    ask_firms(journey, door)
    decide(journey)
    call_again(journey)


def _send(journey: Journey, client: Client, address: str, status: int = 302, **data: Any) -> Any:
    response = journey.ask("POST", address, data, client=client)
    assert response.status_code == status, (address, response.status_code)
    return response


def _entry(name: str) -> str:
    with system_scope("找到登记"):
        rows = Registration.objects.filter(superseded_at__isnull=True, voided_at__isnull=True)
        return next(
            str(row.id) for row in rows.select_related("person") if open_inside(row.person.full_name) == name
        )


def enter(journey: Journey, door: Client) -> None:
    """Somebody known is entered anew, and somebody else once more without a number."""
    known, doubled = (journey.people[number].values for number in (KNOWN, DOUBLED))
    journey.ask("GET", "/survey/people/new/", client=door)
    _send(journey, door, "/survey/people/check/", 200, identity_number=known["identity_number"])
    _send(journey, door, "/survey/people/trades/", 200, occupation_text="开叉车")
    said = {
        "place": str(journey.county.id), "on": f"{clock.today()}", "state": "seeking", "occupation_text": "电焊工",
        "pay_yuan": "6000", "training_need": "", "next_contact_on": "", "birth_year": "", "known": "",
    }  # fmt: skip
    new = {name: known[name] for name in ("full_name", "identity_number", "phone")}
    _send(journey, door, "/survey/people/new/", **said | new | {"known": _entry(known["full_name"])})
    again = {"full_name": doubled["full_name"], "phone": doubled["phone"], "birth_year": "1960"}
    _send(journey, door, "/survey/people/new/", **said | again | {"identity_number": ""})


def walk(journey: Journey, door: Client) -> None:
    """The list of those to be asked, one outcome taken back, one visit."""
    journey.ask("GET", "/survey/", client=door)
    entry = _entry(journey.people[KNOWN].values["full_name"])
    _send(journey, door, f"/survey/people/{entry}/outcome/", outcome="unreachable", reason="no_answer")
    with system_scope("找到联系"):
        contact = Contact.objects.get().id
    _send(journey, door, f"/survey/contacts/{contact}/undo/")
    journey.ask("GET", "/survey/visits/new/", client=door)
    said = {"place": str(journey.county.id), "on": f"{clock.today()}", "entered": "home", "sent": "policy"}
    _send(journey, door, "/survey/visits/new/", **said, headcount="1", result="")
    journey.ask("GET", "/survey/visits/", client=door)


def ask_firms(journey: Journey, door: Client) -> None:
    """A firm entered with a contact of its own, and asked again."""
    journey.ask("GET", "/survey/firms/new/", client=door)
    contact = journey.firms[5].values
    said = {"place": str(journey.county.id), "on": f"{clock.today()}", "contact_way": "visit"}
    need = {"new-label": "点卤工", "new-headcount": "2", "new-pay_from": "", "new-pay_to": ""}
    firm = {"name": "试县豆腐坊", "credit_code": "", "code_missing": "not_registered"}
    _send(journey, door, "/survey/firms/new/", **said | need | firm | contact)
    page = journey.ask("GET", "/survey/firms/", client=door).content.decode()
    address = re.findall(r'href="(/survey/firms/[0-9a-f-]{36}/)"', page)[0]
    journey.ask("GET", address, client=door)
    _send(journey, door, address, **said | need | {"employees": "9", "new-label": "挡车工"})


def decide(journey: Journey) -> None:
    """The pair that came of entering somebody twice is merged, taken back and said to be different."""
    journey.post("/desk/duplicates/look/")
    with system_scope("查重"):
        find_duplicates()
        pair = DuplicateCandidate.objects.filter(kind="person", standing="open").order_by("-found_at")[0]
    base = f"/desk/duplicates/{pair.id}/"
    journey.ask("GET", "/desk/duplicates/")
    journey.ask("GET", base)
    journey.post(f"{base}merge/", stays=str(pair.left_id))
    with system_scope("找到合并"):
        merged = Merge.objects.get().id
    journey.post(f"/desk/merges/{merged}/undo/")
    journey.post(f"{base}different/")


def call_again(journey: Journey) -> None:
    """Coverage and its workbook, a sample below the county and one answer."""
    journey.ask("GET", "/desk/coverage/")
    journey.ask("GET", f"/desk/coverage/rows/?place={journey.county.path}&measure=residents")
    journey.post("/desk/coverage/workbook/", 200)
    page = journey.ask("GET", "/desk/rechecks/").content.decode()
    below = re.findall(r'<option value="([0-9a-f-]{36})"', page)[0]
    response = journey.ask("POST", "/desk/rechecks/", {"place": below, "count": "3"})
    if response.status_code == 302:
        journey.ask("GET", response["Location"])
    with system_scope("抽一批"):
        drawn = Recheck.objects.first()
        entry = Registration.objects.order_by("id")[0]
        drawn = drawn or Recheck.objects.create(
            place_id=entry.place_id,
            place_path=journey.county.path,
            county_id=journey.county.county_id,
            seed="1",
            drawn_on=clock.today(),
            drawn_by="t",
            drawn_from=1,
            registration_ids=[str(entry.id)],
        )
    journey.ask("GET", f"/desk/rechecks/{drawn.id}/")
    journey.post(
        f"/desk/rechecks/{drawn.id}/answer/", registration=drawn.registration_ids[0], finding="right"
    )
