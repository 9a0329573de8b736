from django.db import models


class PolicyField(models.TextChoices):
    """The four fields in which policies are listed."""

    EMPLOYMENT = "employment", "就业创业"
    INSURANCE = "insurance", "社会保险"
    TALENT = "talent", "人才人事"
    LABOUR = "labour", "劳动关系"


class PolicyLevel(models.TextChoices):
    NATION = "nation", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县（市、区）"


class PolicyState(models.TextChoices):
    """How far a policy of the list has come; one that another took the place of stays published."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报送，待公布"
    PUBLISHED = "published", "已公布"
    TAKEN_DOWN = "taken_down", "已撤下"


class PublicationState(models.TextChoices):
    """What was noted of one channel about one version; waiting and out of date follow from what is not noted."""

    HANDED_OUT = "handed_out", "已送出，等登记链接"
    PUBLISHED = "published", "已公布"
    FAILED = "failed", "没公布成"
    TAKEN_DOWN = "taken_down", "已撤下"


class InterpretationKind(models.TextChoices):
    """The forms in which it is said how a policy is to be read."""

    TEXT = "text", "解读"
    ANSWER = "answer", "问答"
