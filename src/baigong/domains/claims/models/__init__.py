from baigong.domains.claims.models.firm_claim import FirmClaim

__all__ = ["FirmClaim"]
