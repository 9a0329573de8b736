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


class StrikeOffKind(models.TextChoices):
    """What was done about striking a shortage off (销号, BZ-G1c)."""

    SAID_FILLED = "said_filled", "报已招满"
    TAKEN_BACK = "taken_back", "又报缺人"
    REFUSED = "refused", "核实没招满"
    STRUCK_OFF = "struck_off", "销号"
    REOPENED = "reopened", "重开"


NEED_NO_WORDS = (StrikeOffKind.SAID_FILLED, StrikeOffKind.TAKEN_BACK)
"""What a figure says by itself; whoever decides says why."""
