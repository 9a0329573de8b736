"""What is public of commissioners, and the rank by which the plan counts their links (SD-2.1.3a, BZ-3a, AH-2.3.1a)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from baigong.domains.commissioners.contact_services import publish_contact, set_rank, withdraw_contact
from baigong.domains.commissioners.errors import AssignmentError
from baigong.domains.commissioners.models import PublicContact
from baigong.domains.commissioners.public_contacts import contacts_of_the_desk
from baigong.domains.commissioners.workload import posts_at_work
from baigong.faces.desk.commissioner_forms import ContactForm, RankForm, WithdrawForm
from baigong.foundation import clock
from baigong.foundation.access.standing import standing_of


def register(request: HttpRequest) -> HttpResponse:
    """What strangers read, then the form that publishes, then the ranks."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    publishing: ContactForm | None = None,
    ranking: RankForm | None = None,
    withdrawing: WithdrawForm | None = None,
) -> HttpResponse:
    posts, rows = posts_at_work(clock.today()), contacts_of_the_desk()
    wrong = publishing or ranking or withdrawing
    public = sum(each.is_shown for each in rows)
    shown = {
        "title": "公开服务专员的联系方式",
        "facts": f"门户上列着{public}位" if rows else "还没有公开谁",
        "rows": rows,
        "posts": posts,
        "ranks": RankForm.LABELS,
        "form": wrong,
        "contact_form": publishing or ContactForm(posts=posts),
        "rank_form": ranking or RankForm(posts=posts),
        "withdraw_form": withdrawing or WithdrawForm(),
        "withdrawing": withdrawing is not None,
    }
    return render(request, "desk/public_contacts.html", shown, status=422 if wrong else 200)


def publish(request: HttpRequest) -> HttpResponse:
    """Make an office's telephone public for a commissioner, or mend it."""
    form = ContactForm(request.POST, posts=posts_at_work(clock.today()))
    if form.is_valid():
        try:
            contact = publish_contact(by=_actor(request), post=form.chosen_post, values=form.cleaned_data)
        except AssignmentError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(request, f"{contact.name_shown}的办公电话已公开，门户“服务专员”里看得到。")
            return redirect("desk:public_contacts")
    return _page(request, publishing=form)


def withdraw(request: HttpRequest, public_contact_id: UUID) -> HttpResponse:
    """Take a commissioner's contact from the public."""
    contact = PublicContact.objects.filter(pk=public_contact_id).first()
    # Others' contacts are read by everybody, and are another county's to take down.
    if contact is None or not standing_of(request).scope.covers_place(contact.place_path):
        raise Http404("contact")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_contact(by=_actor(request), contact=contact, reason=form.cleaned_data["reason"])
        except AssignmentError as error:
            form.add_error("reason" if error.code == "reason" else None, error.sentence)
        else:
            messages.success(request, f"{contact.name_shown}的联系方式不再公开，原因记下了。")
            return redirect("desk:public_contacts")
    return _page(request, withdrawing=form)


def rank(request: HttpRequest) -> HttpResponse:
    """Say of which rank a post is."""
    form = RankForm(request.POST, posts=posts_at_work(clock.today()))
    if form.is_valid():
        try:
            post = set_rank(by=_actor(request), post=form.chosen_post, rank=form.chosen_rank)
        except AssignmentError as error:
            form.add_error(error.code if error.code in form.fields else None, error.sentence)
        else:
            messages.success(
                request, f"{form.chosen_post.user.display_name}的职级记成“{RankForm.LABELS[post.rank]}”。"
            )
            return redirect("desk:public_contacts")
    return _page(request, ranking=form)


def _actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor
