from django.db import models


class UnitKind(models.TextChoices):
    """What kind of reporting unit; a plan says which kinds report under it."""

    ZONE = "zone", "开发区"
    PARK = "park", "园区"
