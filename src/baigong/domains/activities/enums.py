from django.db import models


class ActivityKind(models.TextChoices):
    FAIR = "fair", "招聘会"
    LIVESTREAM = "livestream", "直播带岗"
    TRIP = "trip", "外出招工"
    CAMPUS = "campus", "校园招聘"
    MATCHING = "matching", "对接洽谈"
    VISIT = "visit", "走访企业"
    EXPERT_VISIT = "expert_visit", "专家服务"
    BRIEFING = "briefing", "政策宣讲"
    OUTREACH = "outreach", "三进四送"
    CONTEST = "contest", "技能竞赛"
    MEETING = "meeting", "会议调度"
    SESSION = "session", "职业指导"
    TRAINING = "training", "培训讲座"


class CostKind(models.TextChoices):
    """What an activity's money went on."""

    VENUE = "venue", "场地"
    TRANSPORT = "transport", "交通"
    PUBLICITY = "publicity", "宣传"
    LODGING = "lodging", "食宿"
    STALL = "stall", "展位"
    OTHER = "other", "其他"
