"""Hostile texts in every text column there is, put there as the rows are written, whoever writes them.

Which columns those are the models say. A new one is planted the day it is added; one that cannot hold a text of
anybody's is named here with the reason.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import models
from tests import sand_table
from tests.safety.payloads import PAYLOADS
from tests.safety.walked_work import work_at
from tests.safety.walking import Walk

from baigong.domains.places.services import add_place
from baigong.domains.shortages.services import report_need
from baigong.domains.shortages.striking_off import close_need
from baigong.domains.users.services import appoint, open_account
from baigong.domains.vacancies.models import Vacancy
from baigong.domains.vacancies.services import close_vacancy
from baigong.foundation import clock
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import system_scope

TEXTS = (models.CharField, models.TextField, models.JSONField, EncryptedTextField)
# Tables no page reads: what machinery notes of itself. What a file says is planted by a file.
UNREAD = {
    "Share", "Participant", "IdempotencyKey", "StoredFile", "AuditEntry", "AuditSeal", "Change", "Job", "ImportEffect",
    "RememberedLayout", "ParameterValue", "Code", "PackVersion", "ImportBatch", "ImportRow", "PlaceMove", "MovedRow",
    "ResealPermit", "RowChange", "Delivery",
}  # fmt: skip
# Columns a key, a code of a table or a figure stands in; nothing else is ever read into them.
KEYS = {
    "place_path", "county_id", "source_id", "key", "code", "path", "identity_number", "birth_date", "name_pinyin",
    "credit_code", "provisional_key", "industry_code", "rank", "password", "username", "email", "supply_list",
    "occupation_group", "occupation_codes", "education_code", "sex", "occupation_code", "cause_codes", "external_id",
    "route_code", "ended_reason", "scheme", "channel", "reasons", "refusal_code", "step", "wish_places",
}  # fmt: skip
# The same, where the bare name is also that of a text, and lists of ids that no hand writes.
KEYS_BY_TABLE = {
    "Message.kind", "Message.link", "MessageChoice.kind", "PhoneCode.purpose", "PlaceEra.kind", "Recheck.seed",
    "Recheck.registration_ids", "RecheckAnswer.wrong_fields", "Erasure.kept", "NotForMe.reason_code", "Merge.journal",
    "Credential.school_kind", "Credential.level_code", "PolicyItem.audience_codes", "PolicyItem.rule_ids",
    "PolicyItem.tag_codes", "PolicyVersion.tag_codes", "PolicyBundle.audience_codes", "PolicyBundle.tag_codes",
    "PolicyVersion.audience_codes", "PolicyVersion.approved_by", "Publication.noted_by", "Posting.noted_by",
    "Interpretation.approved_by",
    "OutletOrder.asked_by", "Sending.asked_by", "Sending.where", "SendingPart.counts",
    "PartyLink.service_kind", "Activity.tags", "Activity.destination_code", "Activity.campaign_code",
    "Cohort.catalogue_item", "Participation.result_code", "Status.exclusive_group", "Status.value",
    "Assignment.one_per_target", "Measurement.indicator", "Measurement.unit", "Measurement.series",
    "Case.origin_clause", "Reform.plan", "SensitiveAnswer.notice_version",
    "Vacancy.video_link", "Introduction.interview_link",  # the database takes encrypted addresses only
}  # fmt: skip
ONCE = {
    "User.phone"
}  # one account a number: in a turn the first row carries the text, the others stay as written
MARK = re.compile(r"~([0-9a-f]{2})([0-9a-f]{2})~")  # a sign no key and no token has
PARENT, SINCE, PASSWORD = "1.1.1", sand_table.SINCE, "a long word for tests"


def open_columns() -> list[models.Field[Any, Any]]:
    """Return every column that may hold what somebody wrote."""
    return [
        field
        for model in apps.get_models()
        if model.__module__.startswith("baigong.") and model.__name__ not in UNREAD
        for field in model._meta.local_fields
        if isinstance(field, TEXTS) and not field.choices and field.name not in KEYS
        if name_of(field) not in KEYS_BY_TABLE
    ]


def name_of(field: models.Field[Any, Any]) -> str:
    return f"{field.model.__name__}.{field.name}"


CARRIED: set[str] = set()  # the columns that carried a text so far
COLUMNS = [name_of(field) for field in open_columns()]


def text_of(column: int, turn: int) -> str:
    """Return the text of a column in a turn; over all turns every column holds every payload."""
    number = (column + turn) % len(PAYLOADS)
    return f"~{column:02x}{number:02x}~" + PAYLOADS[number].replace("\x00", "")


@functools.cache
def planted_of(column: int, number: int) -> tuple[str, str]:
    """Return the text a mark stands for, as its column holds it, and the kind of personal value it is there."""
    field = open_columns()[column]
    return cut(field, text_of(column, number - column)), getattr(field, "kind", "")


def cut(field: models.Field[Any, Any], text: str) -> str:
    longest = getattr(field, "max_length", None)
    return text[:longest] if longest else text


@contextmanager
def planting(turn: int) -> Iterator[None]:
    """While it lasts every row written anew carries a hostile text in each of its open columns."""
    columns = {name: number for number, name in enumerate(COLUMNS)}
    carried: set[str] = set()

    def planted(honest: Any) -> Any:
        def pre_save(field: Any, instance: Any, add: bool) -> Any:
            name = name_of(field)
            number = columns.get(name) if add else None
            if number is not None and name not in carried:
                carried.update({name} & ONCE)
                CARRIED.add(name)
                text = cut(field, text_of(number, turn))
                setattr(instance, field.attname, [text] if isinstance(field, models.JSONField) else text)
            return honest(field, instance, add)

        return pre_save

    def one_by_one(field: Any, rows: Any, connection: Any) -> list[Any]:
        return [field.get_db_prep_value(field.pre_save(row, True), connection) for row in rows]

    with (
        patch.object(EncryptedTextField, "stored_column", one_by_one),  # rows in bulk are planted too
        patch.object(models.Field, "pre_save", planted(models.Field.pre_save)),
        patch.object(EncryptedTextField, "pre_save", planted(EncryptedTextField.pre_save)),
    ):
        yield


def grow_planted(walk: Walk, turn: int) -> str:
    """Grow a village with a firm, a person and their work in one turn of texts; return its key."""
    key, world = f"planted-{turn}", walk.world
    with system_scope("埋下试验用的字"), planting(turn):
        code = f"99010101{turn + 50:04d}"
        parent = world.places[PARENT]
        world.places[key] = add_place(name=key, kind="village", code=code, parent=parent, valid_from=SINCE)
        sand_table._people_of(world, key, world.places[key], 300 + turn)
        walk.ids[key] = work_at(world, key)
        vacancy = Vacancy.objects.get(id=world.vacancies[key].id)
        Vacancy.objects.filter(id=vacancy.id).update(public_since=clock.now())
        report_need(by="test", need=world.needs[key], contact_way="call", values={"headcount": 2})
        user = open_account(by="test", username=key, password=PASSWORD, display_name=key)
        for role in ("county_officer", "leader"):
            appoint(by="test", user=user, role=role, place=world.places["1.1"], starts_on=SINCE)
        world.users[f"county_officer-{key}"] = user
    return key


def close_planted(walk: Walk, key: str, turn: int) -> None:
    """Close the vacancy and the need of a planted village, each for a hostile reason."""
    with system_scope("埋下试验用的字"):
        reason = {name: text_of(number, turn) for number, name in enumerate(COLUMNS)}
        vacancy = Vacancy.objects.get(id=walk.world.vacancies[key].id)
        close_vacancy(by="test", vacancy=vacancy, reason=reason["Vacancy.closed_reason"], on=clock.today())
        need = walk.world.needs[key]
        need.refresh_from_db()
        close_need(by="test", need=need, reason=reason["Need.closed_reason"], on=clock.today())
