"""From which address a visitor comes, counted alike by the sign-in and by whatever else is limited."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address; of what a header claims only the word of our own proxies counts.

    :raises PermissionDenied: when there is none that could be counted.
    """
    return str(get_adapter(request).get_client_ip(request))
