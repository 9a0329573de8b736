from django.db import models


class PartyKind(models.TextChoices):
    PERSON = "person", "个人"
    ORGANISATION = "organisation", "单位"


class OrganisationNature(models.TextChoices):
    """What kind of body an organisation is; which of them a rule counts is the pack's word."""

    ENTERPRISE = "enterprise", "企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    COOPERATIVE = "cooperative", "农民专业合作社"
    GOVERNMENT = "government", "机关"
    INSTITUTION = "institution", "事业单位"
    AGENCY = "agency", "人力资源服务机构"
    DISPATCH = "dispatch", "劳务派遣机构"
    SCHOOL = "school", "院校"
    GROUP = "group", "领导小组、专班等"
    OTHER = "other", "其他"


# What a firm that is entered or put right may be; a group of an office is made on its own page (M01.3).
FIRM_NATURES = [choice for choice in OrganisationNature.choices if choice[0] != OrganisationNature.GROUP]


class MissingNumber(models.TextChoices):
    """Why a person stands in the register without an identity number."""

    NOT_GIVEN = "not_given", "未提供"
    DAMAGED = "damaged", "原表号码损坏"
    ERASED = "erased", "本人要求删除"


class MissingCode(models.TextChoices):
    """Why a firm stands in the register under a provisional key, without a credit code."""

    NOT_AT_HAND = "not_at_hand", "执照不在手边"
    NOT_REGISTERED = "not_registered", "还没办执照"
    NOT_GIVEN = "not_given", "不愿意提供"


class LinkKind(models.TextChoices):
    """How one party stands to another for a time."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    GUARDIAN = "guardian", "监护人"
    PARTNER_FIRM = "partner_firm", "平台合作企业"
    REGULATOR = "regulator", "行业主管部门"
    AGENCY_SERVES = "agency_serves", "机构服务企业"
    ALLIANCE_MEMBER = "alliance_member", "联盟成员"
    BRANCH = "branch", "分支机构"
    GROUP_MEMBER = "group_member", "小组、专班的成员单位"


class CredentialKind(models.TextChoices):
    DEGREE = "degree", "学历学位"
    SKILL_LEVEL = "skill_level", "职业技能等级"
    TITLE = "title", "专业技术职称"
    LICENCE = "licence", "从业资格"
