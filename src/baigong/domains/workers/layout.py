"""The columns of the labour-supply list (人力资源供给清单: LG-8, LG-13, LG-21, LG-24), as people name them."""

from baigong.kernels.recognition.fields import Field, Layout

SUPPLY_LAYOUT = Layout(
    "workers",
    "人力资源供给清单",
    (
        Field("full_name", "姓名", "text", ("名字", "求职者姓名", "人员姓名", "劳动力姓名"), required=True),
        Field("sex", "性别", "choice", (), choices=("男", "女")),
        Field(
            "identity_number",
            "身份证号",
            "identity_number",
            ("身份证号码", "公民身份号码", "身份证", "证件号码", "身份证件号码"),
            required=True,
        ),
        Field("phone", "联系电话", "phone", ("电话", "手机号", "手机号码", "手机", "本人电话", "联系方式")),
        Field("household_place", "户籍地", "text", ("户籍所在地", "户籍", "户口所在地", "户籍地址")),
        Field(
            "place",
            "现居镇村",
            "place",
            (
                "现居住地",
                "居住地",
                "所在镇村",
                "所在村",
                "所属村",
                "所属村（社区）",
                "村（社区）",
                "镇村",
                "村居",
            ),
        ),
        Field("education", "学历", "education", ("文化程度", "最高学历", "学历层次")),
        Field(
            "state",
            "就业状态",
            "choice",
            ("目前状态", "就业情况", "就业失业状态", "当前状态"),
            choices=("求职中", "登记失业", "已就业", "在校", "暂不求职"),
        ),
        Field("skill", "技能等级", "skill", ("技能等级/证书", "职业技能等级", "技能证书", "资格等级")),
        Field(
            "occupation",
            "求职工种",
            "occupation",
            ("意向岗位", "求职意向", "就业意向", "期望岗位", "求职工种1", "意向工种", "求职岗位"),
        ),
        Field(
            "pay",
            "期望月薪",
            "pay",
            ("期望薪资", "期望工资", "薪资要求", "期望月薪（元）", "工资要求", "意向薪资"),
        ),
        Field("wish_places", "意向地区", "text", ("就业意向地", "意向就业地", "期望工作地", "求职地区")),
        Field(
            "shift",
            "班次",
            "choice",
            ("可上班次", "倒班意愿"),
            choices=("白班", "两班倒", "三班倒", "都可以"),
        ),
        Field("wants_lodging", "要住宿", "choice", ("是否需要住宿", "住宿需求"), choices=("是", "否")),
        Field("training_need", "培训意愿", "text", ("培训需求", "培训意向", "技能培训需求")),
        Field("groups", "重点群体", "text", ("人员类别", "重点群体类别", "人员类型", "群体类别")),
        Field("surveyor", "摸排人", "text", ("登记人", "网格员", "采集人", "填报人")),
        Field(
            "surveyed_on", "摸排日期", "date", ("登记日期", "采集日期", "登记时间", "摸排时间", "填报日期")
        ),
        Field("note", "备注", "text", ("说明", "其他说明")),
    ),
)
