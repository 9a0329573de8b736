from django.db import models


class RecordClaimState(models.TextChoices):
    """Where a person's claim on the own record stands."""

    WAITING = "waiting", "等核实"
    CONFIRMED = "confirmed", "核实了"
    REFUSED = "refused", "没有核实"
    REPLACED = "replaced", "本人重新填过"


class Kinship(models.TextChoices):
    """Who is a near relative by the Civil Code, article 1045."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"


class RelativeWish(models.TextChoices):
    """What a near relative may ask for in place of somebody dead (PIPL 49)."""

    COPY = "copy", "查阅、复制"
    CORRECTION = "correction", "更正"
    ERASURE = "erasure", "删除"


class RelativeRequestState(models.TextChoices):
    """Where a request of a near relative stands."""

    WAITING = "waiting", "等第二个人办"
    AGREED = "agreed", "同意"
    REFUSED = "refused", "不同意"
