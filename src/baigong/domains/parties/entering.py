"""A firm entered one by one, at its door; one that is known is completed and not entered again."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from baigong.domains.parties.models import Organisation
from baigong.domains.parties.organisation_keys import OrganisationFacts
from baigong.domains.parties.organisation_matching import match_organisations
from baigong.domains.parties.organisations import add_organisations, new_organisation, update_organisations
from baigong.domains.parties.sight import show_to_places
from baigong.foundation.audit.services import record
from baigong.foundation.facts.models import Source


class EnteringError(ValueError):
    """A firm that cannot be entered; the sentence says what to do instead."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@transaction.atomic
def enter_firm(*, by: str, facts: OrganisationFacts, code_missing: str = "") -> tuple[Organisation, bool]:
    """Enter a firm, or find the one these facts are about; returns whether it was known.

    Without a credit code the firm stands under its provisional key, and the reason is kept beside it.

    :raises EnteringError: when the name may mean several firms, or neither a code nor a reason is given.
    """
    if not facts.credit_code and not code_missing:
        raise EnteringError("code", "没有信用代码的，请选一个原因，以后好补。")
    match = match_organisations([facts])[0]
    if match.sentence:
        raise EnteringError("ambiguous", match.sentence)
    if match.organisation is not None:
        show_to_places(by=by, wanted=[(match.organisation, facts.place_path)])
        if match.is_ours and match.changes:
            update_organisations(
                by=by, updates=[(match.organisation, match.changes)], place_path=facts.place_path
            )
        return match.organisation, True
    firm = new_organisation(facts, source=Source.OFFICER, source_id=by)
    firm.code_missing = "" if facts.credit_code else code_missing
    try:
        with transaction.atomic():
            add_organisations([firm])
    except IntegrityError:
        raise EnteringError("clash", "刚才有人登记了同一家。请再存一次，就会接到那一家。") from None
    record(
        by=by,
        act="parties.enter_firm",
        object_kind="organisation",
        object_ids=[firm.id],
        place_path=firm.place_path,
        detail={"code_missing": firm.code_missing},
    )
    return firm, False
