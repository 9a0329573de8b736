"""The lists beside people, firms and posts, so that no screen and no ledger of the demonstration is empty.

Every row goes in as an officer of the county writes it by hand; what happened to a few of them follows by the
ordinary services.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from baigong.domains.activities.costs import add_cost
from baigong.domains.activities.models import Activity
from baigong.domains.cases.models import Case
from baigong.domains.cases.steps import Step, take_step
from baigong.domains.commissioners.enums import AssignmentKind
from baigong.domains.commissioners.services import assign
from baigong.domains.groups.enums import Seat
from baigong.domains.groups.services import make_group, seat_person
from baigong.domains.parties.models import Organisation
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.places.selectors import places_below
from baigong.domains.shortages.models import Need
from baigong.domains.shortages.services import report_need
from baigong.domains.shortages.striking_off import close_need, reopen_need, say_filled
from baigong.domains.statuses.selectors import parties_with
from baigong.domains.users.enums import Role
from baigong.domains.users.models import Post
from baigong.faces.cli.demo import world
from baigong.foundation import clock
from baigong.foundation.exchange.contract import ImportContext
from baigong.foundation.exchange.declared import declared_lists, enter_row
from baigong.foundation.facts.models import Certainty, Source
from baigong.foundation.scope import Scope, enter

FIRMS, PEOPLE = 9, 9
# Behind those whose insurance months came in from the department: they are other people.
FIRST_PERSON = 60
SERVICE_POINTS = (
    ("公共就业服务网点", "就业服务网点", "工作日8:30至17:30"),
    ("户外劳动者休息点", "户外劳动者休息点", "每天7:00至20:00"),
)
_MARK = re.compile(r"\{day([+-]\d+)\}")


@transaction.atomic
def fill_further_lists(
    county: Place, town: Place, number: int, size: world.Size, today: datetime.date
) -> None:
    """Write the rows of further.toml for the n-th county and take a few of them further."""
    rows: dict[str, list[dict[str, str]]] = tomllib.loads(
        (Path(__file__).parent / "further.toml").read_text(encoding="utf-8")
    )
    words = _words(county, town, number, size)
    context = ImportContext(
        batch_id=county.id, by="demo", place_id=county.id, place_path=county.path, county_id=county.county_id,
        on=today, source=Source.OFFICER, certainty=Certainty.CHECKED,
    )  # fmt: skip
    with enter(Scope(actor="demo", label="演示", places=(county.path,))):
        for name, said in rows.items():
            spec = declared_lists()[name]
            for row in said:
                enter_row(spec, {field: _filled(text, words, today) for field, text in row.items()}, context)
        _open_service_points(county, context)
        _name_key_firm(county, context)
        _take_further(county, today)
        _set_up_group(county, today)
    _name_liaison(county, today)


def _open_service_points(county: Place, context: ImportContext) -> None:
    """Every town has its window, and a place to rest for those who work outside."""
    spec = declared_lists()["facilities"]
    towns = [place for place in places_below(county.path) if place.kind == PlaceKind.TOWN]
    for number, town in enumerate(towns):
        for kind, label, hours in SERVICE_POINTS[: 1 + number % 2]:
            row = {
                "kind": kind, "label": f"{town.name}{label}", "place": town.name, "public": "是",
                "address": f"{town.name}便民服务中心", "telephone": f"0000-{number + 3:07d}",
                "opening_hours": hours, "opened_on": (context.on - datetime.timedelta(days=600)).isoformat(),
            }  # fmt: skip
            enter_row(spec, row, context)


def _words(county: Place, town: Place, number: int, size: world.Size) -> dict[str, str]:
    """What the marks of the table stand for in this county."""
    words = {"county": county.name, "town": town.name}
    firms = Organisation.objects.filter(place_path__startswith=county.path).exclude(credit_code="")
    for position, firm in enumerate(firms.order_by("credit_code")[:FIRMS], 1):
        words |= {f"firm{position}": firm.name, f"code{position}": firm.credit_code}
    first = sum(world.shares(size.people)[:number]) + FIRST_PERSON
    for position in range(1, PEOPLE + 1):
        row = world.worker_row(first + position, number, datetime.date(2026, 1, 1))
        words |= {f"person{position}": row[1], f"number{position}": row[3]}
    return words


def _filled(text: str, words: dict[str, str], today: datetime.date) -> str:
    dated = _MARK.sub(lambda found: (today + datetime.timedelta(days=int(found[1]))).isoformat(), text)
    return dated.format_map(words)


def _take_further(county: Place, today: datetime.date) -> None:
    """What became of some rows: answers, a matter solved and struck off, vouchers, shortages struck off."""
    steps = {
        "夜班没有公交到园区": [("answer", 24, "线路已经看过，月底前加开"), ("note", 10, "试跑一周，坐的人不少")],
        "技工缺口集中在数控和焊接": [("answer", 50, "订单班已招生"), ("solve", 12, "两个订单班都已开班"),
                                 ("review", 9, "满意"), ("close", 8, "回访三家企业属实")],
        "超时扣款没有说明": [("answer", 15, "企业已书面说明并退回"), ("solve", 14, "已退回扣款"),
                         ("review", 10, "基本满意")],
    }  # fmt: skip
    for label, taken in steps.items():
        case = Case.objects.get(label=label, place_path__startswith=county.path)
        for kind, days_ago, text in taken:
            day = today - datetime.timedelta(days=days_ago)
            with clock.at(day):
                take_step(by="demo", case=case, step=Step(kind, day, text))
    trip = Activity.objects.get(kind="trip", place_path__startswith=county.path)
    for kind, amount_fen, voucher in (("transport", 462_000, "某票0001"), ("lodging", 238_000, "某票0002")):
        add_cost(by="demo", activity=trip, kind=kind, amount_fen=amount_fen, voucher=voucher)
    _strike_off(county, today)


def _name_key_firm(county: Place, context: ImportContext) -> None:
    """Let one firm that lacks people be a key enterprise, where none of the county's is."""
    key = parties_with("key-enterprise", context.on)
    lacking = Need.objects.filter(
        place_path__startswith=county.path, closed_on__isnull=True, headcount__gt=0
    ).select_related("organisation")
    firms: list[Any] = [need.organisation for need in lacking.order_by("-headcount", "id")]
    if firms and not key & {firm.id for firm in firms}:
        said = {
            "employer_name": firms[0].name,
            "employer_name_credit_code": firms[0].credit_code,
            "code": "重点企业",
            "starts_on": (context.on - datetime.timedelta(days=60)).isoformat(),
            "decided_by": f"{county.name}人力资源和社会保障局",
        }
        enter_row(declared_lists()["organisation_statuses"], said, context)


def _strike_off(county: Place, today: datetime.date) -> None:
    needs: list[Any] = list(
        Need.objects.filter(
            place_path__startswith=county.path, closed_on__isnull=True, headcount__gt=0
        ).order_by("-headcount", "id")[2:6]
    )
    for need in needs[3:]:  # the firm's word alone: an office is still to verify it
        day = today - datetime.timedelta(days=1)
        with clock.at(day):
            report_need(
                by="demo", need=need, contact_way="form", values={"headcount": 0}, source=Source.EMPLOYER
            )
            say_filled(by="demo", need=need, on=day)
    for position, need in enumerate(needs[:3]):
        day = today - datetime.timedelta(days=9 - position)
        with clock.at(day):
            close_need(by="demo", need=need, reason="企业确认已招满，合同齐全", on=day)
    if needs:
        with clock.at(today - datetime.timedelta(days=2)):
            reopen_need(by="demo", need=needs[0], reason="三人没有到岗，还缺人")


def _name_liaison(county: Place, today: datetime.date) -> None:
    post = Post.objects.filter(place=county, role=Role.COUNTY_OFFICER, withdrawn_at__isnull=True).first()
    if post is not None:
        day = today - datetime.timedelta(days=75)
        with clock.at(day):
            assign(by="demo", post=post, targets=[county], on=day, kind=AssignmentKind.LIAISON)


def _set_up_group(county: Place, today: datetime.date) -> None:
    """The county has a task team with its head, its work divided, and somebody seconded to it."""
    founded_on = today - datetime.timedelta(days=80)
    group = make_group(
        by="demo", name=f"{county.name}企业用工保障服务专班", kind="task-team", place=county, founded_on=founded_on,
        document="县政府办公室关于成立企业用工保障服务专班的通知",
    )  # fmt: skip
    seats = (
        ("钱副县长", Seat.HEAD, "总负责", "", 0),
        ("许副局长", Seat.DEPUTY, "调度和督办", "", 0),
        ("孔老师", Seat.MEMBER, "招工对接", "县职业中专", 30),
    )
    for name, title, duty, home_unit, days in seats:
        seat_person(
            by="demo", group=group, user=None, name=name, title=title, duty=duty, home_unit=home_unit,
            starts_on=founded_on + datetime.timedelta(days=days),
        )  # fmt: skip
