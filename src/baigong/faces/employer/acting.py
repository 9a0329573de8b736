"""On behalf of which firm a request acts; who has none yet is sent to the own claim."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.selectors import organisation_in_sight
from baigong.domains.users.colleagues import ADMINISTERS
from baigong.domains.users.models import User
from baigong.foundation.access.standing import standing_of

_Rest = ParamSpec("_Rest")
_ForFirm = Callable[Concatenate[HttpRequest, Organisation, _Rest], HttpResponse]
_View = Callable[Concatenate[HttpRequest, _Rest], HttpResponse]


def for_firm(view: _ForFirm[_Rest]) -> _View[_Rest]:
    """Hand the view the firm its user acts for; without one, go to the page of the claim."""

    @functools.wraps(view)
    def acting(request: HttpRequest, *rest: _Rest.args, **named: _Rest.kwargs) -> HttpResponse:
        if not standing_of(request).party_id:
            return redirect("employer:home")
        return view(request, firm_of(request), *rest, **named)

    return cast("_View[_Rest]", acting)


def for_administrator(view: _ForFirm[_Rest]) -> _View[_Rest]:
    """The same for pages by which a firm manages its own people and its record."""

    @functools.wraps(view)
    def managing(request: HttpRequest, *rest: _Rest.args, **named: _Rest.kwargs) -> HttpResponse:
        if standing_of(request).party_id and not administers(request):
            raise PermissionDenied("这一步由本单位管理员办。请找“同事”页上标着管理员的人。")
        return for_firm(view)(request, *rest, **named)

    return cast("_View[_Rest]", managing)


def firm_of(request: HttpRequest) -> Organisation:
    """Return the firm the user acts for.

    :raises Http404: when it was withdrawn.
    """
    found = organisation_in_sight(UUID(standing_of(request).party_id))
    if found is None:
        raise Http404("firm")
    return found


def administers(request: HttpRequest) -> bool:
    """Return whether the user manages the firm."""
    return standing_of(request).rank == ADMINISTERS


def actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user; the routes of this face let nobody else in."""
    user: Any = request.user
    assert isinstance(user, User)
    return user
