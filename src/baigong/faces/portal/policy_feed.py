"""The policies published last as RSS 2.0, for readers and other sites; with the conditions of a search, what it finds.

Each version is an item of its own, so that whoever subscribes hears of a change too (BZ-4a, M17.1).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed

from baigong.domains.policies.public_list import PublicPolicy, found_policies
from baigong.domains.vacancies.public import public_places
from baigong.faces.portal.policies import PolicySearchForm, address_of, lines_of

FEED_LENGTH = 50


def feed(request: HttpRequest) -> HttpResponse:
    """The newest versions of what a search finds; a question it cannot read gives none."""
    form = PolicySearchForm(request.GET, public_places())
    if not form.is_valid():
        return HttpResponse("这个订阅地址读不懂，请从政策那一页重新订阅。", "text/plain; charset=utf-8", 400)
    kept = {name: value for name, value in form.cleaned_data.items() if value and name != "page"}
    found = sorted(
        found_policies(form.search), key=lambda each: (each.row.published_at, each.id), reverse=True
    )
    office = getattr(settings, "BAIGONG_OFFICE", {}).get("name", "") or "百工"
    made = Rss201rev2Feed(
        title=f"{office}：新公布的人社政策",
        link=request.build_absolute_uri(address_of("portal:policies", kept)),
        description="新公布的和改过的政策，新的在前。办事不收费。",
        language="zh-cn",
        feed_url=request.build_absolute_uri(address_of("portal:policy_feed", kept)),
        pubdate=found[0].row.published_at if found else None,
    )
    for line in lines_of(found[:FEED_LENGTH]):
        policy: PublicPolicy = line["policy"]
        where = request.build_absolute_uri(reverse("portal:policy", args=[policy.id]))
        made.add_item(
            title=f"{policy.row.title}（{policy.row.number}）",
            link=where,
            description=f"适用对象：{policy.row.audience_text}。{policy.row.standard_text} {line['validity']}。",
            unique_id=f"{where}?version={policy.row.version}",
            pubdate=policy.row.published_at,
            categories=[policy.row.get_field_display(), *line["tags"]],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
