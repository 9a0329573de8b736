from baigong.domains.cases.models.case import Case
from baigong.domains.cases.models.case_step import CaseStep

__all__ = ["Case", "CaseStep"]
