from django.db import models


class IntroductionState(models.TextChoices):
    """Where an introduction stands; the steps between are in workflow.py."""

    INVITED = "invited", "等本人同意"
    INTRODUCED = "introduced", "已介绍"
    INTERVIEW_SET = "interview_set", "约了面试"
    INTERVIEWED = "interviewed", "已面试"
    HIRED = "hired", "已录用"
    REFUSED_BY_PERSON = "refused_by_person", "本人未去"
    REFUSED_BY_EMPLOYER = "refused_by_employer", "单位未录用"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (
    IntroductionState.INVITED,
    IntroductionState.INTRODUCED,
    IntroductionState.INTERVIEW_SET,
    IntroductionState.INTERVIEWED,
)
WAITING_FOR_EMPLOYER = OPEN_STATES[1:]
ENDED_WITHOUT_HIRE = (
    IntroductionState.REFUSED_BY_PERSON,
    IntroductionState.REFUSED_BY_EMPLOYER,
    IntroductionState.WITHDRAWN,
)


class EngagementKind(models.TextChoices):
    EMPLOYEE = "employee", "劳动合同用工"
    DISPATCHED = "dispatched", "劳务派遣"
    SHARED = "shared", "共享用工"
    TRAINEE = "trainee", "就业见习"
    PLACEMENT = "placement", "实习"
    APPRENTICE = "apprentice", "学徒"
    PLATFORM = "platform", "平台用工"
    FLEXIBLE = "flexible", "灵活就业"


class EndedReason(models.TextChoices):
    """Why somebody no longer works there, as `Engagement.ended_reason` keeps it."""

    RESIGNED = "resigned", "本人辞职"
    DISMISSED = "dismissed", "单位解除"
    AGREED = "agreed", "双方商定解除"
    EXPIRED = "expired", "合同或期限到期"
    RETIRED = "retired", "退休"
    CLOSED = "closed", "单位停产或关闭"
    DIED = "died", "去世"
    OTHER = "other", "其他"


class ProofKind(models.TextChoices):
    """Dated proofs of a hire, each its own row with source and certainty (decisions A16).

    A trainee's base pays a stipend and insures against accidents (PD-10a); a shared worker consents (HA-7, PD-7a);
    the school or the place of work confirms that somebody is there (PD-9).
    """

    CONTRACT = "contract", "劳动合同"
    REGISTRATION = "registration", "就业登记"
    INTENT = "intent", "就业意向协议"
    ARRIVAL = "arrival", "到岗确认"
    CONSENT = "consent", "本人同意"
    STIPEND = "stipend", "生活补助发放"
    ACCIDENT = "accident", "人身意外伤害保险"
    ATTENDANCE = "attendance", "在岗确认"


class InsuranceScheme(models.TextChoices):
    """The insurances an employer pays for."""

    PENSION = "pension", "职工养老"
    UNEMPLOYMENT = "unemployment", "失业"
    INJURY = "injury", "工伤"
    MEDICAL = "medical", "职工医疗"
