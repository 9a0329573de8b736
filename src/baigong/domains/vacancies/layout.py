"""The columns of the list of vacancies (岗位清单), as bureaus, firms and advertisement sites name them."""

from baigong.domains.parties.employers import EMPLOYER_FIELDS
from baigong.domains.workers.enums import Shift
from baigong.kernels.recognition.fields import Field, Layout

VACANCY_LAYOUT = Layout(
    "vacancies",
    "岗位清单",
    (
        *EMPLOYER_FIELDS,
        Field(
            "title",
            "岗位名称",
            "text",
            ("岗位", "职位名称", "职位名", "职位", "招聘岗位", "招聘职位", "工种", "title"),
            required=True,
        ),
        Field(
            "headcount", "招聘人数", "integer", ("需求人数", "招工人数", "用工人数", "岗位人数", "缺工人数")
        ),
        Field(
            "pay",
            "月薪",
            "pay",
            ("薪资", "薪酬", "薪资待遇", "工资待遇", "薪酬待遇", "月工资", "薪资水平", "salary"),
        ),
        Field("pay_from", "月薪下限", "pay", ("最低月薪", "薪资下限", "薪资范围起")),
        Field("pay_to", "月薪上限", "pay", ("最高月薪", "薪资上限", "薪资范围至")),
        Field("pay_kind", "薪资类型", "text", ("薪酬类型",)),
        Field("education", "学历要求", "education", ("学历", "文化程度", "最低学历")),
        Field("skill", "技能等级要求", "skill", ("技能要求", "技能等级")),
        Field("certificates", "证书要求", "text", ("持证要求", "资格证书")),
        Field("shift", "班次", "choice", ("工作班次", "倒班情况"), choices=tuple(Shift.labels)),
        Field("has_lodging", "提供住宿", "choice", ("是否提供住宿", "住宿", "包住"), choices=("是", "否")),
        Field("workplace", "工作地点", "text", ("上班地点", "工作地址", "工作区域", "area")),
        Field("benefits", "福利待遇", "text", ("福利", "食宿/保险", "公司福利", "benefits")),
        Field(
            "description",
            "岗位描述",
            "text",
            ("工作职责", "岗位职责", "职位描述", "工作内容", "岗位要求说明", "description"),
        ),
        Field("demands", "任职要求", "text", ("任职资格", "任职条件", "招聘条件", "招聘要求")),
    ),
)
