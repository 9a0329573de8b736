"""Bundles of policies at the desk: made at an office, filled, ordered, published, taken down (M12.2, SD-3.3a)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from baigong.domains.places.models import Place
from baigong.domains.policies.audiences import audience_labels
from baigong.domains.policies.bundles import (
    change_bundle,
    counts_in,
    left_bundle,
    lines_of_bundle,
    make_bundle,
    move_up,
    offered_to,
    own_bundle,
    own_bundles,
    publish_bundle,
    put_in,
    take_down_bundle,
    take_out,
)
from baigong.domains.policies.errors import PolicyError
from baigong.domains.policies.models import PolicyBundle
from baigong.domains.policies.tags import tag_labels
from baigong.faces.desk.policy_bundle_forms import BundleForm, EntryForm, PutInForm, TakeOutForm
from baigong.faces.desk.policy_forms import ReasonForm
from baigong.faces.desk.views.policies import lets_out
from baigong.foundation.access.standing import standing_of

Step = Callable[[HttpRequest, UUID], HttpResponse]


def for_those_who_let_out(view: Step) -> Step:
    """Refuse an office whose policies another one lets out, before it is asked which bundle is meant."""

    @functools.wraps(view)
    def asked(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
        if not lets_out(request):
            raise PermissionDenied("这个县的政策包由市里公布。请放好政策，告诉市里来公布。")
        return view(request, bundle_id)

    return asked


def register(request: HttpRequest) -> HttpResponse:
    """The bundles of the officer's places."""
    found, labels, tags = own_bundles(), audience_labels(), tag_labels()
    counts = counts_in(found)
    lines = [
        {
            "bundle": each,
            "count": counts[each.id],
            "audiences": [labels.get(code, code) for code in each.audience_codes],
            "tags": [tags.get(code, code) for code in each.tag_codes],
        }
        for each in found
    ]
    public = sum(each.public_since is not None for each in found)
    shown = {
        "title": "政策包",
        "facts": f"{public}个公布着" if found else "",
        "lines": lines,
        "crumbs": [{"label": "政策清单", "url": reverse("desk:policies")}, {"label": "政策包", "url": ""}],
    }
    return render(request, "desk/policy_bundles.html", shown)


def make(request: HttpRequest) -> HttpResponse:
    """Make an empty bundle at the officer's own place."""
    form = BundleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = Place.objects.get(id=standing_of(request).place_id)
        try:
            made = make_bundle(by=_actor(request), place=place, values=form.values)
        except PolicyError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, f"“{made.title}”建好了，还没公布。请接着放政策进去。")
            return redirect("desk:policy_bundle", made.id)
    return _form_page(request, "新建政策包", form, reverse("desk:policy_bundles"))


def edit(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Change what a bundle says of itself; what is public changes at once."""
    found = _bundle_or_404(bundle_id)
    form = BundleForm(request.POST or None, bundle=found)
    if request.method == "POST" and form.is_valid():
        try:
            is_changed = change_bundle(by=_actor(request), bundle=found, values=form.values)
        except PolicyError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, "已改好。" if is_changed else "没有改动。")
            return redirect("desk:policy_bundle", found.id)
    return _form_page(
        request, f"改政策包：{found.title}", form, reverse("desk:policy_bundle", args=[found.id])
    )


def bundle(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """One bundle: what is in it and was, and the steps that may be taken."""
    return _page(request, _bundle_or_404(bundle_id))


def put(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Put a policy in, at the end."""
    found = _bundle_or_404(bundle_id)
    form = PutInForm(request.POST, prefix="put", offered=offered_to(found))
    return _step(
        request,
        found,
        "put_form",
        form,
        lambda: put_in(by=_actor(request), bundle=found, item_id=form.chosen, note=form.cleaned_data["note"]),
        "放进去了。",
    )


def out(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Take a policy out, with the reason."""
    found = _bundle_or_404(bundle_id)
    form = TakeOutForm(request.POST, prefix="out", lines=lines_of_bundle(found))
    return _step(
        request,
        found,
        "out_form",
        form,
        lambda: take_out(
            by=_actor(request),
            bundle=found,
            entry=form.chosen.entry,
            reason=form.cleaned_data["reason"],
        ),
        "拿出来了，以前放过的日子留着。",
    )


def move(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Let a policy stand one place earlier."""
    found = _bundle_or_404(bundle_id)
    form = EntryForm(request.POST, lines=lines_of_bundle(found))
    if not form.is_valid():
        messages.error(request, "这条政策已经不在包里了。请刷新看现在有哪些。")
        return redirect("desk:policy_bundle", found.id)
    is_moved = move_up(by=_actor(request), bundle=found, entry=form.chosen.entry)
    messages.success(request, "往前挪了一位。" if is_moved else "它已经在最前面了。")
    return redirect("desk:policy_bundle", found.id)


@for_those_who_let_out
def publish(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Let everybody read it."""
    found = _bundle_or_404(bundle_id)
    try:
        publish_bundle(by=_actor(request), bundle=found)
        messages.success(request, f"“{found.title}”已公布，门户上看得到，也能打印。")
    except PolicyError as error:
        messages.error(request, error.sentence)
    return redirect("desk:policy_bundle", found.id)


@for_those_who_let_out
def take_down(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    """Take it from the public; its policies stay."""
    found, form = _bundle_or_404(bundle_id), ReasonForm(request.POST, prefix="down")
    return _step(
        request,
        found,
        "down_form",
        form,
        lambda: take_down_bundle(by=_actor(request), bundle=found, reason=form.cleaned_data["reason"]),
        "政策包已撤下，里面的政策照常公布着。",
    )


def _page(request: HttpRequest, found: PolicyBundle, **wrong: forms.Form) -> HttpResponse:
    labels, tags, lines = audience_labels(), tag_labels(), lines_of_bundle(found)
    shown: dict[str, Any] = {
        "title": found.title,
        "facts": f"{len(lines)}条政策",
        "bundle": found,
        "lines": lines,
        "left": left_bundle(found),
        "audiences": [labels.get(code, code) for code in found.audience_codes],
        "tags": [tags.get(code, code) for code in found.tag_codes],
        "lets_out": lets_out(request),
        "put_form": PutInForm(prefix="put", offered=offered_to(found)),
        "out_form": TakeOutForm(prefix="out", lines=lines),
        "down_form": ReasonForm(prefix="down"),
        "form": next(iter(wrong.values()), None),
        "crumbs": [
            {"label": "政策清单", "url": reverse("desk:policies")},
            {"label": "政策包", "url": reverse("desk:policy_bundles")},
            {"label": found.title, "url": ""},
        ],
    }
    return render(request, "desk/policy_bundle.html", shown | wrong, status=422 if wrong else 200)


def _form_page(request: HttpRequest, title: str, form: BundleForm, back: str) -> HttpResponse:
    crumbs = [
        {"label": "政策清单", "url": reverse("desk:policies")},
        {"label": "政策包", "url": reverse("desk:policy_bundles")},
        {"label": title, "url": ""},
    ]
    shown = {"title": title, "form": form, "back": back, "crumbs": crumbs}
    return render(request, "desk/policy_bundle_edit.html", shown, status=422 if form.is_bound else 200)


def _step(
    request: HttpRequest,
    found: PolicyBundle,
    name: str,
    form: forms.Form,
    step: Callable[[], object],
    sentence: str,
) -> HttpResponse:
    if form.is_valid():
        try:
            step()
        except PolicyError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, sentence)
            return redirect("desk:policy_bundle", found.id)
    return _page(request, found, **{name: form})


def _bundle_or_404(bundle_id: UUID) -> PolicyBundle:
    found = own_bundle(bundle_id)
    if found is None:
        raise Http404("bundle")
    return found


def _actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor
