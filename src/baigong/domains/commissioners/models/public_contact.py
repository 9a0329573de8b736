from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.foundation.facts.models import Master
from baigong.foundation.scope import ScopedBy


class PublicContact(Master):
    """How a commissioner is reached, as the office makes it public: the office's telephone and no person's.

    It is shown while it is public and its post is in force; the day the post ends it is gone, whoever forgets it.
    """

    post = models.ForeignKey("users.Post", on_delete=models.PROTECT, related_name="public_contacts")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="+")
    name_shown = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    office = models.CharField(max_length=80)
    office_telephone = models.CharField(max_length=30)
    office_address = models.CharField(max_length=120, blank=True, default="")
    public_since = models.DateTimeField(null=True)

    scoped_by: ClassVar[ScopedBy] = ScopedBy(public="public_since")

    class Meta(Master.Meta):
        db_table = "commissioners_public_contact"
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(withdrawn_at__isnull=True), name="public_contact_once"
            ),
            models.CheckConstraint(
                condition=~Q(name_shown="") & ~Q(office="") & ~Q(office_telephone=""),
                name="public_contact_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(public_since__isnull=True),
                name="public_contact_withdrawn_is_not_public",
            ),
        ]
        indexes = [models.Index(fields=["place_path", "name_shown", "id"], name="public_contact_place")]

    def __str__(self) -> str:
        return self.name_shown
