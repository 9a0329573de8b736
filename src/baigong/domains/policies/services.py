"""Verbs on plans: putting a pack in force at an installation."""

from __future__ import annotations

import datetime

from django.db import transaction

from baigong.domains.codes.loading import add_codes
from baigong.domains.policies.models import PackVersion
from baigong.domains.policies.selectors import all_packs, pack_named
from baigong.foundation.audit.services import record


@transaction.atomic
def adopt_pack(*, by: str, name: str, on: datetime.date) -> PackVersion:
    """Keep the version of a pack that is in force from now on, and add its code lists to the office's own.

    Adopting the same version again changes nothing; a code worded anew keeps its old words until `on`, and codes
    the office has worded itself stay as they are.

    Every process reads the files of all plans anew once it hears of this, so all of them must be sound.

    :raises PackError: when the files of any pack are wrong.
    """
    all_packs()
    pack = pack_named(name)
    version, is_new = PackVersion.objects.get_or_create(
        pack=pack.plan.id,
        version_hash=pack.version,
        defaults={
            "title": pack.plan.title,
            "place_code": pack.plan.place_code,
            "parent_pack": pack.plan.parent,
            "starts_on": pack.plan.starts_on,
            "ends_before": pack.plan.ends_before,
            "document": pack.plan.document,
        },
    )
    for scheme in sorted({code.scheme for each in pack.lineage for code in each.codes}):
        add_codes(scheme, [(code.code, code.label, code.parent) for code in pack.code_list(scheme)], on=on)
    if is_new:
        record(by=by, act="policies.adopt_pack", object_kind="pack_version", object_ids=[version.id])
    return version
