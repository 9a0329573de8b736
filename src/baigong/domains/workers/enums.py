from django.db import models


class WorkState(models.TextChoices):
    """What a person on the supply list is doing now."""

    SEEKING = "seeking", "求职中"
    UNEMPLOYED = "unemployed", "登记失业"
    EMPLOYED = "employed", "已就业"
    STUDENT = "student", "在校"
    NOT_SEEKING = "not_seeking", "暂不求职"


class Shift(models.TextChoices):
    DAY = "day", "白班"
    TWO = "two", "两班倒"
    THREE = "three", "三班倒"
    ANY = "any", "都可以"
