"""Where the pages lie that carry a clause out, and what they are called; the plans name them by these words."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from baigong.foundation.exchange.declared import declared_lists

# Pages that open without an object to whoever works at a desk; the others (one firm, a firm's own) are only named.
_PAGES: dict[str, tuple[str, str]] = {
    "commissioners": ("desk:commissioners", "服务专员"),
    "helpers": ("desk:helpers", "专人帮办"),
    "coverage": ("desk:coverage", "摸排进度"),
    "desk-policies": ("desk:policies", "政策服务清单"),
    "duplicates": ("desk:duplicates", "疑似重复"),
    "employer/mandates": ("", "企业的委托代办"),
    "employer/policies": ("", "企业看到的政策"),
    "employer/vacancies": ("", "企业的岗位"),
    "feeds": ("desk:feeds", "部门数据"),
    "firm": ("", "企业的一页"),
    "groups": ("desk:groups", "领导小组和专班"),
    "hire": ("", "录用的一页"),
    "import": ("desk:imports", "导入表格"),
    "jobs": ("portal:jobs", "公开的岗位"),
    "ledgers": ("desk:ledgers", "台账"),
    "mandates": ("", "企业的委托"),
    "match": ("", "双向匹配"),
    "me/cases": ("", "本人反映事情"),
    "me/consent": ("", "本人的同意"),
    "me/jobs": ("", "本人看到的岗位"),
    "me/policies": ("", "本人看到的政策"),
    "outlets": ("desk:outlets", "别处的岗位"),
    "places": ("", "区划"),
    "plans": ("desk:plans", "本地执行的方案"),
    "points": ("portal:points", "服务网点"),
    "policies": ("portal:policies", "公开的政策"),
    "policies/bundles": ("portal:bundles", "政策包"),
    "portal": ("portal:home", "公开网站"),
    "pushes": ("desk:pushes", "推送"),
    "rechecks": ("desk:rechecks", "抽查复核"),
    "remits": ("desk:remits", "部门分工"),
    "shortages": ("desk:firms", "缺工企业"),
    "staffing": ("desk:staffing", "专员够不够"),
    "survey/firms": ("survey:firms", "上门摸企业"),
    "survey/visits": ("survey:visits", "三进四送"),
    "vacancies": ("desk:vacancies", "岗位"),
    "week": ("desk:week", "周报"),
}


def page_named(name: str) -> tuple[str, str]:
    """Return what a page is called and its address, "" where it opens only from something else."""
    if name.startswith("records/"):
        listed = declared_lists().get(name.removeprefix("records/"))
        return (listed.title, reverse("desk:records", args=[listed.name])) if listed else (name, "")
    route, label = _PAGES.get(name, ("", name))
    try:
        return label, reverse(route) if route else ""
    except NoReverseMatch:
        return label, ""
