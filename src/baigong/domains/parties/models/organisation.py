from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.parties.enums import MissingCode, OrganisationNature
from baigong.foundation.facts.models import Master
from baigong.foundation.privacy.fields import EncryptedTextField
from baigong.foundation.scope import ScopedBy


class Organisation(Master):
    """A firm, office, school or agency; shares its key with its party.

    Without a credit code it stands under a provisional key (its name and place) until the code is known.
    """

    KEY_SHARED_BY: ClassVar[str] = "party"

    party = models.OneToOneField(
        "parties.Party", on_delete=models.PROTECT, db_column="party_ref", related_name="organisation"
    )
    name = models.CharField(max_length=120)
    name_pinyin = models.CharField(max_length=200, blank=True, default="")
    credit_code = models.CharField(max_length=18, blank=True, default="")
    provisional_key = models.CharField(max_length=200, blank=True, default="")
    code_missing = models.CharField(max_length=16, choices=MissingCode.choices, blank=True, default="")
    nature = models.CharField(
        max_length=16, choices=OrganisationNature.choices, default=OrganisationNature.ENTERPRISE
    )
    industry_code = models.CharField(max_length=8, blank=True, default="")
    size_label = models.CharField(max_length=30, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    contact_name = EncryptedTextField(
        name="organisation.contact_name",
        kind="name",
        purpose="联系企业",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    contact_phone = EncryptedTextField(
        name="organisation.contact_phone",
        kind="phone",
        purpose="联系企业",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("id",), share="party")
    ASKED_SEEN_BY: ClassVar[str] = "本单位能登录的同事、单位所在地的村居、镇街、县级经办人、本单位的包保专员"

    class Meta(Master.Meta):
        db_table = "parties_organisation"
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(withdrawn_at__isnull=True),
                name="organisation_credit_code_once",
            ),
            models.UniqueConstraint(
                fields=["provisional_key"],
                condition=~Q(provisional_key="") & Q(withdrawn_at__isnull=True),
                name="organisation_provisional_key_once",
            ),
            models.CheckConstraint(
                condition=~Q(credit_code="") | ~Q(provisional_key=""), name="organisation_has_a_key"
            ),
        ]
        indexes = [
            models.Index(fields=["county_id", "name_pinyin", "id"], name="organisation_county_name"),
            models.Index(fields=["name_pinyin", "id", "place_path"], name="organisation_name"),
            models.Index(fields=["place_path", "name_pinyin", "id"], name="organisation_place_name"),
        ]

    def __str__(self) -> str:
        return self.name
