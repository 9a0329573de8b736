"""Addresses of the desk's work with policies, and with what is public of commissioners."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import URLPattern

from baigong.faces.desk.roles import ABOVE_COUNTIES, POLICY_WRITERS, READERS
from baigong.faces.desk.views import policies, policy_bundles, policy_readings, policy_steps, public_contacts
from baigong.foundation.access.routes import View, route

SEE = ("GET",)
SEND = ("POST",)
FORM = ("GET", "POST")
# The county writes and hands in, the city returns or lets it go out (BZ-W2d, BZ-W2g).
WRITERS = POLICY_WRITERS
# A county lets out its own where the plan is its own: `for_those_who_let_out` asks.
PUBLISHERS = WRITERS


def _see(pattern: str, view: View, name: str) -> URLPattern:
    return route(pattern, view, name=name, roles=READERS, methods=SEE)


def _send(step: str, view: View, name: str, roles: Iterable[str]) -> URLPattern:
    return route(f"policies/<uuid:policy_id>/{step}/", view, name=name, roles=roles, methods=SEND)


def _send_of_bundle(step: str, view: View, name: str, roles: Iterable[str]) -> URLPattern:
    where = f"policies/bundles/<uuid:bundle_id>/{step}/"
    return route(where, view, name=name, roles=roles, methods=SEND)


policy_patterns: list[URLPattern] = [
    _see("policies/", policies.register, "policies"),
    _see("policies/channels/", policies.channels, "policy_channels"),
    _see("policies/bundles/", policy_bundles.register, "policy_bundles"),
    route(
        "policies/bundles/new/", policy_bundles.make, name="policy_bundle_new", roles=WRITERS, methods=FORM
    ),
    _see("policies/bundles/<uuid:bundle_id>/", policy_bundles.bundle, "policy_bundle"),
    route(
        "policies/bundles/<uuid:bundle_id>/edit/",
        policy_bundles.edit,
        name="policy_bundle_edit",
        roles=WRITERS,
        methods=FORM,
    ),
    _send_of_bundle("put", policy_bundles.put, "policy_bundle_put", WRITERS),
    _send_of_bundle("out", policy_bundles.out, "policy_bundle_out", WRITERS),
    _send_of_bundle("move", policy_bundles.move, "policy_bundle_move", WRITERS),
    _send_of_bundle("publish", policy_bundles.publish, "policy_bundle_publish", PUBLISHERS),
    _send_of_bundle("take-down", policy_bundles.take_down, "policy_bundle_take_down", PUBLISHERS),
    _see("policies/<uuid:policy_id>/", policies.policy, "policy"),
    route("policies/<uuid:policy_id>/edit/", policies.edit, name="policy_edit", roles=WRITERS, methods=FORM),
    _send("submit", policy_steps.submit, "policy_submit", WRITERS),
    _send("review", policy_steps.review, "policy_review", WRITERS),
    _send("publish", policy_steps.publish, "policy_publish", PUBLISHERS),
    _send("return", policy_steps.give_back, "policy_return", ABOVE_COUNTIES),
    _send("take-down", policy_steps.take_down, "policy_take_down", PUBLISHERS),
    _send("supersede", policy_steps.supersede, "policy_supersede", PUBLISHERS),
    _send("keep", policy_steps.keep, "policy_keep", PUBLISHERS),
    _send("channel", policy_steps.note_channel, "policy_channel", PUBLISHERS),
    _send("interpret", policy_readings.interpret, "policy_interpret", PUBLISHERS),
    _send("interpret-no-more", policy_readings.withdraw_reading, "policy_interpret_no_more", PUBLISHERS),
    _send("hand-out", policy_steps.send_again, "policy_hand_out", PUBLISHERS),
    _see("public-contacts/", public_contacts.register, "public_contacts"),
    route(
        "public-contacts/publish/",
        public_contacts.publish,
        name="public_contact_publish",
        roles=WRITERS,
        methods=SEND,
    ),
    route(
        "public-contacts/rank/", public_contacts.rank, name="public_contact_rank", roles=WRITERS, methods=SEND
    ),
    route(
        "public-contacts/<uuid:public_contact_id>/withdraw/",
        public_contacts.withdraw,
        name="public_contact_withdraw",
        roles=WRITERS,
        methods=SEND,
    ),
]
