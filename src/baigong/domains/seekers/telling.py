"""Who claimed a record as the own hears what the office decided; nobody is named in it."""

from __future__ import annotations

from baigong.domains.seekers.enums import RecordClaimState
from baigong.domains.seekers.models import RecordClaim
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message
from baigong.foundation.messages.wording import without_numbers

KIND = "record-claim"
register_kind(KIND, "认领自己的登记")


def tell_claimant(*, by: str, claim: RecordClaim) -> None:
    """Tell the claimant the decision, with the office's words; call inside the deciding transaction."""
    is_confirmed = claim.state == RecordClaimState.CONFIRMED
    subject = "您的登记核实好了" if is_confirmed else "您认领的登记没有核实"
    body = (
        "现在可以看自己的登记，改求职意愿，投岗位。" if is_confirmed else f"办事人员说：{claim.answer_text}"
    )
    send_message(
        by=by,
        to_user=claim.claimant_id,
        kind=KIND,
        subject=subject,
        body=without_numbers(body),
        link="/me/record/",
        key=f"record-claim:{claim.id}:{claim.state}",
    )
