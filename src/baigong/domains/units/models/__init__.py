from baigong.domains.units.models.reporting_unit import ReportingUnit
from baigong.domains.units.models.unit_member import UnitMember

__all__ = ["ReportingUnit", "UnitMember"]
