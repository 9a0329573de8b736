from baigong.domains.shortages.models.need import Need
from baigong.domains.shortages.models.need_report import NeedReport
from baigong.domains.shortages.models.strike_off_step import StrikeOffStep

__all__ = ["Need", "NeedReport", "StrikeOffStep"]
