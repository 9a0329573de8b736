from django.db import models


class Outcome(models.TextChoices):
    """What came of one try to reach a resident of the supply list."""

    UNCHANGED = "unchanged", "没变化"
    EMPLOYED = "employed", "已就业"
    AWAY = "away", "外出"
    UNREACHABLE = "unreachable", "联系不上"


class MissReason(models.TextChoices):
    """Why a resident could not be reached."""

    NO_ANSWER = "no_answer", "电话没人接"
    WRONG_NUMBER = "wrong_number", "号码不对"
    NOBODY_HOME = "nobody_home", "家里没人"
    MOVED = "moved", "搬走了"
    REFUSED = "refused", "不愿意说"


class VisitTo(models.TextChoices):
    """Where an outreach visit enters (三进, BZ-6)."""

    COMMUNITY = "community", "进社区"
    VILLAGE = "village", "进村"
    HOME = "home", "进户"


class Sent(models.TextChoices):
    """What an outreach visit brings (四送, BZ-6)."""

    POLICY = "policy", "送政策"
    JOBS = "jobs", "送岗位"
    INFORMATION = "information", "送信息"
    SERVICE = "service", "送服务"


class Finding(models.TextChoices):
    """What a second call found of one entry (PD-2b)."""

    RIGHT = "right", "属实"
    WRONG = "wrong", "不实"
    UNREACHED = "unreached", "没打通"
