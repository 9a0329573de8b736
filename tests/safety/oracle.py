"""Who may see what, thought out a second time: over the place tree and the memberships, and nothing else.

This module imports nothing of the product, and tests/architecture/test_documents.py sees to it: when the two agree,
they agree because both are right.
"""

from __future__ import annotations

OFFICERS = {"province_officer", "city_officer", "county_officer", "town_officer", "village_officer"}
PARTY_ROLES = {"employer", "seeker"}
BODIES = {"agency", "school", "department"}


def is_at_or_below(key: str, top: str) -> bool:
    """Say whether place `key` ("1.2.1") is `top` ("1.2") or lies inside it; "0" is the whole world."""
    return top == "0" or key == top or key.startswith(top + ".")


def may_see(role: str, post_place: str, object_place: str, *, shared_with: str = "") -> bool:
    """Say whether somebody in a post may see an object of a place, or one shared with another place."""
    if role not in OFFICERS | {"commissioner", "leader"}:
        return False
    is_shared = bool(shared_with) and is_at_or_below(shared_with, post_place)
    return is_shared or is_at_or_below(object_place, post_place)


def may_act_for(role: str, post_at: str, object_at: str) -> bool:
    """Say whether somebody who acts for the firm, or is the person, of a place may touch an object of another's."""
    return role in PARTY_ROLES | BODIES and post_at == object_at


def may_look_after(role: str, post_place: str, object_place: str) -> bool:
    """Say whether somebody in a post looks after the account of somebody who has a post at a place."""
    return role == "administrator" and is_at_or_below(object_place, post_place)


def expected_status(role: str, route_roles: set[str], *, sees: bool) -> int:
    """Return the status of an answer; 302 is the way to the sign-in page, 200 that nothing was refused."""
    if not role:
        return 302
    if role not in route_roles:
        return 403
    return 200 if sees else 404


AT_WORK = OFFICERS | {"commissioner"}
EVERYBODY = AT_WORK | PARTY_ROLES | BODIES | {"", "leader", "auditor", "security_officer", "administrator"}
FOR_OFFICERS = (
    "desk/imports/", "desk/people/export/", "desk/claims/", "desk/record-claims/",
    "desk/duplicates/", "desk/merges/", "desk/rechecks/", "desk/handouts/",
)  # fmt: skip
FOR_OFFICERS += ("desk/pushes/",)
AT_THE_DOOR = {"village_officer", "town_officer"}
READ_AT_THE_DOOR = ("survey/", "survey/firms/", "survey/visits/")
# What the city lets out and what a county writes for it.
CITY_UP = {"province_officer", "city_officer"}
COUNTY_UP = CITY_UP | {"county_officer"}
COUNTY_WRITES = (
    "/edit/",
    "/submit/",
    "/review/",
    "contacts/publish/",
    "/rank/",
    "/withdraw/",
    "/new/",
    "/join/",
    "/leave/",
    "/close/",
    "/fill/",
    "/put/",
    "/out/",
    "/move/",
)
# A commissioner hands over the own firms; whose they are is in what is sent.
OFFICERS_SEND = (
    "desk/commissioners/assign/", "desk/commissioners/liaison/", "desk/commissioners/helpers/assign/",
)  # fmt: skip
OFFICERS_HOLD = (
    "/correct/", "/hold/", "/relatives/", "/relatives/decide/", "/relatives/take/", "/<uuid:credential_id>/read/",
    "/<uuid:credential_id>/check/",
)  # fmt: skip
OFFICERS_DECIDE = ("/publish/", "/take-down/", "/close/", "/void/", "/channels/")
OFFICERS_DECIDE += ("/outlets/",)
FORMS = (
    "/edit/",
    "/mandate/",
    "/report/",
    "/new/",
    "/needs/<uuid:need_id>/close/",
    "/needs/<uuid:need_id>/reopen/",
    "/needs/<uuid:need_id>/refuse/",
)


# Three powers apart: whose pages lie under which first word.
POWERS = {
    "auditor": ("entries/", "patterns/", "verification/", "incident/", "tracing/", "handouts/"),
    "security_officer": ("keys/", "sessions/", "sign-ins/", "privacy-register/"),
    "administrator": ("health/", "jobs/", "backups/", "restoring/", "feeds/", "parameters/", "retention/"),
}


def power_over(where: str) -> set[str]:
    """Return which of the three powers a page under oversight/ belongs to; the first page is everybody's of them."""
    page = where.removeprefix("oversight/")
    return {power for power, pages in POWERS.items() if not page or page.startswith(pages)}


# Whose pages lie under which first words; the longer words stand first.
OWN_PAGES = {
    "employer/": {"employer"}, "me/": {"seeker"}, "accounts/": {"administrator"},
    "bodies/credit/": {"department"}, "bodies/": BODIES,
}  # fmt: skip


def is_written_by_the_county(where: str, method: str) -> bool:
    """Say whether a route changes what an office answers for: policies, how commissioners are reached, zones."""
    is_change = method == "POST" or where.endswith(("/edit/", "/new/"))
    return is_change and where.startswith(
        ("desk/policies/", "desk/public-contacts/", "desk/units/", "desk/groups/", "desk/remits/")
    )


def roles_of(where: str, method: str) -> set[str]:
    """Return who may use a route of a desk, judged by its address alone: leaders read, and send only names."""
    own = next((roles for page, roles in OWN_PAGES.items() if where.startswith(page)), None)
    if own:
        return own
    if where.startswith("oversight/"):
        return power_over(where)
    if is_written_by_the_county(where, method):
        return COUNTY_UP if where.endswith(COUNTY_WRITES) else CITY_UP
    if where.startswith("survey/"):
        return AT_THE_DOOR | {"county_officer"} if where in READ_AT_THE_DOOR else AT_THE_DOOR
    if where.startswith("standing-in/"):
        return EVERYBODY - PARTY_ROLES - BODIES - {""}
    if where in ("desk/", "desk/role/") or where.startswith("inbox/"):
        return EVERYBODY
    is_decision = where.startswith(("desk/vacancies/", "desk/records/")) and where.endswith(OFFICERS_DECIDE)
    is_decision = is_decision or (method == "POST" and where.startswith(OFFICERS_SEND))
    # Whoever may record a hire may take it back.
    is_decision = is_decision or (where.endswith(OFFICERS_HOLD) and not where.startswith("desk/hires/"))
    if where.startswith(FOR_OFFICERS) or is_decision or where.endswith("/workbook/"):
        return OFFICERS
    is_read = (method == "GET" and not where.endswith(FORMS)) or where.endswith("/find/")
    return AT_WORK | {"leader"} if is_read else AT_WORK
