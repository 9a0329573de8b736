"""The canaries' way through everything the product does, as an officer goes it.

What was answered is kept with what the audit wrote during that very request; what was left is read at the end.
"""

from __future__ import annotations

import contextlib
import functools
import html
import io
import logging
import re
import tempfile
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.safety.canaries_at_the_door import at_the_door
from tests.safety.canaries_firm import firms_own_way
from tests.safety.canaries_taking_out import take_out
from tests.safety.canary_values import (
    LISTS,
    SUPPLY,
    Canary,
    contact,
    firm_rows,
    person,
    quoting,
    supply_rows,
)
from tests.safety.traces import Finder, ServerLog, ServerMessages, bytes_left, text_of_workbook
from tests.sand_table import SINCE

from baigong.domains.parties.models import Organisation, Person
from baigong.domains.placements.models import Engagement, Introduction
from baigong.domains.places.models import Place
from baigong.domains.places.services import add_place
from baigong.domains.shortages.models import Need
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.workers.models import Registration
from baigong.faces.desk.views import people as people_views
from baigong.foundation import clock
from baigong.foundation.audit.models import AuditEntry
from baigong.foundation.backup.making import create_backup
from baigong.foundation.exchange import pipeline
from baigong.foundation.jobs.worker import Timing, Worker
from baigong.foundation.privacy.secret import open_inside
from baigong.foundation.scope import system_scope
from baigong.foundation.sheets.writer import SheetOut, write_workbook

PEOPLE, FIRMS = 1_000, 12
REVEALED_PEOPLE, REVEALED_FIRMS, MATCHED = 6, 3, 3
MOST_OF_ONE_PATH = 8  # the same page under other filters, orders and figures
MOST_OF_ONE_ROUTE = 60  # the pages of people and firms who are alike
STARTS = ("/desk/", "/", "/robots.txt", "/sitemap.xml", "/sitemap-0.xml")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Shown = tuple[str, str, str]
"""Of what kind is the object, which one is it, which of its fields."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request, and what the audit wrote meanwhile."""

    address: str
    method: str
    status: int
    text: str
    written: tuple[AuditEntry, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.address}"


@dataclass
class Journey:
    """An officer of a small county at work; every answer is kept."""

    county: Place
    client: Client
    people: list[Canary]
    firms: list[Canary]
    answers: list[Answer] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def canaries(self) -> list[Canary]:
        return [*self.people, *self.firms]

    @property
    def values(self) -> list[str]:
        return [value for each in self.canaries for value in each.values.values()]

    @functools.cached_property
    def finder(self) -> Finder:
        return Finder(self.values)

    def ask(self, method: str, address: str, data: Any = None, *, client: Client | None = None) -> Any:
        before = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first()
        response = getattr(client or self.client, method.lower())(address, data or {})
        found = AuditEntry.objects.order_by("id")
        written = tuple(found.filter(id__gt=before) if before else found)
        body = response.getvalue()
        text = (
            text_of_workbook(body) if response.get("Content-Type") == XLSX else body.decode(errors="replace")
        )
        heads = "\n".join(f"{name}: {value}" for name, value in response.items())
        self.answers.append(Answer(address, method, response.status_code, f"{heads}\n{text}", written))
        return response

    def post(self, address: str, status: int = 302, /, **data: Any) -> Any:
        response = self.ask("POST", address, data)
        assert response.status_code == status, (address, response.status_code)
        return response

    def key_of(self, canary: Canary) -> str:
        """Return the id of the person or firm, which only the walk's end knows of all."""
        return self.ids.get(canary.values.get("full_name", "") or canary.firm, "")


def begin(people: Sequence[int] = range(PEOPLE), firms: Sequence[int] = range(FIRMS)) -> Journey:
    """Build the county and its officer; other numbers are other people."""
    with system_scope("搭建金丝雀的小县"):
        city = add_place(name="试市", kind="city", code="371600", parent=None, valid_from=SINCE)
        county = add_place(name="试县", kind="county", code="371694", parent=city, valid_from=SINCE)
        add_place(name="试镇", kind="town", code="371694101", parent=county, valid_from=SINCE)
        user = open_account(
            by="t", username="canary", password="a long word for tests", display_name="秦专员"
        )
        appoint(by="t", user=user, role="county_officer", place=county, starts_on=SINCE)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return Journey(county, client, [person(each) for each in people], [contact(each) for each in firms])


def hand_in(journey: Journey, name: str, rows: list[list[str]], headings: Sequence[str] | None = None) -> str:
    """Upload a table as the desk does and return the address of the import."""
    stream = io.BytesIO()
    whose = rows[0][0]
    write_workbook(stream, [SheetOut("摸排", LISTS[name] if headings is None else headings, rows)])
    file = SimpleUploadedFile(f"{whose}报的.xlsx", stream.getvalue())
    sent = journey.post("/desk/imports/new/", list_name=name, place=str(journey.county.id), file=file)
    Worker(["import"]).run(until_idle=True)
    return str(sent["Location"])


def confirm_columns(journey: Journey, address: str) -> None:
    page = journey.ask("GET", f"{address}columns/").content.decode()
    chosen = re.findall(r'name="(column-[^"]+)">(.*?)</select>', page, re.DOTALL)
    picked = {name: re.search(r'value="([^"]*)" selected', body) for name, body in chosen}
    journey.post(f"{address}columns/", **{name: found[1] if found else "" for name, found in picked.items()})


def bring_in(journey: Journey, name: str, rows: list[list[str]]) -> str:
    """Import a table through the pages to its end, and take the workbook of its wrong rows."""
    address = hand_in(journey, name, rows)
    confirm_columns(journey, address)
    journey.ask("GET", address)
    Worker(["import"]).run(until_idle=True)
    journey.ask("GET", address)
    journey.post(f"{address}commit/")
    Worker(["import"]).run(until_idle=True)
    for outcome in ("", "?outcome=wrong", "?outcome=duplicate", "?outcome=new"):
        journey.ask("GET", f"{address}{outcome}")
    journey.post(f"{address}errors/", 200)
    return address


def look_at_columns(journey: Journey) -> None:
    """A table without headings, and one with columns nobody knows; both are put aside again."""
    rows = supply_rows(journey.people[:5])
    strange = [[*row, *row[:4], "13年", "有"] for row in rows]
    for table, headings in ((rows[1:], rows[0]), (strange, (*SUPPLY, *"甲乙丙丁戊己"))):
        address = hand_in(journey, "workers", table, headings)
        journey.ask("GET", f"{address}columns/")
        journey.post(f"{address}cancel/")


def fail_in_background(journey: Journey) -> None:
    """A check that fails five times and is set aside; the officer looks at it and leaves it there."""
    address = hand_in(journey, "workers", supply_rows(journey.people[:2]), (*SUPPLY[:-1], "谁去的"))
    confirm_columns(journey, address)
    with patch.object(pipeline, "plan_rows", quoting(journey.people[0])):
        Worker(["import"], timing=Timing(backoff=0)).run(until_idle=True)
    page = journey.ask("GET", address).content.decode()
    assert "接着查错" in page


def fail_in_a_page(journey: Journey) -> None:
    """A page that breaks over somebody, and a form that does."""
    with patch.object(people_views, "person_facts", quoting(journey.people[1])):
        entry = next(iter(registrations(journey).values()))
        assert journey.ask("GET", f"/desk/people/{entry}/").status_code == 500
        assert journey.ask("POST", f"/desk/people/{entry}/reveal/", {"purpose": "x"}).status_code == 500


def registrations(journey: Journey) -> dict[str, str]:
    """Return the current entry of each person by name."""
    with system_scope("找到登记"):
        rows = Registration.objects.filter(superseded_at__isnull=True).select_related("person")
        return {open_inside(row.person.full_name): str(row.id) for row in rows if row.person}


def work(journey: Journey) -> None:
    """Find, read, match, introduce, refuse, hire, prove, insure, revise, report, publish."""
    entries = registrations(journey)
    for canary in journey.people[:REVEALED_PEOPLE]:
        name = canary.values["full_name"]
        journey.ask("GET", journey.post("/desk/people/find/", full_name=name)["Location"])
        journey.post(f"/desk/people/{entries[name]}/reveal/", 200, purpose="核对登记信息")
    journey.post(f"/desk/people/{entries[name]}/reveal/", 422, purpose="other", words="")
    journey.post(
        f"/desk/people/{entries[name]}/edit/", state="seeking", occupation_text="电焊工", pay_yuan="6500"
    )
    right = {"reason": "和证件对不上", "document": "证件原件"}
    said = {each: canary.values[each] for each in ("full_name", "identity_number", "phone", "address")}
    assert journey.ask("POST", f"/desk/people/{entries[name]}/correct/", said | right).status_code == 302
    with system_scope("找到企业和岗位"):
        firms = {each.name: str(each.id) for each in Organisation.objects.all()}
        vacancies = [str(key) for key in Vacancy.objects.values_list("id", flat=True)[:MATCHED]]
        need = Need.objects.select_related("organisation")[0]
    for canary in journey.firms[:REVEALED_FIRMS]:
        journey.post(f"/desk/firms/{firms[canary.firm]}/reveal/", 200, purpose="核对登记信息")
        journey.post(f"/desk/firms/{firms[canary.firm]}/correct/", **canary.values | right)
    report = f"/desk/firms/{need.organisation_id}/needs/{need.id}/report/"
    journey.post(report, reported_on=clock.today().isoformat(), contact_way="call", headcount_open="3")
    for number, vacancy in enumerate(vacancies):
        place(journey, vacancy, journey.people[10 + number * 2], is_hired=True)
        place(journey, vacancy, journey.people[11 + number * 2], is_hired=False)
        journey.post(f"/desk/vacancies/{vacancy}/publish/")


def place(journey: Journey, vacancy: str, canary: Canary, *, is_hired: bool) -> None:
    """Introduce somebody found by name to a vacancy; hired with every proof, or refused."""
    name = canary.values["full_name"]
    entry, today = registrations(journey)[name], clock.today()
    found = journey.post(f"/desk/vacancies/{vacancy}/match/find/", name=name)["Location"]
    journey.ask("GET", found)
    journey.ask("GET", f"/desk/vacancies/{vacancy}/match/", {"person": entry})
    journey.post(f"/desk/vacancies/{vacancy}/introduce/{entry}/")
    with system_scope("找到介绍"):
        introduction = Introduction.objects.order_by("-id")[0].id
    step = f"/desk/introductions/{introduction}/"
    if not is_hired:
        journey.post(f"{step}person_refuses/", on=today.isoformat(), refusal_code="person-pay")
        return
    journey.post(f"{step}hire/", on=today.isoformat(), kind="employee")
    with system_scope("找到录用"):
        engagement = Engagement.objects.order_by("-id")[0].id
    proof = {"signed_on": today.isoformat(), "source": "officer", "certainty": "2"}
    for kind in ("contract", "registration"):
        journey.post(f"/desk/hires/{engagement}/proof/", kind=kind, **proof)
    months = {"first_month": f"{today:%Y-%m}", "months": "1", "source": "register", "certainty": "3"}
    journey.post(f"/desk/hires/{engagement}/insurance/", **months)
    left = {"last_day": today.isoformat(), "ended_because": "resigned"}
    journey.post(f"/desk/hires/{engagement}/end/", **left)
    journey.post(f"/desk/hires/{engagement}/correct/", what="left", reason="还在上班，点错了")


def knock(journey: Journey) -> None:
    """Somebody types a name, an identity number and a phone where the sign-in asks who they are."""
    for value in list(journey.people[2].values.values())[:3]:
        sent = {"login": value, "password": value}
        assert journey.ask("POST", "/sign-in/login/", sent, client=Client()).status_code == 200


def crawl(journey: Journey) -> None:
    """Every page a link of the desk or of the public site leads to."""
    waiting, asked = deque(STARTS), set(STARTS)
    of_path, of_route = Counter[str](), Counter[str]()
    while waiting:
        address = waiting.popleft()
        path = address.partition("?")[0]
        if path.startswith(("/static/", "/sign-in/")):
            continue
        route = re.sub(r"[0-9a-f-]{36}", "…", path)
        if of_path[path] >= MOST_OF_ONE_PATH or of_route[route] >= MOST_OF_ONE_ROUTE:
            continue
        of_path[path] += 1
        of_route[route] += 1
        response = journey.ask("GET", address)
        if "text/html" not in response.get("Content-Type", ""):
            continue
        for link in re.findall(r'href="([^"#]+)', response.content.decode()):
            found = html.unescape(link)
            found = f"{path}{found}" if found.startswith("?") else found
            if found.startswith("/") and found not in asked:
                asked.add(found)
                waiting.append(found)


def travel(journey: Journey) -> None:
    """The whole way."""
    bring_in(journey, "workers", supply_rows(journey.people))
    bring_in(journey, "employers", firm_rows(journey.firms))
    bring_in(journey, "shortages", firm_rows(journey.firms, "电焊工", "5", "6000-8000"))
    bring_in(journey, "vacancies", firm_rows(journey.firms, "电焊工", "5", "6000-8000", "试镇"))
    work(journey)
    firms_own_way(journey)
    at_the_door(journey)
    fail_in_a_page(journey)
    fail_in_background(journey)
    look_at_columns(journey)
    knock(journey)
    take_out(journey)
    crawl(journey)
    again = bring_in(journey, "workers", supply_rows(journey.people[:5]))
    journey.ask("GET", f"{again}undo/")
    journey.post(f"{again}undo/")
    Worker().run(until_idle=True)
    journey.ask("GET", again)
    with system_scope("核对到了哪里"):
        journey.ids = {open_inside(each.full_name): str(each.id) for each in Person.objects.all()}
        journey.ids |= {each.name: str(each.id) for each in Organisation.objects.all()}
    create_backup(settings.BAIGONG_BACKUP_FOLDER)


@contextlib.contextmanager
def listening(journey: Journey) -> Iterator[None]:
    """Keep every record of the log as the installation's own handler writes it."""
    root = logging.getLogger()
    kept = next(each for each in root.handlers if type(each) is logging.StreamHandler)
    listener, level = logging.StreamHandler(journey.log), root.level
    listener.setFormatter(kept.formatter)
    root.addHandler(listener)
    root.setLevel("DEBUG")
    try:
        yield
    finally:
        root.removeHandler(listener)
        root.setLevel(level)


@contextlib.contextmanager
def own_temporary_folder() -> Iterator[None]:
    """Whatever is put aside goes where it is looked for, and not among other programs' files."""
    folder = Path(settings.VAR_FOLDER) / "temporary"
    folder.mkdir(exist_ok=True)
    with patch.object(tempfile, "tempdir", str(folder)), patch.dict("os.environ", TMPDIR=str(folder)):
        yield


@dataclass
class Evidence:
    """The journey, and everything it left."""

    journey: Journey
    left: list[tuple[str, bytes]]


def go(journey: Journey) -> Evidence:
    """Go the whole way and gather all that is left of it."""
    servers = [ServerLog(), ServerMessages()] if connection.vendor == "postgresql" else []
    with listening(journey), own_temporary_folder():
        travel(journey)
        left = [*bytes_left(), *(piece for server in servers for piece in server.pieces())]
    left.append(("日志", journey.log.getvalue().encode()))
    left.append(("浏览器里留下的", str(journey.client.cookies).encode()))
    return Evidence(journey, left)
