from django.db import models


class Likeness(models.TextChoices):
    """Why two entries may be one and the same; the first that fits is kept."""

    NUMBER_MISSING = "number_missing", "姓名相近，电话或村相同，有一个没有证号"
    SAME_PHONE = "same_phone", "电话相同，姓名相近"
    SAME_BIRTH = "same_birth", "同村，姓名和出生日期相同"
    CODE_MISSING = "code_missing", "同县同名，一个有信用代码、一个没有"
    SAME_NAME = "same_name", "同县同名"
    SAME_KEY = "same_key", "更正的号码或名称，另一个已经登记着"


class CandidateState(models.TextChoices):
    """What became of a candidate; `different` is never asked again."""

    OPEN = "open", "待判断"
    DIFFERENT = "different", "不是同一个"
    MERGED = "merged", "已合并"
    GONE = "gone", "已不成立"


class FingerprintKind(models.TextChoices):
    PHONE = "phone", "电话"
    NAME_AND_PLACE = "name_and_place", "姓名和村"
    NAME_AND_BIRTH = "name_and_birth", "姓名、出生日期和村"
    FIRM_NAME = "firm_name", "单位名称和县"
