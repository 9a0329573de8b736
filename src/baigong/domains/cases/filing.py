"""A person files a complaint, a grievance or a question herself and gets a number for it (FX-14c, FX-7b, FX-7d, M14.1).

The firm complained of is named in words and not by its key: a case that carries the key is seen by the firm. Whoever
handles it decides when the firm is told.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import transaction

from baigong.domains.cases.enums import CaseKind, CaseStepKind
from baigong.domains.cases.errors import CaseError
from baigong.domains.cases.models import Case
from baigong.domains.cases.participants import KIND, Named, name_participant
from baigong.domains.cases.steps import LEAST_TEXT, LONGEST_TEXT, Step, take_step
from baigong.domains.cases.telling import tell_office
from baigong.domains.parties.models import Person
from baigong.domains.places.enums import PlaceKind
from baigong.domains.places.models import Place
from baigong.domains.policies.selectors import parameter_at
from baigong.foundation import clock
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source
from baigong.foundation.ids import uuid7
from baigong.foundation.messages.wording import without_numbers
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.models import Participant

MOST_A_DAY = 3
LONGEST_FIRM = 80
REPLY_DAYS = "complaint-reply-days"
# What people complain of, and what it is then: a complaint of somebody, a grievance over a decision, a question.
MATTERS: tuple[tuple[str, str, CaseKind], ...] = (
    ("arrears", "拖欠工资、劳动报酬", CaseKind.COMPLAINT),
    ("deposit", "收押金、保证金或扣证件", CaseKind.COMPLAINT),
    ("discrimination", "招聘有歧视", CaseKind.COMPLAINT),
    ("several_platforms", "不让在几个平台干活", CaseKind.COMPLAINT),
    ("contract", "不签合同、不缴保险", CaseKind.COMPLAINT),
    ("hours", "工时太长、没有休息", CaseKind.COMPLAINT),
    ("false_advert", "岗位信息不实", CaseKind.COMPLAINT),
    ("platform_rule", "对平台的处理不服", CaseKind.GRIEVANCE),
    ("office", "对窗口、工作人员的服务不满", CaseKind.COMPLAINT),
    ("question", "想问一件事", CaseKind.ENQUIRY),
)
_KINDS = {code: (label, kind) for code, label, kind in MATTERS}
_OFFICES = (PlaceKind.TOWN, PlaceKind.PARK, PlaceKind.COUNTY, PlaceKind.ZONE, PlaceKind.CITY)
_OWN = "本人反映一件事"


@dataclass(frozen=True, slots=True)
class Filed:
    """What a person says: the matter (see `MATTERS`), which office is to handle it, what happened, which firm."""

    matter: str
    place_id: uuid.UUID
    text: str
    firm: str = ""


def offices_of(person: Person) -> list[Place]:
    """Return the places at and above a person's own whose offices handle what people bring up, the nearest first."""
    keys = person.place_path.strip("/").split("/")
    paths = ["/".join(keys[:depth]) + "/" for depth in range(1, len(keys) + 1)]
    found = Place.objects.filter(path__in=paths, kind__in=_OFFICES, valid_to__isnull=True)
    return list(found.order_by("-path"))


@transaction.atomic
def file_case(*, by: str, person: Person, filed: Filed) -> Case:
    """Open a case in the person's name at the office chosen; the person takes part in it and the office hears of it.

    Numbers of people in the words are covered. A question is due as a complaint is: in the days the plan or the
    office sets.

    :raises CaseError: for a matter or office that is none, for words too short, and for the next one after
        `MOST_A_DAY` in a day.
    """
    place = next((place for place in offices_of(person) if place.id == filed.place_id), None)
    if filed.matter not in _KINDS or place is None:
        raise CaseError("choice", "没有这个选项。请从列出的里面选。")
    if len(filed.text.strip()) < LEAST_TEXT:
        raise CaseError("text", "还没写怎么回事。")
    with system_scope(_OWN):
        Person.objects.select_for_update(of=("self",)).get(id=person.id)  # two sent at once count as two
        if _filed_today(person.id) >= MOST_A_DAY:
            raise CaseError("many", "今天已经反映了好几件事。请明天再来，或打服务电话说。")
        return _open(by, person, place, filed)


def _filed_today(person_id: uuid.UUID) -> int:
    own = Participant.objects.filter(object_kind=KIND, to_party_id=person_id).values("object_id")
    return int(Case.objects.filter(id__in=own, source=Source.PERSON, opened_on=clock.today()).count())


def _open(by: str, person: Person, place: Place, filed: Filed) -> Case:
    (label, kind), today, key = _KINDS[filed.matter], clock.today(), uuid7()
    days = int(parameter_at(REPLY_DAYS, place.path, today))
    case: Case = Case.objects.create(
        id=key,
        kind=kind,
        label=f"{label}（{receipt_of(key, today)}）",
        place=place,
        place_path=place.path,
        county_id=place.county_id,
        opened_on=today,
        due_on=today + datetime.timedelta(days=days),
        source=Source.PERSON,
        source_id=by,
    )
    record(by=by, act="cases.file", object_kind=KIND, object_ids=[case.id], place_path=place.path)
    name_participant(by=by, case=case, named=Named(party_id=person.id))
    take_step(by=by, case=case, step=Step(CaseStepKind.NOTE, today, said=_words(filed)), source=Source.PERSON)
    tell_office(by=by, case=case)
    return case


def receipt_of(key: uuid.UUID, on: datetime.date) -> str:
    """Return the number somebody can read out on the telephone: the day and six signs of the case's own key.

    It is shorter than any number of a person, for which a message would be refused.
    """
    return f"{on:%m%d}-{key.hex[-6:].upper()}"


def _words(filed: Filed) -> str:
    firm = f"单位：{filed.firm.strip()[:LONGEST_FIRM]}。" if filed.firm.strip() else ""
    return without_numbers(f"{firm}{filed.text.strip()}")[:LONGEST_TEXT]
