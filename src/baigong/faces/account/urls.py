"""Addresses about one's own account, under the namespace `mine`."""

from __future__ import annotations

from django.urls import URLPattern

from baigong.domains.users.enums import BODY_ROLES, MANDATED, PARTY_ROLES, Role
from baigong.faces.account import accounts, export_leaves, inbox, phone, standing_in
from baigong.foundation.access.routes import View, route

app_name = "mine"
FORM, SEND = ("GET", "POST"), ("POST",)
ANYBODY = (*Role.values, MANDATED)
STAFF = [role for role in Role if role not in PARTY_ROLES | BODY_ROLES]


def _administrator(pattern: str, view: View, name: str, methods: tuple[str, ...] = ("GET",)) -> URLPattern:
    return route(f"accounts/{pattern}", view, name=name, roles=[Role.ADMINISTRATOR], methods=methods)


urlpatterns: list[URLPattern] = [
    route("sign-in/phone/", phone.ask, name="phone", public=True, methods=("GET", "POST")),
    route("sign-in/phone/code/", phone.enter, name="phone_code", public=True, methods=("GET", "POST")),
    route("inbox/", inbox.messages_page, name="inbox", roles=ANYBODY),
    route("inbox/read/", inbox.read_all, name="inbox_read", roles=ANYBODY, methods=("POST",)),
    route("inbox/kind/", inbox.want, name="inbox_kind", roles=ANYBODY, methods=("POST",)),
    route("inbox/<uuid:message_id>/", inbox.follow, name="inbox_follow", roles=ANYBODY, methods=("POST",)),
    route("inbox/channels/", inbox.channels, name="channels", roles=ANYBODY, methods=("GET", "POST")),
    _administrator("", accounts.register, "accounts"),
    _administrator("new/", accounts.new, "account_new", FORM),
    _administrator("<uuid:user_id>/", accounts.account, "account"),
    _administrator("<uuid:user_id>/posts/", accounts.post_new, "account_post_new", SEND),
    _administrator("<uuid:user_id>/posts/<uuid:post_id>/end/", accounts.post_end, "account_post_end", SEND),
    _administrator("<uuid:user_id>/leave/", accounts.leave, "account_leave", FORM),
    _administrator("<uuid:user_id>/export-leaves/", export_leaves.register, "export_leaves", FORM),
    _administrator(
        "<uuid:user_id>/export-leaves/<uuid:leave_id>/end/", export_leaves.end, "export_leave_end", SEND
    ),
    _administrator("<uuid:user_id>/<slug:act>/", accounts.act_on, "account_act", SEND),
    route("standing-in/", standing_in.register, name="standing_in", roles=STAFF, methods=FORM),
    route(
        "standing-in/<uuid:post_id>/end/", standing_in.end, name="standing_in_end", roles=STAFF, methods=SEND
    ),
]
