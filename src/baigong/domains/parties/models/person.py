from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.parties.enums import MissingNumber
from baigong.foundation.facts.models import Master
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.scope import ScopedBy


class Person(Master):
    """A natural person; shares its key with its party. What identifies is encrypted, what counts is plain.

    Age on a date is computed from the birth date, never stored; `birth_year` is for lists and figures.
    """

    KEY_SHARED_BY: ClassVar[str] = "party"

    party = models.OneToOneField(
        "parties.Party", on_delete=models.PROTECT, db_column="party_ref", related_name="person"
    )
    full_name = EncryptedTextField(
        name="person.full_name",
        kind="name",
        purpose="就业服务",
        basis="履行法定职责",
        retention="服务终止后三年",
    )
    identity_number = EncryptedTextField(
        name="person.identity_number",
        kind="identity_number",
        purpose="身份核对",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    identity_index = BlindIndexField(source="identity_number", name="person.identity_number", null=True)
    phone = EncryptedTextField(
        name="person.phone",
        kind="phone",
        purpose="联系本人",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    birth_date = EncryptedTextField(
        name="person.birth_date",
        kind="text",
        purpose="计算年龄",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    address = EncryptedTextField(
        name="person.address",
        kind="address",
        purpose="上门服务",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    number_missing = models.CharField(max_length=16, choices=MissingNumber.choices, blank=True, default="")
    birth_year = models.SmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=[("m", "男"), ("f", "女")], blank=True, default="")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("id",), share="party")

    class Meta(Master.Meta):
        db_table = "parties_person"
        constraints = [
            models.UniqueConstraint(
                fields=["identity_index"], condition=Q(withdrawn_at__isnull=True), name="person_number_once"
            ),
            models.CheckConstraint(
                condition=Q(identity_index__isnull=False) | ~Q(number_missing=""),
                name="person_number_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.full_name)
