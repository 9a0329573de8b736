from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from baigong.domains.places.enums import PlaceKind
from baigong.foundation import clock
from baigong.foundation.ids import uuid7
from baigong.foundation.scope.models import PlacePathField


class Place(models.Model):
    """A division, zone, park or grid. `path` joins the short keys of all places above, each with "/".

    Keys never change and never come back, so a path stays right when an official code is replaced.
    `latitude` and `longitude` are its centre in degrees of WGS-84, entered by the office from the level of towns
    down; without them nobody says how many kilometres away it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=6, unique=True)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=PlaceKind.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = PlacePathField(unique=True)
    county_id = models.CharField(max_length=8, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supersedes")
    recorded_at = models.DateTimeField(default=clock.now)
    # Rows recorded under another county lie here since a reform: their county column is no hint where to look.
    is_redrawn = models.BooleanField(default=False)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=5, null=True)

    objects: ClassVar[models.Manager[Place]] = models.Manager()

    class Meta:
        db_table = "places_place"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="place_code_once"),
            models.CheckConstraint(condition=Q(path__endswith="/"), name="place_path_ends_in_slash"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="place_point_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["parent", "code"], name="place_children")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def path_above(path: str, levels: int) -> str:
        """Return the path so many places above, "" beyond the top."""
        keys = path.strip("/").split("/")
        kept = keys[: max(0, len(keys) - levels)]
        return "".join(f"{key}/" for key in kept)
