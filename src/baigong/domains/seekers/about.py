"""Which rows are about a person, for every registered personal field and every table that refers to a person.

The register of fields (`personal_fields`) and the models' own relations are the source, so a new field or table
cannot be forgotten: without a rule here the test of this module fails (reliability 123, 125, 126).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from baigong.domains.parties.models import Credential, Party, Person, PersonNameToken
from baigong.domains.seekers.models import SensitiveAnswer
from baigong.domains.users.models import User
from baigong.domains.workers.models import Registration
from baigong.foundation import clock
from baigong.foundation.exchange.models import ImportEffect
from baigong.foundation.facts.models import Source
from baigong.foundation.privacy.catalogue import personal_fields
from baigong.foundation.scope.models import Participant, Share

_CASE, _EVIDENCE = "cases.case", "evidence.evidencefile"
_AMONG_OFFICES = ("note", "assign")
"""Steps of a case that are not said to the person; the storey of cases stands beside, so they are named."""
Rule = Callable[[uuid.UUID], Q]


@dataclass(frozen=True, slots=True)
class NotAbout:
    """Why a table with personal fields holds none of a person who serves himself."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table about a person."""

    model: type[models.Model]
    rows: Any


def _users(person_id: uuid.UUID) -> Any:
    return User.objects.filter(person_id=person_id).values("id")


def _files(person_id: uuid.UUID) -> Q:
    """The pictures of certificates, and the papers facts about the person and the own cases rest on."""
    held = Credential.objects.filter(person_id=person_id, file_id__isnull=False)
    return Q(id__in=held.values("file_id")) | Q(id__in=evidence_about(person_id).values("file_id"))


def evidence_about(person_id: uuid.UUID) -> Any:
    """Return the files facts about a person rest on, and those of the own cases but what is a note among offices.

    Their storey lies above, so the table is named.
    """
    notes = apps.get_model("cases.casestep")._base_manager.filter(kind__in=_AMONG_OFFICES)
    own = Q(case_id__in=_cases(person_id).rows.values("id")) & ~Q(case_step_id__in=notes.values("id"))
    found = apps.get_model(_EVIDENCE)._base_manager.filter(voided_at__isnull=True)
    return found.filter(Q(person_id=person_id) | own)


def _import_rows(person_id: uuid.UUID) -> Q:
    """The lines of workbooks that wrote the person or an entry of the person."""
    entries = Registration.objects.filter(person_id=person_id).values_list("id", flat=True)
    keys = [str(person_id), *map(str, entries)]
    return Q(pk__in=ImportEffect.objects.filter(object_id__in=keys).values("row_id"))


def _changes(person_id: uuid.UUID) -> Q:
    return Q(object_kind=Person._meta.label_lower, object_id=str(person_id))


def _own_cases(person_id: uuid.UUID) -> Any:
    """The cases the person takes part in today."""
    today = clock.today()
    still = Q(ends_before__isnull=True) | Q(ends_before__gt=today)
    return Participant.objects.filter(
        still, object_kind="case", to_party_id=person_id, starts_on__lte=today
    ).values("object_id")


def _steps(person_id: uuid.UUID) -> Q:
    """What the person wrote of any case, and what offices answered in the own ones; no note among offices."""
    own = [str(key) for key in _users(person_id).values_list("id", flat=True)]
    answers = (
        Q(case_id__in=_cases(person_id).rows.values("id"))
        & ~Q(source=Source.PERSON)
        & ~Q(kind__in=_AMONG_OFFICES)
    )
    return Q(source=Source.PERSON, source_id__in=own) | answers


RULES: dict[str, Rule | NotAbout] = {
    "parties.person": lambda key: Q(id=key),
    "parties.credential": lambda key: Q(person_id=key),
    "workers.registration": lambda key: Q(person_id=key),
    "seekers.recordclaim": lambda key: Q(claimant_id__in=_users(key)),
    "seekers.relativerequest": NotAbout("近亲属的申请，姓名是申请人的，不是本人的"),
    "claims.firmclaim": lambda key: Q(claimant_id__in=_users(key)),
    "users.user": lambda key: Q(person_id=key),
    "files.storedfile": _files,
    "audit.change": _changes,
    "exchange.importrow": _import_rows,
    "house_messages.delivery": lambda key: Q(message__to_user_id__in=_users(key)),
    "exchange.importbatch": NotAbout("整份表格的抬头，入库或作废后三十天内清除，不按人存"),
    "feeds.feedkey": NotAbout("部门数据签名的密钥，不是谁的资料"),
    "cases.casestep": _steps,
    "parties.organisation": NotAbout("单位的联系人，由单位自己改"),
}
# Tables that only help to find or to count; what they hold of a person is nothing a person could read.
TECHNICAL = frozenset({PersonNameToken._meta.label_lower, "parties.party", "seekers.datacopy"})


def personal_rows(person_id: uuid.UUID) -> Iterator[Rows]:
    """Yield the rows with personal fields about a person, table by table; to be asked in a system scope."""
    for label in dict.fromkeys(field.model for field in personal_fields()):
        rule = RULES[label]
        if not isinstance(rule, NotAbout):
            model = apps.get_model(label)
            yield Rows(model, model._base_manager.filter(rule(person_id)))


def other_rows(person_id: uuid.UUID) -> Iterator[Rows]:
    """Yield the rows of every other table that refers to the person, and what is open to whom."""
    done = {field.model for field in personal_fields()} | TECHNICAL | {_CASE}
    for model, columns in sorted(_referring().items(), key=lambda each: each[0]._meta.label_lower):
        if model._meta.label_lower not in done:
            condition = Q()
            for column in sorted(columns):
                condition |= Q(**{column: person_id})
            yield Rows(model, model._base_manager.filter(condition))
    yield Rows(SensitiveAnswer, SensitiveAnswer.objects.filter(user_id__in=_users(person_id)))
    yield _cases(person_id)
    yield Rows(Participant, Participant.objects.filter(to_party_id=person_id))
    yield Rows(Share, Share.objects.filter(object_kind="party", object_id=person_id))


def _cases(person_id: uuid.UUID) -> Rows:
    """Return the cases the person takes part in, and the plans of aid made for the person."""
    model = apps.get_model(_CASE)
    rows = model._base_manager.filter(Q(id__in=_own_cases(person_id)) | Q(person_id=person_id))
    return Rows(model, rows.filter(withdrawn_at__isnull=True))


def _referring() -> dict[type[models.Model], set[str]]:
    found: dict[type[models.Model], set[str]] = {}
    for owner in (Person, Party):
        for relation in owner._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ForeignObjectRel):
                referring: Any = relation.related_model
                found.setdefault(referring, set()).add(relation.field.attname)
    return found
