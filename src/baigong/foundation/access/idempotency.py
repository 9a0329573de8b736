"""A form sent twice acts once: the key it carries is stored with what the first sending answered."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from typing import cast

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from baigong.foundation.access.models import IdempotencyKey

FIELD = "idempotency_key"
_UNHASHED = {"csrfmiddlewaretoken", FIELD}


def once(request: HttpRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of `act`, or the stored answer when this form was already sent.

    Only redirects (the deed was done) are kept; an answer with errors may be mended and sent again.
    """
    key = _key_of(request)
    if key is None:
        return act()
    owner, body = str(request.user.pk or "public"), body_hash(request)
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(key=key, owner=owner, path=request.path, body_hash=body)
    except IntegrityError:
        return _answer_again(request, IdempotencyKey.objects.get(key=key, owner=owner), body)
    return _act_and_keep(row, act)


def body_hash(request: HttpRequest) -> str:
    """Return a digest of what the form says, the guard fields left out."""
    digest = hashlib.sha256()
    for name in sorted(set(request.POST) - _UNHASHED):
        digest.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(
                repr((name, cast(str, getattr(file, "name", "")), getattr(file, "size", 0))).encode()
            )
    return digest.hexdigest()


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _act_and_keep(row: IdempotencyKey, act: Callable[[], HttpResponse]) -> HttpResponse:
    done = False
    try:
        response = act()
        done = isinstance(response, HttpResponseRedirect)
    finally:
        if not done:
            row.delete()
    if done:
        row.location = response.headers["Location"]
        row.save(update_fields=["location"])
    return response


def _answer_again(request: HttpRequest, row: IdempotencyKey, body: str) -> HttpResponse:
    if row.path != request.path or row.body_hash != body:
        sentence = "这张表已经用别的内容提交过一次。请刷新页面，看看现在的内容，再填一次。"
    elif not row.location:
        sentence = "这张表正在办理，请稍等几秒再刷新，不要重复提交。"
    else:
        return HttpResponseRedirect(row.location)
    return render(request, "409.html", {"sentence": sentence}, status=409)
