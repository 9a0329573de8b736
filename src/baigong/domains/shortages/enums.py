from django.db import models


class ContactWay(models.TextChoices):
    """How the shortage became known (SD-2.1.1a, BZ-1a, AH-2.1.1a: visit, call, meeting)."""

    VISIT = "visit", "走访"
    CALL = "call", "电话"
    MEETING = "meeting", "座谈"
    FORM = "form", "企业填报"
    TABLE = "table", "报表"


class NeedKind(models.TextChoices):
    """The type among the four clear facts (四清)."""

    GENERAL = "general", "普工"
    SKILLED = "skilled", "技工"
    MANAGEMENT = "management", "管理"
    PROFESSIONAL = "professional", "专业技术"
    OTHER = "other", "其他"
