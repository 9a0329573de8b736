"""Bodies beside the offices whose people sign in: agencies, schools, departments (M01.5)."""

from __future__ import annotations

from baigong.domains.parties.enums import OrganisationNature
from baigong.domains.parties.models import Organisation
from baigong.domains.places.models import Place
from baigong.domains.users.enums import BODY_ROLES, Role
from baigong.domains.users.errors import AccountError
from baigong.foundation.scope import system_scope
from baigong.foundation.scope.conditions import place_range

NATURES_OF: dict[str, tuple[OrganisationNature, ...]] = {
    Role.AGENCY: (OrganisationNature.AGENCY, OrganisationNature.DISPATCH),
    Role.SCHOOL: (OrganisationNature.SCHOOL,),
    Role.DEPARTMENT: (
        OrganisationNature.GOVERNMENT,
        OrganisationNature.INSTITUTION,
        OrganisationNature.OTHER,
    ),
}


def body_for(role: str, credit_code: str, place: Place) -> Organisation | None:
    """Return the body at a place or below that somebody with a role works for; None for a role that needs none.

    Asked inside the system's scope: whoever opens accounts sees no register.

    :raises AccountError: when the role needs a body and the code is none's here, or that of a body of another kind.
    """
    if role not in BODY_ROLES:
        return None
    code = credit_code.strip().upper()
    if not code:
        raise AccountError("body", "这个身份要写所在单位的统一社会信用代码。")
    found: Organisation | None = Organisation.objects.filter(
        place_range("place_path", place.path), credit_code=code, withdrawn_at__isnull=True
    ).first()
    if found is None:
        raise AccountError("body", f"{place.name}没有登记代码是{code}的单位。请核对代码，或先把单位登记上。")
    if found.nature not in NATURES_OF[role]:
        raise AccountError(
            "body",
            f"“{found.name}”登记的性质是{found.get_nature_display()}，和“{Role(role).label}”对不上。"
            "请改身份，或先更正单位性质。",
        )
    return found


def sender_of(credit_code: str) -> Organisation | None:
    """Return the body of a credit code that may be agreed with on a feed; administrators see no register."""
    natures = {nature for natures in NATURES_OF.values() for nature in natures}
    with system_scope("约定谁送数据"):
        found: Organisation | None = Organisation.objects.filter(
            credit_code=credit_code, nature__in=natures, withdrawn_at__isnull=True
        ).first()
        return found
