"""The policy list at the desk: what an office works on, one policy with its versions and channels (BZ-4a, BZ-W2g)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.channels import open_lines
from baigong.domains.policies.enums import PolicyState
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.interpretations import interpretations_of
from baigong.domains.policies.letting_out import may_let_out, policies_above
from baigong.domains.policies.linking import PolicyName, linkable_to, names_of_policies, successors_for
from baigong.domains.policies.listing import (
    count_due,
    count_ending,
    count_submitted,
    desk_policies,
    detailed_rules_of,
    policy_in_sight,
    policy_lines,
    published_items,
)
from baigong.domains.policies.models import PolicyItem
from baigong.domains.policies.publishing import revise_policy
from baigong.domains.policies.tags import tag_labels
from baigong.domains.users.enums import Role
from baigong.faces.desk.policy_forms import (
    ChannelForm,
    InterpretationForm,
    PolicyFilter,
    PolicyForm,
    PublishForm,
    ReasonForm,
    ReviewForm,
    SupersedeForm,
)
from baigong.faces.desk.roles import ABOVE_COUNTIES
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of

SHAPES = {
    PolicyState.DRAFT: "off",
    PolicyState.SUBMITTED: "wait",
    PolicyState.PUBLISHED: "done",
    PolicyState.TAKEN_DOWN: "late",
}
CHANNEL_SHAPES = {"published": "done", "waiting": "wait", "handed_out": "on", "taken_down": "off"}
_ASKS = {"q", "field", "level", "audience", "tag", "state", "page"}


def page_number(request: HttpRequest) -> int:
    """Return the page asked for.

    :raises BadRequest: for what is no page.
    """
    word = request.GET.get("page", "1")
    if not (word.isascii() and word.isdecimal() and len(word) < 6 and int(word) > 0):
        raise BadRequest("page")
    return int(word)


def pager_of_pages(request: HttpRequest, page: int, pages: int, total: int, unit: str) -> dict[str, str]:
    """Return what the pager reads for a list whose pages are numbered."""

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return {
        "previous_url": address(page - 1) if page > 1 else "",
        "next_url": address(page + 1) if page < pages else "",
        "range_text": f"第{page}页，共{pages}页",
        "total_text": f"共{total}{unit}",
        "sort_text": "",
    }


def lets_out(request: HttpRequest) -> bool:
    """Return whether the asker's office decides what goes out of its list."""
    standing = standing_of(request)
    return standing.role in (*ABOVE_COUNTIES, Role.COUNTY_OFFICER) and may_let_out(
        standing.scope.places, is_above_counties=standing.role in ABOVE_COUNTIES
    )


def register(request: HttpRequest) -> HttpResponse:
    """The list, narrowed by words, field, level, audience and state; a question it cannot read shows no row."""
    number, form = page_number(request), PolicyFilter(request.GET)
    shown: dict[str, Any] = {"title": "政策清单", "form": form, "on": clock.today()}
    if set(request.GET) - _ASKS or not form.is_valid():
        return render(request, "desk/policies.html", shown | {"problem": True}, status=400)
    found = desk_policies(form.search, clock.today(), page=number)
    due, submitted, ending = count_due(clock.today()), count_submitted(), count_ending(clock.today())
    told = [f"{submitted}条等公布"] if submitted else []
    told += [f"{due}条到了复核日期"] if due else []
    told += [f"{ending}条即将到期"] if ending else []
    shown |= {
        "lines": [{"line": line, "shape": _shape(line.item)} for line in found.lines],
        "total": found.total,
        "facts": "，".join(told) or "没有等着办的",
        "due": due,
        "submitted": submitted,
        "ending": ending,
        "pager": pager_of_pages(request, found.page, found.pages, found.total, "条"),
        "clear_url": reverse("desk:policies") if any(request.GET.values()) else "",
        "above": []
        if request.GET
        else [each for path in _own_places(request) for each in policies_above(path)],
    }
    return render(request, "desk/policies.html", shown)


def _own_places(request: HttpRequest) -> tuple[str, ...]:
    return standing_of(request).scope.places[:1]


def _shape(item: PolicyItem) -> str:
    return "off" if item.superseded_by_id else SHAPES[PolicyState(item.state)]


def channels(request: HttpRequest) -> HttpResponse:
    """What is not yet up, failed, is out of date or still up in a channel outside, policy by policy."""
    rows = [
        {"item": item, "line": line, "shape": CHANNEL_SHAPES.get(line.state, "late")}
        for item, line in open_lines(published_items())
    ]
    old = sum(row["line"].state == "out_of_date" for row in rows)  # type: ignore[attr-defined]  # lines of channels
    shown = {
        "title": "政策在各渠道的公布情况",
        "facts": f"{len(rows)}处要办，其中{old}处不是最新的" if rows else "各渠道都是最新的",
        "rows": rows,
        "crumbs": [{"label": "政策清单", "url": reverse("desk:policies")}, {"label": "各渠道", "url": ""}],
    }
    return render(request, "desk/policy_channels.html", shown)


def policy_or_404(policy_id: UUID) -> PolicyItem:
    """Return a policy of the desk's own places.

    :raises Http404: when there is none, or it is another place's.
    """
    found = policy_in_sight(policy_id)
    if found is None:
        raise Http404("policy")
    return found


def policy(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """One policy: its text, its versions, its channels and the steps that may be taken."""
    return policy_page(request, policy_or_404(policy_id))


def policy_page(request: HttpRequest, item: PolicyItem, **wrong: forms.Form) -> HttpResponse:
    """Show a policy; with a wrong form, its errors beside it."""
    on = clock.today()
    line = policy_lines([item], on)[0]
    labels, tags = audience_labels(), tag_labels()
    shown: dict[str, Any] = {
        "title": item.title,
        "facts": f"{item.number}，{item.issuer}，{item.get_level_display()}",
        "item": item,
        "lets_out": lets_out(request),
        "line": line,
        "shape": _shape(item),
        "tags": [tags.get(code, code) for code in item.tag_codes],
        "audiences": [labels.get(code, code) for code in item.audience_codes],
        "versions": list(item.versions.order_by("-version")),
        "named": _named(item),
        "detailed_rules": detailed_rules_of(item),
        "interpretations": interpretations_of(item),
        "interpretation_form": InterpretationForm(
            prefix="reading", initial={"issued_by": item.interpreted_by or item.issuer, "issued_on": on}
        ),
        "predecessors": list(item.supersedes.filter(withdrawn_at__isnull=True).order_by("title")),
        "channels": [
            {"line": each, "shape": CHANNEL_SHAPES.get(each.state, "late")} for each in line.channels
        ],
        "publish_form": PublishForm(initial={"seen": item.updated_at.isoformat()}),
        "return_form": ReasonForm(prefix="return"),
        "take_down_form": ReasonForm(prefix="down"),
        "supersede_form": SupersedeForm(successors=successors_for(item)),
        "review_form": ReviewForm(),
        "channel_form": ChannelForm(lines=line.channels, initial={"happened_on": on}),
        "form": next(iter(wrong.values()), None),
        "crumbs": [{"label": "政策清单", "url": reverse("desk:policies")}, {"label": item.title, "url": ""}],
    }
    return render(request, "desk/policy.html", shown | wrong, status=422 if wrong else 200)


def _offered(item: PolicyItem) -> list[PolicyName]:
    """Return the policies this one may point to, and those it points to already."""
    offered = linkable_to(item)
    held = {each.id for each in offered}
    kept = names_of_policies([item.rests_on_id, item.elaborates_id])
    return offered + [each for key, each in kept.items() if key not in held]


def _named(item: PolicyItem) -> dict[str, PolicyName | None]:
    """Return what the policies are called that this one points to; one that nobody here may read has no name."""
    links = {
        "successor": item.superseded_by_id,
        "rests_on": item.rests_on_id,
        "elaborates": item.elaborates_id,
    }
    names = names_of_policies(links.values())
    return {name: names.get(key) if key else None for name, key in links.items()}


def edit(request: HttpRequest, policy_id: UUID) -> HttpResponse:
    """Change what an entry says; the public goes on reading what was published."""
    item = policy_or_404(policy_id)
    form = PolicyForm(request.POST or None, item=item, others=_offered(item))
    if request.method == "POST" and form.is_valid():
        try:
            is_changed = revise_policy(by=standing_of(request).scope.actor, item=item, values=form.values)
        except PolicyError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            told = "已改好。公开的还是原来那一版，要重新公布才会变。" if is_changed else "没有改动。"
            messages.success(request, told)
            return redirect("desk:policy", item.id)
    shown = {
        "title": f"改政策：{item.title}",
        "form": form,
        "item": item,
        "crumbs": [
            {"label": "政策清单", "url": reverse("desk:policies")},
            {"label": item.title, "url": reverse("desk:policy", args=[item.id])},
            {"label": "改", "url": ""},
        ],
    }
    return render(request, "desk/policy_edit.html", shown, status=422 if form.is_bound else 200)
