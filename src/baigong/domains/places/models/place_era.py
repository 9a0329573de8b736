from __future__ import annotations

from typing import ClassVar

from django.db import models

from baigong.domains.places.models.place import Place
from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.scope.models import PlacePathField


class PlaceEra(models.Model):
    """What a place was called, coded and part of until a reform: old names and codes go on being found.

    Without a reform it is a division abolished before this tree was planted, whose code leads to the place today;
    of one that was split each heir has a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="eras")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    parent = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    path = PlacePathField()
    county_id = models.CharField(max_length=8, blank=True, default="")
    valid_from = models.DateField()
    ends_before = models.DateField()
    reform_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[models.Manager[PlaceEra]] = models.Manager()

    class Meta:
        db_table = "places_place_era"
        constraints = [
            models.UniqueConstraint(fields=["place", "reform_id"], name="place_era_once_per_reform"),
        ]
        indexes = [
            models.Index(fields=["code"], name="place_era_code"),
            models.Index(fields=["path"], name="place_era_path"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"
