"""The columns of the list of firms short of workers (缺工企业清单: LG-12, SD-2.1.1), as people name them."""

from baigong.domains.parties.employers import EMPLOYER_FIELDS
from baigong.domains.shortages.enums import ContactWay, NeedKind
from baigong.kernels.recognition.fields import Field, Layout

SHORTAGE_LAYOUT = Layout(
    "shortages",
    "缺工企业清单",
    (
        *EMPLOYER_FIELDS,
        Field(
            "employees",
            "现有员工",
            "integer",
            ("现有员工数", "在岗职工总数", "企业在岗职工总数", "职工总数", "用工数"),
        ),
        Field(
            "trade",
            "缺工岗位（工种）",
            "occupation",
            ("缺工工种", "紧缺工种", "紧缺岗位", "缺工岗位名称", "岗位名称", "工种", "紧缺岗位名称"),
            required=True,
        ),
        Field("occupation_code", "职业代码", "text", ("职业编码",)),
        Field("kind", "缺工类型", "choice", ("岗位类型", "缺工类别"), choices=tuple(NeedKind.labels)),
        Field(
            "headcount", "缺工人数", "integer", ("需求人数", "招聘人数", "尚缺人数", "尚缺工人数", "缺口人数")
        ),
        Field("skill", "技能等级要求", "skill", ("技能要求", "技能等级")),
        Field("education", "学历", "education", ("学历要求", "文化程度")),
        Field("pay", "月薪", "pay", ("薪资", "薪酬", "薪资待遇", "工资待遇", "薪酬待遇", "月工资")),
        Field("pay_from", "月薪下限", "pay", ("最低月薪", "薪资下限", "薪资范围起")),
        Field("pay_to", "月薪上限", "pay", ("最高月薪", "薪资上限", "薪资范围至")),
        Field("causes", "缺工原因", "text", ("原因", "主要原因")),
        Field("plan", "招工计划", "text", ("招工计划（到岗日期）", "用工计划", "到岗时间")),
        Field("is_urgent", "是否急缺", "choice", ("是否紧急", "急缺"), choices=("是", "否")),
        Field(
            "contact_way", "摸排方式", "choice", ("联系方法", "采集方式"), choices=tuple(ContactWay.labels)
        ),
        Field(
            "reported_on", "更新日期", "date", ("填报日期", "采集时间", "采集日期", "上报日期", "摸排日期")
        ),
    ),
)
