from django.db import models


class PlaceKind(models.TextChoices):
    """Levels from the country down to a grid; a park is no division but reports like one."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"
    ZONE = "zone", "开发区"
    TOWN = "town", "镇（街道）"
    PARK = "park", "园区"
    VILLAGE = "village", "村（社区）"
    GRID = "grid", "网格"


COUNTY_KINDS = (PlaceKind.COUNTY, PlaceKind.ZONE)
TOWN_KINDS = (PlaceKind.TOWN, PlaceKind.PARK)
# What is small enough for its centre to say where a job in it is.
POINTED_KINDS = (*TOWN_KINDS, PlaceKind.VILLAGE, PlaceKind.GRID)
