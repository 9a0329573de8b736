from django.db import models


class AssignmentKind(models.TextChoices):
    """For what a post answers for a firm or a place."""

    COMMISSIONER = "commissioner", "用工服务专员"
    LINK = "link", "包保联系"
    HELPER = "helper", "专人帮扶"
    LIAISON = "liaison", "联络员"
    FIRST_RESPONSIBLE = "first_responsible", "第一责任人"
    SURVEYOR = "surveyor", "网格摸排员"


# A target has one holder of these at a time; several officers may be linked to one firm or help it.
ONE_PER_TARGET = frozenset(
    {
        AssignmentKind.COMMISSIONER,
        AssignmentKind.LIAISON,
        AssignmentKind.FIRST_RESPONSIBLE,
        AssignmentKind.SURVEYOR,
    }
)


class Rank(models.TextChoices):
    """What somebody in a post is by rank; for the first three a plan says with how many key firms each is linked
    (AH-2.3.1a), the others are those of villages and grids who join in (PD-4b, M01.4).
    """

    BUREAU_LEADER = "bureau_leader", "局领导班子成员"
    SERVICE_LEADER = "service_leader", "公共就业服务机构班子成员"
    OFFICER = "officer", "一般干部"
    VILLAGE_OFFICIAL = "village_official", "村（社区）干部"
    GRID_WORKER = "grid_worker", "网格员"
