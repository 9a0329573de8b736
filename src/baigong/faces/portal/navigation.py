"""The main entries of the public site; each leads to something that is there.

An entry whose route does not exist yet (policies, commissioners) stays away by itself.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

ENTRIES = (
    ("首页", "portal:home", {"portal:home"}),
    ("找工作", "portal:jobs", {"portal:jobs", "portal:job"}),
    ("招人的企业", "portal:firms", {"portal:firms", "portal:firm", "portal:zone"}),
    ("各地岗位", "portal:places", {"portal:places", "portal:place"}),
    ("政策", "portal:policies", {"portal:policies", "portal:policy", "portal:bundles", "portal:bundle"}),
    ("服务网点", "portal:points", {"portal:points"}),
    ("服务专员", "portal:commissioners", {"portal:commissioners"}),
)


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.resolver_match.view_name if request.resolver_match else ""
    made = [
        {"label": label, "url": url, "is_current": here in names}
        for label, name, names in ENTRIES
        if (url := _address(name))
    ]
    return [{"label": "主栏目", "items": made}]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
