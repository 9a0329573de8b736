from django.db import models

# The heading in the plans' codes under which the kinds of groups stand (leading group, task team …).
KIND_HEADING = "group-kind"


class Seat(models.TextChoices):
    """What a person is in a group; kept as the title of the seat, in these words."""

    HEAD = "组长", "组长"
    DEPUTY = "副组长", "副组长"
    CONVENER = "召集人", "召集人"
    OFFICE_HEAD = "办公室主任", "办公室主任"
    LIAISON = "联络员", "联络员"
    MEMBER = "成员", "成员"
