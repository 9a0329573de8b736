from baigong.domains.shortages.models.need import Need
from baigong.domains.shortages.models.need_report import NeedReport

__all__ = ["Need", "NeedReport"]
