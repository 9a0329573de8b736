from baigong.domains.facilities.models.facility import Facility

__all__ = ["Facility"]
