"""The side navigation of the desk: groups of pages; the one figure in it is work, not stock."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("home", "今天"),)),
    (
        "清单",
        (
            ("firms", "缺工企业"),
            ("people", "求职人员"),
            ("vacancies", "岗位"),
            ("outlets", "外部渠道"),
            ("claims", "企业认领"),
            ("record_claims", "求职者认领"),
            ("commissioners_held", "我服务的企业"),
            ("commissioners", "服务专员"),
            ("public_contacts", "公开的专员"),
            ("staffing", "专员配备"),
            ("groups", "领导小组和专班"),
            ("remits", "部门职责分工"),
            ("policies", "政策清单"),
            ("pushes", "推送"),
            ("mandates", "受委托代办"),
            ("record_lists", "其他清单"),
        ),
    ),
    (
        "数据",
        (
            ("week", "本周"),
            ("ledgers", "台账"),
            ("plans", "执行的方案"),
            ("imports", "导入表格"),
            ("handouts", "导出"),
            ("feeds", "部门数据"),
            ("units", "园区和开发区"),
        ),
    ),
    ("数据质量", (("coverage", "摸排进度"), ("duplicates", "疑似重复"), ("rechecks", "抽查"))),
)


def desk_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups a signed-in officer sees; pages not installed are left out."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    groups: list[dict[str, Any]] = [
        {"label": label, "items": [_item(request, *page) for page in pages]}
        for label, pages in _pages_open_to(standing.role)
    ]
    _keep_nearest([item for group in groups for item in group["items"]])
    return groups


def _keep_nearest(items: list[dict[str, Any]]) -> None:
    """Leave one item current where the address of one begins with that of another."""
    current = sorted((item for item in items if item["is_current"]), key=lambda item: len(item["url"]))
    for item in current[:-1]:
        item["is_current"] = False


@cache
def _pages_open_to(role: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Return the groups that hold a page open to a role: address, label and whether it is the desk's first.

    Addresses and policies stand when the process starts, so each role's are looked up once.
    """
    groups = [
        (label, [page for name, words in pages if (page := _page(role, name, words))])
        for label, pages in GROUPS
    ]
    return [(label, pages) for label, pages in groups if pages]


def _page(role: str, name: str, label: str) -> tuple[str, str, bool] | None:
    try:
        url = reverse(f"desk:{name}")
    except NoReverseMatch:
        return None
    policy = resolve(url).func.policy  # type: ignore[attr-defined]  # every route of ours has one
    return (url, label, name == "home") if policy.allows_role(role) else None


def _item(request: HttpRequest, url: str, label: str, is_home: bool) -> dict[str, Any]:
    is_current = request.path == url if is_home else request.path.startswith(url)
    return {"label": label, "url": url, "is_current": is_current}
