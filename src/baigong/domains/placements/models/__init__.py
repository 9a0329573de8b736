from baigong.domains.placements.models.engagement import Engagement, has_left
from baigong.domains.placements.models.insurance_span import InsuranceSpan
from baigong.domains.placements.models.introduction import (
    Introduction,
    IntroductionStep,
    declined_invitation,
)
from baigong.domains.placements.models.proof import Proof

__all__ = [
    "Engagement",
    "InsuranceSpan",
    "Introduction",
    "IntroductionStep",
    "Proof",
    "declined_invitation",
    "has_left",
]
