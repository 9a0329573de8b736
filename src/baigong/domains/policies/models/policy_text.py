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
    )  # fmt: skip

    number = models.CharField(max_length=80)
    title = models.CharField(max_length=160)
    field = models.CharField(max_length=16, choices=PolicyField.choices)
    level = models.CharField(max_length=16, choices=PolicyLevel.choices)
    issuer = models.CharField(max_length=120)
    audience_codes = models.JSONField(default=list)
    audience_text = models.CharField(max_length=200, blank=True, default="")
    conditions_text = models.TextField(max_length=2000, blank=True, default="")
    standard_text = models.TextField(max_length=2000, blank=True, default="")
    materials_text = models.TextField(max_length=2000, blank=True, default="")
    channel_text = models.CharField(max_length=300, blank=True, default="")
    link = models.URLField(max_length=300, blank=True, default="")
    valid_from = models.DateField()
    valid_before = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which it holds, None when it says none."""
        return None if self.valid_before is None else self.valid_before - datetime.timedelta(days=1)

    def texts(self) -> dict[str, Any]:
        """Return what the policy says, by column."""
        return {name: getattr(self, name) for name in self.TEXTS}
