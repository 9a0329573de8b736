"""On behalf of which person a request acts; who has no record yet is sent to the first page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from baigong.domains.parties.models import Person
from baigong.domains.users.models import User
from baigong.foundation.access.standing import standing_of
from baigong.foundation.privacy.secret import open_inside

_Rest = ParamSpec("_Rest")
_ForPerson = Callable[Concatenate[HttpRequest, Person, _Rest], HttpResponse]
_View = Callable[Concatenate[HttpRequest, _Rest], HttpResponse]


def for_person(view: _ForPerson[_Rest]) -> _View[_Rest]:
    """Hand the view the person its user is; without a record, go to the first page."""

    @functools.wraps(view)
    def acting(request: HttpRequest, *rest: _Rest.args, **named: _Rest.kwargs) -> HttpResponse:
        person = Person.objects.filter(id=user_of(request).person_id, withdrawn_at__isnull=True).first()
        return redirect("seeker:home") if person is None else view(request, person, *rest, **named)

    return cast("_View[_Rest]", acting)


def actor(request: HttpRequest) -> str:
    return standing_of(request).scope.actor


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user; the routes of this face let nobody else in."""
    user: Any = request.user
    assert isinstance(user, User)
    return user


def own_phone(request: HttpRequest) -> str:
    """Return the telephone the account was proved by, for sending a code to it; "" when there is none."""
    sealed: Any = user_of(request).phone
    return "" if sealed is None else open_inside(sealed)
