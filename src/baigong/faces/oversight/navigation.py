"""The side navigation of the three powers: each sees its own pages only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from baigong.foundation.access.checks import routes_open_to
from baigong.foundation.access.standing import standing_of

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("home", "总览"),)),
    (
        "审计",
        (
            ("entries", "审计记录"),
            ("patterns", "异常查看"),
            ("verification", "核验审计链"),
            ("incident", "事件清点"),
            ("tracing", "外流片段溯源"),
            ("handouts", "导出"),
        ),
    ),
    (
        "安全",
        (
            ("keys", "数据密钥"),
            ("sessions", "登录中的人"),
            ("sign_ins", "登录尝试和锁定"),
            ("privacy_register", "个人信息处理记录"),
        ),
    ),
    (
        "运行",
        (
            ("health", "运行检查"),
            ("jobs", "后台任务"),
            ("backups", "备份"),
            ("restoring", "怎样恢复"),
            ("feeds", "部门数据"),
            ("parameters", "参数"),
            ("retention", "到期清除"),
        ),
    ),
)


def oversight_navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the groups whose pages the present role may open."""
    standing = getattr(request, "standing", None)
    if standing is None or not standing.is_signed_in:
        return []
    open_here = routes_open_to(standing_of(request).role).get("oversight", frozenset())
    groups = []
    for label, pages in GROUPS:
        items = [_item(request, name, words) for name, words in pages if name in open_here]
        if items:
            groups.append({"label": label, "items": items})
    return groups


def _item(request: HttpRequest, name: str, label: str) -> dict[str, Any]:
    url = reverse(f"oversight:{name}")
    is_current = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "is_current": is_current}
