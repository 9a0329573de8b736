"""Who hears of a claim: the firm's administrators when one waits for them, the claimant when it is answered."""

from __future__ import annotations

from baigong.domains.claims.enums import SENTENCES, ClaimState, Refusal
from baigong.domains.claims.models import FirmClaim
from baigong.domains.users.colleagues import administrators_of
from baigong.foundation.messages.kinds import register_kind
from baigong.foundation.messages.services import send_message

KIND = "claim"
register_kind(KIND, "单位认领")
_ANSWERS = {
    ClaimState.CONFIRMED: "通过了，现在可以报缺工、发岗位。",
    ClaimState.DISOWNED: "本单位管理员说不认识您。确实是本单位的人，可以请县里核对。",
}


def tell_administrators(*, by: str, claim: FirmClaim) -> None:
    """Ask those who administer the firm to answer; call inside the transaction that filed the claim."""
    if claim.state != ClaimState.WAITING_ADMINISTRATOR or claim.organisation_id is None:
        return
    for post in administrators_of(claim.organisation_id):
        send_message(
            by=by,
            to_user=post.user_id,
            kind=KIND,
            subject=f"有人说是{claim.firm_name}的人，请核对",
            body=f"{claim.due_on}前没有答复，会转到县里。",
            link="/employer/colleagues/",
            key=f"claim:{claim.id}:asked:{post.user_id}",
        )


def tell_claimant(*, by: str, claim: FirmClaim) -> None:
    """Tell the claimant what was answered; a step that answers nothing says nothing."""
    body = _ANSWERS.get(ClaimState(claim.state), "")
    if claim.state == ClaimState.REFUSED:
        body = SENTENCES[Refusal(claim.refusal_code)]
    if body:
        send_message(
            by=by,
            to_user=claim.claimant_id,
            kind=KIND,
            subject=f"认领{claim.firm_name}：{claim.get_state_display()}",
            body=body,
            link="/employer/",
            key=f"claim:{claim.id}:{claim.state}",
        )
