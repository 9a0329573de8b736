"""The policy list for everybody: found by words, field, level and for whom; one policy; the list as a workbook."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from baigong.domains.policies.audiences import audience_labels, firm_audiences, person_audiences
from baigong.domains.policies.ending import days_left
from baigong.domains.policies.enums import PolicyField, PolicyLevel
from baigong.domains.policies.public_bundles import bundles_with
from baigong.domains.policies.public_list import (
    PolicyPage,
    PolicySearch,
    PublicPolicy,
    found_policies,
    public_policy,
    search_policies,
    was_public,
)
from baigong.domains.policies.tags import tag_labels
from baigong.domains.vacancies.public import PublicPlace, public_places
from baigong.faces.frame import figures
from baigong.foundation import clock
from baigong.foundation.sheets.writer import SheetOut, write_workbook

LONGEST_WORDS = 40
LONGEST_NUMBER = 5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STANDINGS = {"valid": "有效", "upcoming": "还没施行", "ended": "已失效", "superseded": "已被代替"}
_HEADINGS = (
    "类别", "政策名称", "文号", "层级", "发文单位", "适用对象", "享受条件", "内容和标准", "申请材料", "办理渠道",
    "申请网址", "施行日期", "有效期至", "公布日期", "状态",
)  # fmt: skip


class PolicySearchForm(forms.Form):
    """What somebody asks of the public list."""

    q = forms.CharField(label="查找", required=False, max_length=LONGEST_WORDS)
    field = forms.ChoiceField(label="类别", required=False, choices=[("", ""), *PolicyField.choices])
    level = forms.ChoiceField(label="层级", required=False, choices=[("", ""), *PolicyLevel.choices])
    who = forms.ChoiceField(label="给谁", required=False)
    tag = forms.ChoiceField(label="标签", required=False)
    place = forms.ChoiceField(label="地方", required=False)
    ended = forms.ChoiceField(label="已失效的", required=False, choices=[("", ""), ("yes", "也列出来")])
    page = forms.CharField(label="页码", required=False)

    def __init__(self, asked: Any, places: tuple[PublicPlace, ...]) -> None:
        super().__init__(asked)
        self.paths = {place.key: place.path for place in places}
        for name, codes in (("who", audience_labels()), ("tag", tag_labels()), ("place", self.paths)):
            self.fields[name].choices = [("", ""), *((code, code) for code in codes)]  # type: ignore[attr-defined]  # a ChoiceField
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "请从下面重新选。"

    def clean_page(self) -> int:
        word = self.cleaned_data["page"] or "1"
        is_number = word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER
        if not is_number or not int(word):
            raise forms.ValidationError("请从第1页重新打开。")
        return int(word)

    @property
    def search(self) -> PolicySearch:
        given = self.cleaned_data
        return PolicySearch(
            words=given["q"].strip(),
            field=given["field"],
            level=given["level"],
            audience=given["who"],
            tag=given["tag"],
            place_path=self.paths.get(given["place"], ""),
            with_ended=given["ended"] == "yes",
        )


def policies(request: HttpRequest) -> HttpResponse:
    """The list; a question it cannot read shows no row."""
    places = public_places()
    form = PolicySearchForm(request.GET, places)
    shown: dict[str, Any] = {"title": "人社政策", "places": places, "values": {}} | _choices()
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        shown["refusal"] = f"“{form.fields[name].label}”这一项读不懂：{errors[0]}"
        return render(request, "portal/policies.html", shown, status=400)
    found = search_policies(form.search, page=form.cleaned_data["page"])
    kept = {name: value for name, value in form.cleaned_data.items() if value and name != "page"}
    shown |= {
        "values": kept,
        "found": found,
        "lines": lines_of(found.policies),
        "pager": _pager(found, kept),
        "workbook_url": address_of("portal:policies_workbook", kept),
        "feed_url": address_of("portal:policy_feed", kept),
    }
    return render(request, "portal/policies.html", shown)


def _choices() -> dict[str, Any]:
    return {
        "fields": PolicyField.choices,
        "levels": PolicyLevel.choices,
        "tags": list(tag_labels().items()),
        "firms": list(firm_audiences().items()),
        "people": list(person_audiences().items()),
    }


def address_of(name: str, kept: dict[str, Any]) -> str:
    """Return the address of a list with the conditions of a search."""
    return reverse(name) + (f"?{urlencode(kept)}" if kept else "")


def _pager(found: PolicyPage, kept: dict[str, Any]) -> dict[str, str]:
    def address(number: int) -> str:
        return address_of("portal:policies", kept | ({"page": number} if number > 1 else {}))

    return {
        "previous_url": address(found.page - 1) if found.page > 1 else "",
        "next_url": address(found.page + 1) if found.page < found.pages else "",
        "range_text": f"第{found.page}页",
        "total_text": f"共{found.pages}页",
        "sort_text": "新施行的在前",
    }


def lines_of(policies: Iterable[PublicPolicy]) -> list[dict[str, Any]]:
    """Return public policies as lines of a list, with how long those still hold that end soon."""
    shown = list(policies)
    left, tags = days_left((each.row for each in shown), clock.today()), tag_labels()
    return [
        _line(each, left.get(each.id)) | {"tags": [tags.get(code, code) for code in each.row.tag_codes]}
        for each in shown
    ]


def _line(policy: PublicPolicy, days_left: int | None = None) -> dict[str, Any]:
    standing = policy.standing(clock.today())
    return {
        "policy": policy,
        "row": policy.row,
        "url": reverse("portal:policy", args=[policy.id]),
        "standing": standing,
        "standing_label": STANDINGS[standing],
        "validity": _validity(policy),
        "days_left": days_left,
    }


def _validity(policy: PublicPolicy) -> str:
    start, last = figures.day(policy.row.valid_from, "year"), policy.row.last_day
    return f"{start}起施行，" + (f"到{figures.day(last, 'year')}止" if last else "长期有效")


def policy(request: HttpRequest, policy_id: uuid.UUID) -> HttpResponse:
    """One policy, in the version in force or an earlier one; what was taken down says so (410)."""
    word = request.GET.get("version", "")
    if word and not (word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER):
        raise Http404
    detail = public_policy(policy_id, version=int(word) if word else None)
    if detail is None:
        if not was_public(policy_id) or (word and public_policy(policy_id) is not None):
            raise Http404
        return _gone(request)
    crumbs = [{"label": "人社政策", "url": reverse("portal:policies")}, {"label": detail.policy.row.title}]
    shown = {
        "title": detail.policy.row.title,
        "detail": detail,
        "line": lines_of([detail.policy])[0],
        "row": detail.policy.row,
        "successor": _line(detail.successor) if detail.successor else None,
        "predecessors": [_line(each) for each in detail.predecessors],
        "rests_on": _line(detail.rests_on) if detail.rests_on else None,
        "bundles": bundles_with(policy_id),
        "elaborates": _line(detail.elaborates) if detail.elaborates else None,
        "carried_out_by": [_line(each) for each in detail.carried_out_by],
        "detailed_rules": [_line(each) for each in detail.detailed_rules],
        "crumbs": crumbs,
    }
    return render(request, "portal/policy.html", shown)


def _gone(request: HttpRequest) -> HttpResponse:
    crumbs = [{"label": "人社政策", "url": reverse("portal:policies")}, {"label": "已经撤下的政策"}]
    return render(
        request, "portal/policy_gone.html", {"title": "这条政策已经撤下", "crumbs": crumbs}, status=410
    )


def workbook(request: HttpRequest) -> HttpResponse:
    """What the list finds as a workbook; a question it cannot read gives none."""
    form = PolicySearchForm(request.GET, public_places())
    if not form.is_valid():
        return HttpResponse("这个下载地址读不懂，请从政策那一页重新下载。", "text/plain; charset=utf-8", 400)
    stream, today = io.BytesIO(), clock.today()
    sheet = SheetOut("人社政策服务清单", _HEADINGS, (_cells(each) for each in found_policies(form.search)))
    write_workbook(stream, [sheet], manifest={"下载日期": str(today), "网址": request.get_host()})
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="policies.xlsx"'
    return answer


def _cells(policy: PublicPolicy) -> tuple[Any, ...]:
    row = policy.row
    return (
        row.get_field_display(), row.title, row.number, row.get_level_display(), row.issuer, row.audience_text,
        row.conditions_text, row.standard_text, row.materials_text, row.channel_text, row.link,
        str(row.valid_from), str(row.last_day or "长期"), str(clock.day_of(row.published_at)),
        STANDINGS[policy.standing(clock.today())],
    )  # fmt: skip
