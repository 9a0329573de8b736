from baigong.domains.canvass.models.contact import Contact
from baigong.domains.canvass.models.recheck import Recheck, RecheckAnswer

__all__ = ["Contact", "Recheck", "RecheckAnswer"]
