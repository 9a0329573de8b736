from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.parties.enums import CredentialKind
from baigong.foundation.facts.models import Fact
from baigong.foundation.privacy.fields import BlindIndexField, EncryptedTextField
from baigong.foundation.scope import ScopedBy


class Credential(Fact):
    """A degree, skill level, title or licence somebody holds, with the proof it rests on."""

    person = models.ForeignKey("parties.Person", on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=16, choices=CredentialKind.choices)
    label = models.CharField(max_length=120)
    number = EncryptedTextField(
        name="credential.number",
        kind="text",
        purpose="核验证书",
        basis="履行法定职责",
        retention="服务终止后三年",
        null=True,
    )
    number_index = BlindIndexField(source="number", name="credential.number", null=True)
    issuer = models.CharField(max_length=120, blank=True, default="")
    school_kind = models.CharField(max_length=40, blank=True, default="")
    level_code = models.CharField(max_length=8, blank=True, default="")
    occupation_code = models.CharField(max_length=12, blank=True, default="")
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    is_treated_as_graduate = models.BooleanField(null=True)
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")

    scoped_by: ClassVar[ScopedBy] = ScopedBy(party=("person_id",))

    class Meta(Fact.Meta):
        db_table = "parties_credential"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "number_index"],
                condition=Q(voided_at__isnull=True, superseded_at__isnull=True),
                name="credential_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="credential_person"),
            models.Index(fields=["kind", "place_path", "id"], name="credential_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"
