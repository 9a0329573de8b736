from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django.db import models

from baigong.domains.policies.enums import PolicyField, PolicyLevel


class PolicyText(models.Model):
    """What a policy says: the columns that an entry of the list and each of its published versions share."""

    TEXTS: ClassVar[tuple[str, ...]] = (
        "number", "title", "field", "level", "issuer", "audience_codes", "audience_text", "conditions_text",
        "standard_text", "materials_text", "channel_text", "link", "valid_from", "valid_before",
        "deciding_body", "deciding_session", "interpreted_by", "rests_on_id", "rests_on_text", "elaborates_id",
        "tag_codes",
    )  # fmt: skip

    number = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    field = models.CharField(max_length=16, choices=PolicyField.choices)
    level = models.CharField(max_length=16, choices=PolicyLevel.choices)
    issuer = models.CharField(max_length=120)
    audience_codes = models.JSONField(default=list)
    # What it is about, by the code list `policy-tag` (FX-15b).
    tag_codes = models.JSONField(default=list)
    audience_text = models.CharField(max_length=200, blank=True, default="")
    conditions_text = models.TextField(max_length=2000, blank=True, default="")
    standard_text = models.TextField(max_length=2000, blank=True, default="")
    materials_text = models.TextField(max_length=2000, blank=True, default="")
    channel_text = models.CharField(max_length=300, blank=True, default="")
    link = models.URLField(max_length=300, blank=True, default="")
    valid_from = models.DateField()
    valid_before = models.DateField(null=True)
    # Who decided it and in which session (PD-0), and who says how it is to be read (PD-END).
    deciding_body = models.CharField(max_length=120, blank=True, default="")
    deciding_session = models.CharField(max_length=120, blank=True, default="")
    interpreted_by = models.CharField(max_length=120, blank=True, default="")
    # The document above that it puts into effect: an entry of a list, or its words where none is recorded (FX-0).
    rests_on = models.ForeignKey(
        "policies.PolicyItem", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    rests_on_text = models.CharField(max_length=200, blank=True, default="")
    # The policy whose detailed rules these are (PD-END).
    elaborates = models.ForeignKey(
        "policies.PolicyItem", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds, None when it says none."""
        return None if self.valid_before is None else self.valid_before - datetime.timedelta(days=1)

    def texts(self) -> dict[str, Any]:
        """Return what the policy says, by column."""
        return {name: getattr(self, name) for name in self.TEXTS}
