"""Invented data for the style guide: no firm, person or place here exists."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

SHIFTS = [("day", "长白班"), ("two", "两班倒"), ("three", "三班倒")]


class SampleForm(forms.Form):
    """Every kind of control once, with two mistakes when it is bound."""

    code = forms.CharField(label="统一社会信用代码", help_text="营业执照上的18位")
    need = forms.IntegerField(label="需求人数", min_value=1)
    note = forms.CharField(label="企业答应了什么", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    trade = forms.ChoiceField(label="工种", choices=[("weld", "焊工"), ("sew", "缝纫车工")])
    shift = forms.ChoiceField(label="怎么上班", choices=SHIFTS, widget=forms.RadioSelect)
    board = forms.MultipleChoiceField(
        label="食宿",
        choices=[("eat", "包吃"), ("stay", "包住")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    until = forms.DateField(
        label="截止日",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        help_text="到这天为止算有效",
    )
    agree = forms.BooleanField(label="同意把岗位发到门户", required=False)

    def clean_code(self) -> str:
        """One error in the tone errors should have."""
        code: str = self.cleaned_data["code"]
        if "O" in code:
            raise forms.ValidationError("第18位是字母O，代码里没有字母O。可能是数字0。")
        return code


class SampleFilter(forms.Form):
    """A filter bar."""

    q = forms.CharField(label="查找", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    town = forms.ChoiceField(
        label="乡镇", required=False, choices=[("", "全部"), ("a", "柳塘镇"), ("b", "前窑镇")]
    )
    grade = forms.ChoiceField(
        label="分级", required=False, choices=[("", "全部"), ("u", "急缺"), ("t", "紧缺")]
    )


FIRMS = [
    {
        "name": "云泽嫘祖丝织",
        "trade": "缝纫车工、挡车工",
        "need": 148,
        "done": 12,
        "clock": "超4天",
        "urgency": "over",
    },
    {"name": "北渡后稷食品", "trade": "包装工", "need": 60, "done": 0, "clock": "今天", "urgency": "soon"},
    {"name": "云泽共工钢构", "trade": "电焊工", "need": 38, "done": 9, "clock": "明天", "urgency": ""},
    {"name": "北渡干将工具", "trade": "热处理工", "need": 14, "done": 14, "clock": "剩3天", "urgency": ""},
]

MATCHES = [
    {
        "name": "王*国",
        "score": 88,
        "rank": 2,
        "url": "#",
        "facts": ["石磨镇", "4月22日返乡", "同意推荐"],
        "reminder": "提醒：证8月到期。入职后由企业办复审即可，不影响现在介绍。",
        "actions": [
            {"label": "介绍给企业", "url": "#", "is_primary": True},
            {"label": "先打电话", "url": "#"},
        ],
        "reasons": [
            {
                "name": "工种",
                "asks": "焊工（二保焊）",
                "has": "船厂焊工11年",
                "verdict": "fits",
                "points": 40,
                "maximum": 40,
            },
            {"name": "证书", "asks": "焊接操作证", "has": "8月到期，须复审", "verdict": "close"},
            {
                "name": "技能",
                "asks": "最好四级以上",
                "has": "没有等级证",
                "verdict": "missing",
                "points": 18,
                "maximum": 25,
            },
            {
                "name": "薪酬",
                "asks": "6500–8500元",
                "has": "期望7000元",
                "verdict": "fits",
                "points": 15,
                "maximum": 15,
            },
            {
                "name": "路程",
                "asks": "柳塘镇，长白班",
                "has": "距17公里，愿住宿舍",
                "verdict": "fits",
                "points": 7,
                "maximum": 10,
            },
            {
                "name": "近期",
                "asks": "本月能到岗",
                "has": "没有说",
                "verdict": "unknown",
                "points": 8,
                "maximum": 10,
            },
        ],
    }
]

TIMELINE = [
    {
        "when": "5月13日9:31",
        "what": "还没有服务专员",
        "detail": "缺口满100人，须今天指定。",
        "kind": "broken",
    },
    {"when": "5月12日14:20", "channel": "上门", "what": "核实四清，缺口由118人改为132人", "kind": "now"},
    {"when": "5月10日", "channel": "到岗", "what": "机械专场带来9人，其中7人办了合同和就业登记"},
]

TODO = [
    {
        "clock": "超时1个工作日",
        "urgency": "over",
        "deadline": "5月12日17:30截止",
        "title": "瓜果采摘要260人，县交通局还没答复",
        "why": "5月8日派单，限3个工作日。再过1个工作日自动报县领导小组。",
        "url": "#",
        "action_label": "去催办",
    },
    {
        "clock": "今天17:30",
        "urgency": "soon",
        "title": "返乡就业补贴初审1批23人到期",
        "why": "19人可发、2人待补、2人不予，各有理由。",
        "url": "#",
        "action_label": "去审",
        "is_primary": True,
    },
]

TILES = [
    {
        "name": "缺工企业入库",
        "actual": 431,
        "total": 500,
        "due": 245,
        "unit": "家",
        "verdict": "超前",
        "verdict_kind": "ok",
        "forecast": "预计5月28日达到",
        "floor_text": "各县区底线50家：3个没到",
        "code": "KPI-1",
        "definition_url": "#",
        "rows_url": "#",
    },
    {
        "name": "服务缺工企业",
        "actual": 212,
        "total": 500,
        "due": 245,
        "unit": "家",
        "verdict": "落后33家",
        "verdict_kind": "bad",
        "forecast": "按近三周速度，期末只到335家",
        "floor_text": "没有分县底线",
        "code": "KPI-2",
        "rows_url": "#",
    },
    {"name": "本周已补（实名可查）", "actual": 112, "unit": "人", "remark": "合同、登记、参保三样齐的89人"},
    {"name": "还没有数", "actual": None, "unit": "人", "remark": "社保系统今天还没回数"},
]

STEPS = [
    {"label": "上传文件", "state": "done", "url": "#"},
    {"label": "认列", "state": "done"},
    {"label": "查错", "state": "now"},
    {"label": "入库", "state": "later"},
]

NAVIGATION = [
    {
        "label": "",
        "items": [{"label": "今天", "url": "#", "count": 12, "is_late": True, "is_current": False}],
    },
    {
        "label": "四张清单",
        "items": [
            {"label": "缺工企业", "url": "#", "count": 64, "is_current": True},
            {"label": "求职人员", "url": "#", "count": 8412},
            {"label": "服务专员", "url": "#", "count": 23},
        ],
    },
    {
        "label": "资金",
        "items": [{"label": "补贴审核", "url": "#", "count": 7}, {"label": "公示与发放", "url": "#"}],
    },
    {"label": "数据", "items": [{"label": "导入导出", "url": "#"}, {"label": "台账与留痕", "url": "#"}]},
]

HEADINGS = [
    {"label": "企业", "url": "?sort=name"},
    {"label": "缺的工种", "url": "?sort=trade", "css": "wide-only"},
    {"label": "需求", "url": "?sort=need", "is_number": True, "unit": "人", "css": "wide-only"},
    {"label": "还缺", "url": "?sort=gap", "is_number": True, "direction": "descending", "unit": "人"},
]


PAGE = {
    "next_url": "#",
    "range_text": "第1–50家",
    "total_text": "共64家",
    "sort_text": "按还缺人数从多到少",
}


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style guide page shows."""
    bound = SampleForm(
        {"wrong-code": "91371600MA3X8Y7K2O", "wrong-trade": "weld", "wrong-shift": "day"}, prefix="wrong"
    )
    return {
        "title": "缺工企业清单",
        "facts": "北渡县64家，需3121人，还缺1873人",
        "crumbs": [{"label": "四张清单", "url": "#"}, {"label": "缺工企业"}],
        "navigation": NAVIGATION,
        "place": {
            "ancestors": ["云泽市"],
            "label": "北渡县",
            "may_see": "北渡县及下辖9个乡镇街道",
            "url": "#",
        },
        "office": {
            "name": "云泽市人力资源和社会保障局",
            "hours": "工作日8:30–17:30",
            "notice": "本页单位、人员和数字均为虚构。",
        },
        "role": "县局经办（用工保障科）",
        "find_url": "#",
        "help_url": "#",
        "footer_links": [{"label": "无障碍说明", "url": "#"}],
        "firms": FIRMS,
        "headings": HEADINGS,
        "matches": MATCHES,
        "entries": TIMELINE,
        "items": TODO,
        "tiles": TILES,
        "steps_made": STEPS,
        "page": PAGE,
        "sample_form": SampleForm(prefix="right"),
        "wrong_form": bound,
        "filter_form": SampleFilter(request.GET or None, prefix="f"),
        "chips": [{"label": "行动：百日用工保障", "url": "#"}],
        "on": date(2026, 5, 13),
    }
