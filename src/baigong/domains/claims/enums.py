from django.db import models


class ClaimState(models.TextChoices):
    """Where a claim stands; the steps between are in workflow.py."""

    WAITING_ADMINISTRATOR = "waiting_administrator", "等本单位管理员"
    DISOWNED = "disowned", "管理员说不是同事"
    WAITING_COUNTY = "waiting_county", "等县里核对"
    CONFIRMED = "confirmed", "已通过"
    REFUSED = "refused", "没有通过"
    WITHDRAWN = "withdrawn", "已撤回"


OPEN_STATES = (ClaimState.WAITING_ADMINISTRATOR, ClaimState.DISOWNED, ClaimState.WAITING_COUNTY)


class FoundBy(models.TextChoices):
    """How the record that is claimed was found."""

    CREDIT_CODE = "credit_code", "信用代码相同"
    NAME = "name", "同县同名，库里还没有信用代码"
    NOTHING = "nothing", "库里没有，通过后新建"


class Refusal(models.TextChoices):
    """Why the county says no; each has the sentence the claimant reads."""

    IMPOSTOR = "impostor", "不是这家单位的人"
    DUPLICATE = "duplicate", "这个人已经有本单位的账号"
    WRONG_FIRM = "wrong_firm", "认错了单位"
    EVIDENCE = "evidence", "执照看不清或对不上"
    OTHER = "other", "其他"


SENTENCES = {
    Refusal.IMPOSTOR: "县里没能核实您是这家单位的人。确实是的，请带介绍信和营业执照到县人社局办。",
    Refusal.DUPLICATE: "您在这家单位已经有账号。请用原来的账号登录，忘了密码找本单位管理员。",
    Refusal.WRONG_FIRM: "您填的代码或名称是另一家单位的。请对照营业执照，改好再提交。",
    Refusal.EVIDENCE: "营业执照看不清，或和填的对不上。请重新拍一张，四角拍全，再提交。",
    Refusal.OTHER: "没有通过。请看下面写的原因，改好再提交。",
}


class Seat(models.TextChoices):
    """As what a confirmed claimant comes into the firm."""

    ADMINISTRATOR = "administrator", "管理员"
    COLLEAGUE = "colleague", "普通同事"
    INSTEAD = "instead", "管理员，原来的管理员同时停用"
